import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDrutilStatus } from "../../../src/disc/macos/drutil-status.ts";
import { drutilXml } from "./macos-text.ts";

test("a blank disc, and one that is not", () => {
  const blank = drutilXml(
    '<blank/><usedSpace msf="00:00:00"/><mediaType value="CD-R"/>',
  );
  const film = drutilXml('<mediaType value="DVD-ROM"/><trackCount value="1"/>');
  expect(readDrutilStatus(blank)).toEqual({ mediumKind: "cd", isBlank: true });
  expect(readDrutilStatus(film)).toEqual({ mediumKind: "dvd", isBlank: false });
  expect(readDrutilStatus(drutilXml(""))).toEqual({
    mediumKind: null,
    isBlank: false,
  });
});

test("several drives, no drive, no disc and a part of an answer say nothing", () => {
  const text = drutilXml("<blank/>");
  expect(readDrutilStatus(drutilXml("<blank/>", 2))).toBeNull();
  expect(readDrutilStatus(drutilXml("<blank/>", 0))).toBeNull();
  expect(
    readDrutilStatus(text.replace(/<mediaInfo>.*<\/mediaInfo>/, "")),
  ).toBeNull();
  for (let end = 0; end < text.indexOf("</statusdoc>") + 12; end += 1)
    expect(readDrutilStatus(text.slice(0, end))).toBeNull();
});

const recordings =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "../../../../shared/transcripts");
const recording = join(
  recordings,
  "drutil-status-xml-macos-blank-cd-embedded.txt",
);

test.skipIf(!existsSync(recording))("a recording of a blank CD", () => {
  expect(readDrutilStatus(readFileSync(recording, "utf8"))).toEqual({
    mediumKind: "cd",
    isBlank: true,
  });
});
