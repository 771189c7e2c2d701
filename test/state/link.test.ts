import { expect, test } from "bun:test";
import { isConnected } from "../../src/state/select.ts";
import { transition } from "../../src/state/transition.ts";
import { newState, NOW, readyState } from "../support/states.ts";

const people = { webappClients: 0, watchers: 0, lastCommandAt: null };

test("a new connection asks for /config.json, since the webapp may be another version by now", () => {
  const state = readyState({ link: { kind: "connecting" } });
  const event = {
    type: "linkChanged",
    link: "connected",
    reason: null,
    at: NOW,
  } as const;
  expect(transition(state, event)).toEqual([
    { ...state, link: { kind: "connected", since: NOW } },
    [{ type: "loadConfig" }],
  ]);
});

test("the first connection asks for nothing, since the settings have just come", () => {
  const event = {
    type: "linkChanged",
    link: "connected",
    reason: null,
    at: NOW,
  } as const;
  expect(transition(readyState({ link: { kind: "off" } }), event)[1]).toEqual(
    [],
  );
});

test.each(["off", "absent", "connecting"] as const)(
  "a link that is %s changes nothing else",
  (link) => {
    const state = readyState({ link: { kind: "connected", since: 1 } });
    const event = { type: "linkChanged", link, reason: null, at: NOW } as const;
    expect(transition(state, event)).toEqual([
      { ...state, link: { kind: link } },
      [],
    ]);
  },
);

test("a hint that the marker changed is followed at once, where there is a folder", () => {
  const event = { type: "pauseHinted", at: NOW } as const;
  const state = readyState();
  expect(transition(state, event)).toEqual([
    state,
    [{ type: "readQueue", resync: true }],
  ]);
  expect(transition(newState(), event)).toEqual([newState(), []]);
});

test("connected is a client of ours or the link, whichever there is", () => {
  const away = readyState({ people, link: { kind: "absent" } });
  expect(isConnected(away)).toBe(false);
  expect(
    isConnected({ ...away, people: { ...people, webappClients: 1 } }),
  ).toBe(true);
  expect(isConnected({ ...away, link: { kind: "connected", since: 1 } })).toBe(
    true,
  );
  expect(isConnected({ ...away, link: { kind: "connecting" } })).toBe(false);
});
