import type { Failure } from "../../state/error-code.ts";
import type { Settings } from "../../state/settings.ts";
import type { RetryReason } from "../verdict/retry.ts";
import type { DiscRequest, Order } from "./disc-run.ts";
import { failed, type NoResult, seconds } from "./run-end.ts";
import { unmountDisc } from "./unmount.ts";
import { within } from "./waiting.ts";

/**
 * A drive needs a while for a disc, and a person for putting one in: a run that found the disc not yet ready is started
 * again, later and later, until it opens or patience is at its end. Every try is a makemkvcon of its own.
 */
export interface Ladder
  extends Order, Pick<DiscRequest, "device" | "clock" | "notice"> {
  readonly settings: Limits;
}

/** It failed, and may succeed after a while. */
export interface NotYet {
  readonly kind: "notYet";
  readonly why: RetryReason;
  readonly failure: Failure;
}

export interface Climbed {
  readonly why: RetryReason;
  /** Tries that found the drive not ready, and those that found it empty. */
  readonly tries: Readonly<Record<RetryReason, number>>;
  /** Since the first try was begun. */
  readonly spentMs: number;
}

type Limits = Pick<Settings, "openRetryMs" | "discWaitMs">;

/** However the settings are: makemkvcon is not run again and again without a pause. */
const LEAST_WAIT_MS = 250;
const USUAL_WAIT_MS = 5000;

export async function climbLadder<Outcome extends { readonly kind: string }>(
  ladder: Ladder,
  attempt: () => Promise<Outcome | NotYet>,
): Promise<Outcome | NoResult> {
  const { clock, settings, stop } = ladder;
  const begunAt = clock.monotonic();
  let tries = { drive_not_ready: 0, no_disc: 0 };
  let detail = "Stopped before makemkvcon was started.";
  while (!stop.isPressed()) {
    const tried = await attempt();
    if (!isNotYet(tried)) return tried;
    const { why, failure } = tried;
    tries = { ...tries, [why]: tries[why] + 1 };
    const climbed = { why, tries, spentMs: clock.monotonic() - begunAt };
    const waitMs = nextWait(climbed, settings);
    if (waitMs === null) return failed(giveUp(climbed, failure));
    await waitForDrive(ladder, climbed, waitMs);
    detail = `Stopped while it waited for the drive. ${failure.detail}`;
  }
  return { kind: "stopped", detail };
}

function isNotYet(tried: { readonly kind: string }): tried is NotYet {
  return tried.kind === "notYet";
}

async function waitForDrive(
  ladder: Ladder,
  { why, tries }: Climbed,
  waitMs: number,
): Promise<void> {
  const { device, clock, notice, transcript, stop } = ladder;
  const attempt = tries.drive_not_ready + tries.no_disc;
  notice({ kind: "retrying", why, attempt, waitMs });
  transcript.note(`try ${attempt}: ${why}; again in ${seconds(waitMs)}`);
  if (why === "drive_not_ready") await unmountDisc(device, clock);
  await within(clock, waitMs, stop.pressed);
  if (!stop.isPressed()) notice({ kind: "working" });
}

/** Milliseconds until the next try; `null`: there is none. */
export function nextWait(climbed: Climbed, limits: Limits): number | null {
  const { why, tries, spentMs } = climbed;
  const { openRetryMs, discWaitMs } = limits;
  const planned = openRetryMs[tries[why] - 1];
  if (why === "drive_not_ready") return planned ?? null;
  const leftMs = discWaitMs - spentMs;
  if (leftMs <= 0) return null;
  const waitMs = planned ?? openRetryMs.at(-1) ?? USUAL_WAIT_MS;
  return Math.min(Math.max(waitMs, LEAST_WAIT_MS), leftMs);
}

function giveUp(climbed: Climbed, failure: Failure): Failure {
  const { why, tries, spentMs } = climbed;
  if (why === "no_disc")
    return {
      code: "DISC_EJECTED",
      message: `No disc came into the drive within ${seconds(spentMs)}. Insert it and queue the task again.`,
      detail: failure.detail,
    };
  const count = tries.drive_not_ready;
  const tried =
    count === 1
      ? ""
      : ` It was tried ${count} times within ${seconds(spentMs)}.`;
  return { ...failure, message: failure.message + tried };
}
