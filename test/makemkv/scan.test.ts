import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/lib/clock.ts";
import { scanDisc } from "../../src/makemkv/scan.ts";
import type { Scenario } from "../../src/demo/scenario.ts";
import { installSim } from "../support/sim.ts";
import { tempDir } from "../support/temp-dir.ts";
import { settings } from "./program.ts";

function scan(dir: string, scenario: Scenario) {
  const sim = installSim(dir, scenario);
  const handle = scanDisc({
    makemkvcon: sim.path,
    device: "/dev/sr0",
    settings,
    runFile: join(dir, "run", "makemkvcon"),
    logsDir: join(dir, "logs"),
    runName: "scan-1",
    clock: systemClock,
  });
  return { sim, handle, transcript: join(dir, "logs", "scan-1.txt") };
}

test("a scan asks with the minlength of the settings and gives the tracks", async () => {
  await using dir = await tempDir();
  const { sim, handle, transcript } = scan(dir.path, {});
  const outcome = await handle.outcome;
  expect(outcome.kind).toBe("scanned");
  expect(sim.calls().map(({ argv }) => argv)).toEqual([
    ["-r", "--progress=-same", "--minlength=120", "info", "dev:/dev/sr0"],
  ]);
  expect(readFileSync(transcript, "utf8")).toContain("MSG:5011");
});

test("a failed scan names its transcript", async () => {
  await using dir = await tempDir();
  const { handle, transcript } = scan(dir.path, { info: { open: "failed" } });
  const outcome = await handle.outcome;
  expect(outcome.kind === "failed" && outcome.failure.detail).toContain(
    `Transcript: ${transcript}`,
  );
});

test("a scan that is stopped says so", async () => {
  await using dir = await tempDir();
  const { handle } = scan(dir.path, {
    info: { at: { opening: [{ do: "hang" }] } },
  });
  handle.stop();
  expect((await handle.outcome).kind).toBe("stopped");
});

test("a makemkvcon that can not be started is no scan that failed", async () => {
  await using dir = await tempDir();
  const handle = scanDisc({
    makemkvcon: join(dir.path, "nothing"),
    device: "/dev/sr0",
    settings,
    runFile: join(dir.path, "run"),
    logsDir: join(dir.path, "logs"),
    runName: "scan-1",
    clock: systemClock,
  });
  expect(await handle.outcome).toEqual({
    kind: "notStarted",
    reason: `${join(dir.path, "nothing")} does not exist`,
  });
});
