/**
 * Building blocks of the configuration schemas. Every schema's error text is the phrase that completes
 * "KEY must be …", so that a mistake can be said in one sentence wherever it stands. Schemas only check; they are
 * shared and few, since each one keeps about 20 kB resident (measured, zod 4.6).
 */
import { normalize } from "node:path/posix";
import * as z from "zod/mini";

/** A value that is not what it should be. `key` is printable: `open_retry_seconds[1]`. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly key: string;
  readonly expected: string;
  /** What is there instead, short and printable; `null` when nothing is. */
  readonly found: string | null;
}

/** Longest wait that can be set: timers of JavaScript overflow after 24 days. */
const WEEK_SECONDS = 7 * 24 * 60 * 60;
const SHOWN = 60;

/** One line of text, not empty, of which `isRight` holds. */
export function text(
  expected: string,
  isRight: (value: string) => boolean = () => true,
) {
  const isText = (value: string) =>
    value !== "" && !/\p{Cc}/u.test(value) && isRight(value);
  return z.string(expected).check(z.refine(isText, expected));
}

export function wholeNumber(min: number, max: number) {
  const expected =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${min} or more`
      : `a whole number from ${min} to ${max}`;
  const isRight = (value: number) =>
    Number.isSafeInteger(value) && value >= min && value <= max;
  return z.number(expected).check(z.refine(isRight, expected));
}

/** Seconds; fractions are allowed. */
export function seconds(least: "above 0" | "0 or more") {
  const expected =
    least === "above 0"
      ? `a number of seconds ${least}`
      : `a number of seconds, ${least}`;
  const isEnough = (value: number) =>
    least === "above 0" ? value > 0 : value >= 0;
  return z
    .number(expected)
    .check(
      z.refine(isEnough, expected),
      z.lte(WEEK_SECONDS, `at most ${WEEK_SECONDS} seconds, a week`),
    );
}

export function absolutePath(expected: string) {
  return text(expected, (value) => value.startsWith("/"));
}

/** No `.`, `..` and doubled slashes, no slash at the end: `/a//b/../c/` → `/a/c` */
export function trimPath(path: string): string {
  return normalize(path).replace(/(?<=.)\/+$/, "");
}

const ADDRESS =
  "an IP address of this machine without a port, like 127.0.0.1 (of names only localhost)";

/** An address to listen on. No names: what they stand for can change, and whether it is loopback decides about the token. */
export const address = text(
  ADDRESS,
  (value) =>
    value.toLowerCase() === "localhost" || isIpv4(value) || isIpv6(value),
);

/** Four bytes in decimal. No leading zeros: for some programs they mean octal. */
function isIpv4(value: string): boolean {
  const bytes = value.split(".");
  return (
    bytes.length === 4 &&
    bytes.every((byte) => /^(0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256)
  );
}

/** `node:net` could tell too, but costs 6 MB resident. */
function isIpv6(value: string): boolean {
  const [ip = "", zone = "x"] = value.split("%", 2);
  return (
    /^[\da-f:.]*$/i.test(ip) &&
    /^\w+$/.test(zone) &&
    URL.canParse(`http://[${ip}]`)
  );
}

const URL_EXPECTED =
  "an http:// or https:// address without a user, a query or a fragment, like http://localhost:8080";

/** Where the webapp is. */
export const webappUrl = text(URL_EXPECTED, isPlainHttpUrl);

function isPlainHttpUrl(value: string): boolean {
  if (!isHttpUrl(value)) return false;
  const { username, password, search, hash } = new URL(value);
  return username + password + search + hash === "" && !/[?#]$/.test(value);
}

/** Whether a browser can be sent there: `http` or `https`, nothing that breaks a line. */
export function isHttpUrl(value: string): boolean {
  return /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
}

/** zod's issues as mistakes, the first one of each place, in the order of the schema. */
export function mistakesOf(
  error: z.core.$ZodError,
  input: unknown,
): readonly Mistake[] {
  const mistakes = new Map<string, Mistake>();
  for (const issue of error.issues) {
    const path = issue.path.map((part) =>
      typeof part === "symbol" ? String(part) : part,
    );
    const key = printKey(path);
    if (mistakes.has(key)) continue;
    const found =
      issue.code === "invalid_key" ? path.at(-1) : valueAt(input, path);
    const expected = issue.message;
    mistakes.set(key, { path, key, expected, found: describeFound(found) });
  }
  return [...mistakes.values()];
}

function printKey(path: readonly (string | number)[]): string {
  return path.reduce<string>((key, part) => {
    if (typeof part === "number") return `${key}[${part}]`;
    return key === "" ? shorten(part) : `${key}.${shorten(part)}`;
  }, "");
}

function valueAt(input: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Object.getOwnPropertyDescriptor(value, part)?.value;
  }, input);
}

/** A value for an error text: short, one line, no password of an address. */
export function describeFound(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") {
    return JSON.stringify(shorten(value.replace(/\/\/[^/]*@/, "//…@")));
  }
  return typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "something else";
}

/** At most 60 characters, no control characters. */
export function shorten(value: string): string {
  const line = value.replaceAll(/\p{Cc}/gu, "�");
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
