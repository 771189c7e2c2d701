import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Play } from "../../src/demo/scenario.ts";
import {
  type ExistingWebapp,
  startExistingWebapp,
} from "../link/existing-webapp.ts";
import { startTcpProxy } from "../link/tcp-proxy.ts";
import {
  type Host,
  ripTask,
  scanTask,
  startHost,
  until,
} from "../support/daemon.ts";
import { tempDir } from "../support/temp-dir.ts";
import { connectWs, has } from "../support/ws-client.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

/** The daemon of a webapp that has a `/ws`, with the keys and values that it has. */
async function startLinked(
  webapp: ExistingWebapp,
  options: { readonly url?: string; readonly mkv?: Play } = {},
): Promise<Host> {
  const host = await startHost({
    stopped: true,
    settings: { webapp_url: options.url ?? webapp.url, daemon_id: "beehive" },
    ...(options.mkv ? { scenario: { mkv: options.mkv } } : {}),
  });
  webapp.config = {
    ...host.webappConfig,
    wiki_url: "https://gollum/amphigory",
    heartbeat_interval: 30,
    log_level: "INFO",
    ripped_directory: join(host.root, "ripped"),
  };
  await host.start();
  await host.daemon.state(
    ({ queue, link }) => queue.kind === "open" && link.kind === "connected",
  );
  return host;
}

/** A rip that stops half-way until the test lets it go on. */
function holdAt(path: string): Play {
  return {
    paceMs: 2,
    progressLines: 100,
    at: { half: [{ do: "waitFor", path }] },
  };
}

test("both webapps at once: listed, asked in the middle of a rip, told of progress; restarted, and the queue goes on", async () => {
  await using webapp = startExistingWebapp();
  await using dir = await tempDir();
  const go = join(dir.path, "go");
  await using host = await startLinked(webapp, { mkv: holdAt(go) });
  using design = await connectWs(`ws://127.0.0.1:${host.port}/`);
  expect(webapp.daemons()).toEqual(["beehive"]);
  const rip = ripTask("20251226T094803.123456-rip", 0);
  await host.queue(scanTask("20251226T094801.000001-scan"), rip);
  const scan = await host.answer("20251226T094801.000001-scan");

  const isHeld = has({ type: "progress", task_id: rip.id });
  await webapp.next(isHeld);
  const asked = performance.now();
  expect(await webapp.request("beehive", "get_drive_status")).toMatchObject({
    result: {
      drive_id: "beehive:sr0",
      state: "ripping",
      fingerprint: scan.result.fingerprint,
    },
  });
  expect(performance.now() - asked).toBeLessThan(1000);

  await webapp.stop();
  await host.queue(ripTask("20251226T094804.000000-rip", 1));
  await host.daemon.state(({ link }) => link.kind === "connecting");
  webapp.start();
  const before = webapp.heard.length;
  await webapp.next(has({ type: "daemon_config" }), before);
  await writeFile(go, "");
  await webapp.next(has({ type: "progress", percent: 100 }), before);
  for (const id of [rip.id, "20251226T094804.000000-rip"]) {
    expect((await host.answer(id)).status).toBe("success");
    await design.next(
      has({ type: "status", task_id: id, status: "completed" }),
    );
  }
  expect(webapp.crashes()).toBe(0);
  expect(webapp.daemons()).toEqual(["beehive"]);
});

test("a line that is cut in the middle of a rip stops nothing, and nor does a webapp that floods", async () => {
  await using webapp = startExistingWebapp();
  await using proxy = await startTcpProxy(Number(new URL(webapp.url).port));
  const url = `http://127.0.0.1:${proxy.port}`;
  await using host = await startLinked(webapp, {
    url,
    mkv: { paceMs: 2, progressLines: 100 },
  });
  await host.queue(ripTask("a", 0), ripTask("b", 1));
  await webapp.next(has({ type: "progress" }));
  for (let times = 0; times < 20_000; times += 1)
    webapp.send('{"type":"queue_paused","paused":false}');
  proxy.freeze();
  expect((await host.answer("a")).status).toBe("success");
  expect((await host.answer("b")).status).toBe("success");
});

test("the webapp's pause counts at once, and its end too", async () => {
  await using webapp = startExistingWebapp();
  await using host = await startLinked(webapp);
  const marker = Bun.file(join(host.tasks, "PAUSED"));
  await marker.write("2025-12-27T10:00:00");
  webapp.send('{"type":"queue_paused","paused":true}');
  await host.daemon.state(({ pause }) => pause.paused);
  await host.queue(ripTask("a", 0));
  await marker.delete();
  webapp.send('{"type":"queue_paused","paused":false}');
  expect((await host.answer("a")).status).toBe("success");
});

test("a webapp that is away at the start is linked to when it comes, with its settings of that day", async () => {
  await using webapp = startExistingWebapp();
  await using host = await startLinked(webapp);
  await webapp.stop();
  await host.daemon.state(({ link }) => link.kind === "connecting");
  webapp.config = { ...webapp.config, heartbeat_interval: 7 };
  webapp.start();
  await host.daemon.state(
    ({ link, config }) =>
      link.kind === "connected" &&
      config.kind === "ready" &&
      config.settings.heartbeatIntervalMs === 7000,
  );
});

test("webapp_link: off ends the link without a restart; quit leaves the webapp's list", async () => {
  await using webapp = startExistingWebapp();
  await using host = await startLinked(webapp);
  const yaml = await Bun.file(join(host.configDir, "daemon.yaml")).text();
  const path = join(host.configDir, "daemon.yaml");
  await Bun.write(path, `${yaml}webapp_link: off\n`);
  await host.daemon.state(({ link }) => link.kind === "off");
  await until("no daemon in the list", () =>
    webapp.daemons().length === 0 ? true : null,
  );
  await Bun.write(path, yaml);
  await host.daemon.state(({ link }) => link.kind === "connected");
  expect(await host.daemon.kill()).toBe(0);
  expect(webapp.daemons()).toEqual([]);
  expect(await Bun.file(path).text()).toBe(yaml);
});
