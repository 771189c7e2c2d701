import { open } from "node:fs/promises";
import {
  findChild,
  LONGEST_HEAD,
  readHead,
  readText,
} from "./ebml-elements.ts";
import { createFileWindow, type FileWindow } from "./file-window.ts";
import {
  countTracks,
  durationOf,
  ID,
  readSeeks,
  type Seek,
  type TrackCounts,
} from "./matroska-parts.ts";

/**
 * What a Matroska file says about itself (RFC 9559), read from its first part only: whatever its size, that costs
 * milliseconds. Before the first Cluster stand, in most files, the list of positions (SeekHead), Info and Tracks; where
 * one of them stands elsewhere, the list says where. Nothing here judges: output-check.ts does.
 */
export type FileContent =
  | MatroskaContent
  | { readonly kind: "notMatroska" }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface MatroskaContent {
  readonly kind: "matroska";
  /** `matroska` or `webm`. */
  readonly docType: string;
  readonly durationMs: number | null;
  /** The byte at which the Segment says that it ends; `null`: it does not say. */
  readonly segmentEnd: number | null;
  /** The last byte position at which an element is said to begin; `null`: there is no such list. */
  readonly lastReferred: number | null;
  readonly tracks: TrackCounts | null;
}

/** The parts of a Segment that tell something. */
const PARTS: readonly number[] = [ID.seekHead, ID.info, ID.tracks];
const DOC_TYPES: readonly string[] = ["matroska", "webm"];
/** There are about ten elements before the first Cluster. */
const MOST_ELEMENTS = 32;
const LARGEST_BODY = 1_048_576;

interface Element {
  readonly id: number;
  readonly start: number;
  /** `null`: not known. */
  readonly end: number | null;
}

/** Never throws: a file that can not be read is an answer, too. */
export async function readMatroska(path: string): Promise<FileContent> {
  try {
    await using file = await open(path, "r");
    return await readContent(createFileWindow(file, (await file.stat()).size));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "unreadable", reason };
  }
}

async function readContent(file: FileWindow): Promise<FileContent> {
  const header = await elementAt(file, 0);
  if (header?.id !== ID.ebml) return { kind: "notMatroska" };
  const body = await bodyOf(file, header);
  const docType = body && findChild(body, ID.docType);
  const type = docType ? readText(docType) : "";
  const segment = await elementAt(file, header.end ?? 0);
  if (!DOC_TYPES.includes(type) || segment?.id !== ID.segment)
    return { kind: "notMatroska" };
  const { seeks, info, tracks } = await readParts(file, segment.start);
  return {
    kind: "matroska",
    docType: type,
    durationMs: info && durationOf(info),
    segmentEnd: segment.end,
    lastReferred: seeks.reduce<number | null>(
      (last, { position }) => Math.max(last ?? 0, position),
      null,
    ),
    tracks: tracks && countTracks(tracks),
  };
}

/** First what stands in front, then what is missing, where the list of positions says that it is. */
async function readParts(file: FileWindow, start: number) {
  const seeks: Seek[] = [];
  const bodies = new Map<number, Uint8Array>();
  const take = async (element: Element) => {
    const { id } = element;
    if (!PARTS.includes(id) || bodies.has(id)) return;
    const body = await bodyOf(file, element);
    if (body && id === ID.seekHead) seeks.push(...readSeeks(body, start));
    else if (body) bodies.set(id, body);
  };
  let at = start;
  for (let count = 0; count < MOST_ELEMENTS; count++) {
    const element = await elementAt(file, at);
    if (!element || element.id === ID.cluster) break;
    await take(element);
    if (element.end === null) break;
    at = element.end;
  }
  // A list may name a second list. Each is followed once: two that name each other are no loop.
  for (const id of PARTS) {
    const seek = seeks.find((each) => each.id === id);
    const element = seek && (await elementAt(file, seek.position));
    if (element?.id === id) await take(element);
  }
  const info = bodies.get(ID.info) ?? null;
  const tracks = bodies.get(ID.tracks) ?? null;
  return { seeks, info, tracks };
}

async function elementAt(
  file: FileWindow,
  at: number,
): Promise<Element | null> {
  const head = readHead(await file.read(at, LONGEST_HEAD));
  if (!head) return null;
  const start = at + head.length;
  const end = head.size === null ? null : start + head.size;
  return { id: head.id, start, end };
}

/** `null` when it is not whole, or larger than such an element ever is. */
async function bodyOf(
  file: FileWindow,
  { start, end }: Element,
): Promise<Uint8Array | null> {
  const size = end === null ? Infinity : end - start;
  if (size > LARGEST_BODY) return null;
  const body = await file.read(start, size);
  return body.length === size ? body : null;
}
