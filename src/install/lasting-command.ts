import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join } from "node:path";

/**
 * The same command by a path that outlives an update: Homebrew and others keep each version in a folder of its own and
 * link to it from a folder on PATH, while a running program only knows where it really is. Folders that come and go
 * (`bun run` and `npx` put some on PATH) are left out.
 */
export function lastingCommand(
  command: readonly string[],
  path: string,
  temporary = tmpdir(),
): readonly string[] {
  const [program = "", ...rest] = command;
  const real = realOf(program);
  const lasting = path
    .split(":")
    .filter((folder) => isAbsolute(folder) && !isPassing(folder, temporary))
    .map((folder) => join(folder, basename(program)))
    .find((candidate) => real !== null && realOf(candidate) === real);
  return [lasting ?? program, ...rest];
}

function isPassing(folder: string, temporary: string): boolean {
  return (
    folder.startsWith(`${temporary}/`) ||
    /\/(node_modules|_npx|bun-node-[^/]*)(\/|$)/.test(folder)
  );
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
