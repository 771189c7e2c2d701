import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_DISC } from "../../../src/demo/invented.ts";
import type { Disc, Scenario, Title } from "../../../src/demo/scenario.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { type RipRequest, ripTrack } from "../../../src/makemkv/rip/rip.ts";
import { scanDisc } from "../../../src/makemkv/scan/scan.ts";
import type { RunNotice } from "../../../src/state/event.ts";
import type { Licence } from "../../../src/state/licence.ts";
import type { ScanResult } from "../../../src/state/scan-result.ts";
import type { RipTask, TrackRequest } from "../../../src/state/task.ts";
import { installSim } from "../../support/sim.ts";
import { createToldDiscs } from "../../../src/makemkv/scan/told-discs.ts";
import { nothingTold } from "../../support/told-discs.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { hurried, settings as usual } from "../program.ts";

/** What must not end a test on a busy machine, hurried as it is, is far away. */
const settings = { ...usual, discWaitMs: 6e6, stallTimeoutMs: 3e7 };

const bare: TrackRequest = {
  number: 0,
  expectedSizeBytes: null,
  expectedDurationMs: null,
};
const task: RipTask = {
  kind: "rip",
  id: "20251221-143052-001",
  createdAt: null,
  attempts: 1,
  track: bare,
  output: { directory: "/media/ripped", filename: "Film.mkv" },
  discFingerprint: null,
};

const [film, extra, trailer] = DEFAULT_DISC.titles as [Title, Title, Title];
const withTitles = (...titles: readonly Title[]): Disc => ({
  ...DEFAULT_DISC,
  titles,
});
const whole = withTitles(film, extra, trailer);
const lostFirst = withTitles(extra, trailer);

/** A disc gives the same scan every time. */
const scanned = new Map<Disc, ScanResult>();

/** A simulated makemkvcon in a folder of its own, scanned and ripped with. */
function workshop(dir: string) {
  const bin = join(dir, "bin");
  mkdirSync(bin);
  const sim = installSim(bin);
  const common = {
    makemkvcon: sim.path,
    device: "/dev/sr0",
    settings,
    runFile: join(dir, "run", "makemkvcon"),
    logsDir: join(dir, "logs"),
    // Time passes a hundred times as fast: the waits between tries are real.
    clock: hurried(systemClock, 100),
    onLicence: () => {},
    onVersion: () => {},
    told: nothingTold,
  };
  return {
    sim,
    async scan(disc: Disc): Promise<ScanResult> {
      const known = scanned.get(disc);
      if (known) return known;
      sim.update({ disc });
      const handle = scanDisc({ ...common, runName: "scan", notice() {} });
      const outcome = await handle.outcome;
      if (outcome.kind !== "scanned") throw new Error(outcome.kind);
      scanned.set(disc, outcome.result);
      return outcome.result;
    },
    /** With `stopAt` it is stopped when it is told to be in that mood. */
    async rip(
      scenario: Scenario,
      request: Partial<RipRequest> = {},
      stopAt?: RunNotice["kind"],
    ) {
      sim.update(scenario);
      const before = sim.calls().length;
      const notices: RunNotice[] = [];
      const scans: ScanResult[] = [];
      const licences: Licence[] = [];
      const handle = ripTrack({
        ...common,
        task,
        scan: null,
        target: {
          directory: join(dir, "ripped"),
          filename: "Film.mkv",
          root: dir,
          saidDirectory: "/media/ripped",
        },
        startedAt: 0,
        noteFile: join(dir, "run", "placing.json"),
        runName: "rip",
        report() {},
        notice(notice) {
          notices.push(notice);
          if (notice.kind === stopAt) handle.stop();
        },
        leftBehind() {},
        onScan: ({ result }) => scans.push(result),
        onLicence: (licence) => licences.push(licence),
        ...request,
      });
      const outcome = await handle.outcome;
      const calls = sim.calls().slice(before);
      return {
        outcome,
        notices,
        scans,
        licences,
        /** Such as `info`, `mkv 0`. */
        runs: calls.map(({ argv }) =>
          argv[3] === "mkv" ? `mkv ${argv[5]}` : argv[3],
        ),
        failure: outcome.kind === "failed" ? outcome.failure : null,
        made: madeIn(join(dir, "ripped")),
        transcript: join(dir, "logs", "rip.txt"),
      };
    },
  };
}

/** Names and sizes of the files; `null`: not even the folder is there. */
function madeIn(folder: string): Record<string, number> | null {
  if (!existsSync(folder)) return null;
  const names = readdirSync(folder);
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name)).length]),
  );
}

const current = (result: ScanResult, renumbered: ScanResult | null = null) => ({
  result,
  isCurrent: true,
  renumbered,
});
const old = (result: ScanResult) => ({ ...current(result), isCurrent: false });
const asking = (number: number, more: Partial<RipTask> = {}): RipTask => ({
  ...task,
  track: { ...bare, number },
  ...more,
});

test.concurrent(
  "the numbers are as scanned: one run, nothing is scanned again",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip({ disc: whole }, { task: asking(1), scan: known });
    expect(done.runs).toEqual(["mkv 1"]);
    expect(done.made).toEqual({ "Film.mkv": extra.bytes });
    expect(done.licences).toEqual([{ kind: "fine" }]);
  },
);

test.concurrent(
  "P82: a title that can not be read this time moves the numbers, and the right one is found again",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip(
      { disc: lostFirst },
      { task: asking(1), scan: known },
    );
    expect(done.runs).toEqual(["mkv 1", "info", "mkv 0"]);
    expect(done.made).toEqual({ "Film.mkv": extra.bytes });
    expect(done.outcome).toMatchObject({
      kind: "ripped",
      file: { warnings: [{ kind: "track_renumbered", count: 1 }] },
    });
    expect(done.notices).toEqual([{ kind: "rescanning" }, { kind: "working" }]);
    expect(done.scans.map(({ tracks }) => tracks.length)).toEqual([2]);
    const text = readFileSync(done.transcript, "utf8");
    expect(text.match(/^# command: /gm)?.length).toBe(3);
  },
);

test.concurrent(
  "P82: the last number, which names nothing any more, is found again",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip(
      { disc: lostFirst },
      { task: asking(2), scan: known },
    );
    expect(done.runs).toEqual(["mkv 2", "info", "mkv 1"]);
    expect(done.made).toEqual({ "Film.mkv": trailer.bytes });
  },
);

test.concurrent(
  "P82: the lost title itself is not replaced by what has its number now",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip(
      { disc: lostFirst },
      { task: asking(0), scan: known },
    );
    expect(done.runs).toEqual(["mkv 0", "info"]);
    expect(done.made).toBeNull();
    expect(done.failure?.code).toBe("MAKEMKV_FAILED");
    expect(done.failure?.message).toContain(
      "0 was 00800.mpls, 1:32:00, 600.0 kB (600000 bytes) and is now 00801.mpls, 0:21:00",
    );
    expect(done.failure?.message).toContain("is not on the list any more");
    expect(done.failure?.detail).toContain("1: 00802.mpls, 0:07:15");
    expect(done.failure?.detail).toContain(`Transcript: ${done.transcript}`);
  },
);

test.concurrent(
  "a daemon that has just started looks at the disc before it believes a number, if numbers were told before",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const told = createToldDiscs(join(dir.path, "discs"));
    await told.settle(await scan(whole));
    const lost = await rip({ disc: lostFirst }, { task: asking(0), told });
    expect(lost.runs).toEqual(["info"]);
    expect(lost.failure).toMatchObject({
      code: "MAKEMKV_FAILED",
      message: expect.stringMatching(/^Track 0 .* is not on makemkvcon's list/),
    });
    const done = await rip({ disc: lostFirst }, { task: asking(2), told });
    expect(done.runs).toEqual(["info", "mkv 1"]);
    expect(done.made).toEqual({ "Film.mkv": trailer.bytes });
  },
);

test.concurrent(
  "where nobody was told anything, a first look that comes to nothing does not keep the track from being saved",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const track = { ...bare, number: 1, expectedSizeBytes: extra.bytes };
    const done = await rip(
      { disc: whole, info: { open: "cut" } },
      { task: asking(1, { track }) },
    );
    expect(done.runs).toEqual(["info", "mkv 1"]);
    expect(done.made).toEqual({ "Film.mkv": extra.bytes });
  },
);

test.concurrent(
  "a disc of which nobody was told anything is not ripped by a bare number, where others were told",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const told = createToldDiscs(join(dir.path, "discs"));
    await told.settle(await scan({ ...whole, volume: "OTHER" }));
    const done = await rip({ disc: whole }, { task: asking(1), told });
    expect(done.runs).toEqual(["info"]);
    expect(done.failure?.message).toContain("nobody had been told the tracks");
    const again = await rip({ disc: whole }, { task: asking(1), told });
    expect(again.outcome.kind).toBe("ripped");
  },
);

test.concurrent(
  "a track that is exactly what is expected is meant, whatever its number",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const result = await scan(whole);
    const sizeBytes = result.tracks[2]?.sizeBytes ?? 0;
    const track = { ...bare, number: 1, expectedSizeBytes: sizeBytes };
    const done = await rip(
      { disc: whole },
      { task: asking(1, { track }), scan: current(result) },
    );
    expect(done.runs).toEqual(["mkv 2"]);
    expect(done.outcome).toMatchObject({
      file: { warnings: [{ kind: "track_renumbered" }] },
    });
  },
);

test.concurrent(
  "where an earlier rip has found the numbers moved, the task still means those of the first scan",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole), await scan(lostFirst));
    const done = await rip(
      { disc: lostFirst },
      { task: asking(2), scan: known },
    );
    expect(done.runs).toEqual(["mkv 1"]);
    expect(done.made).toEqual({ "Film.mkv": trailer.bytes });
    expect(done.outcome).toMatchObject({
      kind: "ripped",
      file: { warnings: [{ kind: "track_renumbered", count: 1 }] },
    });
  },
);

test.concurrent(
  "numbers that moved and moved back are followed both ways",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole), await scan(lostFirst));
    const done = await rip({ disc: whole }, { task: asking(1), scan: known });
    expect(done.runs).toEqual(["mkv 0", "info", "mkv 1"]);
    expect(done.made).toEqual({ "Film.mkv": extra.bytes });
  },
);

test.concurrent(
  "a title that an earlier rip did not find any more is taken when it is there again",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole), await scan(lostFirst));
    const done = await rip({ disc: whole }, { task: asking(0), scan: known });
    expect(done.runs).toEqual(["mkv 0"]);
    expect(done.outcome.kind).toBe("ripped");
  },
);

test.concurrent("a later title that is lost disturbs nothing", async () => {
  await using dir = await tempDir();
  const { scan, rip } = workshop(dir.path);
  const known = current(await scan(whole));
  const done = await rip({ disc: withTitles(film, extra) }, { scan: known });
  expect(done.runs).toEqual(["mkv 0"]);
  expect(done.made).toEqual({ "Film.mkv": film.bytes });
});

test.concurrent(
  "where nobody watched the drive, a list that has changed is looked at once more",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = old(await scan(whole));
    const nearly = {
      ...film,
      seconds: film.seconds - 1,
      bytes: film.bytes - 9,
    };
    const other = await rip(
      { disc: withTitles(nearly, { ...extra, seconds: 60 }) },
      { task: wants(film), scan: known },
    );
    expect(other.runs).toEqual(["mkv 0", "info"]);
    expect(other.failure?.code).toBe("DISC_EJECTED");
    const done = await rip({ disc: withTitles(film, extra) }, { scan: known });
    expect(done.runs).toEqual(["mkv 0", "info", "mkv 0"]);
    expect(done.made).toEqual({ "Film.mkv": film.bytes });
  },
);

const angleOf = (angle: number, segments: string): Title => ({
  ...film,
  sourceFile: "00150.mpls",
  angle,
  segmentMap: segments,
});
const angles = [
  angleOf(1, "1,2,31"),
  angleOf(2, "1,2,32"),
  angleOf(3, "1,2,33"),
];

test.concurrent(
  "P83: of angles that share a file, the one that was scanned is ripped",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(withTitles(extra, ...angles)));
    const moved = withTitles(...angles);
    const done = await rip({ disc: moved }, { task: asking(2), scan: known });
    expect(done.runs).toEqual(["mkv 2", "info", "mkv 1"]);
    expect(done.made).toEqual({ "Film.mkv": film.bytes });
  },
);

test.concurrent(
  "P83: where two are the same in every respect, nobody guesses",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(withTitles(film, trailer, extra, extra)));
    const moved = withTitles(film, extra, extra);
    const done = await rip({ disc: moved }, { task: asking(3), scan: known });
    expect(done.runs).toEqual(["mkv 3", "info"]);
    expect(done.made).toBeNull();
    expect(done.failure?.code).toBe("MAKEMKV_FAILED");
    expect(done.failure?.message).toContain("may be any of the tracks 1, 2");
  },
);

test.concurrent(
  "numbers that change again after the second look are not trusted",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip(
      {
        info: { disc: lostFirst },
        mkv: [{ disc: lostFirst }, { disc: whole }],
      },
      { task: asking(1), scan: known },
    );
    expect(done.runs).toEqual(["mkv 1", "info", "mkv 0"]);
    expect(done.made).toBeNull();
    expect(done.failure?.code).toBe("MAKEMKV_FAILED");
    expect(done.failure?.message).toContain("change from one look to the next");
    expect(done.failure?.detail).toContain("names 00800.mpls");
  },
);

test.concurrent(
  "P82 on a DVD: the title's place moves, its length tells",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const dvd: Disc = { ...whole, type: "dvd" };
    const known = current(await scan(dvd));
    const moved: Disc = { ...lostFirst, type: "dvd" };
    const done = await rip({ disc: moved }, { task: asking(1), scan: known });
    expect(done.runs).toEqual(["mkv 1", "info", "mkv 0"]);
    expect(done.made).toEqual({ "Film.mkv": extra.bytes });
  },
);

const boxSet2: Disc = {
  ...DEFAULT_DISC,
  name: "The Lighthouse Cats 2",
  titles: [
    { ...film, seconds: 3000, bytes: 500_000 },
    { ...extra, seconds: 900, bytes: 150_000 },
  ],
};
const another: Disc = {
  ...DEFAULT_DISC,
  name: "Another Film",
  volume: "ANOTHER_FILM",
  titles: [
    { ...film, sourceFile: "00001.mpls", seconds: 3000, bytes: 500_000 },
  ],
};

test.concurrent(
  "another disc in a drive that is watched is told by what is there",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip({ disc: another }, { scan: known });
    expect(done.runs).toEqual(["mkv 0", "info"]);
    expect(done.made).toBeNull();
    expect(done.failure?.code).toBe("DISC_EJECTED");
    expect(done.failure?.message).toContain(
      'The disc in the drive, "Another Film", is not the one that was scanned, "The Lighthouse Cats"',
    );
    expect(done.failure?.detail).toContain("0: 00001.mpls, 0:50:00");
  },
);

const wants = (title: Title, more: Partial<RipTask> = {}): RipTask => ({
  ...task,
  track: {
    number: 0,
    expectedSizeBytes: title.bytes,
    expectedDurationMs: title.seconds * 1000,
  },
  ...more,
});

test.concurrent(
  "P47: a disc of a box set with the same label and the same files, but other durations, is not mistaken",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = old(await scan(whole));
    for (const wanted of [task, wants(film)]) {
      const done = await rip({ disc: boxSet2 }, { task: wanted, scan: known });
      expect(done.runs).toEqual(["mkv 0", "info"]);
      expect(done.made).toBeNull();
      expect(done.failure?.code).toBe("DISC_EJECTED");
      expect(done.failure?.message).toContain("The Lighthouse Cats 2");
      expect(done.scans.length).toBe(1);
    }
  },
);

test.concurrent(
  "an old scan of another disc is replaced when the task means the disc that is there",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = old(await scan(whole));
    const [only] = another.titles as [Title];
    const done = await rip(
      { disc: another },
      { task: wants(only), scan: known },
    );
    expect(done.runs).toEqual(["info", "mkv 0"]);
    expect(done.made).toEqual({ "Film.mkv": only.bytes });
  },
);

test.concurrent(
  "a current scan that does not fit the task ends it before the drive spins, an old one is looked at again",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const result = await scan(another);
    const wanted = wants(film);
    const now = await rip(
      { disc: another },
      { task: wanted, scan: current(result) },
    );
    expect([now.runs, now.failure?.code, now.made]).toEqual([
      [],
      "DISC_EJECTED",
      null,
    ]);
    const was = await rip(
      { disc: another },
      { task: wanted, scan: old(result) },
    );
    expect([was.runs, was.failure?.code, was.made]).toEqual([
      ["info"],
      "DISC_EJECTED",
      null,
    ]);
  },
);

test.concurrent(
  "a task that expects nothing is not ripped off a disc that nobody scanned, where another was scanned before",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = old(await scan(whole));
    const done = await rip({ disc: another }, { scan: known });
    expect(done.runs).toEqual(["mkv 0", "info"]);
    expect([done.failure?.code, done.made]).toEqual(["DISC_EJECTED", null]);
    const [found] = done.scans as [ScanResult];
    const again = await rip({ disc: another }, { scan: old(found) });
    expect(again.outcome.kind).toBe("ripped");
  },
);

test.concurrent(
  "a fingerprint of ours is compared with a scan before anything is ripped",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const { fingerprint: discFingerprint } = await scan(whole);
    const wanted = { ...task, discFingerprint };
    const wrong = await rip({ disc: another }, { task: wanted });
    expect([wrong.runs, wrong.failure?.code, wrong.made]).toEqual([
      ["info"],
      "DISC_EJECTED",
      null,
    ]);
    const right = await rip({ disc: whole }, { task: wanted });
    expect([right.runs, right.outcome.kind]).toEqual([
      ["info", "mkv 0"],
      "ripped",
    ]);
  },
);

test.concurrent(
  "a fingerprint that a lost title changed does not matter to a track that is the same to the byte",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const { fingerprint: discFingerprint } = await scan(whole);
    const known = current(await scan(withTitles(film, extra)));
    const done = await rip(
      { disc: withTitles(film, extra) },
      { task: wants(film, { discFingerprint }), scan: known },
    );
    expect([done.runs, done.outcome.kind]).toEqual([["mkv 0"], "ripped"]);
  },
);

test.concurrent(
  "a disc that nobody has scanned is scanned before the track that a task expects is saved",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const done = await rip({ disc: boxSet2 }, { task: wants(film) });
    expect(done.runs).toEqual(["info"]);
    expect(done.notices[0]).toEqual({ kind: "rescanning" });
    expect([done.failure?.code, done.made]).toEqual(["DISC_EJECTED", null]);
    expect(done.failure?.detail).toContain("to be 1:32:00, 600.0 kB");
  },
);

test.concurrent(
  "with an old scan a file that is wrong although the disc is right stays a failure of the rip",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = old(await scan(whole));
    const done = await rip(
      { disc: whole, mkv: { save: "wrongDuration" } },
      { task: wants(film), scan: known },
    );
    expect(done.runs).toEqual(["mkv 0", "info"]);
    expect([done.failure?.code, done.made]).toEqual(["MAKEMKV_FAILED", null]);
  },
);

test.concurrent(
  "with a current scan a wrong file needs no other look",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip(
      { disc: whole, mkv: { save: "wrongDuration" } },
      { scan: known },
    );
    expect(done.runs).toEqual(["mkv 0"]);
    expect([done.failure?.code, done.made]).toEqual(["MAKEMKV_FAILED", null]);
  },
);

test.concurrent(
  "a drive that is ready at the third try makes the file",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const done = await rip({
      mkv: [{ open: "loading" }, { open: "busy" }, {}],
    });
    expect(done.runs).toEqual(["mkv 0", "mkv 0", "mkv 0"]);
    expect(done.made).toEqual({ "Film.mkv": film.bytes });
    expect(done.notices.map(({ kind }) => kind)).toEqual([
      "retrying",
      "working",
      "retrying",
      "working",
    ]);
  },
);

test.concurrent(
  "a disc that comes into an empty drive after a while is ripped",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const done = await rip({
      mkv: [{ open: "empty" }, { open: "trayOpen" }, {}],
    });
    expect(done.made).toEqual({ "Film.mkv": film.bytes });
    expect(done.notices).toContainEqual({
      kind: "retrying",
      why: "no_disc",
      attempt: 1,
      waitMs: 5000,
    });
  },
);

test.concurrent(
  "no disc within the time is said so, and leaves nothing",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const done = await rip(
      { disc: null },
      { settings: { ...settings, discWaitMs: 8000 } },
    );
    expect(done.failure?.code).toBe("DISC_EJECTED");
    expect(done.failure?.message).toContain("No disc came into the drive");
    expect(done.made).toBeNull();
  },
);

test.concurrent(
  "without a licence the task waits, and nothing is left",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const done = await rip({ mkv: { open: "tooOld" } });
    expect(done.runs).toEqual(["mkv 0"]);
    expect([done.outcome.kind, done.made]).toEqual(["unlicensed", null]);
    expect(done.licences).toMatchObject([
      { kind: "refused", reason: "makemkv_too_old" },
    ]);
  },
);

test.concurrent(
  "a drive that never is ready is said so, with how often it was tried",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const done = await rip(
      { mkv: { open: "loading" } },
      { settings: { ...settings, openRetryMs: [100, 100] } },
    );
    expect(done.runs).toEqual(["mkv 0", "mkv 0", "mkv 0"]);
    expect(done.failure?.code).toBe("DISC_UNREADABLE");
    expect(done.failure?.message).toMatch(
      /It was tried 3 times within \d+ s\.$/,
    );
    expect(done.made).toBeNull();
  },
);

test.concurrent(
  "a rip is stopped at once while it waits for the drive",
  async () => {
    await using dir = await tempDir();
    const { rip } = workshop(dir.path);
    const done = await rip(
      { mkv: { open: "loading" } },
      // Far longer than a test may last.
      { settings: { ...settings, openRetryMs: [100_000_000] } },
      "retrying",
    );
    expect([done.outcome.kind, done.runs]).toEqual(["stopped", ["mkv 0"]]);
    expect(done.made).toBeNull();
  },
);

test.concurrent(
  "a rip is stopped while the disc is scanned again",
  async () => {
    await using dir = await tempDir();
    const { scan, rip } = workshop(dir.path);
    const known = current(await scan(whole));
    const done = await rip(
      { disc: lostFirst, info: { at: { opening: [{ do: "hang" }] } } },
      { task: asking(1), scan: known },
      "rescanning",
    );
    expect([done.outcome.kind, done.made]).toEqual(["stopped", null]);
  },
);
