import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fetchState, sendCommand } from "../../../tui/attach.ts";
import { isAlive } from "../../support/process.ts";
import {
  ripTask,
  scanTask,
  startHost,
  until,
  type Host,
} from "../../support/daemon.ts";
import { hasTmux, openTerminal } from "../../support/terminal.ts";

/** The real program in a real terminal, with the real daemon and a simulated makemkvcon behind it. */

const CLI = join(import.meta.dir, "../../../src/cli.ts");

function call(host: Host): string {
  return `'${process.execPath}' '${CLI}' --config-dir '${host.configDir}'`;
}

/** A daemon that a dashboard started is nobody's child: it is told to end. */
function endedAfter({ configDir }: Host): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await sendCommand(configDir, "quit");
      await until("the daemon to end", async () =>
        (await fetchState(configDir)).kind === "notRunning" ? true : null,
      );
    },
  };
}

/** A rip that stops half way until it may go on. */
async function rippingHost(): Promise<Host> {
  const host = await startHost({
    scenario: {
      mkv: { at: { half: [{ do: "hang", chatter: true }] } },
    },
  });
  await host.queue(scanTask("scan-1"), ripTask("rip-1", 0, "北極特快.mkv"));
  await host.daemon.state(
    ({ activity }) =>
      activity.kind === "ripping" && activity.progress.percent > 0,
  );
  return host;
}

test.skipIf(!hasTmux)(
  "a person watches a rip, pauses it, and loses the daemon for a while",
  async () => {
    await using host = await rippingHost();
    const modes = join(host.root, "modes");
    await using terminal = await openTerminal({
      columns: 80,
      rows: 24,
      command: `stty -g > ${modes}.before; ${call(host)}; echo "left with $?"; stty -g > ${modes}.after`,
    });
    await terminal.shows("Ripping track 0");
    expect(terminal.screen()).toContain("→ 北極特快.mkv");
    expect(terminal.screen().trimEnd().split("\n")).toHaveLength(24);

    terminal.type("?");
    await terminal.shows("Finish the running task, then begin nothing more");
    terminal.type("Escape");
    await terminal.shows("Ripping track 0");
    terminal.type("p");
    await terminal.shows(", then paused");
    await host.daemon.state(({ pause }) => pause.paused);
    terminal.type("r");
    await host.daemon.state(({ pause }) => !pause.paused);

    terminal.resize(40, 12);
    const small = await terminal.shows(
      (text) => /\d %\n/.test(text) && !text.includes("Tracks"),
    );
    expect(small.trimEnd().split("\n")).toHaveLength(12);
    terminal.resize(120, 40);
    await terminal.shows("Config in");

    await host.daemon.kill("SIGKILL");
    await terminal.shows("No daemon is running");
    await host.start();
    await terminal.shows("Ripping track 0");

    terminal.type("P");
    await terminal.shows("Its answer will be TASK_CANCELLED");
    terminal.type("y");
    expect((await host.answer("rip-1")).error.code).toBe("TASK_CANCELLED");
    await terminal.shows("Track 0 failed");
    await until(
      "the title",
      () => terminal.value("pane_title").startsWith("▲") || null,
    );
    terminal.type("a");
    await terminal.shows((text) => !text.includes("Track 0 failed"));

    terminal.type("q");
    await terminal.shows("left with 0");
    expect(terminal.value("alternate_on")).toBe("0");
    expect(terminal.value("cursor_flag")).toBe("1");
    expect(await readFile(`${modes}.after`, "utf8")).toBe(
      await readFile(`${modes}.before`, "utf8"),
    );
    expect(isAlive(host.daemon.process.pid)).toBe(true);
  },
  60_000,
);

test.skipIf(!hasTmux)(
  "Ctrl-C leaves the terminal as it was, and the rip alone",
  async () => {
    await using host = await rippingHost();
    await using terminal = await openTerminal({
      columns: 80,
      rows: 24,
      command: `${call(host)} --ascii; echo "left with $?"`,
    });
    await terminal.shows("Ripping track 0");
    expect(terminal.screen()).toMatch(/^[ -~\n]*$/);
    terminal.type("C-c");
    await terminal.shows("left with");
    expect(terminal.value("alternate_on")).toBe("0");
    expect(terminal.value("cursor_flag")).toBe("1");
    await host.daemon.state(({ activity }) => activity.kind === "ripping");
    // Takes its makemkvcon with it.
    await host.daemon.kill();
  },
  30_000,
);

test.skipIf(!hasTmux).each(["SIGTERM", "SIGHUP"] as const)(
  "%s leaves the terminal as it was, its title as well",
  async (signal) => {
    await using host = await startHost();
    const pidFile = join(host.root, "pid");
    await using terminal = await openTerminal({
      columns: 80,
      rows: 24,
      command: `printf '\\033]2;mine\\007'; sh -c 'echo $$ > ${pidFile}; exec ${call(host).replaceAll("'", '"')}'; echo "left with $?"`,
    });
    await terminal.shows("Queue");
    expect(terminal.value("pane_title")).not.toBe("mine");
    process.kill(Number(await readFile(pidFile, "utf8")), signal);
    await terminal.shows("left with");
    expect(terminal.value("alternate_on")).toBe("0");
    expect(terminal.value("cursor_flag")).toBe("1");
    expect(terminal.value("pane_title")).toBe("mine");
  },
  30_000,
);

test.skipIf(!hasTmux)(
  "Ctrl-Z gives the shell back, and fg the dashboard",
  async () => {
    await using host = await startHost();
    await using terminal = await openTerminal({
      columns: 80,
      rows: 24,
      command: "PS1='shell> ' bash --norc --noprofile",
    });
    await terminal.shows("shell>");
    terminal.type(call(host), "Enter");
    await terminal.shows("Queue");
    // Keys are ours from now on; before that Ctrl-Z would be the terminal's own.
    terminal.type("Tab");
    await terminal.shows("━ Results");
    terminal.type("C-z");
    await terminal.shows("Stopped");
    expect(terminal.value("alternate_on")).toBe("0");
    expect(terminal.value("cursor_flag")).toBe("1");
    terminal.type("fg", "Enter");
    await terminal.shows("━ Results");
    terminal.type("Tab");
    await terminal.shows("━ Connections");
  },
  30_000,
);

test.skipIf(!hasTmux)(
  "where no daemon runs one is started, and stays when it may",
  async () => {
    await using host = await startHost({ stopped: true });
    await using _daemon = endedAfter(host);
    await using terminal = await openTerminal({
      columns: 80,
      rows: 24,
      command: `${call(host)}; echo "left with $?"`,
    });
    await terminal.shows("one was started in the background");
    const pid = /process (\d+)/.exec(terminal.screen())?.[1];
    terminal.type("q");
    await terminal.shows("The daemon goes on in the background.");
    expect(isAlive(Number(pid))).toBe(true);
  },
  30_000,
);

test.skipIf(!hasTmux)("a dumb terminal gets the status, once", async () => {
  await using host = await startHost();
  await using terminal = await openTerminal({
    columns: 80,
    rows: 24,
    command: `TERM=dumb ${call(host)}; echo "left with $?"`,
  });
  expect(await terminal.shows("left with 0")).toStartWith("Amphigory ");
});

test.skipIf(!hasTmux)(
  "for a screen reader there are sentences, which stay when it is left",
  async () => {
    await using host = await startHost();
    await using terminal = await openTerminal({
      columns: 80,
      rows: 24,
      command: `${call(host)} --screen-reader; echo "left with $?"`,
    });
    await terminal.shows("Panel: Queue.");
    terminal.type("Tab");
    await terminal.shows("Panel: Results.");
    terminal.type("Enter");
    await terminal.shows("Results:");
    terminal.type("q");
    const lines = (await terminal.shows("left with")).split("\n");
    expect(lines).toContain("left with 0");
    expect(lines).toContain("Results:");
  },
  30_000,
);

test("without a terminal it says how things are, once", async () => {
  await using host = await startHost();
  const run = () =>
    Bun.spawn([process.execPath, CLI, "--config-dir", host.configDir], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
  const there = run();
  expect(await there.stdout.text()).toStartWith("Amphigory ");
  expect(await there.exited).toBe(0);

  await host.daemon.kill();
  const gone = run();
  expect(await gone.stdout.text()).toStartWith("No daemon is running for ");
  expect(await gone.stderr.text()).toBe("");
  expect(await gone.exited).toBe(0);
});

test.skipIf(!hasTmux)(
  "it is drawn whatever folder it is called from",
  async () => {
    await using host = await startHost();
    await using terminal = await openTerminal({
      columns: 100,
      rows: 30,
      command: `cd /; env -u NODE_ENV ${call(host)}`,
    });
    await terminal.shows("Queue");
  },
);
