import type { Clock } from "../../src/lib/clock.ts";
import { sendCommand } from "../attach.ts";
import { taskToStop } from "../end-daemon.ts";
import type { Action, Page } from "./action.ts";
import { ringsBell, titleText } from "./attention.ts";
import { createLogTail, logPath } from "./log-tail.ts";
import type { Look } from "./look.ts";
import { openPage, pageAddress } from "./open-page.ts";
import type { Tone } from "./palette.ts";
import { startDaemon } from "./start-daemon.ts";
import type { ContentStore } from "./store.ts";
import type { Terminal } from "./terminal.ts";
import { stateOf, type Link } from "./view.ts";
import { createWatch } from "./watch.ts";

/** Keeps the content of the dashboard true, and does what a person asks for. */
export interface Controller {
  start(): void;
  stop(): void;
  act(action: Action): void;
}

export interface ControllerOptions {
  readonly configDir: string;
  readonly clock: Clock;
  readonly look: Look;
  readonly store: ContentStore;
  readonly terminal: Terminal;
  /** Called when the dashboard is to end; `endDaemon`: the daemon as well. */
  readonly leave: (endDaemon: boolean) => void;
}

/** For clocks, the end of the log, and the turning disc. */
const TICK_MS = 1000;
const NOTICE_MS = 6000;

export function createController(options: ControllerOptions): Controller {
  const { configDir, clock, look, store, terminal } = options;
  const tail = createLogTail(logPath(configDir));
  const watch = createWatch({ configDir, clock, report: linkChanged });
  let cancelTick = () => {};
  let isStarting = false;
  let mayStart = true;

  function notice(text: string, tone: Tone = "plain"): void {
    const until = clock.now() + NOTICE_MS;
    store.change({ type: "noticed", notice: { text, tone, until } });
  }

  function linkChanged(next: Link): void {
    const { link } = store.get();
    if (next.kind === "notRunning") {
      if (mayStart) begin();
      if (isStarting || link.kind === "notRunning") return;
    }
    if (next.kind === "live") arrived(link, next);
    const now = clock.now();
    store.change({ type: "timePassed", now });
    store.set({ link: next, now, log: tail.look() });
    tickLater();
    terminal.setTitle(titleText(next, look.ascii));
  }

  function arrived(before: Link, next: Extract<Link, { kind: "live" }>): void {
    mayStart = false;
    const { pid } = next.state.daemon;
    if (isStarting) {
      isStarting = false;
      notice(
        `No daemon was running, so one was started in the background (process ${pid}). It stays when you leave.`,
      );
    }
    const { question } = store.get().ui;
    store.change({ type: "runSeen", taskId: taskToStop(next.state) });
    if (question?.about && store.get().ui.question === null)
      notice(`Task ${question.about} has ended by itself.`);
    if (before.kind !== "live" && before.kind !== "lost") return;
    if (before.state.daemon.pid !== pid) notice("The daemon was restarted.");
    if (ringsBell(before.state, next.state)) terminal.ring();
  }

  function begin(): void {
    mayStart = false;
    isStarting = true;
    store.set({ link: { kind: "starting" } });
    store.change({ type: "daemonStarted" });
    void startDaemon(configDir).then((reason) => {
      if (!isStarting || reason === null) return;
      isStarting = false;
      store.set({ link: { kind: "notRunning", reason } });
    });
  }

  async function send(
    action: Extract<Action, { kind: "command" }>,
  ): Promise<void> {
    const sent = await sendCommand(configDir, action.command);
    if (sent.kind === "notRunning")
      notice("The daemon is gone: it was not told.", "warn");
    if (sent.kind === "failed") notice(sent.text, "bad");
    if (sent.kind === "ok" && action.done !== null) notice(action.done);
  }

  function open(page: Page): void {
    const state = stateOf(store.get());
    if (!state) return;
    const address = pageAddress(state, page);
    if (address.kind === "none") notice(address.text, "warn");
    else if (openPage(address.url)) notice(`Opened ${address.url}`);
    else notice(`No program opens web pages here. The address: ${address.url}`);
  }

  /** The answer to a question closes it; what is done from the help is to be seen. */
  function closeLayer(action: Action): void {
    const { question, overlay } = store.get().ui;
    const isDone = action.kind !== "ui" || action.change.type === "asked";
    const hasLayer = question !== null || overlay !== null;
    if (isDone && hasLayer) store.change({ type: "dismissed" });
  }

  function tick(): void {
    store.change({ type: "timePassed", now: clock.now() });
    store.set({ now: clock.now(), log: tail.look() });
    tickLater();
  }

  /** Counted from the last frame: where news comes all the time, that is what draws. */
  function tickLater(): void {
    cancelTick();
    cancelTick = clock.after(TICK_MS, tick);
  }

  return {
    start() {
      watch.start();
      tickLater();
    },
    stop() {
      cancelTick();
      watch.stop();
    },
    act(action) {
      closeLayer(action);
      switch (action.kind) {
        case "ui":
          return store.change(action.change);
        case "command":
          return void send(action);
        case "open":
          return open(action.page);
        case "startDaemon":
          return begin();
        case "say":
          return notice(action.text);
        case "suspend":
          // Done by who has the terminal: dashboard.tsx.
          return;
        case "leave":
          return options.leave(action.endDaemon);
      }
    },
  };
}
