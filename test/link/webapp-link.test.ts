import { describe, expect, test } from "bun:test";
import { createWebappLink } from "../../src/link/webapp-link.ts";
import type { ServerEvent } from "../../src/state/event.ts";
import type { Settings } from "../../src/state/settings.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { createFakeClock, type FakeClock } from "../support/fake-clock.ts";
import {
  inserted,
  newState,
  noDisc,
  readyState,
  scanned,
  settings,
} from "../support/states.ts";
import { has } from "../support/ws-client.ts";
import { type ExistingWebapp, startExistingWebapp } from "./existing-webapp.ts";
import { startTcpProxy } from "./tcp-proxy.ts";

interface Linked extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly reported: readonly ServerEvent[];
  change(part: Partial<DaemonState>): void;
  configure(changes: Partial<Settings>): void;
  /** Waits for the next report that is not there yet. */
  said(count: number): Promise<readonly ServerEvent[]>;
}

/** A link that is given its settings by `configure`. `random` is 0: the waits are 2, 4, 8, 16, 30, 30 … seconds. */
function startLink(changes: Partial<DaemonState> = {}): Linked {
  const clock = createFakeClock();
  const reported: ServerEvent[] = [];
  let state = newState({ drive: noDisc, ...changes });
  let told = Promise.withResolvers<void>();
  const link = createWebappLink({
    clock,
    getState: () => state,
    hostname: "beehive.local",
    random: () => 0,
    report(event) {
      reported.push(event);
      told.resolve();
      told = Promise.withResolvers();
    },
  });
  function change(part: Partial<DaemonState>): void {
    const previous = state;
    state = { ...state, ...part };
    link.changed(state, previous);
  }
  return {
    clock,
    reported,
    change,
    configure: (part) =>
      change({
        config: {
          kind: "ready",
          settings: { ...settings, ...part },
          source: "webapp",
          problems: [],
        },
      }),
    async said(count) {
      while (reported.length < count) await told.promise;
      return reported;
    },
    async [Symbol.asyncDispose]() {
      const closed = link.close();
      clock.advance(500);
      await closed;
    },
  };
}

const linkIs = (
  link: "off" | "absent" | "connecting" | "connected",
  reason: string | null = null,
) => ({ type: "linkChanged", link, reason }) as const;

const registered = has({ type: "daemon_config", daemon_id: "beehive" });

async function connect(link: Linked, webapp: ExistingWebapp): Promise<void> {
  link.configure({ webappUrl: webapp.url });
  await link.said(1);
  await webapp.next(registered);
}

test("it registers, is listed, and answers what a page asks", async () => {
  await using webapp = startExistingWebapp();
  await using link = startLink(readyState());
  await connect(link, webapp);
  expect(link.reported).toEqual([linkIs("connected")]);
  expect(webapp.heard[0]).toMatchObject({
    type: "daemon_config",
    makemkvcon_path: "/opt/bin/makemkvcon",
    webapp_basedir: "/media/amphigory",
  });
  expect(webapp.daemons()).toEqual(["beehive"]);
  expect(await webapp.request("beehive", "get_drive_status")).toMatchObject({
    result: { drive_id: "beehive:rdisk4", state: "scanned" },
  });
  expect(await webapp.request("beehive", 7)).toMatchObject({
    error: { code: "invalid_request" },
  });
  expect(webapp.crashes()).toBe(0);
});

test("what it relays comes back and changes nothing", async () => {
  await using webapp = startExistingWebapp();
  await using link = startLink();
  await connect(link, webapp);
  link.change({ drive: inserted(scanned) });
  await webapp.next(has({ type: "disc_event", event: "fingerprinted" }));
  webapp.send('{"type":"queue_paused","paused":true}');
  expect((await link.said(2)).slice(1)).toEqual([{ type: "pauseHinted" }]);
  expect(webapp.heard.map(({ type, event }) => event ?? type)).toEqual([
    "daemon_config",
    "inserted",
    "fingerprinted",
  ]);
});

describe("a webapp that goes away", () => {
  test("is dialled after 2, 4, 8, 16, 30, 30 … s, told once, and knows us again when it is back", async () => {
    await using webapp = startExistingWebapp();
    await using link = startLink();
    await connect(link, webapp);
    await webapp.stop();
    await link.said(2);
    webapp.start();
    link.clock.advance(1_999);
    expect(webapp.connections()).toBe(0);
    link.clock.advance(1);
    await link.said(3);
    await webapp.until(() => webapp.daemons().includes("beehive"));
    expect(link.reported.slice(1)).toEqual([
      { ...linkIs("connecting"), reason: expect.any(String) },
      linkIs("connected"),
    ]);
  });

  test("and comes back before it has proved to be alive is not dialled more often", async () => {
    await using webapp = startExistingWebapp();
    await using link = startLink();
    await connect(link, webapp);
    for (const wait of [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const count = link.reported.length;
      await webapp.stop();
      await link.said(count + 1);
      webapp.start();
      link.clock.advance(wait - 1);
      expect(webapp.connections()).toBe(0);
      link.clock.advance(1);
      await link.said(count + 2);
      await webapp.until(() => webapp.daemons().length > 0);
    }
  });

  test("hears of the disc again only if it changed meanwhile", async () => {
    await using webapp = startExistingWebapp();
    await using link = startLink({ drive: inserted({ kind: "wanted" }) });
    await connect(link, webapp);
    await webapp.next(has({ type: "disc_event", event: "inserted" }));
    await proveAlive(link, webapp);
    await webapp.stop();
    await link.said(2);
    link.change({ drive: inserted(scanned) });
    webapp.start();
    link.clock.advance(2_000);
    await webapp.next(has({ event: "fingerprinted" }));
    expect(webapp.heard.filter(has({ event: "inserted" }))).toHaveLength(1);
  });
});

/** A ping, its answer, and a message from the other side behind that. */
async function proveAlive(link: Linked, webapp: ExistingWebapp) {
  const before = webapp.heard.length;
  for (let times = 0; times < 2; times += 1) {
    link.clock.advance(8_000);
    await webapp.request("beehive", "get_drive_status");
  }
  await webapp.next(has({ type: "response" }), before);
}

test("a cut line is noticed, the old socket closed before the new one is opened, and the name comes back", async () => {
  await using webapp = startExistingWebapp();
  await using proxy = await startTcpProxy(Number(new URL(webapp.url).port));
  await using link = startLink();
  link.configure({ webappUrl: `http://127.0.0.1:${proxy.port}` });
  await link.said(1);
  await webapp.next(registered);
  proxy.freeze();
  link.clock.advance(24_000);
  await link.said(2);
  proxy.heal();
  const before = webapp.heard.length;
  link.clock.advance(2_000);
  await link.said(3);
  await webapp.next(registered, before);
  // Its server gives the old connection up at last, and forgets us with it.
  expect(webapp.connections()).toBe(2);
  webapp.closeOldest();
  await webapp.until(() => webapp.daemons().length === 0);
  const again = webapp.heard.length;
  link.clock.advance(15_000);
  await webapp.next(registered, again);
  expect(webapp.daemons()).toEqual(["beehive"]);
});

test("a webapp without /ws is asked again every minute, said once, and linked to when it has one", async () => {
  let asked = Promise.withResolvers<void>();
  let times = 0;
  using seed = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch() {
      times += 1;
      asked.resolve();
      asked = Promise.withResolvers();
      return new Response("Not Found", { status: 404 });
    },
  });
  await using link = startLink();
  link.configure({ webappUrl: `http://127.0.0.1:${seed.port}` });
  await link.said(1);
  expect(link.reported).toEqual([
    linkIs("absent", "it answers with status 404"),
  ]);
  link.clock.advance(59_999);
  expect(times).toBe(1);
  const again = asked.promise;
  link.clock.advance(1);
  await again;
  expect(times).toBe(2);
  expect(link.reported).toHaveLength(1);
});

test("it moves with webapp_url, and ends with webapp_link: off", async () => {
  await using first = startExistingWebapp();
  await using second = startExistingWebapp();
  await using link = startLink({ drive: inserted(scanned) });
  await connect(link, first);
  link.configure({ webappUrl: second.url });
  await first.until(() => first.connections() === 0);
  await second.next(has({ event: "fingerprinted" }));
  expect(first.daemons()).toEqual([]);
  link.configure({ webappUrl: second.url, logLevel: "debug" });
  expect(second.connections()).toBe(1);
  link.configure({ webappUrl: second.url, webappLink: "off" });
  await second.until(() => second.connections() === 0);
  expect(link.reported.map((one) => "link" in one && one.link)).toEqual([
    "connected",
    "connecting",
    "connected",
    "off",
  ]);
});

test("with another daemon_id it leaves and comes as another daemon", async () => {
  await using webapp = startExistingWebapp();
  await using link = startLink();
  await connect(link, webapp);
  link.configure({ webappUrl: webapp.url, daemonId: "attic" });
  await webapp.next(has({ type: "daemon_config", daemon_id: "attic" }));
  expect(webapp.daemons()).toEqual(["attic"]);
});

test("settings that change three times in a moment leave one connection, to the last", async () => {
  await using webapp = startExistingWebapp();
  await using link = startLink();
  await connect(link, webapp);
  for (const daemonId of ["a", "b", "c"])
    link.configure({ webappUrl: webapp.url, daemonId });
  await webapp.next(has({ type: "daemon_config", daemon_id: "c" }));
  expect([webapp.daemons(), webapp.connections()]).toEqual([["c"], 1]);
});
