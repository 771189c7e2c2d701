import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, rename, utimes } from "node:fs/promises";
import { join } from "node:path";
import { problemsOf } from "../../src/state/select.ts";
import { ripTask, startHost } from "../support/daemon.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

describe("what is missing is a state, and it recovers by itself", () => {
  test("no daemon.yaml: it stays up, says so, and starts when the file appears", async () => {
    await using host = await startHost({ stopped: true });
    const yaml = join(host.configDir, "daemon.yaml");
    await rename(yaml, `${yaml}.away`);
    const daemon = await host.start();
    const { config } = await daemon.state(
      (state) => state.config.kind === "needsSetup",
    );
    expect(config).toMatchObject({ problem: { key: "no_daemon_yaml" } });
    await rename(`${yaml}.away`, yaml);
    await host.queue(ripTask("a", 0));
    expect((await host.answer("a")).status).toBe("success");
  });

  test("a mistake in daemon.yaml is told with line and key, and the last good one stays", async () => {
    await using host = await startHost();
    const yaml = join(host.configDir, "daemon.yaml");
    const text = await Bun.file(yaml).text();
    await Bun.write(yaml, `${text}max_attempts: "many"\n`);
    const line = text.split("\n").length;
    const state = await host.daemon.state((now) =>
      problemsOf(now).some(({ key }) => key === "daemon_yaml_invalid"),
    );
    expect(state.config.kind).toBe("ready");
    const { text: said } = problemsOf(state)[0] ?? { text: "" };
    expect(said).toContain(`daemon.yaml, line ${line}`);
    expect(said).toContain("max_attempts");
    await host.queue(ripTask("a", 0));
    expect((await host.answer("a")).status).toBe("success");
  });

  test("no makemkvcon: nothing is claimed, and the queue goes on when it is there", async () => {
    await using host = await startHost({ stopped: true });
    await rename(host.sim.path, `${host.sim.path}.away`);
    const daemon = await host.start();
    await host.queue(ripTask("a", 0));
    await daemon.state(
      ({ makemkvcon, queue }) =>
        makemkvcon.kind === "missing" &&
        queue.kind === "open" &&
        queue.listing.depth === 1,
    );
    await rename(`${host.sim.path}.away`, host.sim.path);
    expect((await host.answer("a")).status).toBe("success");
  });

  test("no webapp, but its last answer: the queue is worked on all the same", async () => {
    await using host = await startHost();
    await host.daemon.kill();
    host.webappConfig = null;
    const daemon = await host.start();
    const { config } = await daemon.state(({ queue }) => queue.kind === "open");
    expect(config).toMatchObject({ kind: "ready", source: "cache" });
    await host.queue(ripTask("a", 0));
    expect((await host.answer("a")).status).toBe("success");
  });

  test("no webapp and no last answer: it says so, and starts when the webapp answers", async () => {
    await using host = await startHost({ stopped: true });
    const answer = host.webappConfig;
    host.webappConfig = null;
    const daemon = await host.start();
    await daemon.state(({ config }) => config.kind === "noWebapp");
    host.webappConfig = answer;
    await daemon.state(({ queue }) => queue.kind === "open");
  });

  test("the tasks folder goes away and comes back: the answer is delivered then", async () => {
    await using host = await startHost();
    const half = join(host.root, "half");
    const goOn = join(host.root, "go-on");
    host.sim.update({
      mkv: {
        at: {
          half: [
            { do: "touch", path: half },
            { do: "waitFor", path: goOn },
          ],
        },
      },
    });
    await host.queue(ripTask("a", 0));
    await host.daemon.state(({ activity }) => activity.kind === "ripping");
    await rename(host.tasks, `${host.tasks}.away`);
    await Bun.write(goOn, "");
    const gone = await host.daemon.state(
      ({ undelivered }) => undelivered.length === 1,
    );
    expect(gone.queue.kind).toBe("unavailable");
    await rename(`${host.tasks}.away`, host.tasks);
    expect((await host.answer("a")).status).toBe("success");
    const back = await host.daemon.state(({ recent }) => recent.length === 1);
    expect(back.recent[0]).toMatchObject({ taskId: "a", outcome: "success" });
    expect(back.undelivered).toEqual([]);
  });
});

describe("bad input", () => {
  test("broken tasks and a broken tasks.json are told, and the good task is done", async () => {
    await using host = await startHost({ stopped: true });
    const queued = join(host.tasks, "queued");
    await mkdir(queued, { recursive: true });
    const old = new Date(Date.now() - 60_000);
    const write = async (id: string, text: string) => {
      const path = join(queued, `${id}.json`);
      await Bun.write(path, text);
      await utimes(path, old, old);
    };
    await write("empty", "");
    await write("cut", '{"id":"cut","type":"rip","tr');
    await write("list", "[1,2,3]");
    await write("liar", JSON.stringify({ ...ripTask("honest", 0) }));
    await write(
      "outside",
      JSON.stringify({
        ...ripTask("outside", 0),
        output: { directory: "/../../../../etc", filename: "passwd.mkv" },
      }),
    );
    await write(
      "name",
      JSON.stringify({
        ...ripTask("name", 0),
        output: { directory: "/media", filename: "../../x.mkv" },
      }),
    );
    await host.queue(ripTask("good", 0));
    await host.order(
      "../../etc/passwd",
      "empty",
      "cut",
      "list",
      "liar",
      "outside",
      "name",
      "good",
    );
    await host.start();
    expect((await host.answer("good")).status).toBe("success");
    const codes = await Promise.all(
      ["empty", "cut", "list", "liar", "outside", "name"].map(async (id) => [
        id,
        (await host.answer(id)).error.code,
      ]),
    );
    expect(codes).toEqual([
      ["empty", "UNKNOWN"],
      ["cut", "UNKNOWN"],
      ["list", "UNKNOWN"],
      ["liar", "UNKNOWN"],
      ["outside", "OUTPUT_WRITE_FAILED"],
      ["name", "OUTPUT_WRITE_FAILED"],
    ]);
    await Bun.write(join(host.tasks, "tasks.json"), "");
    await host.queue(ripTask("later", 1));
    expect((await host.answer("later")).status).toBe("success");
  });
});
