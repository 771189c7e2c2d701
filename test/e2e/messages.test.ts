import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { freePort, ripTask, startHost } from "../support/daemon.ts";
import { connectWs, has } from "../support/ws-client.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

describe("what the webapp hears", () => {
  test("connected, sync, started, progress up to 100, and completed when the answer is on disk", async () => {
    await using host = await startHost({
      scenario: { mkv: { paceMs: 5, progressLines: 100 } },
    });
    using webapp = await connectWs(`ws://127.0.0.1:${host.port}/`);
    await webapp.next(has({ type: "sync" }));
    await host.queue(ripTask("a", 0));
    await webapp.next((message) => {
      if (!has({ type: "status", status: "completed" })(message)) return false;
      // I4: what is announced is on disk.
      expect(existsSync(join(host.tasks, "complete", "a.json"))).toBe(true);
      return true;
    });
    const [connected, sync, ...news] = webapp.messages;
    expect(connected).toEqual({ type: "daemon", event: "connected" });
    expect(sync).toEqual({
      type: "sync",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      disc: {
        inserted: false,
        device: null,
        volume_name: null,
        presence: "unknown",
      },
      current_task: null,
      paused: false,
      queue_depth: 0,
      error: null,
    });
    expect(news[0]).toEqual({
      type: "status",
      task_id: "a",
      status: "started",
    });
    expect(news.at(-1)).toEqual({
      type: "status",
      task_id: "a",
      status: "completed",
      outcome: "success",
    });
    expect(news.at(-2)).toMatchObject({
      type: "progress",
      task_id: "a",
      percent: 100,
      eta_seconds: 0,
    });
  });

  test("a changed port and tasks folder count from config_updated on, without a restart", async () => {
    await using host = await startHost();
    using webapp = await connectWs(`ws://127.0.0.1:${host.port}/`);
    const port = await freePort();
    host.webappConfig = {
      ...host.webappConfig,
      websocket_port: port,
      tasks_directory: "/other",
    };
    webapp.send('{"type":"config_updated"}');
    expect((await webapp.closed).code).toBe(1001);
    await host.daemon.state(
      ({ queue }) =>
        queue.kind === "open" &&
        queue.directory === join(host.basedir, "other"),
    );
    using again = await connectWs(`ws://127.0.0.1:${port}/`);
    await again.next(has({ type: "sync" }));
  });

  test("a page of another origin is refused before it hears anything", async () => {
    await using host = await startHost();
    const refused = await fetch(`http://127.0.0.1:${host.port}/`, {
      headers: { Origin: "http://evil.example", Upgrade: "websocket" },
    });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toBe(
      "Origin is not that of webapp_url in daemon.yaml\n",
    );
  });

  test("a frame of 10 MB closes its connection and nothing else", async () => {
    await using host = await startHost();
    using good = await connectWs(`ws://127.0.0.1:${host.port}/`);
    using flood = await connectWs(`ws://127.0.0.1:${host.port}/`);
    flood.send("x".repeat(10_000_000));
    await flood.closed;
    await host.queue(ripTask("a", 0));
    await good.next(has({ type: "status", status: "completed" }));
  });
});
