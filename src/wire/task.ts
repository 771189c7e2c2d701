import { messageOf } from "../lib/error.ts";
import * as z from "zod/mini";
import type { Task, TaskId } from "../state/task.ts";

/**
 * Task files, as the webapp writes them: the design's form, and the later one where `output` is a string and
 * `output_info` is the object that is meant. What a task is, its `type` says, never its id.
 */
export type DecodedTask =
  | { readonly kind: "task"; readonly task: Task }
  /** Another kind of work (the webapp's transcodes): never ours, never touched. */
  | { readonly kind: "foreign"; readonly type: string }
  | {
      readonly kind: "invalid";
      readonly taskKind: "scan" | "rip" | null;
      /** Names the key, what was expected and what was found. */
      readonly detail: string;
    };

/** Text that is no JSON: half-written, or broken for good. Only its age can tell. */
export interface TornText {
  readonly kind: "torn";
  readonly detail: string;
}

const MAX_ID_BYTES = 200;
const PLAIN_NAME = /^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u;

/** Whether this can be the name of a task file, without its `.json`. Colons are fine. */
export function isTaskId(value: unknown): value is TaskId {
  if (typeof value !== "string" || !PLAIN_NAME.test(value)) return false;
  if (!value.isWellFormed()) return false;
  // A UTF-16 unit is at most three bytes, so most ids need no counting.
  if (value.length * 3 <= MAX_ID_BYTES) return true;
  return Buffer.byteLength(value) <= MAX_ID_BYTES;
}

/** The text of `{id}.json`. */
export function decodeTaskText(
  text: string,
  id: TaskId,
): DecodedTask | TornText {
  const json = parseJson(text);
  return json.kind === "json" ? decodeTask(json.value, id) : json;
}

/** The content of `{id}.json`. */
export function decodeTask(json: unknown, id: TaskId): DecodedTask {
  const head = z.safeParse(headSchema, json);
  if (!head.success) return invalid(null, firstIssue(head.error));
  const { type } = head.data;
  if (type !== "scan" && type !== "rip") return { kind: "foreign", type };
  if (head.data.id !== id) {
    const names = `${show(id)}, found ${show(head.data.id)}`;
    return invalid(type, `id must be the name of its file, ${names}`);
  }
  const common = {
    id,
    createdAt: textOrNull(head.data.created_at),
    attempts: countOrZero(head.data.attempts),
  };
  if (type === "scan") return { kind: "task", task: { kind: type, ...common } };
  const details = decodeRip(json, (head.data.output_info ?? null) !== null);
  if (details.kind === "invalid") return details;
  return { kind: "task", task: { kind: type, ...common, ...details.rip } };
}

/**
 * The same task file with another `attempts`, every other key kept; `null` if the text is no JSON object, or one that
 * is nested too deeply to be written again.
 */
export function setAttempts(text: string, attempts: number): string | null {
  return setKeys(text, { attempts });
}

/**
 * The `type` of a claim whose answer is on its way or has arrived. No task's: a file in `queued/` that says so is
 * foreign and never claimed, so in `in_progress/` it is always ours.
 */
const ANSWERED = "answered";

/** The claim as it is from then on: the task file's keys, as far as there are any. */
export function markAnswered(text: string | null, id: TaskId): string {
  const keys = { id, type: ANSWERED };
  return setKeys(text ?? "{}", keys) ?? `${JSON.stringify(keys)}\n`;
}

export function isAnswered(claim: {
  readonly kind: string;
  readonly type?: string;
}): boolean {
  return claim.kind === "foreign" && claim.type === ANSWERED;
}

function setKeys(text: string, keys: object): string | null {
  const json = parseJson(text);
  if (json.kind === "torn" || !isObject(json.value)) return null;
  const rewritten = toJson({ ...json.value, ...keys });
  return rewritten === null ? null : `${rewritten}\n`;
}

const found = (what: string) => ({
  error: (issue: { readonly input?: unknown }) =>
    `must be ${what}, found ${show(issue.input)}`,
});

const WHOLE_NUMBER = found("a whole number from 0");
const whole = z.int(WHOLE_NUMBER).check(z.gte(0, WHOLE_NUMBER));
const DURATION = found('a duration like "1:39:56", or null');
const DURATION_TEXT = /^(\d{1,4}):([0-5]\d):([0-5]\d)$/;
const FILE_NAME = found("a file name");

const headSchema = z.object(
  {
    type: z.string(found('"scan" or "rip"')),
    id: z.optional(z.unknown()),
    created_at: z.optional(z.unknown()),
    attempts: z.optional(z.unknown()),
    output_info: z.optional(z.unknown()),
  },
  found("an object"),
);

const placeSchema = z.object(
  {
    directory: z.nullish(z.string(found("a folder or null"))),
    filename: z.string(FILE_NAME).check(z.minLength(1, FILE_NAME)),
  },
  found("an object {directory, filename}"),
);

const ripKeys = {
  track: z.object(
    {
      number: whole,
      expected_size_bytes: z.nullish(whole),
      expected_duration: z.nullish(
        z.string(DURATION).check(z.regex(DURATION_TEXT, DURATION)),
      ),
    },
    found("an object {number, …}"),
  ),
  disc_fingerprint: z.nullish(z.string(found("a text or null"))),
};
const ripSchema = z.object({ ...ripKeys, output: placeSchema });
const ripWithInfoSchema = z.object({ ...ripKeys, output_info: placeSchema });

function decodeRip(json: unknown, hasOutputInfo: boolean) {
  const rip = hasOutputInfo
    ? z.safeParse(ripWithInfoSchema, json)
    : z.safeParse(ripSchema, json);
  if (!rip.success) return invalid("rip", firstIssue(rip.error));
  const { track, disc_fingerprint } = rip.data;
  const place = "output" in rip.data ? rip.data.output : rip.data.output_info;
  return {
    kind: "decoded" as const,
    rip: {
      track: {
        number: track.number,
        expectedSizeBytes: track.expected_size_bytes ?? null,
        expectedDurationMs: durationMs(track.expected_duration ?? ""),
      },
      output: {
        directory: place.directory ?? null,
        filename: place.filename,
      },
      discFingerprint: disc_fingerprint ?? null,
    },
  };
}

function durationMs(text: string): number | null {
  const parts = DURATION_TEXT.exec(text);
  if (!parts) return null;
  const [hours, minutes, seconds] = parts.slice(1).map(Number);
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

function invalid(taskKind: "scan" | "rip" | null, detail: string) {
  return { kind: "invalid" as const, taskKind, detail };
}

function firstIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (!issue) return "the task is not understood";
  const path = issue.path.map(String).join(".");
  return `${path === "" ? "the task" : path} ${issue.message}`;
}

function parseJson(
  text: string,
): { readonly kind: "json"; readonly value: unknown } | TornText {
  if (text.trim() === "") return { kind: "torn", detail: "the file is empty" };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch (error) {
    const reason = messageOf(error);
    return { kind: "torn", detail: `the file is not JSON: ${reason}` };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function countOrZero(value: unknown): number {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0;
}

/** A value as a person would see it in the file, cut short. */
function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text =
    typeof value === "number"
      ? String(value)
      : (toJson(value) ?? "deep nesting");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** What a task has is four levels deep. */
const MOST_LEVELS = 1_000;

/**
 * `null` for what is nested without end: JSON.parse takes deeper nesting than JSON.stringify, which needs 1.4 s to find
 * out that it can not (measured on Bun 1.4.5: 100,000 brackets). Not indented: that grows with the square of the depth,
 * and 1 MiB of brackets took 16 s.
 */
function toJson(value: unknown): string | null {
  return isDeep(value) ? null : JSON.stringify(value);
}

function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((one) =>
      typeof one === "object" && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}
