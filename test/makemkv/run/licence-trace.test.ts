import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { traceLicence } from "../../../src/makemkv/run/licence-trace.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { writeProgram } from "../program.ts";

test("nothing there is a trace, too", async () => {
  await using dir = await tempDir();
  const program = join(dir.path, "makemkvcon");
  expect(await traceLicence(program, dir.path)).toBe(
    [
      `${program} -`,
      `${dir.path}/.MakeMKV/settings.conf -`,
      `${dir.path}/Library/MakeMKV/settings.conf -`,
    ].join("\n"),
  );
});

test.each([".MakeMKV", "Library/MakeMKV"])(
  "a new key in %s changes it, looking twice does not",
  async (folder) => {
    await using dir = await tempDir();
    const program = writeProgram(dir.path, "");
    const settings = join(dir.path, folder, "settings.conf");
    const trace = () => traceLicence(program, dir.path);
    const seen = [await trace()];
    mkdirSync(join(dir.path, folder), { recursive: true });
    writeFileSync(settings, 'app_Key = "T-1"\n');
    seen.push(await trace());
    writeFileSync(settings, 'app_Key = "M-22"\n');
    seen.push(await trace());
    utimesSync(settings, 1000, 1000);
    seen.push(await trace());
    expect(new Set(seen).size).toBe(4);
    expect(await trace()).toBe(seen[3] ?? "");
  },
);

test("another version behind the same name changes it", async () => {
  await using dir = await tempDir();
  const old = writeProgram(dir.path, "exit 1");
  mkdirSync(join(dir.path, "new"));
  const recent = writeProgram(join(dir.path, "new"), "exit 1");
  utimesSync(old, 1000, 1000);
  utimesSync(recent, 1000, 1000);
  const traces: string[] = [];
  for (const version of [old, recent]) {
    const link = join(dir.path, `link-${traces.length}`, "makemkvcon");
    mkdirSync(join(link, ".."));
    symlinkSync(version, link);
    traces.push(await traceLicence(link, dir.path));
  }
  expect(traces[0]).not.toBe(traces[1] ?? "");
});
