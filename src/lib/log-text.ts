import { formatBytes } from "./format-bytes.ts";
import type { Level } from "./log.ts";
import { printable } from "./printable.ts";

/**
 * A line of the log in words, for people: the local time, what happened, its facts. A line that is no record (half of
 * one, after a crash) stays as it is. Pure but for the time zone; nothing that a record holds can move the cursor, add
 * a line that looks like one of ours, or colour anything.
 */
export function logText(line: string, paint: Paint): string {
  const record = readLogRecord(line);
  if (!record) return printable(line);
  const { time, level, message, fields } = record;
  const { text, hint, ...facts } = fields;
  const said = [text, hint].filter((one) => typeof one === "string").join(" ");
  const what = `${LEVEL_WORDS[level]}${words(message)}${said && ": "}`;
  const short = Object.entries(facts).flatMap(([key, value]) =>
    isLong(value) ? [] : factText(key, value),
  );
  const long = Object.values(facts).filter(isLong).flatMap(indented);
  const rest = [printable(said), short.join(" ")].filter(Boolean).join("  ");
  const first = [
    paint(timeText(time), "quiet"),
    `${paint(printable(what), level)}${said ? "" : "  "}${rest}`,
  ];
  return [first.join("  ").trimEnd(), ...long].join("\n");
}

/** Gives the text its colour, or leaves it alone. */
export type Paint = (text: string, tone: Tone) => string;
export type Tone = Level | "quiet";

export interface LogRecord {
  /** As written: ISO, UTC. */
  readonly time: string;
  readonly level: Level;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const LEVEL_WORDS = {
  debug: "",
  info: "",
  warn: "warning: ",
  error: "error: ",
} as const;

/** `null`: not a record of a log. */
export function readLogRecord(line: string): LogRecord | null {
  const value = parse(line);
  if (typeof value !== "object" || value === null) return null;
  const { time, level, message, ...fields }: Record<string, unknown> = {
    ...value,
  };
  if (typeof time !== "string" || typeof message !== "string") return null;
  return isLevel(level) ? { time, level, message, fields } : null;
}

function isLevel(level: unknown): level is Level {
  return typeof level === "string" && Object.hasOwn(LEVEL_WORDS, level);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const COLOURS: Readonly<Record<Tone, readonly [string, string]>> = {
  quiet: ["\x1b[2m", "\x1b[22m"],
  debug: ["\x1b[2m", "\x1b[22m"],
  info: ["\x1b[1m", "\x1b[22m"],
  warn: ["\x1b[33m", "\x1b[39m"],
  error: ["\x1b[31m", "\x1b[39m"],
};

export function createPaint(isColoured: boolean): Paint {
  if (!isColoured) return (text) => text;
  return (text, tone) => COLOURS[tone].join(text);
}

/** `discInserted` and `makemkvcon_missing` are for programs. */
function words(message: string): string {
  return message
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replaceAll("_", " ");
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `Nov 22 14:30:52`, local. */
function timeText(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return printable(time);
  return `${MONTHS[date.getMonth()]} ${two(date.getDate())} ${clockText(date)}`;
}

function clockText(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(two)
    .join(":");
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function factText(key: string, value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  return [printable(`${key}=${valueText(key, value)}`)];
}

function valueText(key: string, value: unknown): string {
  if (typeof value === "number" && key.endsWith("At"))
    return clockText(new Date(value));
  if (typeof value === "number" && key.endsWith("Bytes"))
    return formatBytes(value).replace(" ", "");
  if (typeof value !== "string") return JSON.stringify(value);
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** A stack, for instance: below the line, one line each, never where a line of ours begins. */
function isLong(value: unknown): value is string {
  return typeof value === "string" && value.includes("\n");
}

function indented(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => `    | ${printable(line)}`);
}
