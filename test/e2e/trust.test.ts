import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import type { Disc } from "../../src/demo/scenario.ts";
import { readMatroska } from "../../src/makemkv/matroska/matroska-file.ts";
import { canMount, mountTiny } from "../support/tiny-disk.ts";
import {
  type Bench,
  discWith,
  expectFailure,
  expectRipped,
  ripTaskFor,
  startBench,
  takeAnotherDisc,
  titleAt,
  type Tried,
  warningsOf,
} from "./pain-fixture.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

/** The right track of the right disc, whole, in the right place, or nothing and the reason. */
let bench: Bench;
beforeAll(async () => {
  bench = await startBench({ skip_space_check: true });
});
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(takeAnotherDisc);

const [film, extra, trailer] = [titleAt(0), titleAt(1), titleAt(2)];

/** Scans one disc, then rips from what is in the drive. */
async function scanThenRip(
  scanned: Disc,
  inDrive: Disc,
  number: number,
): Promise<Tried> {
  const { answer } = await bench.scan({ disc: scanned });
  expect(answer.status).toBe("success");
  return bench.rip({ disc: inDrive }, { number });
}

async function secondsOf({ folder, id }: Tried): Promise<number> {
  const content = await readMatroska(join(folder, `${id}.mkv`));
  return content.kind === "matroska" ? (content.durationMs ?? 0) / 1000 : 0;
}

describe("numbers that move between a scan and a rip", () => {
  test("a title before it is lost: the film that was scanned is saved, not its neighbour", async () => {
    const tried = await scanThenRip(
      discWith([extra, film, trailer]),
      discWith([{ ...extra, lost: 3015 }, film, trailer]),
      1,
    );
    await expectRipped(tried, ["track_renumbered"]);
    expect(await secondsOf(tried)).toBe(film.seconds);
    expect(warningsOf(tried)[0]?.text).toContain("track 1 is track 0 now");
  });

  test("a whole queue goes by the numbers of the scan, whatever the first rip has found out", async () => {
    const inDrive = discWith([{ ...extra, lost: 3015 }, film, trailer]);
    const lost = await scanThenRip(
      discWith([extra, film, trailer]),
      inDrive,
      0,
    );
    expectFailure(lost, "MAKEMKV_FAILED", /have moved/, /Nothing was saved/);
    const second = await bench.rip({ disc: inDrive }, { number: 1 });
    await expectRipped(second, ["track_renumbered"]);
    expect(await secondsOf(second)).toBe(film.seconds);
    const third = await bench.rip({ disc: inDrive }, { number: 2 });
    await expectRipped(third, ["track_renumbered"]);
    expect(await secondsOf(third)).toBe(trailer.seconds);
  });

  test("on a DVD, too", async () => {
    const dvd = { ...discWith([]), type: "dvd", name: "Moths" } as const;
    const titles = [extra, trailer, film].map((title) => ({
      ...title,
      name: null,
    }));
    const [first = film, ...others] = titles;
    const tried = await scanThenRip(
      { ...dvd, titles },
      { ...dvd, titles: [{ ...first, lost: 3017 }, ...others] },
      2,
    );
    await expectRipped(tried, ["track_renumbered"]);
    expect(await secondsOf(tried)).toBe(film.seconds);
  });

  test("the film itself can not be read this time: nothing is saved in its place", async () => {
    const tried = await scanThenRip(
      discWith([film, extra, trailer]),
      discWith([{ ...film, lost: 3015 }, extra, trailer]),
      0,
    );
    expectFailure(tried, "MAKEMKV_FAILED", /have moved/, /00801\.mpls/);
  });

  test("the number of an angle is not taken for the number of a title", async () => {
    const cuts = [1, 2].map((angle) => ({
      ...film,
      angle,
      segmentMap: `1,${angle}`,
      seconds: film.seconds + angle * 100,
    }));
    const tried = await scanThenRip(
      discWith([extra, ...cuts]),
      discWith([{ ...extra, lost: 3013 }, ...cuts]),
      1,
    );
    await expectRipped(tried, ["track_renumbered"]);
    expect(await secondsOf(tried)).toBe(film.seconds + 100);
  });

  test("nothing moved: no second look, no warning", async () => {
    const disc = discWith([film, extra]);
    const tried = await scanThenRip(disc, disc, 1);
    await expectRipped(tried);
    expect(tried.calls).toHaveLength(1);
  });
});

describe("another disc", () => {
  /** Same label, same names of files: the next disc of a box. */
  const nextOfTheBox = () =>
    discWith([
      { ...film, seconds: 2700, bytes: 350_000, segmentMap: "7" },
      { ...extra, seconds: 2650, bytes: 340_000, segmentMap: "8" },
    ]);

  test("with the same label is not ripped in place of the one that was scanned", async () => {
    const tried = await scanThenRip(discWith([film, extra]), nextOfTheBox(), 0);
    expectFailure(tried, "DISC_EJECTED", /not the one that was scanned/);
  });

  test("than the task expects is told by what the task says of its track", async () => {
    const tried = await bench.rip(
      { disc: nextOfTheBox() },
      { seconds: film.seconds, bytes: film.bytes },
    );
    expectFailure(tried, "DISC_EJECTED", /not the one this task is for/);
  });

  test("than the task's fingerprint means is told before it is ripped", async () => {
    const scanned = await bench.scan({ disc: discWith([film, extra]) });
    const { fingerprint } = scanned.answer.result;
    const tried = await bench.rip({ disc: nextOfTheBox() }, { fingerprint });
    expectFailure(tried, "DISC_EJECTED", /not the one/);
    const again = await bench.rip(
      { disc: discWith([film, extra]) },
      { fingerprint },
    );
    await expectRipped(again);
  });
});

describe("where the file goes", () => {
  test("a title that failed can be queued again, alone", async () => {
    const disc = discWith(DEFAULT_DISC.titles);
    await bench.scan({ disc });
    const failed = await bench.rip({ disc, mkv: { save: "truncated" } });
    expectFailure(failed, "MAKEMKV_FAILED", /truncated/);
    await expectRipped(await bench.rip({ disc }));
  });

  test("quotes, colons and letters of any language in names", async () => {
    const { host } = bench;
    const name = 'Wer "hört" 7/4: Ελλάδα %1 \\ 映画';
    await bench.scan({ disc: { ...discWith([{ ...film, name }]), name } });
    const filename = 'Amélie: "le" film — 映画.mkv';
    const task = ripTaskFor("names", {});
    const output = { directory: "/media/ripped/Ænima: “x”", filename };
    await host.queue({ ...task, output });
    expect((await host.answer("names")).status).toBe("success");
    const folder = join(host.basedir, output.directory);
    expect(await readdir(folder)).toEqual([filename]);
  });

  test("a disk without room for what the task expects is told before the drive spins", async () => {
    await using strict = await startBench();
    const tried = await strict.rip({}, { bytes: 10 ** 15 });
    expectFailure(tried, "OUTPUT_WRITE_FAILED", /Not enough space/, /are free/);
    expect(tried.calls).toEqual([]);
  });

  describe.skipIf(!canMount)("on a disk of its own (root only)", () => {
    const onDisk = async (id: string) => {
      const { host } = bench;
      const task = ripTaskFor(id, {});
      const output = { directory: `/small-${id}`, filename: `${id}.mkv` };
      await bench.scan({ disc: discWith(DEFAULT_DISC.titles) });
      const before = host.sim.calls().length;
      await host.queue({ ...task, output });
      const { error } = await host.answer(id);
      return { error, calls: host.sim.calls().length - before };
    };

    test("that runs full in the middle: how much is free, and where, and nothing is left", async () => {
      const folder = join(bench.host.basedir, "small-full");
      using disk = mountTiny(folder, "size=300k");
      if (!disk) return;
      const { error } = await onDisk("full");
      expect(error.code).toBe("OUTPUT_WRITE_FAILED");
      expect(error.message).toMatch(/disk is full/);
      expect(error.message).toContain(folder);
      expect(await readdir(folder)).toEqual([]);
    });

    test("that is read-only: told with the path before the drive spins", async () => {
      const folder = join(bench.host.basedir, "small-locked");
      using disk = mountTiny(folder, "size=300k,ro");
      if (!disk) return;
      const { error, calls } = await onDisk("locked");
      expect(error.code).toBe("OUTPUT_WRITE_FAILED");
      expect(error.message).toMatch(/read-only/);
      expect(error.message).toContain(folder);
      expect(calls).toBe(0);
    });
  });
});
