import { describe, expect, test } from "bun:test";
import { chooseMonitor } from "../../src/disc/choose-monitor.ts";
import type { DiscEvent } from "../../src/state/event.ts";
import type { Settings } from "../../src/state/settings.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";

/** The texts that a monitor tells at once on a machine that has no program at all. */
async function complaints(
  mode: Settings["discMonitor"],
  platform: NodeJS.Platform,
): Promise<readonly string[]> {
  await using dir = await tempDir();
  const told: DiscEvent[] = [];
  const clock = createFakeClock();
  const options = { clock, path: dir.path, isBusy: () => false, platform };
  using watch = chooseMonitor(mode, options).start(
    (event) => void told.push(event),
  );
  clock.advance(600_000);
  void watch;
  return told.map((event) =>
    event.type === "discMonitorUnavailable" ? event.problem.text : event.type,
  );
}

describe("what is missing says which monitor was chosen", () => {
  const table: readonly (readonly [
    Settings["discMonitor"],
    NodeJS.Platform,
    RegExp,
  ])[] = [
    ["auto", "linux", /udevadm/],
    ["auto", "darwin", /diskutil/],
    ["auto", "win32", /win32/],
    ["linux", "darwin", /udevadm/],
    ["macos", "linux", /diskutil/],
  ];
  for (const [mode, platform, expected] of table)
    test(`${mode} on ${platform}`, async () => {
      const texts = await complaints(mode, platform);
      expect(texts.length).toBe(1);
      expect(texts[0]).toMatch(expected);
    });
});

test("none says nothing, and a look is over at once", async () => {
  expect(await complaints("none", "linux")).toEqual([]);
  const clock = createFakeClock();
  const platform = "linux";
  const options = { clock, path: "", isBusy: () => false, platform } as const;
  using watch = chooseMonitor("none", options).start(() => {});
  await watch.look();
});
