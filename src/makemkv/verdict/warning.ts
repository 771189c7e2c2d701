import type { Warning } from "../../state/scan-result.ts";
import { counted, placesAndPattern } from "./read-error-text.ts";
import type { RunRecord } from "./run-record.ts";

/** A warning about something that came so many times, or at all; none about what did not. */
export function warn(
  kind: string,
  times: number | boolean,
  text: string,
): readonly Warning[] {
  const count = Number(times);
  return count > 0 ? [{ kind, count, text }] : [];
}

/** The read errors that a run got over, with the first places. */
export function readErrorWarning(
  { readErrors }: RunRecord,
  consequence = "",
): readonly Warning[] {
  const { count } = readErrors;
  const said = `${counted(count, "read error")}${placesAndPattern(readErrors)}`;
  return warn(
    "read_errors",
    count,
    `${said} Clean the disc if something is missing or damaged.${consequence}`,
  );
}
