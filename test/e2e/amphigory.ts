import { join } from "node:path";
import type { Host } from "../support/daemon.ts";

const CLI = join(import.meta.dir, "..", "..", "src", "cli.ts");

/** A command of a person's, with what it prints. */
export async function amphigory(host: Host, ...args: readonly string[]) {
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
