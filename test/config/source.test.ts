import { expect, test } from "bun:test";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createConfigSource } from "../../src/config/source.ts";
import { type Clock, systemClock } from "../../src/lib/clock.ts";
import type { ConfigEvent } from "../../src/state/event.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";

const GOOD = { tasks_directory: "/tasks", websocket_port: 9847 };

/** A webapp whose answer can be changed; it counts the answers it gave. */
function startWebapp() {
  let answer: () => Response | Promise<Response> = () => Response.json(GOOD);
  let answered = 0;
  let isAway = false;
  let onAsked = (): void => {};
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch({ url }) {
      onAsked();
      if (isAway) return Response.redirect(url);
      answered++;
      return answer();
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    answered: () => answered,
    say(next: unknown) {
      answer = () => Response.json(next);
    },
    /** Resolves when it has been asked; the answer comes with `release`. */
    hold() {
      const held = Promise.withResolvers<void>();
      const seen = Promise.withResolvers<void>();
      const before = answer;
      onAsked = () => seen.resolve();
      answer = async () => {
        await held.promise;
        return before();
      };
      return {
        seen: seen.promise,
        release() {
          answer = before;
          held.resolve();
        },
      };
    },
    /** Nothing useful comes: it sends everybody round in circles. The port stays its own. */
    leave() {
      isAway = true;
    },
    comeBack() {
      isAway = false;
    },
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

/** A config folder, a source on it, and what it reports. */
async function setUp(clock: Clock) {
  const dir = await tempDir();
  const file = join(dir.path, "daemon.yaml");
  const events: ConfigEvent[] = [];
  let taken = 0;
  let arrived = Promise.withResolvers<void>();
  const source = createConfigSource({
    configDir: dir.path,
    clock,
    report(event) {
      events.push(event);
      arrived.resolve();
      arrived = Promise.withResolvers();
    },
  });
  return {
    source,
    events,
    file,
    cache: join(dir.path, "cached_config.json"),
    write: (...lines: string[]) =>
      writeFile(file, lines.join("\n"), { mode: 0o600 }),
    /** The next report that was not taken yet. */
    async next(): Promise<ConfigEvent | undefined> {
      while (taken >= events.length) await arrived.promise;
      return events[taken++];
    },
    async [Symbol.asyncDispose]() {
      source.stop();
      await dir[Symbol.asyncDispose]();
    },
  };
}

const keys = (event: ConfigEvent | undefined) =>
  event?.type === "configLoaded"
    ? event.problems.map(({ key }) => key)
    : [event?.problem.key];

test("both configurations together are the settings, and the webapp's answer is kept", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(createFakeClock());
  webapp.say({
    ...GOOD,
    makemkv_path: "/webapp/makemkvcon",
    log_level: "DEBUG",
    ripped_directory: "/media/ripped",
  });
  await at.write(
    `webapp_url: ${webapp.url}/`,
    "webapp_basedir: /opt/a",
    "token: secret",
    "stall_timeout_seconds: 0.5",
  );
  await at.source.start();
  expect(at.events).toEqual([
    {
      type: "configLoaded",
      source: "webapp",
      problems: [],
      settings: {
        webappUrl: webapp.url,
        webappBasedir: "/opt/a",
        tasksDirectory: "/opt/a/tasks",
        websocketPort: 9847,
        wikiUrl: null,
        heartbeatIntervalMs: 10_000,
        logLevel: "debug",
        makemkvPath: "/webapp/makemkvcon",
        rippedDirectory: "/media/ripped",
        listen: ["127.0.0.1"],
        hasToken: true,
        allowedHosts: [],
        pathMap: [],
        outputRoots: [],
        discMonitor: "auto",
        drive: null,
        minlengthSeconds: 120,
        maxAttempts: 3,
        minFreeBytes: 268_435_456,
        skipSpaceCheck: false,
        discWaitMs: 60_000,
        stallTimeoutMs: 500,
        openRetryMs: [5_000, 10_000, 20_000, 40_000],
        licenceRetryMs: 300_000,
        questionGraceMs: 10_000,
        stopGraceMs: [10_000, 5_000],
        attendedMs: 600_000,
        daemonId: null,
        webappLink: "auto",
      },
    },
  ]);
  expect(at.source.token()).toBe("secret");
  expect(JSON.stringify(at.events)).not.toContain("secret");
  expect(JSON.parse(await readFile(at.cache, "utf8"))).toMatchObject(GOOD);
});

test("daemon.yaml's path of makemkvcon wins over the webapp's", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(createFakeClock());
  webapp.say({ ...GOOD, makemkv_path: "/webapp/makemkvcon" });
  await at.write(
    `webapp_url: ${webapp.url}`,
    "webapp_basedir: /a",
    "makemkv_path: /mine/makemkvcon",
  );
  await at.source.start();
  expect(at.events).toMatchObject([
    { settings: { makemkvPath: "/mine/makemkvcon", hasToken: false } },
  ]);
});

test("without daemon.yaml it needs setup, and starts by itself when the file appears", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(systemClock);
  await at.source.start();
  expect(await at.next()).toMatchObject({
    type: "configUnavailable",
    reason: "needsSetup",
    problem: { key: "no_daemon_yaml", text: `${at.file} does not exist.` },
  });
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  expect(await at.next()).toMatchObject({
    type: "configLoaded",
    source: "webapp",
    problems: [],
  });
});

test("where file events fail, a slow look finds the change", async () => {
  await using webapp = startWebapp();
  const clock = createFakeClock();
  await using at = await setUp(clock);
  await at.source.start();
  await at.next();
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  clock.advance(15_000);
  expect(await at.next()).toMatchObject({ type: "configLoaded" });
});

test("a wrong daemon.yaml needs setup and says all that is wrong", async () => {
  await using at = await setUp(createFakeClock());
  await at.write("webapp_url: localhost", "webapp_basedir: a", "tokn: x");
  await at.source.start();
  expect(await at.next()).toMatchObject({
    type: "configUnavailable",
    reason: "needsSetup",
    problem: {
      key: "daemon_yaml_invalid",
      text: expect.stringMatching(
        /line 1: webapp_url .*line 2: webapp_basedir .*line 3: tokn/,
      ),
    },
  });
  expect(at.source.token()).toBeNull();
});

test("a mistake made later is reported while the last good settings stay in use", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(createFakeClock());
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a", "token: t");
  await at.source.start();
  const first = await at.next();
  await at.write("webapp_url: [");
  await at.source.refresh();
  const wrong = await at.next();
  expect(wrong).toEqual({
    ...first,
    problems: [
      expect.objectContaining({
        key: "daemon_yaml_invalid",
        hint: expect.stringContaining("last good settings"),
      }),
    ],
  } as ConfigEvent);
  await rm(at.file);
  await at.source.refresh();
  expect(keys(await at.next())).toEqual(["no_daemon_yaml"]);
  expect(at.source.token()).toBe("t");
});

test("without webapp the cached copy is used, and the webapp is asked 1, 2, 4 … 60 s later until it answers", async () => {
  await using webapp = startWebapp();
  const clock = createFakeClock();
  await using at = await setUp(clock);
  webapp.leave();
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  await writeFile(at.cache, JSON.stringify({ ...GOOD, websocket_port: 1234 }));
  await at.source.start();
  expect(await at.next()).toMatchObject({
    type: "configLoaded",
    source: "cache",
    settings: { websocketPort: 1234 },
    problems: [
      {
        key: "webapp_unreachable",
        text: expect.stringContaining("last good answer is in use"),
      },
    ],
  });

  webapp.comeBack();
  clock.advance(999);
  expect(webapp.answered()).toBe(0);
  clock.advance(1);
  expect(await at.next()).toMatchObject({
    source: "webapp",
    settings: { websocketPort: 9847 },
    problems: [],
  });
  clock.advance(600_000);
  await at.source.refresh();
  expect(webapp.answered()).toBe(2);
});

test("without webapp and cache it says so, once, however often it tries", async () => {
  await using webapp = startWebapp();
  const clock = createFakeClock();
  await using at = await setUp(clock);
  webapp.leave();
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  await writeFile(at.cache, "{");
  await at.source.start();
  expect(await at.next()).toMatchObject({
    type: "configUnavailable",
    reason: "noWebapp",
    problem: {
      key: "webapp_unreachable",
      text: expect.stringMatching(
        /does not answer.*cached_config.json can not be used/,
      ),
    },
  });
  await at.source.refresh();
  webapp.comeBack();
  clock.advance(2_000);
  await at.next();
  expect(await at.next()).toMatchObject({
    type: "configLoaded",
    source: "webapp",
  });
  expect(at.events).toHaveLength(3);
});

test("a webapp that goes away leaves its settings in use", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(createFakeClock());
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  await at.source.start();
  const before = await at.next();
  webapp.leave();
  await at.source.refresh();
  const after = await at.next();
  expect({ ...after, source: "webapp", problems: [] } as unknown).toEqual(
    before,
  );
  expect(after).toMatchObject({ source: "cache" });
  expect(keys(after)).toEqual(["webapp_unreachable"]);
});

test("a bad answer changes nothing and is reported", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(createFakeClock());
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  await at.source.start();
  const before = await at.next();
  const cached = await readFile(at.cache, "utf8");
  webapp.say({ tasks_directory: "/elsewhere" });
  await at.source.refresh();
  const after = await at.next();
  expect({ ...after, problems: [] } as unknown).toEqual(before);
  expect(keys(after)).toEqual(["webapp_config_invalid"]);
  expect(await readFile(at.cache, "utf8")).toBe(cached);
});

test("a refresh always reports; many at once are one or two questions", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(createFakeClock());
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  await at.source.start();
  await at.source.refresh();
  expect(at.events).toHaveLength(2);
  expect(at.events[1]).toEqual(at.events[0]!);

  const held = webapp.hold();
  const first = at.source.refresh();
  await held.seen;
  const others = Array.from({ length: 20 }, () => at.source.refresh());
  webapp.say({ ...GOOD, websocket_port: 1111 });
  held.release();
  await Promise.all([first, ...others]);
  expect(webapp.answered()).toBe(4);
  expect(at.events).toHaveLength(4);
});

test("an answer for a daemon.yaml that has changed meanwhile is dropped, and the new webapp is asked at once", async () => {
  await using old = startWebapp();
  await using current = startWebapp();
  current.say({ ...GOOD, websocket_port: 2222 });
  const held = old.hold();
  await using at = await setUp(systemClock);
  await at.write(`webapp_url: ${old.url}`, "webapp_basedir: /a");
  const started = at.source.start();
  await held.seen;
  await at.write(`webapp_url: ${current.url}`, "webapp_basedir: /a");
  await started;
  held.release();
  expect(at.events).toMatchObject([{ settings: { websocketPort: 2222 } }]);
});

test("a cache that can not be written is a problem beside good settings", async () => {
  await using webapp = startWebapp();
  await using at = await setUp(createFakeClock());
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  await mkdir(join(at.cache, "x"), { recursive: true });
  await at.source.start();
  expect(keys(await at.next())).toEqual(["cache_not_written"]);
});

test("after stop nothing is reported and nobody waits for ever", async () => {
  await using webapp = startWebapp();
  const clock = createFakeClock();
  await using at = await setUp(clock);
  const held = webapp.hold();
  await at.write(`webapp_url: ${webapp.url}`, "webapp_basedir: /a");
  const started = at.source.start();
  await held.seen;
  at.source.stop();
  held.release();
  await started;
  await at.source.refresh();
  clock.advance(600_000);
  expect(at.events).toEqual([]);
});
