import type { Failure } from "../../state/error-code.ts";
import type { RipOutcome } from "../../state/event.ts";
import type { KnownScan, SeenScan } from "../../state/effect.ts";
import type { ScanResult, Track, Warning } from "../../state/scan-result.ts";
import type { RipTask } from "../../state/task.ts";
import {
  describeTrack,
  expectsNothing,
  findTrack,
  isOurFingerprint,
  trackIn,
} from "./expected-track.ts";
import type { SettledScan, ToldDiscs } from "../scan/told-discs.ts";
import { readDisc } from "../scan/read-disc.ts";
import { isSameDisc, otherDisc, relocateTrack } from "./relocate-track.ts";
import { type SaveEnd, type SaveRequest, saveTrack } from "./save-track.ts";
import type { Aim, TrackOrder } from "./track-run.ts";
import type { RipVerdict, ScanVerdict } from "../verdict/verdict.ts";

/**
 * Saves the track that a task means, or nothing. What is known of the disc may be old, or of another disc; the numbers
 * may move between two runs. Whatever looks wrong, the disc is scanned once more, and the answer says what is there.
 */
export interface RightTrackRequest extends SaveRequest {
  /** What this very disc was found to hold, if it has been scanned. */
  readonly scan: KnownScan | null;
  /** Under which numbers the tracks of a disc were told. */
  readonly told: ToldDiscs;
  /** The rip had to look at the disc: this is what is in the drive, and whether it is the disc of `scan`. */
  readonly onScan: (settled: SettledScan, isSameDisc: boolean) => void;
}

export type TrackEnd = RipVerdict | Exclude<RipOutcome, { kind: "ripped" }>;

type Surprised = Extract<SaveEnd, { readonly kind: "surprised" }>;

/** Which track to save. */
interface Course {
  /** The task, in the numbers of `known`. */
  readonly task: RipTask;
  /** The scan whose numbers tasks mean. */
  readonly known: SeenScan | null;
  /** The track in makemkvcon's numbers of now. */
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
      return saveMovedTrack(request, order, course);
    case "unexpected":
      return explain(request, order, { ...course, failure: end.failure });
    case "saved":
      return withMove(end, request, course);
    default:
      return end;
  }
}

/** Where the track is that the task means, as far as is known; what is doubtful or not known is looked at first. */
async function setCourse(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<Course | Stray> {
  const { task, scan, told } = request;
  const found = scan && findTrack(task, scan.result);
  if (scan && found?.kind === "found")
    return courseTo(meaning(task, found.number), scan);
  const mustLook =
    scan !== null ||
    isOurFingerprint(task.discFingerprint) ||
    (await told.hasAny());
  if (!mustLook) return byNumber(task);
  const looked = await lookAgain(request, order);
  if (looked.kind !== "settled") return looked;
  const { result, renumbered, wasTold, lost } = looked.settled;
  const there = findTrack(task, result);
  if (there.kind === "mismatch") {
    const gone = trackIn({ ...result, tracks: lost }, task.track.number);
    const failure = gone ? notThere(gone, result) : there.failure;
    return { kind: "failed", failure };
  }
  if (!wasTold && expectsNothing(task))
    return { kind: "failed", failure: nobodyKnows(task, result) };
  const known = { result, renumbered, isCurrent: true };
  return courseTo(meaning(task, there.number), known);
}

/** Nobody was ever told any number: that of the task is makemkvcon's own. */
function byNumber(task: RipTask): Course {
  const { number } = task.track;
  return { task, known: null, aim: { number, scan: null } };
}

function meaning(task: RipTask, number: number): RipTask {
  return { ...task, track: { ...task.track, number } };
}

/**
 * The numbers may have moved since they were told: the track is looked for where it is now. One that was not there when
 * the disc was last looked at may be there again; then its old number is as good as any, and the guard sees to the rest.
 */
function courseTo(task: RipTask, known: KnownScan): Course {
  const { number } = task.track;
  const { renumbered: fresh } = known;
  const asTold = { task, known, aim: { number, scan: known } };
  if (!fresh) return asTold;
  const place = relocateTrack({ task, known, fresh });
  if (place.kind === "refused") return asTold;
  const scan = { result: fresh, isCurrent: known.isCurrent };
  return { ...asTold, aim: { number: place.number, scan } };
}

/** Once: where the numbers do not come to rest, nothing can be trusted. */
async function saveMovedTrack(
  request: RightTrackRequest,
  order: TrackOrder,
  course: Course,
): Promise<TrackEnd> {
  const { task, known } = course;
  const looked = await lookAgain(request, order);
  if (looked.kind !== "settled") return looked;
  const { fresh } = looked;
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
      return withMove(end, request, { ...course, aim });
    default:
      return end;
  }
}

/** The file is not what was expected. Where nobody watched the drive, it may be that of another disc. */
async function explain(
  request: RightTrackRequest,
  order: TrackOrder,
  { task, known, failure }: Course & { readonly failure: Failure },
): Promise<TrackEnd> {
  if (known?.isCurrent) return { kind: "failed", failure };
  const looked = await lookAgain(request, order);
  if (looked.kind === "stopped") return looked;
  if (looked.kind !== "settled") return { kind: "failed", failure };
  const { fresh } = looked;
  const found = findTrack(task, fresh);
  if (found.kind === "mismatch")
    return { kind: "failed", failure: found.failure };
  const isOther = known !== null && !isSameDisc(known.result, fresh);
  const reason = isOther ? otherDisc({ task, known, fresh }) : failure;
  return { kind: "failed", failure: reason };
}

/** `fresh` is in makemkvcon's own numbers, `settled` in those that are told. */
interface Looked {
  readonly kind: "settled";
  readonly fresh: ScanResult;
  readonly settled: SettledScan;
}

async function lookAgain(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<Looked | Exclude<ScanVerdict, { readonly kind: "scanned" }>> {
  const { notice, scan, told } = request;
  notice({ kind: "rescanning" });
  const outcome = await readDisc(
    {
      ...request,
      notice: (each) =>
        notice(each.kind === "working" ? { kind: "rescanning" } : each),
    },
    order,
  );
  notice({ kind: "working" });
  if (outcome.kind !== "scanned") return outcome;
  const fresh = outcome.result;
  const settled = await told.settle(fresh);
  request.onScan(settled, scan !== null && isSameDisc(scan.result, fresh));
  return { kind: "settled", fresh, settled };
}

function withMove(
  saved: Extract<RipVerdict, { readonly kind: "saved" }>,
  { task }: RightTrackRequest,
  { aim }: Course,
): TrackEnd {
  const moved = movedTo(task.track.number, aim.number);
  return { ...saved, warnings: [...moved, ...saved.warnings] };
}

function movedTo(asked: number, number: number): readonly Warning[] {
  if (number === asked) return [];
  const text = `The numbers of the tracks have moved since the disc was scanned: what was track ${asked} is track ${number} now, the same in every respect, and was saved.`;
  return [{ kind: "track_renumbered", count: 1, text }];
}

/** The task is of another disc, or of nobody's: its bare number could name anything on this one. */
function nobodyKnows({ track }: RipTask, { discName }: ScanResult): Failure {
  return {
    code: "DISC_EJECTED",
    message: `The disc in the drive, ${JSON.stringify(discName)}, is one of which nobody had been told the tracks when this task was begun, and the task says nothing about its track but the number ${track.number}. Insert the disc that it means, or queue it again if it means this one.`,
    detail: "Nothing was saved. The disc is known from now on.",
  };
}

/** The right disc, of which a track can not be read this time. */
function notThere(track: Track, { discName }: ScanResult): Failure {
  return {
    code: "MAKEMKV_FAILED",
    message: `Track ${track.number} of ${JSON.stringify(discName)} (${describeTrack(track)}) is not on makemkvcon's list this time, as when it can not be read. Nothing was saved: clean the disc, and queue the task again.`,
    detail: "The disc is the one that was scanned before.",
  };
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
