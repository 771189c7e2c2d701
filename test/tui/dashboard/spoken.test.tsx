import { expect, test } from "bun:test";
import { noProgress } from "../../../src/state/progress.ts";
import { spokenLines } from "../../../tui/dashboard/spoken.ts";
import { initialUi } from "../../../tui/dashboard/ui.ts";
import {
  openQueue,
  readyState,
  ripping,
  ripTask,
} from "../../support/states.ts";
import { LINKS, live, STATES, viewOf } from "./views.ts";

function rippingAt(percent: number, etaMs: number) {
  const progress = { ...noProgress, phase: "saving", percent, etaMs } as const;
  return readyState({
    activity: { ...ripping(), progress },
    queue: openQueue(ripTask("rip-2")),
  });
}

test("a rip is told in sentences", () => {
  expect(spokenLines(live(rippingAt(47, 412_000)))).toEqual([
    "Amphigory is ripping track 0 to Film.mkv, 40 percent, about 7 minutes left.",
    "Disc: THE_POLAR_EXPRESS.",
    "Queue: 1 task waiting, next is Film.mkv.",
    "Panel: Queue.",
    "Keys: p pause after track, ? help, q quit, P pause now, w webapp, e eject, R restart, h wiki, , preferences, tab next panel, enter enlarge.",
  ]);
});

test("nothing is read out again for a percent more", () => {
  const before = spokenLines(live(rippingAt(41, 412_000)));
  const after = live(rippingAt(49, 401_000), { now: 0 });
  expect(spokenLines(after)).toEqual(before);
});

test("every state and every screen has something to say", () => {
  for (const { state } of STATES)
    expect(spokenLines(live(state)).length).toBeGreaterThan(2);
  for (const { link } of LINKS)
    expect(spokenLines(viewOf(link)).length).toBeGreaterThan(1);
});

test("help is told, and how to leave it", () => {
  const ui = { ...initialUi, overlay: { kind: "help", scroll: 0 } } as const;
  const lines = spokenLines(live(rippingAt(47, 412_000), { ui }));
  expect(lines).toContain("a Acknowledge failed tasks");
  expect(lines.at(-1)).toBe("Keys: escape back.");
});

test("a panel that is enlarged is told whole", () => {
  const ui = { ...initialUi, enlarged: true };
  const lines = spokenLines(live(rippingAt(47, 412_000), { ui }));
  expect(lines.slice(0, 2)).toEqual([
    "Queue:",
    "▸ rip 0 → Film.mkv in /media/ripped/Film",
  ]);
  const empty = spokenLines(live(readyState(), { ui }));
  expect(empty.slice(0, 2)).toEqual(["Queue:", "Nothing waits."]);
});
