import type {
  Licence,
  LicenceReason,
  LicenceRefusal,
} from "../../state/licence.ts";
import { isSaved } from "./failed-run.ts";
import { FILES, MESSAGE } from "../robot/message-codes.ts";
import { numberOf } from "./run-errors.ts";
import { drivesFor, timesSaid, type RunRecord } from "./run-record.ts";

/**
 * What a run said about the licence. A table of codes, the first row that fits; what else was said decides whether it
 * forbade the work. DVDs need no licence, and a run that gave what it was asked for was not forbidden anything.
 */
export function licenceOf(
  record: RunRecord,
  device: string | null = null,
): Licence | null {
  const refusal = refusalOf(record, device);
  if (refusal) return refusal;
  const said = LIMITS.find(({ code }) => timesSaid(record, code) > 0);
  if (!said) return record.opened ? { kind: "fine" } : null;
  return {
    kind: "limited",
    daysLeft: daysLeft(record),
    message: said.message(record),
  };
}

/** Why it was forbidden to do what it was asked for, or `null` when it was not. */
export function refusalOf(
  record: RunRecord,
  device: string | null = null,
): LicenceRefusal | null {
  if (isDone(record)) return null;
  const row = REFUSALS.find(
    ({ code, forbids }) =>
      timesSaid(record, code) > 0 && forbids(record, device),
  );
  if (!row) return null;
  const message = `${row.what} Nothing is wrong with the disc. ${NEXT_STEP[row.reason]}`;
  return { kind: "refused", reason: row.reason, message };
}

interface Refusal {
  readonly code: number;
  readonly reason: LicenceReason;
  readonly what: string;
  readonly forbids: (record: RunRecord, device: string | null) => boolean;
}

const always = () => true;

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
    forbids: always,
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
    forbids: always,
  },
  {
    code: MESSAGE.evaluationNotStarted,
    reason: "licence_not_started",
    what: "The evaluation period of MakeMKV has not been started.",
    forbids: always,
  },
  {
    code: MESSAGE.evaluationOver,
    reason: "licence_expired",
    what: "The evaluation period or the key of MakeMKV has expired; only DVDs can still be ripped.",
    forbids: (record, device) =>
      needsKey(record, device) || savedNothingOfOther(record, device),
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

interface Limit {
  readonly code: number;
  readonly message: (record: RunRecord) => string;
}

const RENEW =
  "Enter a valid key in MakeMKV before it stops (its forum, https://forum.makemkv.com/, has the current temporary one).";

/** What works and will not for ever; also what is said in spite of a result. */
const LIMITS: readonly Limit[] = [
  ...REFUSALS.map(({ code, what, reason }) => ({
    code,
    message: () => `${what} ${NEXT_STEP[reason]}`,
  })),
  {
    code: MESSAGE.evaluationOverSince,
    message: ({ licence }: RunRecord) => {
      const [days] = licence[String(MESSAGE.evaluationOverSince)] ?? [];
      const since = numberOf(days);
      const ago = since === null ? "" : ` ${inDays(since)} ago`;
      return `The evaluation period of MakeMKV expired${ago}; it still works. ${RENEW}`;
    },
  },
  {
    code: MESSAGE.evaluationOverSoon,
    message: () =>
      `The evaluation period of MakeMKV has expired; it still works for a few days. ${RENEW}`,
  },
  {
    code: MESSAGE.evaluationDays,
    message: (record) => {
      const days = daysLeft(record);
      return days === null
        ? `MakeMKV runs as an evaluation version. ${RENEW}`
        : `MakeMKV runs as an evaluation version: ${inDays(days)} left. ${RENEW}`;
    },
  },
  {
    code: MESSAGE.startEvaluation,
    message: () =>
      `MakeMKV asks whether its evaluation period may start. Open MakeMKV once and answer it, or enter a key.`,
  },
];

/** Of the evaluation period, in days; `null` where nobody says. */
function daysLeft({ licence }: RunRecord): number | null {
  return numberOf(licence[String(MESSAGE.evaluationDays)]?.[0]);
}

function inDays(days: number): string {
  return `${days} day${days === 1 ? "" : "s"}`;
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
function needsKey(record: RunRecord, device: string | null): boolean {
  if (record.saving) return false;
  const disc = kindOfDisc(record, device);
  if (disc === "dvd") return false;
  return disc === "other" || record.readErrors.count === 0;
}

/** Only DVDs are free, so what it was told after the titles were chosen is a refusal, too, if nothing else went wrong. */
function savedNothingOfOther(
  record: RunRecord,
  device: string | null,
): boolean {
  const saidSo = record.saved === 0 || (record.notSaved ?? 0) > 0;
  const metOther =
    record.readErrors.count > 0 ||
    record.writeErrors.length > 0 ||
    record.question !== null;
  return saidSo && !metOther && kindOfDisc(record, device) === "other";
}

function kindOfDisc(
  record: RunRecord,
  device: string | null,
): "dvd" | "other" | null {
  if (record.openedAs !== null)
    return record.openedAs === "dvd" ? "dvd" : "other";
  const rows = drivesFor(record, device);
  const flags = rows.reduce((all, row) => all | row.flags, 0);
  if ((flags & ~FILES.dvd) !== 0) return "other";
  return flags === FILES.dvd ? "dvd" : null;
}
