import {
  allDone,
  askProgram,
  type Deed,
  DONE,
  type Look,
  type Manager,
} from "./manager.ts";
import type { Machine } from "./machine.ts";
import type { ServicePlan } from "./service-plan.ts";

const LOOK_AGAIN_MS = 100;
/** `ExitTimeOut` is 30 s. */
const GONE_WITHIN_MS = 40_000;

/** The agents of the person who is logged in at the screen: `gui/UID`. */
export function launchd(plan: ServicePlan, machine: Machine): Manager {
  const domain = `gui/${machine.uid}`;
  const target = `${domain}/${plan.name}`;
  const run = async (...args: readonly string[]) =>
    (await askProgram("launchctl", args, machine)).deed;

  async function look(): Promise<Look> {
    if (!Bun.which("launchctl", { PATH: machine.env["PATH"] ?? "" }))
      return {
        kind: "unreachable",
        reason: "launchctl was not found on PATH",
      };
    const { deed, lines } = await askProgram(
      "launchctl",
      ["print", target],
      machine,
    );
    // It ends with 113 for what it does not know.
    const isLoaded = deed.kind === "done";
    const pid = isLoaded ? pidIn(lines) : null;
    return { kind: "known", isEnabled: isLoaded, isLoaded, pid };
  }

  /** `bootout` returns before the daemon has ended, and `bootstrap` fails until then. */
  async function untilGone(): Promise<Deed> {
    const { clock } = machine;
    const limit = clock.monotonic() + GONE_WITHIN_MS;
    while (clock.monotonic() < limit) {
      const found = await look();
      if (found.kind !== "known" || !found.isLoaded) return DONE;
      await new Promise<void>((over) => clock.after(LOOK_AGAIN_MS, over));
    }
    return { kind: "failed", reason: `launchd does not let go of ${target}` };
  }

  const start = () =>
    allDone([
      () => run("enable", target),
      () => run("bootstrap", domain, plan.file),
      () => run("kickstart", target),
    ]);

  return {
    look,
    start,
    async wake() {
      const found = await look();
      const isLoaded = found.kind === "known" && found.isLoaded;
      return isLoaded ? run("kickstart", target) : start();
    },
    async stop() {
      await run("bootout", target);
      return untilGone();
    },
    forget: async () => DONE,
  };
}

/** `\tpid = 4711` of `launchctl print`. */
function pidIn(lines: readonly string[]): number | null {
  for (const line of lines) {
    const pid = /^\s*pid = (\d+)$/.exec(line)?.[1];
    if (pid !== undefined) return Number(pid);
  }
  return null;
}
