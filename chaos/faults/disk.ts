import type { FileOps } from "../../src/queue/file-ops.ts";
import { createRandom } from "../random.ts";
import { type Fault } from "./fault.ts";
import { ids } from "./orders.ts";
import { around } from "./around-disk.ts";
import { openInside } from "./inside.ts";

/** Every single operation of the queue on its disk is refused, done and then called refused, or slow. */

const CODES = [
  "EIO",
  "ENOSPC",
  "EACCES",
  "EROFS",
  "ENOENT",
  "ESTALE",
  "ETIMEDOUT",
  "EMFILE",
  "EBUSY",
] as const;

type How =
  /** Refused once, at this operation. */
  | "once"
  /** Everything from this operation on, for ten seconds. */
  | "for a while"
  /** Done, and called refused all the same, as a share whose answer was lost. */
  | "done and denied";

const TASKS = ids("task", 2);
const A_WHILE_MS = 10_000;
const LONG_MS = 300_000;

function refusing(at: number, code: string, how: How) {
  let count = 0;
  let until: number | null = null;
  const refusal = (name: string, path: string) => {
    // What is to be removed is there: no disk says that it is not.
    const said = name === "unlink" && code === "ENOENT" ? "EIO" : code;
    return Object.assign(new Error(`${said}: ${name} '${path}'`), {
      code: said,
    });
  };
  return {
    wasReached: () => count > at,
    wrap: (ops: FileOps, clock: { monotonic(): number }): FileOps =>
      around(ops, async (name, run, path) => {
        const mine = count++;
        if (mine === at && how === "for a while")
          until = clock.monotonic() + A_WHILE_MS;
        if (until !== null && clock.monotonic() < until)
          throw refusal(name, path);
        if (mine !== at || how === "for a while") return run();
        if (how === "done and denied") await run();
        throw refusal(name, path);
      }),
  };
}

async function tryRefusal(at: number, code: string, how: How) {
  const refused = refusing(at, code, how);
  await using inside = await openInside({ ids: TASKS, wrap: refused.wrap });
  await inside.live(inside.isDone, LONG_MS);
  const wrong = inside.examine();
  return {
    wasReached: refused.wasReached(),
    wrong:
      wrong === null
        ? null
        : `operation ${at}, ${code}, ${how}: ${wrong} (${JSON.stringify(inside.store.state().queue).slice(0, 200)})`,
  };
}

function everyOperation(how: How, what: string): Fault {
  return {
    what,
    async run(form) {
      const attempts: (string | null)[] = [];
      const step = form === "short" ? 7 : 1;
      let operations = 0;
      for (const [offset, code] of CODES.entries()) {
        if (form === "short" && offset % 3 !== 0) continue;
        for (let at = form === "short" ? offset : 0; ; at += step) {
          const { wasReached, wrong } = await tryRefusal(at, code, how);
          if (!wasReached) break;
          operations = Math.max(operations, at + 1);
          attempts.push(wrong);
          if (at > 2000) break;
        }
      }
      return { attempts, figures: `${operations} operations on the disk` };
    },
  };
}

const slow: Fault = {
  what: "Every operation on the tasks folder takes up to five seconds (a delaying disk in the process; there is no FUSE in this)",
  async run(form) {
    const attempts: (string | null)[] = [];
    let longest = 0;
    const random = createRandom(11);
    for (let round = 0; round < (form === "short" ? 3 : 100); round++) {
      await using inside = await openInside({
        ids: TASKS,
        wrap: (ops, clock) =>
          around(ops, async (_name, run) => {
            await new Promise<void>((resolve) =>
              clock.after(random.below(5000), resolve),
            );
            return run();
          }),
      });
      const from = inside.clock.monotonic();
      await inside.live(inside.isDone, 3_600_000);
      longest = Math.max(longest, inside.clock.monotonic() - from);
      const wrong = inside.examine();
      attempts.push(wrong === null ? null : `round ${round}: ${wrong}`);
    }
    return {
      attempts,
      figures: `2 tasks took up to ${Math.round(longest / 1000)} s of simulated time`,
    };
  },
};

export const diskFaults: readonly Fault[] = [
  everyOperation(
    "once",
    "Each operation of the queue on its disk is refused once, with each of EIO, ENOSPC, EACCES, EROFS, ENOENT, ESTALE, ETIMEDOUT, EMFILE, EBUSY",
  ),
  everyOperation(
    "for a while",
    "From each operation on, the disk refuses everything for ten seconds, with each of these",
  ),
  everyOperation(
    "done and denied",
    "Each operation is done and called refused all the same, as by a share whose answer was lost",
  ),
  slow,
];
