import { expect, test } from "bun:test";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createMenubarNudge } from "../../src/runtime/swiftbar.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { until } from "../support/daemon.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { noDisc, paused, readyState, ripping } from "../support/states.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A `pgrep` that finds SwiftBar, or not, and an `open` that writes down what it is given. */
async function startNudge({ platform = "darwin", isRunning = true } = {}) {
  const dir = await tempDir();
  const calls = join(dir.path, "calls");
  await writeFile(calls, "");
  for (const [name, code] of [
    ["pgrep", isRunning ? 0 : 1],
    ["open", 0],
  ] as const) {
    const file = join(dir.path, name);
    await writeFile(
      file,
      `#!/bin/sh\necho "${name} $*" >> '${calls}'\nexit ${code}\n`,
    );
    await chmod(file, 0o755);
  }
  const clock = createFakeClock();
  const env = { PATH: `${dir.path}:/usr/bin:/bin`, HOME: "/home/anna" };
  const configDir = "/home/anna/.config/amphigory";
  const nudge = createMenubarNudge({ clock, configDir, env, platform });
  let state = readyState();
  return {
    ...dir,
    clock,
    nudge,
    become(changes: Partial<DaemonState>) {
      const next = { ...state, ...changes };
      nudge.changed(next, state);
      state = next;
    },
    called: (count: number) =>
      until(`${count} calls`, async () => {
        const lines = (await readFile(calls, "utf8")).split("\n").slice(0, -1);
        return lines.length >= count ? lines : null;
      }),
  };
}

const ASK = "pgrep -x SwiftBar";
const REFRESH = "open -g swiftbar://refreshplugin?name=amphigory";

test("news is shown at once, and what follows in one refresh two seconds later", async () => {
  await using swiftBar = await startNudge();
  swiftBar.become({ drive: noDisc });
  expect(await swiftBar.called(2)).toEqual([ASK, REFRESH]);
  swiftBar.become({ pause: paused });
  swiftBar.become({ activity: ripping() });
  swiftBar.clock.advance(1999);
  expect(await swiftBar.called(2)).toHaveLength(2);
  swiftBar.clock.advance(1);
  expect(await swiftBar.called(4)).toEqual([ASK, REFRESH, ASK, REFRESH]);
});

test("SwiftBar is not started, and not disturbed by progress", async () => {
  await using swiftBar = await startNudge({ isRunning: false });
  const activity = ripping();
  swiftBar.become({ activity });
  expect(await swiftBar.called(1)).toEqual([ASK]);
  swiftBar.clock.advance(2000);
  const progress = { ...activity.progress, percent: 7, etaMs: 1 };
  swiftBar.become({ activity: { ...activity, progress } });
  swiftBar.become({
    people: { webappClients: 0, watchers: 2, lastCommandAt: 1 },
  });
  swiftBar.clock.advance(2000);
  swiftBar.become({ drive: noDisc });
  expect(await swiftBar.called(2)).toEqual([ASK, ASK]);
});

test("elsewhere than on macOS, and after the end, nobody is asked", async () => {
  await using linux = await startNudge({ platform: "linux" });
  linux.become({ drive: noDisc });
  await using ended = await startNudge();
  ended.become({ drive: noDisc });
  expect(await ended.called(2)).toHaveLength(2);
  ended.become({ pause: paused });
  ended.nudge.close();
  ended.clock.advance(5000);
  expect(await ended.called(0)).toHaveLength(2);
  expect(await linux.called(0)).toEqual([]);
});
