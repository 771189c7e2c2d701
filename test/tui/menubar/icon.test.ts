import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodePng } from "../../../scripts/png.ts";
import {
  drawIcon,
  icons,
  ICON_DPI,
  ICON_SIZE,
  ICONS_DIR,
} from "../../../scripts/draw-icons.ts";
import type { DaemonState } from "../../../src/state/state.ts";
import { snapshotOf } from "../../../src/wire/attach.ts";
import { iconName } from "../../../tui/menubar/icon.ts";
import { ICONS } from "../../../tui/menubar/icons.ts";
import {
  finished,
  newState,
  noDisc,
  NOW,
  paused,
  problem,
  readyState,
  ripping,
  stopping,
} from "../../support/states.ts";

const connected = { webappClients: 1, watchers: 0, lastCommandAt: null };

function nameOf(state: DaemonState, now = NOW): string {
  return iconName({ kind: "ok", snapshot: snapshotOf(state) }, now);
}

test.each<[string, Partial<DaemonState>]>([
  ["disc", {}],
  ["empty", { drive: noDisc }],
  ["disc-paused", { pause: paused }],
  ["disc-error", { recent: [finished({ acknowledged: false })] }],
  [
    "disc",
    { recent: [finished({ code: "TASK_CANCELLED", acknowledged: false })] },
  ],
  ["disc-error", { makemkvcon: { kind: "missing", problem: problem() } }],
  ["disc-error", { server: { kind: "failed", problem: problem() } }],
  [
    "disc-disconnected",
    { people: { webappClients: 0, watchers: 3, lastCommandAt: null } },
  ],
])("the icon is %s", (name, changes) => {
  expect(nameOf(readyState({ people: connected, ...changes }))).toBe(name);
});

test("marks stack, and a daemon that knows nothing yet has none", () => {
  const config = { kind: "needsSetup", problem: problem() } as const;
  expect(nameOf(newState({ config, pause: paused }))).toBe(
    "empty-paused-error",
  );
  expect(nameOf(newState())).toBe("empty");
  expect(iconName({ kind: "notRunning" }, NOW)).toBe("empty-disconnected");
  expect(iconName({ kind: "failed", text: "" }, NOW)).toBe(
    "empty-disconnected-error",
  );
});

test("while makemkvcon works, any two refreshes from 2 to 14 seconds apart differ", () => {
  const state = readyState({ people: connected, activity: ripping() });
  const stopped = { ...state, activity: stopping(ripping(), "cancelled") };
  expect(nameOf(stopped)).toMatch(/^working-[0-7]$/);
  for (let apart = 2000; apart <= 14_000; apart += 250)
    for (let at = NOW; at < NOW + 16_000; at += 250)
      expect(nameOf(state, at)).not.toBe(nameOf(state, at + apart));
});

test("every image is drawn from its source, and the menu has that image", () => {
  const all = icons();
  const names = all.map(({ name }) => name);
  const files = readdirSync(ICONS_DIR).filter((file) => file.endsWith(".png"));
  expect(names).toHaveLength(80);
  expect(files.sort()).toEqual(names.map((name) => `${name}.png`).sort());
  expect(Object.keys(ICONS)).toEqual(names);
  for (const icon of all) {
    const png = readFileSync(join(ICONS_DIR, `${icon.name}.png`));
    expect(ICONS[icon.name]).toBe(png.toString("base64"));
    const { alpha, ...rest } = decodePng(png);
    expect(rest).toEqual({
      width: ICON_SIZE,
      height: ICON_SIZE,
      dpi: ICON_DPI,
    });
    expect(farthest(alpha, drawIcon(icon).rgba)).toBeLessThanOrEqual(2);
  }
});

/** How much the most different pixel differs; two machines need not round alike. */
function farthest(alpha: Uint8Array, rgba: Uint8Array): number {
  return alpha.reduce(
    (most, value, at) =>
      Math.max(most, Math.abs(value - (rgba[4 * at + 3] ?? 255))),
    0,
  );
}
