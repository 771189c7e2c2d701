import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createToldDiscs,
  inToldNumbers,
} from "../../../src/makemkv/scan/told-discs.ts";
import type { ScanResult, Track } from "../../../src/state/scan-result.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PRINT = "a".repeat(64);

/** A track that is told from others by its file alone, under a number. */
function track(number: number, file: string): Track {
  return {
    number,
    duration: "0:22:00",
    sizeBytes: 1000,
    chapters: 5,
    resolution: null,
    videoCodec: null,
    audioStreams: [],
    subtitleStreams: [],
    name: null,
    sourceFile: file,
    segmentMap: null,
    angle: null,
    outputFile: null,
    addedAs: file,
    classification: null,
  };
}

/** `a b c`: the files of the tracks 0, 1, 2. */
function disc(files: string, fingerprint = PRINT): ScanResult {
  const tracks = files === "" ? [] : files.split(" ");
  return {
    discName: "Couch",
    discType: "bluray",
    volumeName: "COUCH",
    fingerprint,
    tracks: tracks.map((file, number) => track(number, file)),
    warnings: [],
  };
}

/** `0:a 2:c`: what is told. */
function show(tracks: readonly Track[]): string {
  return tracks
    .map(({ number, sourceFile }) => `${number}:${sourceFile}`)
    .join(" ");
}

describe("the numbers under which a disc is told", () => {
  test.each([
    ["are makemkvcon's own the first time", "", "a b c", "0:a 1:b 2:c"],
    ["stay when nothing has moved", "a b c", "a b c", "0:a 1:b 2:c"],
    ["stay when a title before is lost", "a b c", "b c", "1:b 2:c"],
    ["stay when titles change places", "a b c", "c a b", "2:c 0:a 1:b"],
    [
      "of a new track are its own where that is free",
      "a b",
      "a b c",
      "0:a 1:b 2:c",
    ],
    [
      "of a new track are never those of another",
      "a b",
      "x a b",
      "2:x 0:a 1:b",
    ],
    [
      "of twins stay with those that have them",
      "a t t",
      "a t t",
      "0:a 1:t 2:t",
    ],
    ["of twins that moved are not guessed", "a t t", "t t", "3:t 4:t"],
  ])("%s", (_, ...[before, now, told]) => {
    const { tracks } = disc(before);
    expect(show(inToldNumbers(disc(now), tracks).result.tracks)).toBe(told);
  });

  test("are never given twice, and a track that was told keeps its own", () => {
    const files = fc.uniqueArray(
      fc.constantFrom("a", "b", "c", "d", "e", "f"),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(fc.array(files, { maxLength: 5 }), (scans) => {
        const first = new Map<string | null, number>();
        let told: readonly Track[] = [];
        for (const scan of scans) {
          const { result, all } = inToldNumbers(disc(scan.join(" ")), told);
          told = all;
          const numbers = result.tracks.map(({ number }) => number);
          expect(new Set(numbers).size).toBe(numbers.length);
          for (const { sourceFile, number } of result.tracks) {
            expect(first.get(sourceFile) ?? number).toBe(number);
            first.set(sourceFile, number);
          }
        }
      }),
    );
  });
});

describe("the discs that were told", () => {
  test("stay when another version of makemkvcon has other words for the tracks", () => {
    const told = disc("a b c").tracks;
    const renamed = told.map((each, number) => ({
      ...each,
      name: "Couch: Season 1",
      sizeBytes: number === 1 ? 999 : each.sizeBytes,
    }));
    const now = { ...disc(""), tracks: renamed };
    expect(show(inToldNumbers(now, told).result.tracks)).toBe("0:a 3:b 2:c");
  });

  test("are remembered by the next daemon", async () => {
    await using dir = await tempDir();
    const folder = join(dir.path, "discs");
    const before = createToldDiscs(folder);
    expect(await before.hasAny()).toBe(false);
    expect(await before.settle(disc("a b c"))).toEqual({
      result: disc("a b c"),
      renumbered: null,
      wasTold: false,
      lost: [],
    });
    const after = createToldDiscs(folder);
    expect(await after.hasAny()).toBe(true);
    const settled = await after.settle(disc("b c"));
    expect(show(settled.result.tracks)).toBe("1:b 2:c");
    expect(settled.renumbered).toEqual(disc("b c"));
    expect(settled.wasTold).toBe(true);
    expect(show(settled.lost)).toBe("0:a");
    const again = await after.settle(disc("a b c"));
    expect(again).toEqual({
      result: disc("a b c"),
      renumbered: null,
      wasTold: true,
      lost: [],
    });
  });

  test("are known by their label and most of their tracks when the longest one is lost", async () => {
    await using dir = await tempDir();
    const told = createToldDiscs(dir.path);
    await told.settle(disc("film a b c"));
    const lost = await told.settle(disc("a b c", "b".repeat(64)));
    expect(show(lost.result.tracks)).toBe("1:a 2:b 3:c");
    const ofTheBox = disc("x y a", "c".repeat(64));
    expect((await told.settle(ofTheBox)).wasTold).toBe(false);
  });

  test("do not mix: another fingerprint is another disc", async () => {
    await using dir = await tempDir();
    const told = createToldDiscs(dir.path);
    await told.settle(disc("a b c"));
    const other = disc("b x y", "b".repeat(64));
    expect((await told.settle(other)).renumbered).toBeNull();
  });

  test("are the last hundred", async () => {
    await using dir = await tempDir();
    const told = createToldDiscs(dir.path);
    for (let index = 0; index < 103; index += 1) {
      const print = index.toString(16).padStart(64, "0");
      await told.settle(disc(`film-${index}`, print));
    }
    expect(readdirSync(dir.path).length).toBe(100);
  });

  test("that can not be read or written are no reason to fail", async () => {
    await using dir = await tempDir();
    writeFileSync(
      join(dir.path, `${PRINT}.json`),
      '{"volumeName": null, "tracks": [{"number": "x"}]}',
    );
    const told = createToldDiscs(dir.path);
    expect((await told.settle(disc("a b"))).renumbered).toBeNull();
    writeFileSync(join(dir.path, "file"), "");
    const blocked = createToldDiscs(join(dir.path, "file"));
    expect((await blocked.settle(disc("a b"))).result).toEqual(disc("a b"));
    expect(await blocked.hasAny()).toBe(false);
  });

  test("of a fingerprint that is none are not kept", async () => {
    await using dir = await tempDir();
    await createToldDiscs(dir.path).settle(disc("a b", "../../etc/passwd"));
    expect(readdirSync(dir.path)).toEqual([]);
  });
});
