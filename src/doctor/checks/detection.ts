import { join } from "node:path";
import { whySilent } from "../../disc/linux/kernel.ts";
import {
  type Check,
  driveSettingsOf,
  error,
  fromProblem,
  ok,
  stateOf,
  type World,
} from "../check.ts";

/** Whether an inserted disc is heard of. */
export const detectionCheck: Check = {
  name: "disc detection",
  whenLate: "Restart the machine; what tells of discs does not answer.",
  async examine(facts, world) {
    const state = stateOf(facts);
    const settings = driveSettingsOf(facts);
    if (settings?.discMonitor === "none")
      return [
        ok(
          `It is switched off; the drive is ${settings.drive ?? "not named"}.`,
        ),
      ];
    if (state?.monitor.kind === "unavailable")
      return [fromProblem("error", state.monitor.problem)];
    if (state?.monitor.kind === "watching")
      return [ok("The daemon is told of discs.")];
    const system = settings?.discMonitor ?? "auto";
    if (system === "macos" || world.platform === "darwin")
      return [needs("diskutil", world)];
    if (system === "linux" || world.platform === "linux") {
      const problem = whySilent({
        sysfs: join(world.root, "sys"),
        run: join(world.root, "run"),
      });
      return [
        problem ? fromProblem("error", problem) : needs("udevadm", world),
      ];
    }
    return [
      error(
        `There is no detection for this system (${world.platform}).`,
        "Set disc_monitor: none and drive: in daemon.yaml.",
      ),
    ];
  },
};

function needs(program: string, { env }: World) {
  const path = Bun.which(program, { PATH: env["PATH"] ?? "" });
  if (path !== null) return ok(`${path} tells of discs.`);
  return error(
    `${program} is not on PATH, so nobody tells of discs.`,
    program === "udevadm"
      ? "Install udev (Debian: sudo apt install udev), or set disc_monitor: none and drive: /dev/sr0."
      : "Put /usr/sbin on PATH.",
  );
}
