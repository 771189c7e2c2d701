import { mkdirSync, rmSync } from "node:fs";
import { launchd } from "./launchd.ts";
import { type Machine, thisMachine } from "./machine.ts";
import type { Manager } from "./manager.ts";
import { lookAtFile, type OwnFile, writeOwnFile } from "./own-file.ts";
import { planService, type ServicePlan } from "./service-plan.ts";
import { systemd } from "./systemd.ts";

/** The daemon as a service of the person who is logged in: put in, taken away, looked at. */

export type ServiceChange =
  | {
      readonly kind: "done";
      readonly plan: ServicePlan;
      /** Everything was as it has to be. */
      readonly isSame: boolean;
      /** Of the daemon that the manager has started; `null` while none runs. */
      readonly pid: number | null;
    }
  /** `text`: what is in the way and what to do, in sentences. */
  | { readonly kind: "refused"; readonly text: string };

export type ServiceStatus =
  /** Neither launchctl nor systemctl, or one that has nobody to talk to. */
  | { readonly kind: "unreachable"; readonly reason: string }
  | { readonly kind: "absent" }
  /** There is a file of that name, but not one of ours. */
  | { readonly kind: "foreign"; readonly file: string }
  | {
      readonly kind: "installed";
      readonly file: string;
      readonly manager: ServicePlan["manager"];
      /** As `amphigory install service` would write it now. */
      readonly isCurrent: boolean;
      readonly isEnabled: boolean;
      /** The manager looks after it: it runs, or is started again. */
      readonly isLoaded: boolean;
      readonly pid: number | null;
    };

/** For `doctor`: how the service of a config folder is. Throws only if its file can not be read. */
export async function serviceStatus(
  configDir: string,
  machine: Machine = thisMachine(),
): Promise<ServiceStatus> {
  const plan = planService(configDir, machine);
  const file = lookAtFile(plan.file, plan.text);
  if (file.kind === "absent") return { kind: "absent" };
  if (file.kind === "foreign") return { kind: "foreign", file: plan.file };
  const found = await managerOf(plan, machine).look();
  if (found.kind === "unreachable") return found;
  const { isEnabled, isLoaded, pid } = found;
  return {
    kind: "installed",
    file: plan.file,
    manager: plan.manager,
    isCurrent: file.isWhole,
    isEnabled,
    isLoaded,
    pid,
  };
}

/** Done twice it changes nothing: a daemon that runs as it should is left alone. */
export async function installService(
  configDir: string,
  machine: Machine,
): Promise<ServiceChange> {
  const plan = planService(configDir, machine);
  const manager = managerOf(plan, machine);
  const file = lookAtFile(plan.file, plan.text);
  const found = await manager.look();
  const wrong =
    asAnotherUser(machine) ?? badPath(plan) ?? inTheWay(file, plan, "replaced");
  if (wrong !== null) return refused(wrong);
  if (found.kind === "unreachable")
    return refused(unreachable(found.reason, plan));
  const { isEnabled, isLoaded, pid } = found;
  if (file.kind === "own" && file.isWhole && isEnabled && isLoaded)
    return leaveAlone(plan, manager, pid);

  if (isLoaded) {
    const stopped = await manager.stop();
    if (stopped.kind === "failed")
      return refused(
        `The service that runs can not be stopped: ${stopped.reason}. Nothing was changed.`,
      );
  }
  for (const folder of plan.folders) mkdirSync(folder, { recursive: true });
  writeOwnFile(plan.file, plan.text);
  const started = await manager.start();
  if (started.kind === "failed")
    return refused(notStarted(started.reason, plan));
  return { kind: "done", plan, isSame: false, pid: await pidNow(manager) };
}

/** After `quit` it is there and does not run; whoever installs it wants it to. */
async function leaveAlone(
  plan: ServicePlan,
  manager: Manager,
  pid: number | null,
): Promise<ServiceChange> {
  if (pid !== null) return { kind: "done", plan, isSame: true, pid };
  const woken = await manager.wake();
  if (woken.kind === "failed") return refused(notStarted(woken.reason, plan));
  return { kind: "done", plan, isSame: true, pid: await pidNow(manager) };
}

async function pidNow(manager: Manager): Promise<number | null> {
  const found = await manager.look();
  return found.kind === "known" ? found.pid : null;
}

/** Starts what `installService` has made; `null` where that is nothing. */
export async function startService(
  configDir: string,
  machine: Machine,
): Promise<ServiceChange | null> {
  const plan = planService(configDir, machine);
  if (lookAtFile(plan.file, plan.text).kind !== "own") return null;
  const manager = managerOf(plan, machine);
  const found = await manager.look();
  return found.kind === "unreachable"
    ? refused(unreachable(found.reason, plan))
    : leaveAlone(plan, manager, found.pid);
}

/** Only what `installService` has made goes. */
export async function uninstallService(
  configDir: string,
  machine: Machine,
): Promise<ServiceChange> {
  const plan = planService(configDir, machine);
  const manager = managerOf(plan, machine);
  const file = lookAtFile(plan.file, plan.text);
  const wrong = asAnotherUser(machine) ?? inTheWay(file, plan, "removed");
  if (wrong !== null) return refused(wrong);
  if (file.kind === "absent")
    return { kind: "done", plan, isSame: true, pid: null };
  const stopped = await manager.stop();
  if (stopped.kind === "failed")
    return refused(
      `The service can not be stopped: ${stopped.reason}. ${plan.file} is still there; try again when you are logged in as the user it belongs to, or remove the file yourself.`,
    );
  rmSync(plan.file, { force: true });
  await manager.forget();
  return { kind: "done", plan, isSame: false, pid: null };
}

function managerOf(plan: ServicePlan, machine: Machine): Manager {
  return plan.manager === "launchd"
    ? launchd(plan, machine)
    : systemd(plan, machine);
}

function refused(text: string): ServiceChange {
  return { kind: "refused", text };
}

/** An agent of root's would have neither the drive nor the licence of the person. */
function asAnotherUser({ uid, env }: Machine): string | null {
  if (uid !== 0 || !env["SUDO_USER"]) return null;
  return `The service belongs to a person, not to root: call this without sudo, as ${env["SUDO_USER"]}.`;
}

function inTheWay(
  file: OwnFile,
  plan: ServicePlan,
  verb: "replaced" | "removed",
): string | null {
  if (file.kind !== "foreign") return null;
  return `${plan.file} was not written by this program and is not ${verb}. Move it away first, if you do not need it.`;
}

/** XML has no way to write them. */
function badPath(plan: ServicePlan): string | null {
  if (plan.manager !== "launchd") return null;
  const hasControl = /[\p{Cc}\uFFFE\uFFFF]/u.test(plan.text.replace(/\n/g, ""));
  return hasControl
    ? "A path with control characters in it can not be written into an agent of launchd. Use another folder."
    : null;
}

function unreachable(reason: string, plan: ServicePlan): string {
  const otherwise =
    "Without it, have 'amphigory --daemon' started by whatever starts programs at login here";
  return plan.manager === "launchd"
    ? `launchd can not be asked: ${reason}. ${otherwise}.`
    : `The user instance of systemd can not be asked: ${reason}. It is there when you are logged in as this user, at the screen or with ssh, but not after su or sudo, nor in most containers. ${otherwise}.`;
}

function notStarted(reason: string, plan: ServicePlan): string {
  const hint =
    plan.manager === "launchd"
      ? "It needs somebody who is logged in at the screen: over ssh alone launchd says 5, Input/output error."
      : `'systemctl --user status ${plan.name}' says more.`;
  return `The service of ${plan.file} was not started: ${reason}. ${hint} Then do this again; 'amphigory uninstall service' takes the file away.`;
}
