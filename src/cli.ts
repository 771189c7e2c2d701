#!/usr/bin/env bun
/**
 * The only entry. The menu bar runs it every few seconds, in one form of words; that form takes a short cut past
 * everything that reads a command line, which costs as much as Bun itself. All the rest is main.ts's.
 */
const [mode, option, folder, ...more] = process.argv.slice(2);

if (
  mode === "--menubar" &&
  option === "--config-dir" &&
  folder?.startsWith("/") &&
  more.length === 0
) {
  const { runMenubar } = await import("../tui/menubar/run-menubar.ts");
  process.exitCode = await runMenubar({ configDir: folder });
} else {
  await import("./main.ts");
}
