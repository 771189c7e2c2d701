import type { Failure } from "../../state/error-code.ts";
import type { RipOutcome, ScanOutcome } from "../../state/event.ts";
import type { KnownScan } from "../../state/effect.ts";
import type { ScanResult, Warning } from "../../state/scan-result.ts";
import { findMismatch, isOurFingerprint } from "./expected-track.ts";
import { readDisc } from "../scan/read-disc.ts";
import { isSameDisc, otherDisc, relocateTrack } from "./relocate-track.ts";
import { type SaveEnd, type SaveRequest, saveTrack } from "./save-track.ts";
import type { Aim, TrackOrder } from "./track-run.ts";
import type { RipVerdict } from "../verdict/verdict.ts";

/**
 * Saves the track that a task means, or nothing. What is known of the disc may be old, or of another disc; the numbers
 * may move between two runs. Whatever looks wrong, the disc is scanned once more, and the answer says what is there.
 */
export interface RightTrackRequest extends SaveRequest {
  /** What this very disc was found to hold, if it has been scanned. */
  readonly scan: KnownScan | null;
  /** The rip had to look at the disc: this is what is in the drive. */
  readonly onScan: (result: ScanResult) => void;
}

export type TrackEnd = RipVerdict | Exclude<RipOutcome, { kind: "ripped" }>;

type Surprised = Extract<SaveEnd, { readonly kind: "surprised" }>;

export async function saveRightTrack(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<TrackEnd> {
  const aim = await takeAim(request, order);
  if ("kind" in aim) return aim;
  const end = await saveTrack(request, order, aim);
  switch (end.kind) {
    case "surprised":
      return saveMovedTrack(request, order, aim);
    case "unexpected":
      return explain(request, order, { aim, failure: end.failure });
    default:
      return end;
  }
}

/** A scan that does not fit the task may be that of an earlier disc; a fingerprint can be compared with a scan only. */
async function takeAim(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<Aim | Exclude<TrackEnd, { kind: "saved" }>> {
  const { task, scan } = request;
  const { number } = task.track;
  const isDoubtful = scan
    ? findMismatch(task, scan.result) !== null
    : isOurFingerprint(task.discFingerprint);
  if (!isDoubtful) return { number, scan };
  const scanned = await lookAgain(request, order);
  if (scanned.kind !== "scanned") return scanned;
  const failure = findMismatch(task, scanned.result);
  if (failure) return { kind: "failed", failure };
  return { number, scan: { result: scanned.result, isCurrent: true } };
}

/** Once: where the numbers do not come to rest, nothing can be trusted. */
async function saveMovedTrack(
  request: RightTrackRequest,
  order: TrackOrder,
  { scan: known }: Aim,
): Promise<TrackEnd> {
  const { task } = request;
  const scanned = await lookAgain(request, order);
  if (scanned.kind !== "scanned") return scanned;
  const fresh = scanned.result;
  const place = relocateTrack({ task, known, fresh });
  if (place.kind === "refused")
    return { kind: "failed", failure: place.failure };
  const aim = {
    number: place.number,
    scan: { result: fresh, isCurrent: true },
  };
  const end = await saveTrack(request, order, aim);
  switch (end.kind) {
    case "surprised":
      return { kind: "failed", failure: restless(end, fresh) };
    case "unexpected":
      return { kind: "failed", failure: end.failure };
    case "saved":
      return { ...end, warnings: [...movedTo(request, aim), ...end.warnings] };
    default:
      return end;
  }
}

/** The file is not what was expected. Where nobody watched the drive, it may be that of another disc. */
async function explain(
  request: RightTrackRequest,
  order: TrackOrder,
  { aim, failure }: { aim: Aim; failure: Failure },
): Promise<TrackEnd> {
  const { task } = request;
  const { scan: known } = aim;
  if (known?.isCurrent) return { kind: "failed", failure };
  const scanned = await lookAgain(request, order);
  if (scanned.kind === "stopped") return scanned;
  if (scanned.kind !== "scanned") return { kind: "failed", failure };
  const fresh = scanned.result;
  const mismatch = findMismatch(task, fresh);
  if (mismatch) return { kind: "failed", failure: mismatch };
  const isOther = known !== null && !isSameDisc(known.result, fresh);
  const reason = isOther ? otherDisc({ task, known, fresh }) : failure;
  return { kind: "failed", failure: reason };
}

async function lookAgain(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<ScanOutcome> {
  const { notice } = request;
  notice({ kind: "rescanning" });
  const outcome = await readDisc(
    {
      ...request,
      notice: (each) =>
        notice(each.kind === "working" ? { kind: "rescanning" } : each),
    },
    order,
  );
  if (outcome.kind === "scanned") request.onScan(outcome.result);
  notice({ kind: "working" });
  return outcome;
}

function movedTo(
  { task }: RightTrackRequest,
  { number }: Aim,
): readonly Warning[] {
  const asked = task.track.number;
  if (number === asked) return [];
  const text = `The numbers of the tracks have moved since the disc was scanned: what was track ${asked} is track ${number} now, the same in every respect, and was saved. Scan the disc again before you queue more of it.`;
  return [{ kind: "track_renumbered", count: 1, text }];
}

function restless({ surprise }: Surprised, { discName }: ScanResult): Failure {
  const now =
    surprise.kind === "otherTitle"
      ? `names ${surprise.now ?? "nothing"}`
      : `is on a disc labelled ${surprise.label}`;
  return {
    code: "MAKEMKV_FAILED",
    message: `The numbers of the tracks on ${JSON.stringify(discName)} change from one look to the next, so nothing was saved. Clean the disc, or try another drive, then scan it again.`,
    detail: `Just scanned and looked at again, the number ${now}.`,
  };
}
