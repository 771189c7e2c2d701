import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { openSession } from "../../src/link/session.ts";
import type { ServerEvent } from "../../src/state/event.ts";
import { noProgress } from "../../src/state/progress.ts";
import type { Activity, DaemonState, Drive } from "../../src/state/state.ts";
import { transition } from "../../src/state/transition.ts";
import { anyEvents } from "../support/arbitrary.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import {
  inserted,
  newState,
  noDisc,
  readyState,
  response,
  ripping,
  scanned,
} from "../support/states.ts";
import { isDeadly, type Message } from "./existing-webapp.ts";

function start(changes: Partial<DaemonState> = {}, known: Drive = noDisc) {
  const clock = createFakeClock();
  const said: string[] = [];
  const sent: Message[] = [];
  const reported: ServerEvent[] = [];
  let state = readyState({ drive: noDisc, ...changes });
  const session = openSession({
    clock,
    daemonId: "beehive",
    getState: () => state,
    known,
    send(text) {
      const message = JSON.parse(text) as Message; // the session sends objects
      sent.push(message);
      said.push(`${clock.monotonic()} ${brief(message)}`);
    },
    report: (event) => reported.push(event),
  });
  return {
    clock,
    said,
    sent,
    reported,
    session,
    change(part: Partial<DaemonState>) {
      const previous = state;
      state = { ...state, ...part };
      session.changed(state, previous);
    },
  };
}

function brief({ type, event, percent }: Message): string {
  return [type, event ?? percent ?? ""].join(" ").trim();
}

const saving = (percent: number): Activity => ({
  ...ripping(),
  progress: { ...noProgress, phase: "saving", percent, etaMs: 1000 },
});

describe("who we are", () => {
  test("is said before anything else, soon again, and then every minute", () => {
    const { clock, said } = start({ drive: inserted(scanned) });
    expect(said).toEqual([
      "0 daemon_config",
      "0 disc_event inserted",
      "0 disc_event fingerprinted",
    ]);
    clock.advance(225_000);
    expect(said.filter((one) => one.endsWith("daemon_config"))).toEqual([
      "0 daemon_config",
      "15000 daemon_config",
      "30000 daemon_config",
      "45000 daemon_config",
      "105000 daemon_config",
      "165000 daemon_config",
      "225000 daemon_config",
    ]);
  });

  test("is said at once when it has changed, and only then", () => {
    const { change, said, sent } = start();
    change({ makemkvcon: { kind: "found", path: "/new/makemkvcon" } });
    change({ makemkvcon: { kind: "found", path: "/new/makemkvcon" } });
    change({ licence: { kind: "fine" } });
    expect(said).toEqual(["0 daemon_config", "0 daemon_config"]);
    expect(sent[1]).toMatchObject({ makemkvcon_path: "/new/makemkvcon" });
  });
});

test("a disc that the webapp knows from an earlier connection is not told again", () => {
  const drive = inserted(scanned);
  expect(start({ drive }, drive).said).toEqual(["0 daemon_config"]);
});

test("a heartbeat comes in every interval", () => {
  const { clock, said } = start();
  clock.advance(30_000);
  expect(said.filter((one) => one.endsWith("heartbeat"))).toEqual([
    "10000 heartbeat",
    "20000 heartbeat",
    "30000 heartbeat",
  ]);
});

test("progress comes at most four times in any second, and its last one always", () => {
  const { change, clock, said } = start();
  for (let percent = 0; percent < 100; percent += 1) {
    change({ activity: saving(percent) });
    clock.advance(13);
  }
  change({ activity: { kind: "finishing", response: response() } });
  change({ activity: { kind: "idle" } });
  expect(said.slice(1)).toEqual([
    "0 progress 0",
    "334 progress 25",
    "668 progress 51",
    "1002 progress 77",
    "1300 progress 100",
  ]);
});

describe("what the webapp says", () => {
  test("is answered at once, in the middle of a rip too", () => {
    const { session, sent } = start({
      drive: inserted(scanned),
      activity: saving(5),
    });
    session.take(
      '{"type":"request","request_id":"r1","method":"get_drive_status"}',
    );
    session.take('{"type":"request","request_id":"r2","method":"eject"}');
    session.take('{"type":"request"}');
    expect(sent.slice(-3)).toMatchObject([
      { type: "response", request_id: "r1", result: { state: "ripping" } },
      { type: "response", request_id: "r2", error: { code: "unknown_method" } },
      {
        type: "response",
        request_id: null,
        error: { code: "invalid_request" },
      },
    ]);
  });

  test("makes us look at the marker or at /config.json, at most twice a second however often it is said", () => {
    const { clock, reported, session } = start();
    for (let times = 0; times < 1000; times += 1) {
      session.take('{"type":"queue_paused","paused":true}');
      session.take('{"type":"config_updated"}');
    }
    const both: ServerEvent[] = [
      { type: "pauseHinted" },
      { type: "configUpdateRequested" },
    ];
    expect(reported).toEqual(both);
    clock.advance(500);
    expect(reported).toEqual([...both, ...both]);
  });

  test("is ignored when it is only what we have told it", () => {
    const { reported, said, session } = start();
    session.take('{"type":"disc_event","event":"inserted","daemon_id":"b"}');
    session.take('{"type":"progress","task_id":"a","percent":3}');
    session.take("nonsense");
    expect([said, reported]).toEqual([["0 daemon_config"], []]);
  });
});

test("after its end nothing is said or followed any more", () => {
  const { clock, change, reported, said, session } = start();
  change({ activity: saving(1) });
  change({ activity: saving(2) });
  session.take('{"type":"queue_paused"}');
  session.take('{"type":"queue_paused"}');
  session.close();
  clock.advance(200_000);
  expect(said).toEqual(["0 daemon_config", "0 progress 1"]);
  expect(reported).toEqual([{ type: "pauseHinted" }]);
});

test("whatever happens to the daemon, nothing is sent that this webapp does not survive", () => {
  fc.assert(
    fc.property(anyEvents(30), fc.array(fc.json()), (events, texts) => {
      let state = newState();
      const sent: string[] = [];
      const session = openSession({
        clock: createFakeClock(),
        daemonId: "beehive",
        getState: () => state,
        known: noDisc,
        send: (text) => sent.push(text),
        report: () => undefined,
      });
      for (const event of events) {
        const previous = state;
        [state] = transition(state, event);
        session.changed(state, previous);
        session.take(
          '{"type":"request","request_id":1,"method":"get_drive_status"}',
        );
      }
      for (const text of texts) session.take(text);
      expect(sent.filter(isDeadly)).toEqual([]);
    }),
  );
});
