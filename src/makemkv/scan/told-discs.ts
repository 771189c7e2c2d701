import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ScanResult, Track } from "../../state/scan-result.ts";
import {
  filesIn,
  has,
  readNote,
  writeNote,
  youngestFirst,
} from "../target/own-file.ts";
import { diskOperations } from "../target/place-file.ts";
import { isMostlyThere, natureOf, pressingOf } from "./same-track.ts";

/**
 * The numbers under which the tracks of a disc were told. makemkvcon's own move when a title can not be read this time,
 * and tasks are queued by the numbers of an earlier scan, perhaps of an earlier daemon: so a track keeps the number under
 * which it was told first, for as long as its disc is remembered, and a number is never given to another track.
 */
export interface ToldDiscs {
  /** A new scan in the numbers that are told, which it adds to. Never rejects. */
  settle(fresh: ScanResult): Promise<SettledScan>;
  /** Whether anything was ever told: then tasks may mean it. */
  hasAny(): Promise<boolean>;
}

export interface SettledScan {
  /** What is there, in the numbers that are told. */
  readonly result: ScanResult;
  /** The same in makemkvcon's numbers of now; `null` when they are the same. */
  readonly renumbered: ScanResult | null;
  /** This disc was known before. */
  readonly wasTold: boolean;
  /** What was told of it and is not there this time. */
  readonly lost: readonly Track[];
}

const MOST_DISCS = 100;
const IS_FINGERPRINT = /^[0-9a-f]{64}$/;

export function createToldDiscs(dir: string): ToldDiscs {
  const list = () => filesIn(dir, ".json").catch(() => []);
  const fileOf = (fingerprint: string) => join(dir, `${fingerprint}.json`);

  /** By its fingerprint; one whose longest track was lost this time by its label and most of its tracks. */
  async function find(fresh: ScanResult): Promise<Known | null> {
    const file = fileOf(fresh.fingerprint);
    const told = await read(file);
    if (told) return { file, told };
    if (fresh.volumeName === null) return null;
    for (const other of await list()) {
      const disc = await read(other);
      if (
        disc?.volumeName === fresh.volumeName &&
        isMostlyThere(disc.tracks, fresh.tracks)
      )
        return { file: other, told: disc };
    }
    return null;
  }

  /**
   * On the disk before the numbers are told: after a power cut tasks still mean them. A disk that does not take it is no
   * reason to fail a scan: the numbers hold until the daemon ends.
   */
  async function write(file: string, disc: ToldDisc): Promise<void> {
    try {
      await writeNote(file, disc);
      await diskOperations.sync(dirname(dir)).catch(() => {});
      for (const old of (await youngestFirst(dir, ".json")).slice(MOST_DISCS))
        await rm(old, { force: true });
    } catch {
      await rm(`${file}.new`, { force: true }).catch(() => {});
    }
  }

  return {
    async settle(fresh) {
      const asItIs = {
        result: fresh,
        renumbered: null,
        wasTold: false,
        lost: [],
      };
      if (!IS_FINGERPRINT.test(fresh.fingerprint)) return asItIs;
      const known = await find(fresh);
      const { result, all } = inToldNumbers(fresh, known?.told.tracks ?? []);
      const isMoved = result.tracks.some(
        ({ number }, at) => number !== fresh.tracks[at]?.number,
      );
      const file = known?.file ?? fileOf(fresh.fingerprint);
      await write(file, { volumeName: fresh.volumeName, tracks: all });
      const renumbered = isMoved ? fresh : null;
      const lost = all.slice(result.tracks.length);
      return { result, renumbered, wasTold: known !== null, lost };
    },
    hasAny: async () => (await list()).length > 0,
  };
}

/** What is on disk about one disc. */
interface ToldDisc {
  readonly volumeName: string | null;
  readonly tracks: readonly Track[];
}

interface Known {
  readonly file: string;
  readonly told: ToldDisc;
}

/**
 * The tracks of a scan under the numbers that were told. What is new gets its own number where that is free, else the
 * next one; so do twins, two tracks that are the same in every respect, if not all of them are where they were.
 */
export function inToldNumbers(
  fresh: ScanResult,
  told: readonly Track[],
): { readonly result: ScanResult; readonly all: readonly Track[] } {
  const taken = new Set(told.map(({ number }) => number));
  const numbers = new Map<Track, number>();
  // Another version of makemkvcon, or another language, has other words for what is pressed on the disc.
  for (const sign of [natureOf, pressingOf]) {
    const kept = new Set(numbers.values());
    const before = Map.groupBy(
      told.filter(({ number }) => !kept.has(number)),
      sign,
    );
    const now = Map.groupBy(
      fresh.tracks.filter((track) => !numbers.has(track)),
      sign,
    );
    for (const [nature, tracks] of now) {
      const places = before.get(nature) ?? [];
      const [track, ...twins] = tracks;
      const [place, ...others] = places;
      if (!track || !place) continue;
      if (twins.length === 0 && others.length === 0)
        numbers.set(track, place.number);
      else if (numbersOf(tracks) === numbersOf(places))
        for (const each of tracks) numbers.set(each, each.number);
    }
  }
  for (const track of fresh.tracks) {
    if (numbers.has(track)) continue;
    const number = taken.has(track.number) ? nextFree(taken) : track.number;
    numbers.set(track, number);
    taken.add(number);
  }
  const tracks = fresh.tracks.map((track) => ({
    ...track,
    number: numbers.get(track) ?? track.number,
  }));
  const present = new Set(tracks.map(({ number }) => number));
  const absent = told.filter(({ number }) => !present.has(number));
  return { result: { ...fresh, tracks }, all: [...tracks, ...absent] };
}

function numbersOf(tracks: readonly Track[]): string {
  return tracks.map(({ number }) => number).join(" ");
}

function nextFree(taken: ReadonlySet<number>): number {
  return Math.max(-1, ...taken) + 1;
}

/** `null`: nothing was told. */
async function read(file: string): Promise<ToldDisc | null> {
  const disc = await readNote(file);
  return isToldDisc(disc) ? disc : null;
}

function isToldDisc(value: unknown): value is ToldDisc {
  return (
    has(value, "volumeName", "tracks") &&
    Array.isArray(value.tracks) &&
    value.tracks.every(
      (track: unknown) =>
        has(track, "number", "audioStreams") &&
        Number.isInteger(track.number) &&
        Array.isArray(track.audioStreams),
    )
  );
}
