import { createAnnouncer } from "../../src/server/announcer.ts";
import { createLog } from "../../src/lib/log.ts";
import { logChange } from "../../src/runtime/event-log.ts";
import { createStore } from "../../src/runtime/store.ts";
import type { Effect } from "../../src/state/effect.ts";
import type { Fact } from "../../src/state/event.ts";
import type { Task } from "../../src/state/task.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import {
  listing,
  readyState,
  rippedFile,
  ripTask,
  TASKS,
} from "../../test/support/states.ts";
import { createTally, type Form, type Row } from "../suite.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const SAMPLES = 20;

/** A day of rips through the core, with everything that listens to it, on a clock that is moved. */
export async function simulateDay(form: Form): Promise<Row> {
  const rips = form === "short" ? 500 : 5_000;
  const clock = createFakeClock();
  const queue: Task[] = [];
  const done: string[] = [];
  let messages = 0;
  let lines = 0;
  const store = createStore({
    initial: readyState(),
    clock,
    run: (effect) => facts(effect).forEach((fact) => store.dispatch(fact)),
    onFault: (fault) => {
      throw fault;
    },
  });
  const announcer = createAnnouncer({
    clock,
    getState: store.state,
    broadcast: (some) => (messages += some.length),
  });
  store.subscribe(announcer.changed);
  store.subscribe(logChange(createLog(clock, () => lines++)));
  let events = 0;
  store.subscribe(() => events++);
  let run = 0;

  function facts(effect: Effect): readonly Fact[] {
    switch (effect.type) {
      case "readQueue":
        return [
          {
            type: "queueRead",
            directory: TASKS,
            listing: listing(queue.slice(0, SAMPLES), { depth: queue.length }),
          },
        ];
      case "claimTask": {
        const task = queue.shift();
        return task ? [{ type: "taskClaimed", task }] : [];
      }
      case "startRip":
        run = effect.run;
        return [];
      case "writeResponse":
        done.push(effect.response.taskId);
        return [{ type: "responseWritten", taskId: effect.response.taskId }];
      default:
        return [];
    }
  }

  function rip(number: number): void {
    queue.push(ripTask(`rip-${number}`));
    store.dispatch({ type: "queueHinted" });
    const step = DAY_MS / rips / (SAMPLES + 1);
    for (let sample = 1; sample <= SAMPLES; sample++) {
      clock.advance(step);
      store.dispatch({
        type: "ripProgressed",
        run,
        sample: { fraction: sample / SAMPLES, sizeBytes: sample * 1e9 },
      });
      if (sample % 5 === 0)
        store.dispatch({ type: "ticked", slept: false, awakeMs: 2000 });
    }
    store.dispatch({
      type: "ripEnded",
      run,
      outcome: { kind: "ripped", file: rippedFile },
    });
    clock.advance(step);
  }

  const parts = 10;
  const times: number[] = [];
  const sizes: number[] = [];
  const heaps: number[] = [];
  for (let part = 0; part < parts; part++) {
    const [started, before] = [performance.now(), events];
    for (let number = 0; number < rips / parts; number++)
      rip(part * (rips / parts) + number);
    times.push(((performance.now() - started) * 1000) / (events - before));
    sizes.push(JSON.stringify(store.state()).length);
    Bun.gc(true);
    heaps.push(process.memoryUsage().heapUsed / 1024 / 1024);
  }
  announcer.close();
  return rowOf({
    rips,
    done,
    times,
    sizes,
    heaps,
    counts: { events, messages, lines },
    activity: store.state().activity.kind,
  });
}

interface Day {
  readonly rips: number;
  readonly done: readonly string[];
  /** Microseconds an event, for each tenth. */
  readonly times: readonly number[];
  /** Bytes of the state as JSON at the end of each tenth, and the heap in MiB. */
  readonly sizes: readonly number[];
  readonly heaps: readonly number[];
  readonly counts: {
    readonly events: number;
    readonly messages: number;
    readonly lines: number;
  };
  readonly activity: string;
}

function rowOf({
  rips,
  done,
  times,
  sizes,
  heaps,
  counts,
  activity,
}: Day): Row {
  const tally = createTally();
  for (let number = 0; number < rips; number++) {
    tally.add(
      done[number] === `rip-${number}`
        ? null
        : `rip ${number}: ${done[number] ?? "never answered"}`,
    );
  }
  const [size = 0, lastSize = 0] = [sizes[1], sizes.at(-1)];
  const [heap = 0, lastHeap = 0] = [heaps[1], heaps.at(-1)];
  const [time = 0, lastTime = 0] = [times[1], times.at(-1)];
  tally.add(activity === "idle" ? null : `at the end it is ${activity}`);
  tally.add(
    lastSize < 1.02 * size ? null : `the state grew: ${sizes.join(" ")} bytes`,
  );
  tally.add(
    lastHeap < heap + 4
      ? null
      : `the heap grew: ${heaps.map((one) => one.toFixed(1)).join(" ")} MiB`,
  );
  tally.add(
    lastTime < 3 * time + 5
      ? null
      : `events became slower: ${times.map((one) => one.toFixed(0)).join(" ")} µs`,
  );
  const { events, messages, lines } = counts;
  return tally.row(
    `24 simulated hours with ${rips.toLocaleString("en")} rips through the core, its messages and its log`,
    `${events.toLocaleString("en")} events, ${messages.toLocaleString("en")} messages, ${lines.toLocaleString("en")} lines; state ${size} → ${lastSize} bytes, ${time.toFixed(0)} → ${lastTime.toFixed(0)} µs an event, heap ${heap.toFixed(0)} → ${lastHeap.toFixed(0)} MiB`,
  );
}
