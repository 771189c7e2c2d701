import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { thisMachine } from "../../src/install/machine.ts";
import { runInstall } from "../../src/install/run-install.ts";
import { runStart } from "../../src/install/start-daemon.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { ownCommand } from "../../src/lib/own-command.ts";
import { fetchState, sendCommand } from "../../tui/attach.ts";
import { menuOf } from "../../tui/menubar/menu-view.ts";
import { startHost, until } from "../support/daemon.ts";
import { isAlive } from "../support/process.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeMachine } from "./fake-managers.ts";

async function start(configDir: string, machine = thisMachine()) {
  let out = "";
  let err = "";
  const code = await runStart({
    configDir,
    machine,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

async function pidOf(configDir: string): Promise<number> {
  const found = await fetchState(configDir);
  if (found.kind !== "ok") throw new Error(`no daemon: ${found.kind}`);
  return found.snapshot.state.daemon.pid;
}

async function quit(configDir: string): Promise<void> {
  const pid = await pidOf(configDir);
  await sendCommand(configDir, "quit");
  await until("its end", () => (isAlive(pid) ? null : true));
}

test("a click on Start ends when the daemon answers, which then lives on by itself", async () => {
  await using host = await startHost({ stopped: true });
  const { configDir } = host;
  const place = { now: 0, command: ownCommand(), configDir };
  const { sections } = menuOf({ kind: "notRunning" }, place);
  const does = sections.flat().find((item) => item.does)?.does;
  if (does?.kind !== "run") throw new Error("nothing can be started");

  const click = Bun.spawn([...does.words], {
    stdin: "ignore",
    stderr: "pipe",
    // As whatever SwiftBar starts: the daemon must not take launchd for its keeper.
    env: { ...process.env, HOME: host.root, XPC_SERVICE_NAME: "SwiftBar" },
  });
  // SwiftBar reads both pipes to their ends.
  expect(await click.stdout.text()).toStartWith(
    "The daemon runs in the background (process ",
  );
  expect(await click.stderr.text()).toBe("");
  expect(await click.exited).toBe(0);

  const first = await pidOf(configDir);
  expect((await start(configDir)).out).toBe(
    `The daemon runs already (process ${first}).\n`,
  );
  await sendCommand(configDir, "restart");
  await until("its successor", async () => {
    const found = await fetchState(configDir);
    return found.kind === "ok" && found.snapshot.state.daemon.pid !== first
      ? true
      : null;
  });
  await quit(configDir);
});

test("a daemon that can not start says why", async () => {
  await using dir = await tempDir();
  const machine = { ...thisMachine(), home: dir.path };
  const configDir = join(dir.path, "config");
  const command = ["/bin/sh", "-c", "echo 'It is too cold.' >&2; exit 1"];
  expect(await start(configDir, { ...machine, command })).toEqual({
    code: 1,
    out: "",
    err: "It is too cold.\n",
  });
  const gone = { ...machine, command: [join(dir.path, "gone")] };
  const { code, err } = await start(configDir, gone);
  expect(code).toBe(1);
  expect(err).toStartWith("That did not work: ");
});

describe.each([
  ["darwin", "launchctl kickstart gui/501/com.amphigory.daemon.", "bootstrap"],
  ["linux", "systemctl --user start amphigory-", "start"],
])("with a service on %s", (platform, call, failing) => {
  async function installed() {
    const host = await startHost({ stopped: true });
    const fake = await fakeMachine(platform);
    const { configDir } = host;
    const install = async (machine = fake.machine) => {
      let said = "";
      const out = (text: string) => void (said += text);
      const call = { action: "install", what: "service" } as const;
      await runInstall({ ...call, configDir, pluginDir: null, machine, out });
      return said;
    };
    await install();
    await fake.quit();
    fake.calls();
    return { host, fake, configDir, install };
  }

  test("that is started, and not a process beside it", async () => {
    const { host, fake, configDir, install } = await installed();
    await using _host = host;
    await using _fake = fake;
    const machine = { ...fake.machine, clock: systemClock };
    const starting = start(configDir, machine);
    await until("the start", () => (fake.isStarted() ? true : null));
    await host.start();
    const { code, out, err } = await starting;
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^The daemon runs \(process \d+\), looked after as /);
    expect(fake.calls().filter((line) => line.startsWith(call))).toHaveLength(
      1,
    );
    // The manager believes in process 4711.
    expect(await install(machine)).toContain(
      "A daemon that was started otherwise",
    );
  });

  test("what keeps it from starting is said, and no process is started instead", async () => {
    const { host, fake, configDir } = await installed();
    await using _host = host;
    await using _fake = fake;
    // As after `launchctl bootout`.
    await fake.forget();
    fake.fail(failing, 5, "Input/output error\n");
    const { code, err } = await start(configDir, fake.machine);
    expect(code).toBe(1);
    expect(err).toContain("exit code 5: Input/output error");
    expect(await fetchState(configDir)).toEqual({ kind: "notRunning" });
  });

  test("that starts nothing is not waited for without an end", async () => {
    const { host, fake, configDir } = await installed();
    await using _host = host;
    await using _fake = fake;
    const { code, err } = await start(configDir, fake.machine);
    expect(code).toBe(1);
    expect(err).toContain("was started, but no daemon answers");
  });
});
