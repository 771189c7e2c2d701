import type { KnownScan, SeenScan } from "../../state/effect.ts";
import type { Failure } from "../../state/error-code.ts";
import type { ScanResult, Track } from "../../state/scan-result.ts";
import type { RipTask } from "../../state/task.ts";
import { failed, type NoResult } from "../run/run-end.ts";
import { isSameDisc } from "../scan/same-track.ts";
import { readDisc } from "../scan/scan.ts";
import type { SettledScan, ToldDiscs } from "../scan/told-discs.ts";
import type { RipVerdict } from "../verdict/verdict.ts";
import { warn } from "../verdict/warning.ts";
import {
  describeTrack,
  expectsNothing,
  findTrack,
  isOurFingerprint,
} from "./expected-track.ts";
import { otherDisc, relocateTrack } from "./relocate-track.ts";
import { saveTrack } from "./save-track.ts";
import type { Aim, Surprise } from "./title-guard.ts";
import type { TrackOrder, TrackRunRequest } from "./track-run.ts";

/**
 * Saves the track that a task means, or nothing. What is known of the disc may be old, or of another disc; the numbers
 * may move between two runs. Whatever looks wrong, the disc is scanned once more, and the answer says what is there.
 */
export interface RightTrackRequest extends TrackRunRequest {
  /** What this very disc was found to hold, if it has been scanned. */
  readonly scan: KnownScan | null;
  /** Under which numbers the tracks of a disc were told. */
  readonly told: ToldDiscs;
  /** The rip had to look at the disc: this is what is in the drive, and whether it is the disc of `scan`. */
  readonly onScan: (settled: SettledScan, isSameDisc: boolean) => void;
}

/** Which track to save. */
interface Course {
  /** The task, in the numbers of `known`. */
  readonly task: RipTask;
  /** The scan whose numbers tasks mean. */
  readonly known: SeenScan | null;
  /** The track in makemkvcon's numbers of now. */
  readonly aim: Aim;
}

export async function saveRightTrack(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<RipVerdict> {
  const course = await setCourse(request, order);
  if ("kind" in course) return course;
  const end = await saveTrack(request, order, course.aim);
  if (end.kind === "surprised") return saveMovedTrack(request, order, course);
  if (end.kind === "unexpected")
    return explain(request, order, { ...course, failure: end.failure });
  return withMove(end, request, course.aim);
}

/** Where the track is that the task means, as far as is known; what is doubtful or not known is looked at first. */
async function setCourse(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<Course | NoResult> {
  const { task, scan, told } = request;
  const found = scan && findTrack(task, scan.result);
  if (scan && found?.kind === "found")
    return courseTo(task, scan, found.number);
  const { number } = task.track;
  // Nobody was ever told any number: that of the task is makemkvcon's own.
  const isOwn = !scan && !(await told.hasAny());
  const asAsked = { task, known: null, aim: { number, scan: null } };
  if (isOwn && expectsNothing(task)) return asAsked;
  request.report({ fraction: null, sizeBytes: 0 });
  const looked = await lookAgain(request, order);
  if ("kind" in looked) {
    const maySave = isOwn && !isOurFingerprint(task.discFingerprint);
    return maySave && saysNothing(looked) ? asAsked : looked;
  }
  const { result, renumbered, wasTold, lost } = looked.settled;
  const there = findTrack(task, result);
  if (there.kind === "mismatch") {
    const gone = lost.find((track) => track.number === number);
    return failed(gone ? notThere(gone, result) : there.failure);
  }
  if (!wasTold && expectsNothing(task))
    return failed(nobodyKnows(task, result));
  const known = { result, renumbered, isCurrent: true };
  return courseTo(task, known, there.number);
}

/** A scan that came to nothing is no word against the track: what is saved has to be as expected all the same. */
function saysNothing(looked: NoResult): boolean {
  return looked.kind === "failed" && looked.failure.code === "MAKEMKV_FAILED";
}

/**
 * The numbers may have moved since they were told: the track is looked for where it is now. One that was not there when
 * the disc was last looked at may be there again; then its old number is as good as any, and the guard sees to the rest.
 */
function courseTo(asked: RipTask, known: KnownScan, number: number): Course {
  const task = { ...asked, track: { ...asked.track, number } };
  const { renumbered: fresh, isCurrent } = known;
  const asTold = { task, known, aim: { number, scan: known } };
  if (!fresh) return asTold;
  const place = relocateTrack({ task, known, fresh });
  if (place.kind === "mismatch") return asTold;
  const scan = { result: fresh, isCurrent };
  return { task, known, aim: { number: place.number, scan } };
}

/** Once: where the numbers do not come to rest, nothing can be trusted. */
async function saveMovedTrack(
  request: RightTrackRequest,
  order: TrackOrder,
  { task, known }: Course,
): Promise<RipVerdict> {
  const looked = await lookAgain(request, order);
  if ("kind" in looked) return looked;
  const { fresh } = looked;
  const place = relocateTrack({ task, known, fresh });
  if (place.kind === "mismatch") return failed(place.failure);
  const scan = { result: fresh, isCurrent: true };
  const aim = { number: place.number, scan };
  const end = await saveTrack(request, order, aim);
  if (end.kind === "surprised") return failed(restless(end.surprise, fresh));
  if (end.kind === "unexpected") return failed(end.failure);
  return withMove(end, request, aim);
}

/** The file is not what was expected. Where nobody watched the drive, it may be that of another disc. */
async function explain(
  request: RightTrackRequest,
  order: TrackOrder,
  { task, known, failure }: Course & { readonly failure: Failure },
): Promise<NoResult> {
  if (!known || known.isCurrent) return failed(failure);
  const looked = await lookAgain(request, order);
  if ("kind" in looked)
    return looked.kind === "stopped" ? looked : failed(failure);
  const { fresh } = looked;
  const found = findTrack(task, fresh);
  if (found.kind === "mismatch") return failed(found.failure);
  const isOther = !isSameDisc(known.result, fresh);
  return failed(isOther ? otherDisc({ task, known, fresh }) : failure);
}

/** `fresh` is in makemkvcon's own numbers, `settled` in those that are told. */
interface Looked {
  readonly fresh: ScanResult;
  readonly settled: SettledScan;
}

async function lookAgain(
  request: RightTrackRequest,
  order: TrackOrder,
): Promise<Looked | NoResult> {
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
  return { fresh, settled };
}

/** What was saved under another number than the task's has a warning that says so. */
function withMove(
  end: RipVerdict,
  { task }: RightTrackRequest,
  { number }: Aim,
): RipVerdict {
  const asked = task.track.number;
  if (end.kind !== "saved" || number === asked) return end;
  const text = `The numbers of the tracks have moved since the disc was scanned: what was track ${asked} is track ${number} now, the same in every respect, and was saved.`;
  const moved = warn("track_renumbered", true, text);
  return { ...end, warnings: [...moved, ...end.warnings] };
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

function restless(surprise: Surprise, { discName }: ScanResult): Failure {
  const now =
    surprise.kind === "otherTitle"
      ? `names ${surprise.now ?? "nothing"}`
      : "is on another disc";
  return {
    code: "MAKEMKV_FAILED",
    message: `The numbers of the tracks on ${JSON.stringify(discName)} change from one look to the next, so nothing was saved. Clean the disc, or try another drive, then scan it again.`,
    detail: `Just scanned and looked at again, the number ${now}.`,
  };
}
