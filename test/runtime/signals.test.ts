import { expect, test } from "bun:test";
import { join } from "node:path";

const SIGNALS = join(import.meta.dir, "../../src/runtime/signals.ts");

/** A process that says what it was told, until it is killed. */
async function listen(hasTerminal: boolean) {
  const source = `
    import { onSignals } from ${JSON.stringify(SIGNALS)};
    onSignals({
      stop: () => console.log("stop"),
      kill: () => process.exit(1),
      hasTerminal: ${hasTerminal},
    });
    console.log("ready");
    for await (const line of console) console.log(line);
  `;
  const child = Bun.spawn([process.execPath, "-e", source], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  const heard = async () =>
    new TextDecoder().decode((await reader.read()).value).trim();
  await heard();
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    say: (line: string) => void child.stdin.write(`${line}\n`),
    heard,
    exited: child.exited,
    [Symbol.dispose]: () => child.kill("SIGKILL"),
  };
}

test.each(["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP"] as const)(
  "%s asks for an orderly end, and ends at once when it comes again",
  async (signal) => {
    using daemon = await listen(true);
    daemon.kill(signal);
    expect(await daemon.heard()).toBe("stop");
    daemon.kill(signal);
    expect(await daemon.exited).toBe(1);
  },
);

test.each(["SIGHUP", "SIGUSR1", "SIGUSR2"] as const)(
  "%s is no reason to end in the background",
  async (signal) => {
    using daemon = await listen(false);
    daemon.kill(signal);
    daemon.say("still here");
    expect(await daemon.heard()).toBe("still here");
  },
);

test("a parent that ignores SIGCHLD does not keep us from hearing how a child has ended", async () => {
  const source = `
    import { onSignals } from ${JSON.stringify(SIGNALS)};
    onSignals({ stop() {}, kill() {}, hasTerminal: false });
    process.exitCode = await Bun.spawn(["sh", "-c", "exit 7"]).exited;
  `;
  const ignoring = ["bash", "-c", `trap "" CHLD; exec "$@"`, "bash"];
  const child = Bun.spawn([...ignoring, process.execPath, "-e", source], {
    stderr: "inherit",
  });
  expect(await child.exited).toBe(7);
});
