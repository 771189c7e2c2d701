/** One line of the daemon's log. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
  /** The fields, `key value`, with two blanks between them. */
  readonly facts: string;
}

/** Fields that say nothing to a person who watches, or say it at length. */
const QUIET: ReadonlySet<string> = new Set([
  "time",
  "level",
  "message",
  "startedAt",
  "completedAt",
  "acknowledged",
  "socket",
]);

/** One JSON line; `null` if it is none, for example the first one of a part of a file. */
export function readLogEntry(line: string): LogEntry | null {
  const value = parse(line);
  if (typeof value !== "object" || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const at = Date.parse(String(fields.get("time")));
  const message = fields.get("message");
  if (Number.isNaN(at) || typeof message !== "string") return null;
  const level = fields.get("level");
  return {
    at,
    level: typeof level === "string" ? level : "info",
    message: inWords(message),
    facts: factsOf(fields),
  };
}

function factsOf(fields: ReadonlyMap<string, unknown>): string {
  return [...fields]
    .filter(([key, value]) => !QUIET.has(key) && isTold(value))
    .map(([key, value]) => `${inWords(key)} ${textOf(value)}`)
    .join("  ");
}

function isTold(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `taskClaimed` and `tasks_folder_gone` as words. */
function inWords(name: string): string {
  return name
    .replaceAll(
      /([a-z])([A-Z])/g,
      (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
    )
    .replaceAll("_", " ");
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
