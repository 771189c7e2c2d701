import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../src/lib/clock.ts";
import type { Settings } from "../../src/state/settings.ts";
import { defaultSettings } from "../support/settings.ts";
import type { Transcript } from "../../src/makemkv/run/transcript.ts";

/** A small real program in place of makemkvcon: a shell script. */
export function writeProgram(dir: string, script: string): string {
  const path = join(dir, "program");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A sleeping process with these arguments; it runs by the time it is given. Kill it in the end. */
export async function startSleeper(args: readonly string[]) {
  const script = "echo ready; for i in $(seq 300); do sleep 0.2; done";
  const child = Bun.spawn(["sh", "-c", script, ...args], { stdout: "pipe" });
  await child.stdout.getReader().read();
  return child;
}

/** A transcript that only remembers. */
export function createNotes(): Transcript & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    path: "/logs/run.txt",
    lines,
    stdout: () => {},
    note: (text) => lines.push(text),
    close: async () => {},
  };
}

/** Every timer is due `factor` times sooner, for tests that must wait through a ladder of signals of a real process. */
export function hurried(clock: Clock, factor: number): Clock {
  return {
    now: () => clock.now() * factor,
    monotonic: () => clock.monotonic() * factor,
    after: (ms, run) => clock.after(ms / factor, run),
  };
}

export const settings: Settings = {
  ...defaultSettings,
  discMonitor: "none",
  minFreeBytes: 0,
};
