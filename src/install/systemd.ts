import {
  allDone,
  askProgram,
  DONE,
  type Look,
  type Manager,
} from "./manager.ts";
import type { Machine } from "./machine.ts";
import type { ServicePlan } from "./service-plan.ts";

/** The user's own instance of systemd. */
export function systemd(plan: ServicePlan, machine: Machine): Manager {
  const ask = (...args: readonly string[]) =>
    askProgram("systemctl", ["--user", ...args], machine);
  const run = async (...args: readonly string[]) => (await ask(...args)).deed;

  async function look(): Promise<Look> {
    const { deed, lines } = await ask(
      "show",
      "--property=LoadState,ActiveState,UnitFileState,MainPID",
      plan.name,
    );
    if (deed.kind === "failed")
      return { kind: "unreachable", reason: deed.reason };
    const facts = new Map(
      lines.map((line) => {
        const [key = "", value = ""] = line.split(/=(.*)/s);
        return [key, value];
      }),
    );
    const pid = Number(facts.get("MainPID") ?? 0);
    return {
      kind: "known",
      isEnabled: facts.get("UnitFileState") === "enabled",
      // A unit that has failed or is about to be started again is loaded, too.
      isLoaded: !["inactive", "failed", undefined].includes(
        facts.get("ActiveState"),
      ),
      pid: pid > 0 ? pid : null,
    };
  }

  return {
    look,
    start: () =>
      allDone([
        () => run("daemon-reload"),
        () => run("enable", "--now", plan.name),
      ]),
    wake: () => run("start", plan.name),
    async stop() {
      const { deed, lines } = await ask(
        "show",
        "--property=LoadState",
        plan.name,
      );
      if (deed.kind === "failed") return deed;
      if (lines.includes("LoadState=not-found")) return DONE;
      return run("disable", "--now", plan.name);
    },
    forget: () => run("daemon-reload"),
  };
}
