import {
  createCursor,
  hasMore,
  readNumber,
  readText,
  type FieldCursor,
} from "./robot-fields.ts";

/**
 * One line of makemkvcon's robot mode (`-r`), cut into its fields. Grammar: `PREFIX:field,field,"quoted \"field\""`;
 * sources: apdefs.h of the MakeMKV open source part and recorded transcripts. The published usage.txt is wrong about
 * `TCOUT`, `DRV`, `TINFO` and `SINFO`.
 */
export type RobotLine =
  | {
      readonly kind: "message";
      readonly code: number;
      readonly flags: number;
      readonly text: string;
      readonly format: string;
      readonly params: readonly string[];
    }
  /** PRGT, the whole operation, and PRGC, its current step. The "id" counts saved titles from 0, it is not a title number. */
  | {
      readonly kind: "operation" | "step";
      readonly code: number;
      readonly id: number;
      readonly name: string;
    }
  /** PRGV; `max` is always 65536. */
  | {
      readonly kind: "progress";
      readonly current: number;
      readonly total: number;
      readonly max: number;
    }
  | {
      readonly kind: "drive";
      readonly index: number;
      readonly state: number;
      readonly flags: number;
      readonly driveName: string;
      readonly discName: string;
      readonly device: string;
    }
  | { readonly kind: "titleCount"; readonly count: number }
  | ({ readonly kind: "discInfo" } & Info)
  | ({ readonly kind: "titleInfo"; readonly title: number } & Info)
  | ({
      readonly kind: "streamInfo";
      readonly title: number;
      readonly stream: number;
    } & Info)
  /** No record: usage text, a shell prompt, a fatal error in plain words, a prefix of a later version. Kept, because it may be the only reason. */
  | { readonly kind: "plain"; readonly text: string };

/** What CINFO, TINFO and SINFO say: one attribute (apdefs.h) of the disc, of a title, of a stream. */
export interface Info {
  readonly attribute: number;
  readonly code: number;
  readonly value: string;
}

export type MessageLine = Extract<RobotLine, { readonly kind: "message" }>;

/** One line, without its line end, cut into its fields. Never throws: what is no record is `plain`. */
export function parseRobotLine(text: string): RobotLine {
  return parseLine(createCursor(text));
}

/** The same for the line from the cursor's `at` to its `end`. */
export function parseLine(cursor: FieldCursor): RobotLine {
  const { text, at, end } = cursor;
  return parseRecord(cursor) ?? { kind: "plain", text: text.slice(at, end) };
}

/** The commonest first: a rip prints tens of thousands of PRGV lines, a scan thousands of SINFO lines. */
function parseRecord(cursor: FieldCursor): RobotLine | null {
  if (skip(cursor, "PRGV:")) return parseProgress(cursor);
  if (skip(cursor, "SINFO:")) return parseInfo("streamInfo", cursor);
  if (skip(cursor, "TINFO:")) return parseInfo("titleInfo", cursor);
  if (skip(cursor, "CINFO:")) return parseInfo("discInfo", cursor);
  if (skip(cursor, "MSG:")) return parseMessage(cursor);
  if (skip(cursor, "DRV:")) return parseDrive(cursor);
  if (skip(cursor, "PRGT:")) return parseHeading("operation", cursor);
  if (skip(cursor, "PRGC:")) return parseHeading("step", cursor);
  if (skip(cursor, "TCOUNT:")) return parseTitleCount(cursor);
  return null;
}

/** No prefix holds a line feed, so a match never reaches into the next line. */
function skip(cursor: FieldCursor, prefix: string): boolean {
  if (!cursor.text.startsWith(prefix, cursor.at)) return false;
  cursor.at += prefix.length;
  return true;
}

function parseProgress(cursor: FieldCursor): RobotLine | null {
  const current = readNumber(cursor);
  const total = readNumber(cursor);
  const max = readNumber(cursor);
  if (current < 0 || total < 0 || max < 0 || hasMore(cursor)) return null;
  return { kind: "progress", current, total, max };
}

function parseInfo(
  kind: "discInfo" | "titleInfo" | "streamInfo",
  cursor: FieldCursor,
): RobotLine | null {
  const title = kind === "discInfo" ? 0 : readNumber(cursor);
  const stream = kind === "streamInfo" ? readNumber(cursor) : 0;
  const attribute = readNumber(cursor);
  const code = readNumber(cursor);
  if (title < 0 || stream < 0 || attribute < 0 || code < 0) return null;
  const value = readLastText(cursor);
  if (value === null) return null;
  if (kind === "discInfo") return { kind, attribute, code, value };
  if (kind === "titleInfo") return { kind, title, attribute, code, value };
  return { kind, title, stream, attribute, code, value };
}

/** The count is not believed: what matters is which parameters are there. */
function parseMessage(cursor: FieldCursor): RobotLine | null {
  const code = readNumber(cursor);
  const flags = readNumber(cursor);
  const count = readNumber(cursor);
  if (code < 0 || flags < 0 || count < 0) return null;
  const texts: string[] = [];
  do {
    const field = readText(cursor);
    if (field === null) return null;
    texts.push(field);
  } while (hasMore(cursor));
  const [text = "", format = "", ...params] = texts;
  return { kind: "message", code, flags, text, format, params };
}

/** The third field, "enabled" in usage.txt, is 999 in every capture. */
function parseDrive(cursor: FieldCursor): RobotLine | null {
  const index = readNumber(cursor);
  const state = readNumber(cursor);
  const enabled = readNumber(cursor);
  const flags = readNumber(cursor);
  if (index < 0 || state < 0 || enabled < 0 || flags < 0) return null;
  const driveName = readText(cursor);
  const discName = readText(cursor);
  const device = readLastText(cursor);
  if (driveName === null || discName === null || device === null) return null;
  return { kind: "drive", index, state, flags, driveName, discName, device };
}

function parseHeading(
  kind: "operation" | "step",
  cursor: FieldCursor,
): RobotLine | null {
  const code = readNumber(cursor);
  const id = readNumber(cursor);
  if (code < 0 || id < 0) return null;
  const name = readLastText(cursor);
  return name === null ? null : { kind, code, id, name };
}

function parseTitleCount(cursor: FieldCursor): RobotLine | null {
  const count = readNumber(cursor);
  if (count < 0 || hasMore(cursor)) return null;
  return { kind: "titleCount", count };
}

/** `null` also where something follows. */
function readLastText(cursor: FieldCursor): string | null {
  const text = readText(cursor);
  return hasMore(cursor) ? null : text;
}
