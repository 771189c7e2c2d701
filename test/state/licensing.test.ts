import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/state/event.ts";
import { holds, problemsOf, troubles } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import {
  failure,
  inserted,
  MAKEMKVCON,
  NOW,
  openQueue,
  readyState,
  requeueing,
  ripping,
  ripTask,
  scanned,
  scanning,
  settings,
  stopping,
} from "../support/states.ts";

function after(state: DaemonState, fact: Fact, at = NOW) {
  return transition(state, { ...fact, at });
}

const licence = {
  kind: "refused",
  reason: "licence_expired",
  message: "The key of MakeMKV has expired.",
} as const;
const outcome = { kind: "unlicensed", licence, detail: "5055" } as const;
const ended = { type: "ripEnded", run: 1, outcome } as const;

/** A rip has just been refused, nine more wait. */
function held(changes: Partial<DaemonState> = {}): DaemonState {
  const state = readyState({ activity: ripping(), lastRun: 1 });
  const [next] = after(state, ended);
  return {
    ...next,
    activity: { kind: "idle" },
    queue: openQueue(ripTask(), ripTask("rip-2")),
    ...changes,
  };
}

const looks = { type: "readQueue", resync: true } as const;
const tick = { type: "ticked", slept: false, awakeMs: 2000 } as const;

describe("a licence that forbids the work", () => {
  test("sends the task back, uncounted, and holds the queue", () => {
    const state = readyState({ activity: ripping(), lastRun: 1 });
    const [next, effects] = after(state, ended);
    expect(next.activity).toEqual(requeueing(ripTask()));
    // A key that is renewed in the next moment has to be seen to be another one.
    expect(effects).toEqual([
      { type: "traceLicence", makemkvcon: MAKEMKVCON },
      { type: "requeueTask", taskId: "rip-1" },
    ]);
    expect(holds(next)).toEqual([
      {
        key: "licence_expired",
        text: "The key of MakeMKV has expired.",
        hint: "Work goes on by itself once MakeMKV has a valid licence; 'amphigory resume' tries it at once.",
      },
    ]);
    expect(after(held(), { type: "queueHinted" })[1]).toEqual([
      { type: "readQueue", resync: false },
    ]);
  });

  test("leaves a background scan for later", () => {
    const state = readyState({
      activity: scanning(),
      drive: inserted({ kind: "running" }),
    });
    const [next, effects] = after(state, { ...ended, type: "scanEnded" });
    expect(effects).toEqual([{ type: "traceLicence", makemkvcon: MAKEMKVCON }]);
    expect(next.drive).toEqual(inserted({ kind: "wanted" }));
  });

  test("does not bring a cancelled task back", () => {
    const state = readyState({ activity: stopping(ripping(), "cancelled") });
    const [, [effect]] = after(state, ended);
    expect(effect).toMatchObject({
      type: "writeResponse",
      response: { outcome: { failure: { code: "TASK_CANCELLED" } } },
    });
  });

  test("is not the reason when the disc was taken out", () => {
    const state = readyState({ activity: stopping(ripping(), "ejected") });
    const [next, [effect]] = after(state, ended);
    expect(next.licence).toEqual({ kind: "unknown" });
    expect(effect).toMatchObject({
      type: "writeResponse",
      response: { outcome: { failure: { code: "DISC_EJECTED" } } },
    });
  });
});

describe("the hold ends, and the next task is the test,", () => {
  const claims = { type: "claimTask", taskId: "rip-1" } as const;

  test.each<Fact>([
    { type: "resumeRequested" },
    { type: "configUpdateRequested" },
    { type: "makemkvconLocated", path: "/new/makemkvcon" },
  ])("on $type", (fact) => {
    const [next, effects] = after(held(), fact);
    expect(next.licence.kind).toBe("doubted");
    expect(effects).toContainEqual(claims);
  });

  test("when a new key or version shows in the files", () => {
    const [, looking] = after(held(), tick);
    expect(looking).toEqual([
      looks,
      { type: "traceLicence", makemkvcon: MAKEMKVCON },
    ]);
    const [first] = after(held(), { type: "licenceTraced", trace: "old" });
    const [same, nothing] = after(first, {
      type: "licenceTraced",
      trace: "old",
    });
    expect({ same, nothing }).toEqual({ same: first, nothing: [] });
    const [changed, effects] = after(first, {
      type: "licenceTraced",
      trace: "new",
    });
    expect(changed.licence.kind).toBe("doubted");
    expect(effects).toEqual([claims]);
  });

  test("after a while", () => {
    const wait = settings.licenceRetryMs;
    expect(after(held(), tick, NOW + wait - 1)[1]).not.toContainEqual(claims);
    expect(after(held(), tick, NOW + wait)[1]).toEqual([looks, claims]);
  });

  test("at once when the clock was set back: the rest of the wait is not known", () => {
    expect(after(held(), tick, NOW - 3_600_000)[1]).toEqual([looks, claims]);
  });

  test("but not by itself", () => {
    expect(after(held(), tick)[1]).not.toContainEqual(claims);
  });
});

describe("a licence that is tried again", () => {
  const problem = { key: "licence_expired", text: "Expired.", hint: "" };
  const trying = readyState({
    licence: { kind: "doubted", problem },
    activity: ripping(),
    lastRun: 1,
  });

  test("is no reason to wait, but is in sight until a run has shown that it is over", () => {
    expect(holds(trying)).toEqual([]);
    expect(troubles(trying)).toEqual([problem]);
    const failed = { kind: "failed", failure: failure() } as const;
    const [next] = after(trying, { ...ended, outcome: failed });
    expect(troubles(next)).toEqual([]);
    const [again] = after(trying, ended);
    expect(holds(again).map(({ key }) => key)).toEqual(["licence_expired"]);
  });
});

describe("a licence that will end", () => {
  test("is told and holds nothing", () => {
    const [next, effects] = after(
      readyState({ drive: inserted(scanned), queue: openQueue(ripTask()) }),
      {
        type: "licenceSeen",
        licence: { kind: "limited", daysLeft: 3, message: "3 days are left." },
      },
    );
    expect(problemsOf(next).map(({ text }) => text)).toEqual([
      "3 days are left.",
    ]);
    expect(holds(next)).toEqual([]);
    expect(effects).toEqual([{ type: "claimTask", taskId: "rip-1" }]);
  });

  test("is forgotten when a run says nothing about it any more", () => {
    const licence = {
      kind: "limited",
      daysLeft: 3,
      problem: { key: "licence_limited", text: "3 days are left.", hint: "" },
    } as const;
    const [next] = after(readyState({ licence }), {
      type: "licenceSeen",
      licence: { kind: "fine" },
    });
    expect(next.licence).toEqual({ kind: "fine" });
  });
});
