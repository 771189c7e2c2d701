import {
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ScanResult, Track } from "../../state/scan-result.ts";
import { diskOperations } from "../target/place-file.ts";
import { natureOf } from "./same-track.ts";

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
  const fileOf = (fingerprint: string) => join(dir, `${fingerprint}.json`);

  /** By its fingerprint; one whose longest track was lost this time by its label and most of its tracks. */
  async function find(fresh: ScanResult): Promise<Known | null> {
    const file = fileOf(fresh.fingerprint);
    const told = await read(file);
    if (told) return { file, told };
    if (fresh.volumeName === null) return null;
    for (const name of await list(dir)) {
      const other = await read(join(dir, name));
      if (other && isMostlyThere(fresh, other))
        return { file: join(dir, name), told: other };
    }
    return null;
  }

  /**
   * On the disk before the numbers are told: after a power cut tasks still mean them. A disk that does not take it is no
   * reason to fail a scan: the numbers hold until the daemon ends.
   */
  async function write(file: string, disc: ToldDisc): Promise<void> {
    try {
      await mkdir(dir, { recursive: true });
      {
        await using handle = await open(`${file}.new`, "w");
        await handle.writeFile(JSON.stringify(disc));
        await handle.sync();
      }
      await rename(`${file}.new`, file);
      // Some network file systems can not sync a folder.
      for (const folder of [dir, dirname(dir)])
        await diskOperations.sync(folder).catch(() => {});
      await forgetOldest(dir);
    } catch {
      await rm(`${file}.new`, { force: true }).catch(() => {});
    }
  }

  return {
    async settle(fresh) {
      if (!IS_FINGERPRINT.test(fresh.fingerprint)) return asItIs(fresh);
      const known = await find(fresh);
      const { result, all } = inToldNumbers(fresh, known?.told.tracks ?? []);
      const isMoved = result.tracks.some(
        ({ number }, at) => number !== fresh.tracks[at]?.number,
      );
      const { volumeName } = fresh;
      await write(known?.file ?? fileOf(fresh.fingerprint), {
        volumeName,
        tracks: all,
      });
      const renumbered = isMoved ? fresh : null;
      const lost = all.slice(result.tracks.length);
      return { result, renumbered, wasTold: known !== null, lost };
    },
    hasAny: async () => (await list(dir)).length > 0,
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

/** Discs of a box set share a label, and perhaps a trailer. */
function isMostlyThere(fresh: ScanResult, told: ToldDisc): boolean {
  if (fresh.volumeName !== told.volumeName) return false;
  const natures = new Set(told.tracks.map(natureOf));
  const found = fresh.tracks.filter((track) => natures.has(natureOf(track)));
  return found.length * 2 > fresh.tracks.length;
}

async function list(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.endsWith(".json"));
}

function asItIs(result: ScanResult): SettledScan {
  return { result, renumbered: null, wasTold: false, lost: [] };
}

/**
 * The tracks of a scan under the numbers that were told. What is new gets its own number where that is free, else the
 * next one; so do twins, two tracks that are the same in every respect, if not all of them are where they were.
 */
export function inToldNumbers(
  fresh: ScanResult,
  told: readonly Track[],
): { readonly result: ScanResult; readonly all: readonly Track[] } {
  const before = byNature(told);
  const now = byNature(fresh.tracks);
  const taken = new Set(told.map(({ number }) => number));
  const numbers = new Map<Track, number>();
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

function byNature(tracks: readonly Track[]): ReadonlyMap<string, Track[]> {
  return Map.groupBy(tracks, natureOf);
}

function numbersOf(tracks: readonly Track[]): string {
  return tracks.map(({ number }) => number).join(" ");
}

function nextFree(taken: ReadonlySet<number>): number {
  return Math.max(-1, ...taken) + 1;
}

/** `null`: nothing was told, or what is there can not be read. The file is our own; a damaged one is to do no harm. */
async function read(file: string): Promise<ToldDisc | null> {
  try {
    const disc: unknown = JSON.parse(await readFile(file, "utf8"));
    return isToldDisc(disc) ? disc : null;
  } catch {
    return null;
  }
}

function isToldDisc(value: unknown): value is ToldDisc {
  return (
    typeof value === "object" &&
    value !== null &&
    "volumeName" in value &&
    "tracks" in value &&
    Array.isArray(value.tracks) &&
    value.tracks.every(isTrack)
  );
}

function isTrack(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "number" in value &&
    Number.isInteger(value.number) &&
    "audioStreams" in value &&
    Array.isArray(value.audioStreams)
  );
}

async function forgetOldest(dir: string): Promise<void> {
  const names = await list(dir);
  if (names.length <= MOST_DISCS) return;
  const aged = await Promise.all(
    names.map(async (name) => {
      const path = join(dir, name);
      return { path, at: (await stat(path)).mtimeMs };
    }),
  );
  const old = aged.sort((a, b) => b.at - a.at).slice(MOST_DISCS);
  for (const { path } of old) await rm(path, { force: true });
}
