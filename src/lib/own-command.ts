/**
 * The words that start this very program again; its own arguments follow. A single-file executable is all there is; a
 * source tree needs the Bun that runs this.
 */
export function ownCommand(): readonly string[] {
  if (Bun.isStandaloneExecutable) return [process.execPath];
  return [process.execPath, import.meta.dir.replace(/lib$/, "cli.ts")];
}
