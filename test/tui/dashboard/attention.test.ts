import { expect, test } from "bun:test";
import { ringsBell, titleText } from "../../../tui/dashboard/attention.ts";
import { createTerminal } from "../../../tui/dashboard/terminal.ts";
import { noProgress } from "../../../src/state/progress.ts";
import type { DaemonState } from "../../../src/state/state.ts";
import {
  finished,
  noDisc,
  paused,
  problem,
  readyState,
  ripping,
  scanning,
  scanResult,
} from "../../support/states.ts";

const failure = finished({ outcome: "failed", acknowledged: false });
const idle = readyState();
const failed = readyState({ recent: [failure] });
const missing = readyState({
  makemkvcon: { kind: "missing", problem: problem() },
});

test.each([
  ["nothing new", idle, idle, false],
  ["a success", idle, readyState({ recent: [finished()] }), false],
  ["a failure", idle, failed, true],
  ["the same failure", failed, failed, false],
  ["a failure that was seen", failed, idle, false],
  ["makemkvcon is gone", idle, missing, true],
  ["makemkvcon is back", missing, idle, false],
] as const)("%s rings the bell or does not", (...[, previous, next, rings]) => {
  expect(ringsBell(previous, next)).toBe(rings);
});

const saving = {
  ...ripping(),
  progress: { ...noProgress, phase: "saving", percent: 47 },
} as const;

test.each<[string, DaemonState]>([
  ["⏵ 47 % THE_POLAR_EXPRESS", readyState({ activity: saving })],
  ["⏵ ripping THE_POLAR_EXPRESS", readyState({ activity: ripping() })],
  ["⏵ scanning THE_POLAR_EXPRESS", readyState({ activity: scanning() })],
  ["▲ THE_POLAR_EXPRESS", failed],
  ["⏸ THE_POLAR_EXPRESS", readyState({ pause: paused })],
  ["waiting THE_POLAR_EXPRESS", missing],
  ["THE_POLAR_EXPRESS", idle],
  ["Amphigory", readyState({ drive: noDisc })],
])("the title of the window is %s", (title, state) => {
  expect(titleText({ kind: "live", state }, false)).toBe(title);
});

test("the title is plain where signs are", () => {
  const link = {
    kind: "live",
    state: readyState({ activity: saving }),
  } as const;
  expect(titleText(link, true)).toBe("47 % THE_POLAR_EXPRESS");
});

function written(options: { readonly bell: boolean; readonly title: boolean }) {
  const texts: string[] = [];
  const terminal = createTerminal(options, (text) => texts.push(text));
  return { terminal, texts };
}

test("the title that was there before is given back", () => {
  const { terminal, texts } = written({ bell: true, title: true });
  terminal.setTitle("one");
  terminal.setTitle("one");
  terminal.setTitle("t\u0007wo");
  terminal.restore();
  terminal.restore();
  expect(texts).toEqual([
    "\u001B[22;0t\u001B]2;one\u0007",
    "\u001B]2;two\u0007",
    "\u001B]2;\u0007\u001B[23;0t",
  ]);
});

test("switched off, neither bell nor title reach the terminal", () => {
  const { terminal, texts } = written({ bell: false, title: false });
  terminal.ring();
  terminal.setTitle("one");
  terminal.restore();
  expect(texts).toEqual([]);
});

test("a very long name leaves the percent in the tab", () => {
  const disc = {
    kind: "unknown",
    lastScan: { ...scanResult, discName: "x".repeat(5000) },
    renumbered: null,
  } as const;
  const drive = { ...readyState().drive, disc };
  const state = readyState({ drive, activity: saving });
  expect(titleText({ kind: "live", state }, false)).toMatch(
    /^⏵ 47 % x{20}…x{19}$/,
  );
});
