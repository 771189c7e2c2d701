import { expect, test } from "bun:test";
import type { RunNotice } from "../../src/state/event.ts";
import { pulseText } from "../../tui/pulse-text.ts";

test.each<[RunNotice, string | null]>([
  [{ kind: "working" }, null],
  [{ kind: "slow", why: null }, "slow: nothing new for a while"],
  [
    { kind: "slow", why: "download" },
    "slow: waiting for a download from makemkv.com",
  ],
  [
    { kind: "slow", why: "multiplex" },
    "slow: busy with a complex multiplex, which takes long",
  ],
  [
    { kind: "slow", why: "damaged_index" },
    "slow: searching the whole disc, since its index is damaged",
  ],
  [
    { kind: "silent", silentMs: 150_000 },
    "no progress for 2m 34s; it is stopped if that goes on",
  ],
  [
    { kind: "stalled", silentMs: 300_000 },
    "stalled: no progress for 5m 00s, being stopped",
  ],
  [
    { kind: "retrying", why: "drive_not_ready", attempt: 2, waitMs: 10_000 },
    "the drive is not ready: tried 2 times, again in 6s",
  ],
  [
    { kind: "retrying", why: "no_disc", attempt: 1, waitMs: 1000 },
    "waiting for a disc: tried 1 time, again in 0s",
  ],
  [
    { kind: "rescanning" },
    "scanning the disc, to be sure which track is meant",
  ],
])("four seconds after %j", (notice, text) => {
  expect(pulseText({ notice, at: 1000 }, 5000)).toBe(text);
});
