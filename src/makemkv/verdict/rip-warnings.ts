import type { Warning } from "../../state/scan-result.ts";
import { MESSAGE } from "../robot/message-codes.ts";
import { timesSaid, type RunRecord } from "./run-record.ts";
import { counted, describePattern, firstPlaces } from "./read-error-text.ts";
import type { ReadErrors } from "./read-errors.ts";
import { readErrorWarning } from "./scan-warnings.ts";

/** What a rip got over: the file is there, but a person should look at it. */
export function ripWarnings(record: RunRecord): readonly Warning[] {
  return [
    ...readErrorWarning(record),
    ...placedWarning(
      "source_corrupt",
      record.corruptions,
      (count) =>
        `The disc is damaged in ${counted(count, "place")} that makemkvcon worked around`,
    ),
    ...syncWarning(record.syncErrors),
    ...placedWarning(
      "hash_mismatch",
      record.hashErrors,
      (count) =>
        `What was read differs from the disc's own check sums ${counted(count, "time")}`,
    ),
    ...warning(
      "output_slow",
      timesSaid(record, MESSAGE.outputSlow),
      () =>
        "The disc was read faster than the output disk could write. The file is whole, but a faster disk would save time.",
    ),
    ...warning(
      "file_skipped",
      timesSaid(record, MESSAGE.fileSkipped),
      (count) =>
        `makemkvcon left out ${counted(count, "file")} of the disc. Look at the result before you trust it.`,
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

/** Of damage that has places; they follow what is said about it. */
function placedWarning(
  kind: string,
  damage: ReadErrors,
  say: (count: number) => string,
): readonly Warning[] {
  return warning(kind, damage.count, (count) => {
    const pattern = describePattern(damage);
    return `${say(count)}${firstPlaces(damage)}.${pattern === "" ? "" : ` ${pattern}`} Look at the file before you trust it.`;
  });
}

/** The place is in the words, as the time of the film. */
function syncWarning({ count, places }: ReadErrors): readonly Warning[] {
  const said = places[0]?.cause ?? "";
  const first = count > 1 ? " first" : "";
  const words = said === "" ? "" : `; makemkvcon says${first}: "${said}"`;
  return warning(
    "av_sync",
    count,
    () =>
      `Picture and sound may be out of step in ${counted(count, "place")}${words}. Look at the file before you trust it.`,
  );
}
