import type { Warning } from "../state/scan-result.ts";
import { MESSAGE } from "./message-codes.ts";
import { timesSaid, type RunRecord } from "./run-record.ts";
import { counted, readErrorWarning } from "./scan-warnings.ts";

/** What a rip got over: the file is there, but a person should look at it. */
export function ripWarnings(record: RunRecord): readonly Warning[] {
  return [
    ...readErrorWarning(record),
    ...warning(
      "source_corrupt",
      timesSaid(record, MESSAGE.sourceCorrupt, MESSAGE.sourceCorruptAt),
      (count) =>
        `The disc is damaged in ${counted(count, "place")} that makemkvcon worked around. Look at the file before you trust it.`,
    ),
    ...warning(
      "av_sync",
      timesSaid(
        record,
        MESSAGE.avSyncLost,
        MESSAGE.avSyncGap,
        MESSAGE.avSyncOverlap,
      ),
      (count) =>
        `Picture and sound may be out of step in ${counted(count, "place")}.`,
    ),
    ...warning(
      "hash_mismatch",
      timesSaid(record, MESSAGE.hashFailed, MESSAGE.hashFailedOften),
      (count) =>
        `What was read differs from the disc's own check sums ${counted(count, "time")}. Look at the file before you trust it.`,
    ),
  ];
}

function warning(
  kind: string,
  count: number,
  say: (count: number) => string,
): readonly Warning[] {
  return count === 0 ? [] : [{ kind, count, text: say(count) }];
}
