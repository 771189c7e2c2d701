import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ripTask, startHost, until } from "../support/daemon.ts";
import { isAlive } from "../support/process.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

describe("kill -9 in the middle of a rip", () => {
  test("the next start stops the makemkvcon left over, clears up, and rips again: one answer, one file", async () => {
    await using host = await startHost();
    const half = join(host.root, "half");
    host.sim.update({
      mkv: [
        {
          ignoreSignals: true,
          at: { half: [{ do: "touch", path: half }, { do: "hang" }] },
        },
        {},
      ],
    });
    await host.queue(ripTask("a", 0));
    await until("the middle of the rip", () => existsSync(half) || null);
    const [first] = host.sim.calls();
    await host.daemon.kill("SIGKILL");
    expect(isAlive(first?.pid)).toBe(true);

    await host.yaml({
      ...(await Bun.file(join(host.configDir, "daemon.yaml"))
        .text()
        .then((text) => Bun.YAML.parse(text) as Record<string, unknown>)), // our own file
      stop_grace_seconds: [0.1, 0.1],
    });
    await host.start();
    const answer = await host.answer("a");
    expect(answer.status).toBe("success");
    expect(isAlive(first?.pid)).toBe(false);
    expect(await readdir(join(host.basedir, "media/ripped/Film"))).toEqual([
      "a.mkv",
    ]);
    await host.daemon.state(({ activity }) => activity.kind === "idle");
    expect(await readdir(join(host.tasks, "in_progress"))).toEqual([]);
    expect(await readdir(join(host.tasks, "complete"))).toEqual(["a.json"]);
  });

  test("a task that was started three times without an end fails, and the next one has its turn", async () => {
    await using host = await startHost({ stopped: true });
    await host.queue({ ...ripTask("a", 0), attempts: 3 }, ripTask("b", 1));
    await Bun.write(
      join(host.tasks, "in_progress", "a.json"),
      Bun.file(join(host.tasks, "queued", "a.json")),
    );
    await Bun.file(join(host.tasks, "queued", "a.json")).delete();
    await host.start();
    expect((await host.answer("a")).error.code).toBe("UNKNOWN");
    expect((await host.answer("b")).status).toBe("success");
  });
});

test("killed again and again at whatever moment, every task has one answer and one file in the end", async () => {
  await using host = await startHost({
    scenario: { mkv: { paceMs: 1 } },
    settings: { max_attempts: 100, stop_grace_seconds: [0.1, 0.1] },
  });
  const ids = ["a", "b", "c", "d", "e", "f"];
  await host.queue(...ids.map((id, i) => ripTask(id, i % 2)));
  // The moments are what is tried here, so time is the point and not a way of waiting.
  for (const moment of [5, 60, 110, 150, 190, 230, 270, 310]) {
    await Bun.sleep(moment);
    await host.daemon.kill("SIGKILL");
    await host.start();
  }
  const answers = await Promise.all(ids.map((id) => host.answer(id)));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => "success"));
  await host.daemon.state(({ activity }) => activity.kind === "idle");
  expect(await readdir(join(host.tasks, "in_progress"))).toEqual([]);
  expect((await readdir(join(host.tasks, "complete"))).sort()).toEqual(
    ids.map((id) => `${id}.json`),
  );
  expect(
    (await readdir(join(host.basedir, "media/ripped/Film"))).sort(),
  ).toEqual(ids.map((id) => `${id}.mkv`));
  expect(host.sim.calls().filter(({ pid }) => isAlive(pid))).toEqual([]);
});
