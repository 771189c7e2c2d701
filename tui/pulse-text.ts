import type { SlowReason } from "../src/state/event.ts";
import type { Pulse } from "../src/state/state.ts";
import { formatCount, formatDuration } from "./format.ts";

const SLOW: Readonly<Record<SlowReason, string>> = {
  download: "waiting for a download from makemkv.com",
  multiplex: "busy with a complex multiplex, which takes long",
  damaged_index: "searching the whole disc, since its index is damaged",
};

/** How makemkvcon is getting on, where it is not simply at work; `null` where it is. */
export function pulseText({ notice, at }: Pulse, now: number): string | null {
  const since = now - at;
  switch (notice.kind) {
    case "working":
      return null;
    case "slow":
      return notice.why === null
        ? "slow: nothing new for a while"
        : `slow: ${SLOW[notice.why]}`;
    case "silent":
      return `no progress for ${formatDuration(notice.silentMs + since)}; it is stopped if that goes on`;
    case "stalled":
      return `stalled: no progress for ${formatDuration(notice.silentMs)}, being stopped`;
    case "retrying": {
      const left = formatDuration(Math.max(0, notice.waitMs - since));
      const tried = formatCount(notice.attempt, "time");
      return notice.why === "no_disc"
        ? `waiting for a disc: tried ${tried}, again in ${left}`
        : `the drive is not ready: tried ${tried}, again in ${left}`;
    }
    case "rescanning":
      return "scanning the disc, to be sure which track is meant";
  }
}
