import type { Clock } from "../../lib/clock.ts";
import type { DiscEvent } from "../../state/event.ts";
import type { Problem } from "../../state/problem.ts";
import { createLineChild } from "../line-child.ts";
import type { DiscMonitor, DiscWatch } from "../monitor.ts";
import { type BlockReader, createBlockReader } from "./block-reader.ts";
import { readDatabase } from "./database.ts";
import { createDoubts } from "./doubts.ts";
import { type DiscsInput, nextDiscs, noDiscs } from "./discs.ts";
import { type SystemFolders, whySilent } from "./kernel.ts";
import { readEvent } from "./reading.ts";

/**
 * Linux: the kernel looks into the drives, udev finds out what is in them, `udevadm monitor` tells of it, and the udev
 * database (`udevadm info`) says what was in before. Nothing here looks at a drive, so nothing disturbs a rip. Any user
 * may run all of it.
 */
export interface LinuxMonitorOptions {
  readonly clock: Clock;
  /** `$PATH` */
  readonly path: string;
  /** Whether makemkvcon is at work. */
  readonly isBusy: () => boolean;
  readonly folders?: SystemFolders;
}

const MONITOR = ["monitor", "--udev", "--property", "--subsystem-match=block"];
const BACKOFF = { firstMs: 1000, lastMs: 30_000 };

export function createLinuxMonitor(options: LinuxMonitorOptions): DiscMonitor {
  return { start: (report) => watch(options, report) };
}

function watch(
  options: LinuxMonitorOptions,
  report: (event: DiscEvent) => void,
): DiscWatch {
  const { clock, path, isBusy } = options;
  const folders = options.folders ?? { sysfs: "/sys", run: "/run" };
  const env = { ...process.env, PATH: path };
  const doubts = createDoubts(clock);
  let discs = noDiscs;
  let over = false;
  /** The problem that was told last, empty for none; `null` before anything was told. */
  let told: string | null = null;
  /** It was ready, and ended. Once is no news: it is started again, and the database tells what was missed. */
  let isShaky = false;
  let reader: BlockReader = createBlockReader();
  /** The life of udevadm that is being listened to; `null` before its first word. */
  let talking: object | null = null;
  let reading = Promise.resolve();
  let callOffRetry = () => {};

  function step(input: DiscsInput): void {
    const [next, orders] = nextDiscs(discs, input, isBusy());
    discs = next;
    for (const order of orders) {
      if (over) return;
      if (order.kind === "tell") report(order.event);
      else doubts.begin(() => step({ ...order, kind: "doubtOver" }));
    }
  }

  function tellProblem(problem: Problem): void {
    callOffRetry();
    // A udevadm that ended comes back by itself; one that runs, but can not help, has to be asked.
    if (talking)
      callOffRetry = clock.after(BACKOFF.lastMs, () => void compare("start"));
    if (problem.text === told) return;
    told = problem.text;
    report({ type: "discMonitorUnavailable", problem });
  }

  function tellReady(): void {
    isShaky = false;
    if (told === "") return;
    told = "";
    report({ type: "discMonitorReady" });
  }

  /**
   * One after the other. What was heard since the question is newer than the answer; at the start of a life the question
   * is as old as that, and only then a drive that nobody knows any more was unplugged unseen.
   */
  function compare(why: "start" | "look"): Promise<void> {
    reading = reading.then(async () => {
      const life = talking;
      if (over || life === null) return;
      if (why === "look") step({ kind: "databaseAsked" });
      const known = Object.keys(discs.inside);
      const { sysfs } = folders;
      const answer = await readDatabase({ clock, env, sysfs, known });
      // Disposed of, or ended: its next life asks again.
      if (over || life !== talking) return;
      if (answer.kind === "failed")
        return tellProblem(unavailable(answer.reason));
      const problem = whySilent(folders);
      if (problem) return tellProblem(problem);
      const { drives, complete } = answer.database;
      const database = { drives, complete: complete && why === "start" };
      step({ kind: "database", database });
      tellReady();
    });
    return reading;
  }

  const child = createLineChild({
    command: "udevadm",
    args: MONITOR,
    env,
    clock,
    backoff: BACKOFF,
    onStart() {
      reader = createBlockReader();
      step({ kind: "databaseAsked" });
    },
    onLine(line) {
      const block = reader.push(line);
      const event = block && readEvent(block);
      if (event) step({ kind: "event", event });
      if (talking) return;
      // Its first line says that it listens; what happened before is in the database.
      talking = {};
      void compare("start");
    },
    onEnd(reason) {
      talking = null;
      if (told === "" && !isShaky) isShaky = true;
      else tellProblem(unavailable(reason));
    },
  });

  return {
    async look() {
      await compare("look");
      await doubts.settled();
    },
    [Symbol.dispose]() {
      over = true;
      child.stop();
      doubts.callOff();
      callOffRetry();
    },
  };
}

function unavailable(reason: string): Problem {
  return {
    key: "disc_monitor_unavailable",
    text: `Discs are not detected: ${reason}.`,
    hint: "Install udev (Debian: apt install udev), or set disc_monitor: none and drive: /dev/sr0 in daemon.yaml. It is tried again by itself.",
  };
}
