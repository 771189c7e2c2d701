import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { ripTask, startHost, until, type Host } from "../support/daemon.ts";
import { isAlive } from "../support/process.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

const CLI = join(import.meta.dir, "..", "..", "src", "cli.ts");

async function amphigory(host: Host, ...args: readonly string[]) {
  const child = Bun.spawn(
    [process.execPath, CLI, ...args, "--config-dir", host.configDir],
    { stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  );
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { stdout, stderr, code };
}

/** A rip that stands still in the middle until a file appears. */
async function hostInMidRip() {
  const host = await startHost();
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
  await host.queue(ripTask("a", 0), ripTask("b", 1));
  await until("the middle of the rip", () => existsSync(half) || null);
  return { host, goOn: () => Bun.write(goOn, "") };
}

describe("a person's commands", () => {
  test("pause lets the running track end, and nothing more is begun until resume", async () => {
    const { host, goOn } = await hostInMidRip();
    await using _ = host;
    expect((await amphigory(host, "pause")).code).toBe(0);
    await goOn();
    expect((await host.answer("a")).status).toBe("success");
    await host.daemon.state(
      ({ activity, pause }) => activity.kind === "idle" && !pause.pending,
    );
    expect(existsSync(join(host.tasks, "PAUSED"))).toBe(true);
    expect(host.sim.calls().length).toBe(1);
    expect((await amphigory(host, "resume")).code).toBe(0);
    expect((await host.answer("b")).status).toBe("success");
    expect(existsSync(join(host.tasks, "PAUSED"))).toBe(false);
  });

  test("pause --now stops the rip: TASK_CANCELLED, nothing of the file stays", async () => {
    const { host } = await hostInMidRip();
    await using _ = host;
    expect((await amphigory(host, "pause", "--now")).code).toBe(0);
    expect((await host.answer("a")).error.code).toBe("TASK_CANCELLED");
    expect(await readdir(host.basedir)).toEqual(["tasks"]);
    expect(await readdir(join(host.tasks, "queued"))).toEqual(["b.json"]);
  });

  test("quit in the middle puts the task back, no attempt counted, and stops makemkvcon", async () => {
    const { host } = await hostInMidRip();
    await using _ = host;
    const { code, stdout } = await amphigory(host, "quit");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "The daemon has ended. Task a is back in the queue.\n",
    });
    expect(await host.daemon.process.exited).toBe(0);
    const queued = await Bun.file(join(host.tasks, "queued/a.json")).json();
    expect(queued.attempts).toBe(0);
    expect(await readdir(join(host.tasks, "in_progress"))).toEqual([]);
    expect(await readdir(host.basedir)).toEqual(["tasks"]);
  });

  test("restart starts a successor that goes on with the queue", async () => {
    const { host, goOn } = await hostInMidRip();
    await using _ = host;
    await goOn();
    const before = host.daemon.process.pid;
    expect((await amphigory(host, "restart", "--yes")).code).toBe(0);
    const { daemon } = await host.daemon.state(() => true);
    expect(daemon.pid).not.toBe(before);
    expect((await host.answer("b")).status).toBe("success");
    expect((await amphigory(host, "quit", "--yes")).code).toBe(0);
  });

  test("without a daemon every verb says so and exits with 4", async () => {
    await using host = await startHost({ stopped: true });
    const { code, stderr } = await amphigory(host, "status");
    expect(code).toBe(4);
    expect(stderr).toContain("No daemon is running");
  });

  test("a wrong command line is explained, with exit code 2", async () => {
    await using host = await startHost({ stopped: true });
    expect((await amphigory(host, "rip")).code).toBe(2);
    expect(await amphigory(host, "pause", "--json")).toMatchObject({
      code: 2,
      stderr: "--json does not belong to 'pause'.\nTry 'amphigory --help'.\n",
    });
  });

  test("status --json is the state", async () => {
    await using host = await startHost();
    const { stdout } = await amphigory(host, "status", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      queue: { kind: "open", directory: host.tasks },
      drive: {
        device: "/dev/sr0",
        disc: { kind: "unknown", lastScan: null, renumbered: null },
      },
    });
  });
});

test("a pause while the tasks folder is away says that it is not on disk yet", async () => {
  await using host = await startHost();
  await rename(host.tasks, `${host.tasks}.away`);
  await host.daemon.state(({ queue }) => queue.kind === "unavailable");
  const { code, stderr } = await amphigory(host, "pause");
  expect(code).toBe(0);
  expect(stderr).toContain("The pause is not on disk yet");
  await rename(`${host.tasks}.away`, host.tasks);
  await host.daemon.state(({ pause }) => !pause.pending);
  expect(existsSync(join(host.tasks, "PAUSED"))).toBe(true);
});

test("a second signal ends the daemon and makemkvcon at once, and the next start puts the task right", async () => {
  await using host = await startHost({
    settings: { stop_grace_seconds: [60, 60] },
  });
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
  host.daemon.process.kill("SIGTERM");
  await host.daemon.state(({ activity }) => activity.kind === "stopping");
  expect(await host.daemon.kill("SIGTERM")).toBe(1);
  const [first] = host.sim.calls();
  await until("its end", () => !isAlive(first?.pid) || null);
  await host.start();
  expect((await host.answer("a")).status).toBe("success");
});

test("a daemon whose makemkvcon does not start ends all the same", async () => {
  await using host = await startHost();
  await Bun.write(join(host.root, "makemkvcon"), "#!/no/such/interpreter\n");
  await host.queue(ripTask("a", 0));
  await host.daemon.state(({ failedStarts }) => failedStarts !== null);
  expect(await host.daemon.kill("SIGTERM")).toBe(0);
  expect(existsSync(join(host.tasks, "queued", "a.json"))).toBe(true);
});

test("a daemon that logs to a file outlives the terminal it was started from", async () => {
  await using host = await startHost();
  host.daemon.process.kill("SIGHUP");
  await host.queue(ripTask("a", 0));
  expect((await host.answer("a")).status).toBe("success");
});

describe("one daemon", () => {
  test("a second one for the same config folder says who holds it and exits with 1", async () => {
    await using host = await startHost();
    const { code, stderr } = await amphigory(host, "--daemon");
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${host.daemon.process.pid}`);
  });

  test("a second one for the same tasks folder says who holds it and exits with 1", async () => {
    await using host = await startHost();
    const other = join(host.root, "other");
    await Bun.write(
      join(other, "daemon.yaml"),
      Bun.file(join(host.configDir, "daemon.yaml")),
    );
    const { code, stderr } = await amphigory(
      { ...host, configDir: other },
      "--daemon",
    );
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${host.daemon.process.pid}`);
  });
});
