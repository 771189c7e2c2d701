import { createWatchdog } from "../../src/makemkv/run/watchdog.ts";
import type { RunNotice, ScanOutcome } from "../../src/state/event.ts";
import { holds } from "../../src/state/select.ts";
import {
  createFakeClock,
  type FakeClock,
} from "../../test/support/fake-clock.ts";
import { createRandom } from "../random.ts";
import { type Fault } from "./fault.ts";
import { type Inside, openInside } from "./inside.ts";
import { ids } from "./orders.ts";

/** A clock that is set forward or back, or jumps about, in the middle of everything. Core, queue and watchdog in this process. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
const JUMPS: readonly (readonly [string, number])[] = [
  ["an hour on", HOUR_MS],
  ["a day on", DAY_MS],
  ["ten years on", 10 * YEAR_MS],
  ["an hour back", -HOUR_MS],
  ["a day back", -DAY_MS],
  ["ten years back", -10 * YEAR_MS],
  ["to 1970", -Date.now()],
];
const TASKS = ids("task", 3);

const FAILED: ScanOutcome = {
  kind: "failed",
  failure: { code: "DISC_UNREADABLE", message: "Unreadable.", detail: "" },
};
const NOT_STARTED: ScanOutcome = { kind: "notStarted", reason: "ETXTBSY" };
const UNLICENSED: ScanOutcome = {
  kind: "unlicensed",
  licence: { kind: "refused", reason: "licence_expired", message: "Expired." },
  detail: "",
};

interface Story {
  readonly name: string;
  readonly end?: (run: number) => ScanOutcome;
  /** The drive is watched, empty, and gets its disc after this time. */
  readonly discAfterMs?: number;
  /** Of simulated time, for all three tasks, whatever the clock says. */
  readonly withinMs: number;
}

const STORIES: readonly Story[] = [
  { name: "tasks are done", withinMs: 60_000 },
  {
    name: "makemkvcon does not start four times",
    end: (run) => (run < 4 ? NOT_STARTED : FAILED),
    withinMs: 180_000,
  },
  {
    name: "the licence forbids it twice",
    end: (run) => (run < 2 ? UNLICENSED : FAILED),
    withinMs: 900_000,
  },
  { name: "a disc comes after 20 s", discAfterMs: 20_000, withinMs: 300_000 },
  { name: "no disc ever comes", discAfterMs: YEAR_MS, withinMs: 300_000 },
];

async function tell(
  story: Story,
  jump: (clock: FakeClock, step: number) => void,
): Promise<string | null> {
  let step = 0;
  let inside: Inside | null = null;
  const world = await openInside({
    ids: TASKS,
    ...(story.end ? { end: story.end } : {}),
    ...(story.discAfterMs === undefined
      ? {}
      : { settings: { discMonitor: "auto", drive: null } }),
    onStep(clock) {
      jump(clock, step++);
      if (clock.monotonic() === story.discAfterMs)
        inside?.store.dispatch({
          type: "discInserted",
          device: "/dev/sr0",
          volumeName: "FILM",
          medium: { kind: "dvd", content: "data" },
        });
    },
  });
  await using _ = world;
  inside = world;
  if (story.discAfterMs !== undefined)
    world.store.dispatch({ type: "discMonitorReady" });
  await world.live(world.isDone, story.withinMs);
  const wrong = world.examine();
  const state = world.store.state();
  return wrong === null
    ? null
    : `${story.name}: ${wrong} after ${story.withinMs / 1000} s (${state.activity.kind}; ${holds(
        state,
      )
        .map(({ key }) => key)
        .join(
          " ",
        )}; ${JSON.stringify([state.makemkvcon, state.drive.disc, state.monitor])})`;
}

const set: Fault = {
  what: "The clock is set on or back (an hour, a day, ten years, to 1970) at one moment: of tasks, of failing starts, of a missing licence, of waiting for a disc",
  async run(form) {
    const attempts: (string | null)[] = [];
    const every = form === "short" ? 80 : 4;
    const jumps = form === "short" ? JUMPS.slice(4, 6) : JUMPS;
    for (const story of STORIES)
      for (const [name, ms] of jumps)
        for (let at = 3; at < 100; at += every) {
          const wrong = await tell(story, (clock, step) => {
            if (step === at) clock.jump(ms);
          });
          attempts.push(
            wrong === null ? null : `${name} after ${at / 4} s: ${wrong}`,
          );
        }
    return { attempts, figures: "" };
  },
};

const wild: Fault = {
  what: "The clock jumps about at random, four times a second, up to ten years each time",
  async run(form) {
    const attempts: (string | null)[] = [];
    for (let seed = 1; seed <= (form === "short" ? 4 : 100); seed++) {
      const random = createRandom(seed);
      const story = STORIES[seed % STORIES.length];
      if (!story) continue;
      const wrong = await tell(story, (clock) =>
        clock.jump((random.next() - 0.5) * 20 * YEAR_MS),
      );
      attempts.push(wrong === null ? null : `seed ${seed}: ${wrong}`);
    }
    return { attempts, figures: "" };
  },
};

const LIMIT_MS = 300_000;

/** How long a run lives that says something every `everyMs`; `null`: as long as it was watched. */
function watch(
  everyMs: number,
  jump: (clock: FakeClock, second: number) => void,
): number | null {
  const clock = createFakeClock();
  const notices: RunNotice[] = [];
  const watchdog = createWatchdog({
    clock,
    limits: { stallTimeoutMs: LIMIT_MS, questionGraceMs: 10_000 },
    grownBytes: () => 0,
    tell: (notice) => void notices.push(notice),
  });
  let current = 0;
  for (let second = 0; second < 3600; second++) {
    jump(clock, second);
    clock.advance(1000);
    if ((second * 1000) % everyMs === 0)
      watchdog.heard({
        kind: "progress",
        current: (current += 1),
        total: current,
        max: 65_536,
      });
    if (notices.some(({ kind }) => kind === "stalled")) return second * 1000;
  }
  watchdog.stop();
  return null;
}

const watchdogs: Fault = {
  what: "The clock jumps while makemkvcon works or hangs: what works is left alone for an hour, what hangs is stopped in time",
  async run(form) {
    const attempts: (string | null)[] = [];
    const every = form === "short" ? 120 : 7;
    for (const [name, ms] of JUMPS)
      for (let at = 1; at < 300; at += every) {
        const once = (clock: FakeClock, second: number) => {
          if (second === at) clock.jump(ms);
        };
        const killed = watch(60_000, once);
        if (killed !== null)
          attempts.push(`${name} after ${at} s: stopped after ${killed} ms`);
        const stopped = watch(Number.POSITIVE_INFINITY, once);
        // A jump forward may be a sleep: then the count starts anew.
        const isRight = stopped !== null && stopped <= 2 * LIMIT_MS + 10_000;
        attempts.push(
          isRight ? null : `${name} after ${at} s: hung for ${stopped} ms`,
        );
      }
    return { attempts, figures: "" };
  },
};

export const clockFaults: readonly Fault[] = [set, wild, watchdogs];
