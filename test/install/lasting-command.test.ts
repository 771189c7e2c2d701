import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastingCommand } from "../../src/install/lasting-command.ts";
import { tempDir } from "../support/temp-dir.ts";

test("a program is named by the link on PATH that an update renews", async () => {
  await using dir = await tempDir();
  const home = join(dir.path, "home"); // not below the folder of temporary files, as far as it is concerned
  const real = join(home, "Cellar", "bun", "1.4.5", "bin");
  const linked = join(home, "bin");
  const passing = join(home, "node_modules", ".bin");
  for (const folder of [real, linked, passing])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(real, "bun"), "");
  chmodSync(join(real, "bun"), 0o755);
  for (const folder of [passing, linked])
    symlinkSync(join(real, "bun"), join(folder, "bun"));
  const command = [join(real, "bun"), "/cli.ts"];
  const path = `relative:${passing}:/nowhere:${linked}:${real}`;
  expect(lastingCommand(command, path, "/elsewhere")).toEqual([
    join(linked, "bun"),
    "/cli.ts",
  ]);
  expect(lastingCommand(command, path, dir.path)).toEqual(command);
  expect(lastingCommand(command, "")).toEqual(command);
});
