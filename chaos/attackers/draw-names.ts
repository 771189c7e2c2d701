import { createPaint, logText } from "../../src/lib/log-text.ts";
import type { DaemonState } from "../../src/state/state.ts";
import {
  inserted,
  readyState,
  ripping,
  scanResult,
} from "../../test/support/states.ts";
import { frameLines } from "../../tui/dashboard/frame.ts";
import { readLook } from "../../tui/dashboard/look.ts";
import { paint } from "../../tui/dashboard/paint.ts";
import { spokenLines } from "../../tui/dashboard/spoken.ts";
import { initialUi } from "../../tui/dashboard/ui.ts";
import type { View } from "../../tui/dashboard/view.ts";
import { menuView } from "../../tui/menubar/menu-view.ts";
import { statusView } from "../../tui/status-view.ts";
import { createTally, type Row } from "../suite.ts";
import { HOSTILE_NAMES } from "./name-cases.ts";
import { type Shown, wrongWith } from "./shown.ts";

/** Every view of a state with this name wherever a name can be; the menu has the deeds that it has with a tame name. */
export function drawNames(): Row {
  const tally = createTally();
  const tame = views(stateWith("FILM"));
  for (const name of HOSTILE_NAMES) {
    for (const [at, shown] of views(stateWith(name)).entries()) {
      const wrong = wrongWith(shown, tame[at]?.text ?? "");
      tally.add(
        wrong &&
          `${JSON.stringify(name.slice(0, 40))} in ${shown.where}: ${wrong}`,
      );
    }
  }
  return tally.row(
    "Hostile names of discs, tasks and files drawn by status, menu, dashboard (8 sizes, ASCII, spoken), log",
    `${HOSTILE_NAMES.length} names`,
  );
}

function stateWith(name: string): DaemonState {
  const task = ripTaskWith(name);
  const drive = inserted({
    kind: "done",
    result: { ...scanResult, discName: name, volumeName: name },
    renumbered: null,
  });
  const disc =
    drive.disc.kind === "inserted"
      ? { ...drive.disc, volumeName: name }
      : drive.disc;
  const problem = { key: name, text: `Not found: ${name}`, hint: name };
  const base = readyState({
    drive: { ...drive, device: name, disc },
    activity: ripping(task),
  });
  return {
    ...base,
    makemkvVersion: name,
    monitor: { kind: "unavailable", problem },
    queue: {
      kind: "open",
      directory: name,
      listing: {
        depth: 2,
        upcoming: [
          { kind: "task", task },
          { kind: "invalid", id: name, detail: name },
        ],
        paused: false,
        problems: [problem],
      },
    },
    recent: [
      {
        taskId: name,
        kind: "rip",
        trackNumber: 0,
        outcome: "failed",
        code: "UNKNOWN",
        message: name,
        sizeBytes: 1,
        startedAt: 1,
        completedAt: 2,
        warnings: 1,
        acknowledged: false,
      },
    ],
  };
}

function ripTaskWith(name: string) {
  const { task } = ripping();
  return {
    ...task,
    id: name,
    output: { directory: name, filename: name },
    discFingerprint: name,
  };
}

const NOW = Date.parse("2025-12-21T14:30:45Z");
const SIZES = [
  [40, 10],
  [60, 15],
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
  [80, 12],
  [300, 20],
] as const;

function views(state: DaemonState): readonly Shown[] {
  const answer = { kind: "ok", snapshot: { version: 3, state } } as const;
  const here = {
    now: NOW,
    command: ["/usr/bin/amphigory"],
    configDir: "/home/anna/.config/amphigory",
  };
  const record = JSON.stringify({
    time: "2025-12-21T14:30:45.000Z",
    level: "warn",
    message: state.makemkvVersion ?? "",
    device: state.drive.device,
    text: state.recent[0]?.message,
    [state.recent[0]?.taskId ?? ""]: "x",
    fault: `${state.drive.device}\n${state.drive.device}`,
  });
  return [
    { where: "status", kind: "plain", text: statusView(state, NOW) },
    { where: "menu", kind: "menu", text: menuView(answer, here) },
    { where: "logs", kind: "log", text: logText(record, createPaint(false)) },
    ...SIZES.flatMap((size) => [
      dashboard(state, size, false),
      dashboard(state, size, true),
    ]),
    {
      where: "spoken",
      kind: "plain",
      text: spokenLines(viewOf(state, [80, 24], false)).join("\n"),
    },
  ];
}

function viewOf(
  state: DaemonState,
  [columns, rows]: readonly [number, number],
  ascii: boolean,
): View {
  return {
    link: { kind: "live", state },
    now: NOW,
    size: { columns, rows },
    ui: initialUi,
    look: readLook(
      { COLORTERM: "truecolor", TERM: "xterm-256color", LANG: "C.UTF-8" },
      { ascii },
    ),
    log: [],
  };
}

function dashboard(
  state: DaemonState,
  size: readonly [number, number],
  ascii: boolean,
): Shown {
  const view = viewOf(state, size, ascii);
  const lines = frameLines(view).map((line) => paint(line, view.look));
  return {
    where: `dashboard ${size.join("x")}${ascii ? " ASCII" : ""}`,
    kind: "frame",
    text: lines.join("\n"),
    columns: size[0],
    rows: size[1],
  };
}
