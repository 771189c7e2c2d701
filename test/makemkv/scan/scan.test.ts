import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../../src/lib/clock.ts";
import { scanDisc, type ScanRequest } from "../../../src/makemkv/scan/scan.ts";
import type { Licence } from "../../../src/state/licence.ts";
import type { RunNotice } from "../../../src/state/event.ts";
import type { Scenario } from "../../../src/demo/scenario.ts";
import { installSim } from "../../support/sim.ts";
import { nothingTold } from "../../support/told-discs.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { hurried, settings } from "../program.ts";

function scan(
  dir: string,
  scenario: Scenario,
  request: Partial<ScanRequest> = {},
) {
  const sim = installSim(dir, scenario);
  const handle = scanDisc({
    makemkvcon: sim.path,
    device: "/dev/sr0",
    settings,
    runFile: join(dir, "run", "makemkvcon"),
    logsDir: join(dir, "logs"),
    runName: "scan-1",
    clock: systemClock,
    notice: () => {},
    onLicence: () => {},
    onVersion: () => {},
    told: nothingTold,
    ...request,
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
  const { handle, transcript } = scan(dir.path, {
    info: { open: "unreadable" },
  });
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
    notice: () => {},
    onLicence: () => {},
    onVersion: () => {},
    told: nothingTold,
  });
  expect(await handle.outcome).toEqual({
    kind: "notStarted",
    reason: `${join(dir.path, "nothing")} does not exist`,
  });
});

test("a drive that is still loading is tried again, in one transcript", async () => {
  await using dir = await tempDir();
  const notices: RunNotice[] = [];
  const { sim, handle, transcript } = scan(
    dir.path,
    { info: [{ open: "loading" }, {}] },
    { clock: hurried(systemClock, 100), notice: (each) => notices.push(each) },
  );
  expect((await handle.outcome).kind).toBe("scanned");
  expect(sim.calls().length).toBe(2);
  expect(notices).toEqual([
    { kind: "retrying", why: "drive_not_ready", attempt: 1, waitMs: 5000 },
    { kind: "working" },
  ]);
  const text = readFileSync(transcript, "utf8");
  expect(text.match(/^# command: /gm)?.length).toBe(2);
  expect(text).toContain("# try 1: drive_not_ready; again in 5 s\n");
});

test("a drive that never is ready fails, named with its transcript", async () => {
  await using dir = await tempDir();
  const { handle, transcript } = scan(
    dir.path,
    { info: { open: "failed" } },
    { settings: { ...settings, openRetryMs: [1] } },
  );
  const outcome = await handle.outcome;
  expect(outcome).toMatchObject({
    kind: "failed",
    failure: {
      code: "DISC_UNREADABLE",
      message: expect.stringContaining("It was tried 2 times"),
      detail: expect.stringContaining(`Transcript: ${transcript}`),
    },
  });
});

test("a scan is stopped at once while it waits for a disc", async () => {
  await using dir = await tempDir();
  const { promise: waiting, resolve } = Promise.withResolvers<RunNotice>();
  const { handle, sim } = scan(
    dir.path,
    { disc: null },
    { notice: (each) => resolve(each) },
  );
  expect(await waiting).toMatchObject({ kind: "retrying", why: "no_disc" });
  handle.stop();
  expect((await handle.outcome).kind).toBe("stopped");
  expect(sim.calls().length).toBe(1);
});

test("what is said about the licence is told", async () => {
  await using dir = await tempDir();
  const licences: Licence[] = [];
  const onLicence = (licence: Licence) => licences.push(licence);
  const { handle } = scan(
    dir.path,
    { info: { licence: "evaluation" } },
    { onLicence },
  );
  expect((await handle.outcome).kind).toBe("scanned");
  expect(licences).toMatchObject([{ kind: "limited", daysLeft: 24 }]);
});
