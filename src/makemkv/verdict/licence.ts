import type {
  Licence,
  LicenceReason,
  LicenceRefusal,
} from "../../state/licence.ts";
import { DVD_FILES, MESSAGE } from "../robot/message-codes.ts";
import type { HeardRun } from "../run/run-end.ts";
import { drivesOf, isSaved } from "./failed-run.ts";
import { counted } from "./read-error-text.ts";
import { numberOf } from "./run-errors.ts";
import { hasSaid, type RunRecord } from "./run-record.ts";

/**
 * What a run said about the licence. A table of codes, the first row that fits; what else was said decides whether it
 * forbade the work. DVDs need no licence, and a run that gave what it was asked for was not forbidden anything.
 */
export function licenceOf(run: HeardRun): Licence | null {
  const { record } = run;
  const refusal = refusalOf(run);
  if (refusal) return refusal;
  const limit = LIMITS.find(([code]) => hasSaid(record, code));
  if (!limit) return record.opened ? { kind: "fine" } : null;
  const [code, message] = limit;
  return {
    kind: "limited",
    daysLeft: daysIn(record, MESSAGE.evaluationDays),
    message: message(daysIn(record, code)),
  };
}

/** Why it was forbidden to do what it was asked for, or `null` when it was not. */
export function refusalOf(run: HeardRun): LicenceRefusal | null {
  const { record } = run;
  if (isDone(record)) return null;
  const row = REFUSALS.find(
    ({ code, forbids }) => hasSaid(record, code) && (forbids?.(run) ?? true),
  );
  if (!row) return null;
  const message = `${row.what} Nothing is wrong with the disc. ${NEXT_STEP[row.reason]}`;
  return { kind: "refused", reason: row.reason, message };
}

interface Refusal {
  readonly code: number;
  readonly reason: LicenceReason;
  readonly what: string;
  /** Left out: the work, whatever the disc is. */
  readonly forbids?: (run: HeardRun) => boolean;
}

/** The expired key or evaluation before what merely follows from it. */
const REFUSALS: readonly Refusal[] = [
  {
    code: MESSAGE.temporaryKeyRemoved,
    reason: "licence_expired",
    what: "The temporary key of MakeMKV has expired, and MakeMKV has removed it.",
    forbids: needsKey,
  },
  {
    code: MESSAGE.versionTooOld,
    reason: "makemkv_too_old",
    what: "This version of MakeMKV is too old to be used with its key, or without one.",
  },
  {
    code: MESSAGE.keyInvalid,
    reason: "licence_invalid",
    what: "The key that is stored in MakeMKV is not valid.",
    forbids: needsKey,
  },
  {
    code: MESSAGE.keyValidationFailed,
    reason: "licence_invalid",
    what: "MakeMKV could not validate the key that is stored in it.",
    forbids: needsKey,
  },
  {
    code: MESSAGE.keyTypeInvalid,
    reason: "licence_invalid",
    what: "The key that is stored in MakeMKV is of the wrong type.",
    forbids: needsKey,
  },
  {
    code: MESSAGE.evaluationExpired,
    reason: "licence_expired",
    what: "The evaluation period or the key of MakeMKV has expired.",
  },
  {
    code: MESSAGE.evaluationNotStarted,
    reason: "licence_not_started",
    what: "The evaluation period of MakeMKV has not been started.",
  },
  {
    code: MESSAGE.evaluationOver,
    reason: "licence_expired",
    what: "The evaluation period or the key of MakeMKV has expired; only DVDs can still be ripped.",
    forbids: (run) => needsKey(run) || savedNothingOfOther(run),
  },
];

const NEXT_STEP: Readonly<Record<LicenceReason, string>> = {
  licence_expired:
    "Enter a valid key in MakeMKV (its forum, https://forum.makemkv.com/, has the current temporary one).",
  licence_invalid:
    "Enter a valid key in MakeMKV, as the same user that this program runs as (the forum, https://forum.makemkv.com/, has the current temporary one).",
  licence_not_started:
    "Open MakeMKV, as the same user that this program runs as, and start the evaluation or enter a key.",
  makemkv_too_old:
    "Update MakeMKV (https://www.makemkv.com/download/), or enter a valid key in it.",
};

const RENEW =
  "Enter a valid key in MakeMKV before it stops (its forum, https://forum.makemkv.com/, has the current temporary one).";

/** What works and will not for ever; also what is said in spite of a result. `days` as that message has them, if it does. */
type Limit = readonly [code: number, message: (days: number | null) => string];

const LIMITS: readonly Limit[] = [
  ...REFUSALS.map(({ code, what, reason }): Limit => [
    code,
    () => `${what} ${NEXT_STEP[reason]}`,
  ]),
  [
    MESSAGE.evaluationOverSince,
    (days) =>
      `The evaluation period of MakeMKV expired${days === null ? "" : ` ${counted(days, "day")} ago`}; it still works. ${RENEW}`,
  ],
  [
    MESSAGE.evaluationOverSoon,
    () =>
      `The evaluation period of MakeMKV has expired; it still works for a few days. ${RENEW}`,
  ],
  [
    MESSAGE.evaluationDays,
    (days) =>
      `MakeMKV runs as an evaluation version${days === null ? "" : `: ${counted(days, "day")} left`}. ${RENEW}`,
  ],
  [
    MESSAGE.startEvaluation,
    () =>
      "MakeMKV asks whether its evaluation period may start. Open MakeMKV once and answer it, or enter a key.",
  ],
];

/** What a message about days said; `null` where nobody says. */
function daysIn({ licence }: RunRecord, code: number): number | null {
  return numberOf(licence[code]?.[0]);
}

/** It gave tracks, or a saved file. */
function isDone(record: RunRecord): boolean {
  return (
    isSaved(record) ||
    (record.opened && (record.listed || (record.titleCount ?? 0) > 0))
  );
}

/**
 * A disc other than a DVD that did not get as far as being saved. Where the kind of disc is not known, read errors say
 * that it was being read, which is not forbidden.
 */
function needsKey(run: HeardRun): boolean {
  if (run.record.saving) return false;
  const disc = kindOfDisc(run);
  if (disc === "dvd") return false;
  return disc === "other" || run.record.readErrors.count === 0;
}

/** Only DVDs are free, so what it was told after the titles were chosen is a refusal, too, if nothing else went wrong. */
function savedNothingOfOther(run: HeardRun): boolean {
  const { record } = run;
  const saidSo = record.saved === 0 || (record.notSaved ?? 0) > 0;
  const metOther =
    record.readErrors.count > 0 ||
    record.writeErrors.length > 0 ||
    record.question !== null;
  return saidSo && !metOther && kindOfDisc(run) === "other";
}

function kindOfDisc(run: HeardRun): "dvd" | "other" | null {
  const { openedAs } = run.record;
  if (openedAs !== null) return openedAs === "dvd" ? "dvd" : "other";
  const flags = drivesOf(run).reduce((all, row) => all | row.flags, 0);
  if ((flags & ~DVD_FILES) !== 0) return "other";
  return flags === DVD_FILES ? "dvd" : null;
}
