import type { Warning } from "../../state/scan-result.ts";
import { MESSAGE } from "../robot/message-codes.ts";
import { counted, placesAndPattern } from "./read-error-text.ts";
import { timesSaid, type RunRecord } from "./run-record.ts";
import { readErrorWarning, warn } from "./warning.ts";

/** What a rip got over: the file is there, but a person should look at it. */
export function ripWarnings(record: RunRecord): readonly Warning[] {
  const { corruptions, hashErrors, syncErrors } = record;
  const slow = timesSaid(record, MESSAGE.outputSlow);
  const skipped = timesSaid(record, MESSAGE.fileSkipped);
  const look = "Look at the file before you trust it.";
  return [
    ...readErrorWarning(record),
    ...warn(
      "source_corrupt",
      corruptions.count,
      `makemkvcon worked around damage of the disc ${counted(corruptions.count, "time")}${placesAndPattern(corruptions)} ${look}`,
    ),
    ...warn(
      "av_sync",
      syncErrors.count,
      `Picture and sound may be out of step in ${counted(syncErrors.count, "place")}${sayFirst(record)}. ${look}`,
    ),
    ...warn(
      "hash_mismatch",
      hashErrors.count,
      `What was read differs from the disc's own check sums ${counted(hashErrors.count, "time")}${placesAndPattern(hashErrors)} ${look}`,
    ),
    ...warn(
      "output_slow",
      slow,
      "The disc was read faster than the output disk could write. The file is whole, but a faster disk would save time.",
    ),
    ...warn(
      "file_skipped",
      skipped,
      `makemkvcon left out ${counted(skipped, "file")} of the disc. Look at the result before you trust it.`,
    ),
  ];
}

/** The place is in the words, as the time of the film. */
function sayFirst({ syncErrors: { count, places } }: RunRecord): string {
  const said = places[0]?.cause ?? "";
  const first = count > 1 ? " first" : "";
  return said === "" ? "" : `; makemkvcon says${first}: "${said}"`;
}
