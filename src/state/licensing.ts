import type { Effect } from "./effect.ts";
import type { DaemonEvent } from "./event.ts";
import type { Licence, LicenceRefusal } from "./licence.ts";
import type { Settings } from "./settings.ts";
import type { DaemonState, LicenceState } from "./state.ts";
import { stay, type Step } from "./step.ts";

/**
 * A licence that forbids the work holds the queue, as a missing makemkvcon does: no task fails for it. It is believed
 * until something happened that may have changed it (a person's word, another disc, a new key or version of MakeMKV, a
 * while); then the next task is the test.
 */

const RELEASE =
  "Work goes on by itself once MakeMKV has a valid licence; 'amphigory resume' tries it at once.";

/** What a run said about its licence. A refusal comes with the end of the run instead. */
export function licenceSeen(state: DaemonState, licence: Licence): DaemonState {
  switch (licence.kind) {
    case "refused":
      return state;
    case "fine":
      return { ...state, licence: { kind: "fine" } };
    case "limited": {
      const { daysLeft, message } = licence;
      const problem = { key: "licence_limited", text: message, hint: "" };
      return { ...state, licence: { kind: "limited", daysLeft, problem } };
    }
  }
}

/** How the files look now is noted at once, so that a key that comes in the next moment is noticed. */
export function licenceRefused(
  state: DaemonState,
  { reason, message }: LicenceRefusal,
  at: number,
): Step {
  const problem = { key: reason, text: message, hint: RELEASE };
  const licence: LicenceState = {
    kind: "refused",
    problem,
    since: at,
    trace: null,
  };
  return [{ ...state, licence }, trace(state)];
}

function trace({ makemkvcon }: DaemonState): readonly Effect[] {
  if (makemkvcon.kind !== "found") return [];
  return [{ type: "traceLicence", makemkvcon: makemkvcon.path }];
}

export function tryLicenceAgain(state: DaemonState): DaemonState {
  if (state.licence.kind !== "refused") return state;
  const { problem } = state.licence;
  return { ...state, licence: { kind: "doubted", problem } };
}

/** A run that came to anything else was not refused. */
export function licenceNotRefused(state: DaemonState): DaemonState {
  if (state.licence.kind !== "doubted") return state;
  return { ...state, licence: { kind: "unknown" } };
}

/** The first look tells how things are, a later one that differs that somebody did something about it. */
export function licenceTraced(
  state: DaemonState,
  { trace }: Extract<DaemonEvent, { type: "licenceTraced" }>,
): DaemonState {
  const { licence } = state;
  if (licence.kind !== "refused" || licence.trace === trace) return state;
  if (licence.trace !== null) return tryLicenceAgain(state);
  return { ...state, licence: { ...licence, trace } };
}

/** While it is refused, every tick looks whether something was done about it. */
export function watchLicence(
  state: DaemonState,
  settings: Settings,
  at: number,
): Step {
  const { licence } = state;
  if (licence.kind !== "refused" || state.makemkvcon.kind !== "found")
    return stay(state);
  // It is also over when the clock was set back: nobody knows how long it would still take.
  const isOver =
    at < licence.since || at - licence.since >= settings.licenceRetryMs;
  return isOver ? stay(tryLicenceAgain(state)) : [state, trace(state)];
}
