import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Play } from "../../../src/demo/scenario.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { type RipRequest, ripTrack } from "../../../src/makemkv/rip/rip.ts";
import type { RipSample } from "../../../src/state/event.ts";
import type { Settings } from "../../../src/state/settings.ts";
import type { RipTask } from "../../../src/state/task.ts";
import { installSim } from "../../support/sim.ts";
import { nothingTold } from "../../support/told-discs.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { hurried, settings, writeProgram } from "../program.ts";

const task: RipTask = {
  kind: "rip",
  id: "20251221-143052-001",
  createdAt: null,
  attempts: 1,
  track: { number: 0, expectedSizeBytes: null, expectedDurationMs: null },
  output: { directory: "/media/ripped/Film", filename: "Film.mkv" },
  discFingerprint: null,
};

interface Options {
  readonly play?: Play;
  readonly settings?: Partial<Settings>;
  readonly request?: Partial<RipRequest>;
  /** Inside the folder of the test. */
  readonly folder?: string;
}

function rip(dir: string, options: Options = {}) {
  const bin = join(dir, "bin");
  mkdirSync(bin, { recursive: true });
  const sim = installSim(bin, { mkv: options.play ?? {} });
  const directory = join(dir, options.folder ?? "ripped/Film");
  const samples: RipSample[] = [];
  const handle = ripTrack({
    makemkvcon: sim.path,
    device: "/dev/sr0",
    settings: { ...settings, ...options.settings },
    task,
    scan: null,
    target: {
      directory,
      filename: "Film.mkv",
      root: dir,
      saidDirectory: "/media/ripped/Film",
    },
    startedAt: 0,
    runFile: join(dir, "run", "makemkvcon"),
    noteFile: join(dir, "run", "placing.json"),
    logsDir: join(dir, "logs"),
    runName: "rip-1",
    clock: systemClock,
    report: (sample) => samples.push(sample),
    notice: () => {},
    onLicence: () => {},
    onVersion: () => {},
    told: nothingTold,
    leftBehind() {},
    onScan: () => {},
    ...options.request,
  });
  return { sim, handle, samples, directory };
}

/** The target's parent is as it was before: nothing in it. */
function leavesNothing(dir: string): boolean {
  return !existsSync(join(dir, "ripped"));
}

/** A failure's code and message, its detail apart. */
async function failureOf({ handle }: ReturnType<typeof rip>) {
  const outcome = await handle.outcome;
  if (outcome.kind !== "failed")
    throw new Error(`not a failure: ${outcome.kind}`);
  return outcome.failure;
}

test("a target folder that is removed during the rip is named, though makemkvcon says that it saved the track", async () => {
  await using dir = await tempDir();
  const script = `for staging; do :; done
rm -r "$(dirname "$staging")"
echo 'PRGT:5024,0,"Saving"'
echo 'MSG:5036,260,1,"Copy complete.","%1","1"'`;
  const makemkvcon = writeProgram(dir.path, script);
  const started = rip(dir.path, { request: { makemkvcon } });
  const { code, message } = await failureOf(started);
  expect([code, message]).toEqual([
    "OUTPUT_WRITE_FAILED",
    expect.stringContaining(`The folder ${started.directory} was removed`),
  ]);
});

test("a link to a user's films in place of the staging folder is no way to move them", async () => {
  await using dir = await tempDir();
  const films = join(dir.path, "films");
  mkdirSync(films);
  writeFileSync(join(films, "mine.mkv"), "mine");
  const script = `for staging; do :; done
rmdir "$staging"; ln -s ${films} "$staging"
echo 'PRGT:5024,0,"Saving"'
echo 'MSG:5036,260,1,"Copy complete.","%1","1"'`;
  const makemkvcon = writeProgram(dir.path, script);
  const started = rip(dir.path, { request: { makemkvcon } });
  const { code, message } = await failureOf(started);
  expect([code, message]).toEqual([
    "OUTPUT_WRITE_FAILED",
    expect.stringContaining("was removed or replaced"),
  ]);
  expect(readdirSync(films)).toEqual(["mine.mkv"]);
});

test("a note of an earlier rip that can not be removed fails the rip by the name of its folder", async () => {
  await using dir = await tempDir();
  const noteFile = join(dir.path, "run", "placing.json");
  mkdirSync(join(noteFile, "busy"), { recursive: true });
  const { code, message } = await failureOf(
    rip(dir.path, { request: { noteFile } }),
  );
  expect([code, message]).toEqual([
    "OUTPUT_WRITE_FAILED",
    expect.stringContaining(`Can not write to ${join(dir.path, "run")}:`),
  ]);
});

test("a rip makes exactly the file that was asked for", async () => {
  await using dir = await tempDir();
  const { sim, handle, samples, directory } = rip(dir.path);
  const outcome = await handle.outcome;
  const { length } = readFileSync(join(directory, "Film.mkv"));
  expect(outcome).toEqual({
    kind: "ripped",
    file: {
      directory: "/media/ripped/Film",
      filename: "Film.mkv",
      sizeBytes: length,
      warnings: [],
    },
  });
  expect(length).toBeGreaterThan(0);
  expect(readdirSync(directory)).toEqual(["Film.mkv"]);
  expect(sim.calls().map(({ argv }) => argv)).toEqual([
    [
      "-r",
      "--progress=-same",
      "--minlength=120",
      "mkv",
      "dev:/dev/sr0",
      "0",
      join(directory, `.amphigory-${task.id}`),
    ],
  ]);
  expect(samples[0]?.fraction).toBeNull();
  expect(samples.at(-1)).toEqual({ fraction: 1, sizeBytes: length });
});

test("makemkvcon opens the disc from its start on, though it may be silent", async () => {
  await using dir = await tempDir();
  const { promise: reported, resolve } = Promise.withResolvers<RipSample>();
  const makemkvcon = writeProgram(dir.path, "exec sleep 60");
  const { handle } = rip(dir.path, {
    request: { makemkvcon, report: resolve },
  });
  expect(await reported).toEqual({ fraction: null, sizeBytes: 0 });
  handle.stop();
  await handle.outcome;
});

test("a target that exists is not touched, and the drive does not spin", async () => {
  await using dir = await tempDir();
  mkdirSync(join(dir.path, "ripped", "Film"), { recursive: true });
  writeFileSync(join(dir.path, "ripped", "Film", "Film.mkv"), "theirs");
  const started = rip(dir.path);
  const failure = await failureOf(started);
  expect(failure.code).toBe("OUTPUT_WRITE_FAILED");
  expect(failure.message).toContain("already exists");
  expect(started.sim.calls()).toEqual([]);
  expect(readFileSync(join(started.directory, "Film.mkv"), "utf8")).toBe(
    "theirs",
  );
  expect(readdirSync(started.directory)).toEqual(["Film.mkv"]);
});

test("a target that appears during the rip is not replaced", async () => {
  await using dir = await tempDir();
  const half = join(dir.path, "half");
  const go = join(dir.path, "go");
  const started = rip(dir.path, {
    play: {
      at: {
        half: [
          { do: "touch", path: half },
          { do: "waitFor", path: go },
        ],
      },
    },
  });
  await exists(half);
  writeFileSync(join(started.directory, "Film.mkv"), "theirs");
  writeFileSync(go, "");
  expect((await failureOf(started)).message).toContain("already exists");
  expect(readdirSync(started.directory)).toEqual(["Film.mkv"]);
  expect(readFileSync(join(started.directory, "Film.mkv"), "utf8")).toBe(
    "theirs",
  );
});

test("a folder that can not be made fails with its path", async () => {
  await using dir = await tempDir();
  writeFileSync(join(dir.path, "file"), "");
  const started = rip(dir.path, { folder: "file/Film" });
  const failure = await failureOf(started);
  expect(failure.code).toBe("OUTPUT_WRITE_FAILED");
  expect(failure.message).toContain(started.directory);
  expect(failure.detail).toContain("ENOTDIR");
  expect(started.sim.calls()).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)(
  "a folder without permission fails with its path",
  async () => {
    await using dir = await tempDir();
    mkdirSync(join(dir.path, "ripped"));
    chmodSync(join(dir.path, "ripped"), 0o555);
    const failure = await failureOf(rip(dir.path));
    expect(failure.detail).toContain("EACCES");
    chmodSync(join(dir.path, "ripped"), 0o755);
  },
);

test("too little space is said in numbers, unless the check is off", async () => {
  await using dir = await tempDir();
  const minFreeBytes = 8e18;
  const failure = await failureOf(
    rip(dir.path, { settings: { minFreeBytes } }),
  );
  expect(failure.code).toBe("OUTPUT_WRITE_FAILED");
  expect(failure.message).toMatch(
    /Not enough space in .*ripped\/Film: 8000000\.0 TB are needed, [\d.]+ \wB are free/,
  );
  expect(leavesNothing(dir.path)).toBe(true);
  const skipped = rip(dir.path, {
    settings: { minFreeBytes, skipSpaceCheck: true },
  });
  expect((await skipped.handle.outcome).kind).toBe("ripped");
});

test("a track that is not on the scanned disc is not ripped", async () => {
  await using dir = await tempDir();
  const result = {
    discName: "Other",
    discType: "dvd",
    volumeName: null,
    fingerprint: "",
    tracks: [],
    warnings: [],
  } as const;
  const scan = { result, isCurrent: true, renumbered: null };
  const started = rip(dir.path, { request: { scan } });
  expect((await failureOf(started)).code).toBe("DISC_EJECTED");
  expect(started.sim.calls()).toEqual([]);
  expect(leavesNothing(dir.path)).toBe(true);
});

test.each([
  "failed",
  "diskFull",
  "noneSaved",
  "noFile",
  "emptyFile",
  "twoFiles",
] as const)(
  "a rip that ends %s leaves nothing behind and names its transcript",
  async (save) => {
    await using dir = await tempDir();
    const failure = await failureOf(rip(dir.path, { play: { save } }));
    expect(failure.detail).toContain(
      `Transcript: ${join(dir.path, "logs", "rip-1.txt")}`,
    );
    expect(leavesNothing(dir.path)).toBe(true);
  },
);

test("a crash leaves nothing behind", async () => {
  await using dir = await tempDir();
  const play: Play = { at: { half: [{ do: "signal", signal: "SIGSEGV" }] } };
  expect((await failureOf(rip(dir.path, { play }))).code).toBe(
    "MAKEMKV_FAILED",
  );
  expect(leavesNothing(dir.path)).toBe(true);
});

test("a rip that is stopped leaves nothing behind, also when it ignores signals", async () => {
  await using dir = await tempDir();
  const half = join(dir.path, "half");
  const play: Play = {
    ignoreSignals: true,
    at: { half: [{ do: "touch", path: half }, { do: "hang" }] },
  };
  const clock = hurried(systemClock, 100);
  const { handle } = rip(dir.path, { play, request: { clock } });
  await exists(half);
  handle.stop();
  expect((await handle.outcome).kind).toBe("stopped");
  expect(leavesNothing(dir.path)).toBe(true);
});

test("a rip that is stopped before makemkvcon was started never starts it", async () => {
  await using dir = await tempDir();
  const { handle, sim } = rip(dir.path);
  handle.stop();
  expect((await handle.outcome).kind).toBe("stopped");
  expect(sim.calls()).toEqual([]);
  expect(leavesNothing(dir.path)).toBe(true);
});

test("a silent rip times out", async () => {
  await using dir = await tempDir();
  const play: Play = { at: { half: [{ do: "hang" }] } };
  const clock = hurried(systemClock, 500);
  const failure = await failureOf(rip(dir.path, { play, request: { clock } }));
  expect(failure.code).toBe("MAKEMKV_TIMEOUT");
  expect(leavesNothing(dir.path)).toBe(true);
});

test("what a crashed attempt left in the staging folder does not matter", async () => {
  await using dir = await tempDir();
  const staging = join(dir.path, "ripped", "Film", `.amphigory-${task.id}`);
  mkdirSync(staging, { recursive: true });
  writeFileSync(join(staging, "old.mkv"), "half");
  const { handle, directory } = rip(dir.path);
  expect((await handle.outcome).kind).toBe("ripped");
  expect(readdirSync(directory)).toEqual(["Film.mkv"]);
});

/** Resolves when the simulated makemkvcon has made this file. */
async function exists(path: string): Promise<void> {
  while (!existsSync(path))
    await new Promise((resolve) => setImmediate(resolve));
}
