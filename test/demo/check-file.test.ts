import { expect, test } from "bun:test";
import { join } from "node:path";
import { checkMatroska } from "../../src/demo/check-file.ts";
import { createMatroska } from "../../src/demo/matroska.ts";
import { tempDir } from "../support/temp-dir.ts";

const WHOLE = createMatroska({
  title: "x",
  seconds: 60,
  bytes: 20_000,
  audio: [],
  subtitles: [],
});

test("a whole file is playable, a cut one is broken, another kind is no Matroska", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "film.mkv");
  const checks = [await checkMatroska(path)];
  for (const content of [
    WHOLE.slice(0, 20_000),
    WHOLE.slice(0, 12_000),
    new Uint8Array(20_000),
    new Uint8Array(),
  ]) {
    await Bun.write(path, content);
    checks.push(await checkMatroska(path));
  }
  expect(checks).toEqual([
    { kind: "missing" },
    { kind: "playable", bytes: 20_000 },
    { kind: "broken", why: "12000 bytes long, but its header says 20000" },
    { kind: "broken", why: "not Matroska" },
    { kind: "broken", why: "not Matroska" },
  ]);
});
