import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf } from "../lib/error.ts";
import { defaultConfigDir } from "../config/config-dir.ts";
import { EXIT, type ExitCode } from "../lib/exit-code.ts";
import { printable } from "../lib/printable.ts";
import { type Machine, thisMachine } from "./machine.ts";
import {
  installMenubar,
  type MenubarChange,
  quoted,
  uninstallMenubar,
} from "./menubar.ts";
import {
  installService,
  type ServiceChange,
  serviceStatus,
  uninstallService,
} from "./service.ts";
import { answeringDaemon } from "./start-daemon.ts";

/** `amphigory install` and `uninstall`: does it and says what was done, and how to undo it. */
export interface InstallRequest {
  readonly action: "install" | "uninstall";
  readonly what: "menubar" | "service";
  readonly configDir: string;
  /** As given. */
  readonly pluginDir: string | null;
  readonly machine?: Machine;
  /** Where the text goes; the standard streams unless a test says otherwise. */
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
}

export async function runInstall(request: InstallRequest): Promise<ExitCode> {
  const { machine = thisMachine() } = request;
  try {
    return request.what === "service"
      ? await changeService(request, machine)
      : await changeMenubar(request, machine);
  } catch (error) {
    const reason = messageOf(error);
    return complain(request, `That did not work: ${reason}.`);
  }
}

async function changeMenubar(
  request: InstallRequest,
  machine: Machine,
): Promise<ExitCode> {
  const isInstall = request.action === "install";
  const change = isInstall
    ? await installMenubar(request, machine)
    : await uninstallMenubar(request, machine);
  if (change.kind === "refused") return complain(request, change.text);
  return say(
    request,
    isInstall
      ? shownLines(change, undo(request, machine))
      : hiddenLines(change),
  );
}

type MenubarDone = Extract<MenubarChange, { kind: "done" }>;

function shownLines(
  { file, isSame }: MenubarDone,
  undone: string,
): readonly string[] {
  return [
    isSame ? `The menu is installed already: ${file}` : `Installed: ${file}`,
    "SwiftBar shows it by itself; xbar after Refresh all.",
    undone,
  ];
}

function hiddenLines({ file, isSame }: MenubarDone): readonly string[] {
  return [
    isSame ? `No menu is installed: there is no ${file}.` : `Removed: ${file}`,
  ];
}

async function changeService(
  request: InstallRequest,
  machine: Machine,
): Promise<ExitCode> {
  const { action, configDir } = request;
  if (action === "uninstall") {
    const gone = await uninstallService(configDir, machine);
    return gone.kind === "refused"
      ? complain(request, gone.text)
      : say(request, removedLines(gone));
  }
  const change = await installService(configDir, machine);
  if (change.kind === "refused") return complain(request, change.text);
  const lines = installedLines(
    request,
    change,
    await howItRuns(configDir, change, machine),
  );
  return say(request, [...lines, undo(request, machine)]);
}

/** Waits until a daemon answers: whoever asks for its status next gets one. */
async function howItRuns(
  configDir: string,
  { pid }: Done,
  machine: Machine,
): Promise<string> {
  const answering = await answeringDaemon(configDir, machine);
  if (answering === null)
    return pid === null
      ? "It was told to start; 'amphigory status' says whether it runs."
      : `It was started (process ${pid}), but does not answer yet; 'amphigory status' says how it gets on.`;
  const status = await serviceStatus(configDir, machine);
  return status.kind === "installed" && status.pid === answering
    ? `It runs now (process ${answering}).`
    : `A daemon that was started otherwise (process ${answering}) has ${configDir}: end it with 'amphigory quit', and the service takes over within ten seconds.`;
}

/** The same call, but for what is as usual. */
function undo(
  { what, configDir, pluginDir }: InstallRequest,
  { env, home, platform }: Machine,
): string {
  const usual = defaultConfigDir({ ...env, HOME: home }, platform);
  const words = [
    ...(configDir === usual ? [] : ["--config-dir", configDir]),
    ...(pluginDir === null ? [] : ["--plugin-dir", resolve(pluginDir)]),
  ];
  return ["Undo: amphigory uninstall", what, ...words.map(typed)].join(" ");
}

/** A word as one types it in a shell. */
function typed(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word);
}

type Done = Extract<ServiceChange, { kind: "done" }>;

function installedLines(
  { configDir }: InstallRequest,
  { plan, isSame }: Done,
  runs: string,
): readonly string[] {
  const needsSetup = !existsSync(join(configDir, "daemon.yaml"));
  return [
    isSame
      ? `The service is installed already: ${plan.file}`
      : `Installed: ${plan.file}`,
    `It starts at login, and again whenever it fails; after 'amphigory quit' it stays down until the next login or 'amphigory start'.`,
    runs,
    ...(needsSetup ? ["It needs to know your webapp: amphigory setup"] : []),
    plan.manager === "systemd"
      ? `Log: amphigory logs -f, or journalctl --user -u ${plan.name}. To have it without anybody logged in: loginctl enable-linger`
      : "Log: amphigory logs -f",
  ];
}

function removedLines({ plan, isSame }: Done): readonly string[] {
  return isSame
    ? [`No service is installed: there is no ${plan.file}.`]
    : [
        `The service was stopped and ${plan.file} removed. A task that was running is back in the queue.`,
        "Settings and logs are where they were.",
      ];
}

function say(request: InstallRequest, lines: readonly string[]): ExitCode {
  const out = request.out ?? ((text) => void process.stdout.write(text));
  out(lines.map((line) => `${printable(line)}\n`).join(""));
  return EXIT.ok;
}

function complain(request: InstallRequest, text: string): ExitCode {
  const err = request.err ?? ((line) => void process.stderr.write(line));
  err(`${printable(text)}\n`);
  return EXIT.failed;
}
