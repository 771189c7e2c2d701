import { systemClock } from "../../src/lib/clock.ts";
import { EXIT, type ExitCode } from "../../src/lib/exit-code.ts";
import { fetchState } from "../attach.ts";
import { endDaemon } from "../end-daemon.ts";
import { statusView } from "../status-view.ts";
import { createController } from "./controller.ts";
import { readLook } from "./look.ts";
import { onceSignalled } from "./process-signals.ts";
import { createContentStore } from "./store.ts";
import { createTerminal } from "./terminal.ts";

/**
 * `amphigory` in a terminal: the whole daemon at a glance. A process of its own, so that ending it in whatever way never
 * touches a rip. Without a terminal it says how things are, once.
 */
export interface DashboardOptions {
  /** Absolute. */
  readonly configDir: string;
  readonly version: string;
  readonly ascii: boolean;
  /** Sentences instead of a picture; also with `INK_SCREEN_READER=true`. */
  readonly screenReader: boolean;
}

export async function runDashboard(
  options: DashboardOptions,
): Promise<ExitCode> {
  if (!canDraw(process.env)) return sayStatus(options.configDir);
  const { endsDaemon, startedHere } = await show(options);
  if (endsDaemon) return endAndSay(options.configDir);
  if (startedHere)
    say("The daemon goes on in the background. End it with 'amphigory quit'.");
  return EXIT.ok;
}

/** A dumb terminal (the one in Emacs calls itself so) has no cursor to move. */
function canDraw({ TERM }: Readonly<Record<string, string | undefined>>) {
  return process.stdin.isTTY && process.stdout.isTTY && TERM !== "dumb";
}

interface Left {
  readonly endsDaemon: boolean;
  /** The daemon was started here, and is there. */
  readonly startedHere: boolean;
}

async function show(options: DashboardOptions): Promise<Left> {
  const look = readLook(process.env, options);
  const store = createContentStore(systemClock.now());
  const terminal = createTerminal(look, (text) => process.stdout.write(text));
  const isSpoken =
    options.screenReader || process.env["INK_SCREEN_READER"] === "true";
  const left = Promise.withResolvers<boolean>();
  const signal = onceSignalled(() => left.resolve(false));
  const controller = createController({
    configDir: options.configDir,
    clock: systemClock,
    look,
    store,
    terminal,
    leave: left.resolve,
  });
  // The daemon is asked while the code that draws is loaded.
  controller.start();
  const { mount } = await loadMount();
  const mounted = mount({ store, look, isSpoken, onAction: controller.act });
  process.once("exit", terminal.restore);
  // Ctrl-C is Ink's own.
  const endsDaemon = await Promise.race([
    left.promise,
    mounted.ended.then(() => false),
  ]);
  controller.stop();
  terminal.restore();
  mounted.unmount();
  await mounted.ended;
  // The sentences stay where they are, and what follows begins below them.
  if (isSpoken) say("");
  signal.passOn();
  const { link, ui } = store.get();
  return { endsDaemon, startedHere: ui.startedHere && link.kind === "live" };
}

/**
 * React's other build checks a great deal more and takes twice the time. To be said before any part of React is loaded,
 * which is why this file has no JSX in it.
 */
function loadMount() {
  process.env["NODE_ENV"] ??= "production";
  return import("./mount.tsx");
}

async function endAndSay(configDir: string): Promise<ExitCode> {
  const ended = await endDaemon({ configDir, verb: "quit" });
  if (ended.kind === "failed") {
    process.stderr.write(`${ended.text}\n`);
    return EXIT.failed;
  }
  say(ended.kind === "ended" ? ended.text : "The daemon had ended already.");
  return EXIT.ok;
}

async function sayStatus(configDir: string): Promise<ExitCode> {
  const found = await fetchState(configDir);
  switch (found.kind) {
    case "ok":
      say(statusView(found.snapshot.state, systemClock.now()).trimEnd());
      return EXIT.ok;
    case "notRunning":
      say(
        `No daemon is running for ${configDir}. Start it with 'amphigory start'.`,
      );
      return EXIT.ok;
    case "otherVersion":
      say(
        "The daemon that runs is of another version, which this program can not read. Use 'amphigory restart'.",
      );
      return EXIT.ok;
    case "failed":
      process.stderr.write(`${found.text}\n`);
      return EXIT.failed;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
