import { expect, test } from "bun:test";
import type { Command } from "../../../src/wire/attach.ts";
import type { Action } from "../../../tui/dashboard/action.ts";
import { actionFor, footerKeys, isOn } from "../../../tui/dashboard/keys.ts";
import { KEYS, type KeyContext } from "../../../tui/dashboard/key-table.ts";
import { keyNamesOf } from "../../../tui/dashboard/input.ts";
import { helpLines } from "../../../tui/dashboard/help.ts";
import { textOf } from "../../../tui/dashboard/line.ts";
import { readLook } from "../../../tui/dashboard/look.ts";
import { initialUi } from "../../../tui/dashboard/ui.ts";
import {
  finished,
  paused,
  readyState,
  ripping,
  stopping,
} from "../../support/states.ts";

function context(changes: Partial<KeyContext> = {}): KeyContext {
  return {
    state: readyState(),
    isWatching: true,
    link: "live",
    ui: initialUi,
    extent: { limit: 10, page: 5 },
    ...changes,
  };
}

const busy = readyState({ activity: ripping() });
const failed = readyState({
  recent: [
    finished({
      outcome: "failed",
      code: "MAKEMKV_FAILED",
      acknowledged: false,
    }),
  ],
});

function command(order: Command, done: string | null = null): Action {
  return { kind: "command", command: order, done };
}

const dismiss: Action = { kind: "ui", change: { type: "dismissed" } };

test.each<[string, KeyContext, Action | null]>([
  ["p", context(), command("pause", "Paused.")],
  [
    "p",
    context({ state: busy }),
    command(
      "pause",
      "The running task ends first, then nothing more is begun.",
    ),
  ],
  ["p", context({ state: readyState({ pause: paused }) }), null],
  [
    "r",
    context({ state: readyState({ pause: paused }) }),
    command("resume", "The queue goes on."),
  ],
  ["P", context(), null],
  [
    "P",
    context({
      state: readyState({ activity: stopping(ripping(), "cancelled") }),
    }),
    null,
  ],
  ["R", context(), command("restart")],
  ["a", context(), null],
  ["a", context({ state: failed }), command("acknowledge")],
  ["e", context(), command("eject")],
  ["w", context(), { kind: "open", page: "webapp" }],
  ["h", context(), { kind: "open", page: "help" }],
  [",", context(), { kind: "open", page: "preferences" }],
  ["s", context(), null],
  ["s", context({ state: null, link: "notRunning" }), { kind: "startDaemon" }],
  ["q", context({ state: busy }), { kind: "leave", endDaemon: false }],
  ["x", context(), null],
])("%s means what it should", (key, where, action) => {
  expect(actionFor(key, where)).toEqual(action);
});

type Answer = readonly [string, Action];

/** The question that a key leads to, with what its answers do. */
function asked(key: string, where: KeyContext): readonly Answer[] | null {
  const action = actionFor(key, where);
  if (action?.kind !== "ui" || action.change.type !== "asked") return null;
  const { question } = action.change;
  return question.options.map(({ key: answer, action: then }) => [
    answer,
    then,
  ]);
}

test("what can not be taken back is asked first", () => {
  const no: Answer = ["n", dismiss];
  const running = context({ state: busy });
  expect(asked("P", running)).toEqual([["y", command("pause-now")], no]);
  expect(asked("R", running)).toEqual([["y", command("restart")], no]);
  expect(asked("Q", context())).toEqual([
    ["y", { kind: "leave", endDaemon: true }],
    no,
  ]);
});

test("a daemon of another version can be restarted, after a question", () => {
  const other = context({ state: null, link: "otherVersion" });
  expect(asked("R", other)?.[0]).toEqual(["y", command("restart")]);
});

test("leaving a busy daemon that was started here is a question", () => {
  const ui = { ...initialUi, startedHere: true };
  expect(asked("q", context({ state: busy, ui }))).toEqual([
    ["k", { kind: "leave", endDaemon: false }],
    ["s", { kind: "leave", endDaemon: true }],
    ["n", { kind: "ui", change: { type: "dismissed" } }],
  ]);
  expect(asked("q", context({ ui }))).toBeNull();
});

test("a question takes every key", () => {
  const action = { kind: "leave", endDaemon: true } as const;
  const question = { text: "?", options: [{ key: "y", label: "yes", action }] };
  const ui = { ...initialUi, question };
  expect(actionFor("y", context({ ui }))).toEqual(action);
  expect(actionFor("p", context({ ui }))).toBeNull();
  expect(actionFor("q", context({ ui }))).toBeNull();
  expect(actionFor("escape", context({ ui }))).toEqual({
    kind: "ui",
    change: { type: "dismissed" },
  });
});

test("the log is scrolled from its end", () => {
  const ui = { ...initialUi, focus: "log" } as const;
  expect(actionFor("up", context({ ui }))).toEqual({
    kind: "ui",
    change: { type: "scrolled", by: 1, limit: 10 },
  });
});

test("no key means two things at once", () => {
  const contexts = [
    context(),
    context({ state: busy }),
    context({ state: readyState({ pause: paused }) }),
    context({ state: null, link: "notRunning" }),
    context({ ui: { ...initialUi, overlay: { kind: "help", scroll: 0 } } }),
    context({ ui: { ...initialUi, enlarged: true } }),
  ];
  for (const where of contexts) {
    const keys = KEYS.filter((one) => isOn(one, where)).flatMap(
      (one) => one.keys,
    );
    expect(keys).toEqual([...new Set(keys)]);
  }
});

test("the help names every key of the table", () => {
  const look = readLook({ TERM: "xterm" }, { ascii: true });
  const text = helpLines(look).map(textOf).join("\n");
  for (const { help } of KEYS) expect(text).toContain(help);
});

test("where a sentence is shown instead of the panels, no key works on what is not seen", () => {
  const where = context({ state: failed, isWatching: false });
  expect(footerKeys(where).map(({ footer }) => footer.label)).toEqual([
    "help",
    "quit",
    "restart",
  ]);
  for (const key of ["a", "p", "P", "e", "tab", "enter", "!"])
    expect(actionFor(key, where)).toBeNull();
});

test.each(["й", "λ", "ש"])("%s of another alphabet is not ignored", (key) => {
  expect(actionFor(key, context())).toMatchObject({ kind: "say" });
});

test("a question about a task names it", () => {
  const action = actionFor("P", context({ state: busy }));
  expect(action).toMatchObject({ change: { question: { about: "rip-1" } } });
});

test("the footer begins with what is the most urgent", () => {
  const labels = footerKeys(context({ state: failed })).map(
    ({ footer }) => footer.label,
  );
  expect(labels.slice(0, 2)).toEqual(["seen it", "pause after track"]);
});

const noKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

test.each([
  ["p", {}, ["p"]],
  ["jjj", {}, ["j", "j", "j"]],
  ["\t\t", {}, ["tab", "tab"]],
  ["z", { ctrl: true }, ["ctrl+z"]],
  [" ", {}, ["space"]],
  ["pause", {}, []],
  ["Py", {}, []],
  ["", { tab: true, shift: true }, ["shift+tab"]],
  ["", { upArrow: true }, ["up"]],
  ["\r", { return: true }, ["enter"]],
  ["p", { ctrl: true }, []],
  ["p", { meta: true }, []],
])("typing %j is the keys %j", (input, key, names) => {
  expect(keyNamesOf(input, { ...noKey, ...key })).toEqual(names);
});
