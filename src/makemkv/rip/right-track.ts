import type { Failure } from "../../state/error-code.ts";
import type { RipOutcome, ScanOutcome } from "../../state/event.ts";
import type { KnownScan, SeenScan } from "../../state/effect.ts";
import type { ScanResult } from "../../state/scan-result.ts";
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
  /** The rip had to look at the disc: this is what is in the drive, and whether it is the disc of `scan`. */
  readonly onScan: (result: ScanResult, isSameDisc: boolean) => void;
}

export type TrackEnd = RipVerdict | Exclude<RipOutcome, { kind: "ripped" }>;

type Surprised = Extract<SaveEnd, { readonly kind: "surprised" }>;

/** Which track to save. `known` is the scan whose numbers the task means; `aim` has those of now. */
interface Course {
  readonly known: SeenScan | null;
  readonly aim: Aim;
}

type Stray = Exclude<TrackEnd, { readonly kind: "saved" }>;

export async function saveRightTrack(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<TrackEnd> {
  const course = await setCourse(request, order);
  if ("kind" in course) return course;
  const end = await saveTrack(request, order, course.aim);
  switch (end.kind) {
    case "surprised":
      return saveMovedTrack(request, order, course.known);
    case "unexpected":
      return explain(request, order, { ...course, failure: end.failure });
    case "saved":
      return withMove(end, request, course.aim);
    default:
      return end;
  }
}

/** A scan that does not fit the task may be that of an earlier disc; a fingerprint can be compared with a scan only. */
async function setCourse(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<Course | Stray> {
  const { task, scan } = request;
  const { number } = task.track;
  const isDoubtful = scan
    ? findMismatch(task, scan.result) !== null
    : isOurFingerprint(task.discFingerprint);
  if (!isDoubtful) return findCourse(request, scan);
  const scanned = await lookAgain(request, order);
  if (scanned.kind !== "scanned") return scanned;
  const failure = findMismatch(task, scanned.result);
  if (failure) return { kind: "failed", failure };
  const known = { result: scanned.result, isCurrent: true };
  return { known, aim: { number, scan: known } };
}

/**
 * An earlier rip has found the numbers moved: the track is looked for where it is now. One that was not there then may
 * be there again; then its old number is as good as any, and the guard sees to the rest.
 */
function findCourse(
  { task }: RightTrackRequest,
  known: KnownScan | null,
): Course {
  const { number } = task.track;
  const fresh = known?.renumbered ?? null;
  if (!known || !fresh) return { known, aim: { number, scan: known } };
  const place = relocateTrack({ task, known, fresh });
  if (place.kind === "refused") return { known, aim: { number, scan: known } };
  const scan = { result: fresh, isCurrent: known.isCurrent };
  return { known, aim: { number: place.number, scan } };
}

/** Once: where the numbers do not come to rest, nothing can be trusted. */
async function saveMovedTrack(
  request: RightTrackRequest,
  order: TrackOrder,
  known: SeenScan | null,
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
      return withMove(end, request, aim);
    default:
      return end;
  }
}

/** The file is not what was expected. Where nobody watched the drive, it may be that of another disc. */
async function explain(
  request: RightTrackRequest,
  order: TrackOrder,
  { known, failure }: Course & { readonly failure: Failure },
): Promise<TrackEnd> {
  const { task } = request;
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
  if (outcome.kind === "scanned") {
    const before = request.scan?.result ?? null;
    const isSame = before !== null && isSameDisc(before, outcome.result);
    request.onScan(outcome.result, isSame);
  }
  notice({ kind: "working" });
  return outcome;
}

function withMove(
  saved: Extract<RipVerdict, { readonly kind: "saved" }>,
  { task }: RightTrackRequest,
  { number }: Aim,
): TrackEnd {
  const asked = task.track.number;
  if (number === asked) return saved;
  const text = `The numbers of the tracks have moved since the disc was scanned: what was track ${asked} is track ${number} now, the same in every respect, and was saved.`;
  const warning = { kind: "track_renumbered", count: 1, text };
  return { ...saved, warnings: [warning, ...saved.warnings] };
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
