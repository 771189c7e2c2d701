import { expect, test } from "bun:test";
import { hear } from "../../support/robot-lines.ts";

/* Texts that were never seen in a capture are constructed from the catalogue. */

const say = (code: number, ...params: readonly string[]) =>
  `MSG:${code},0,${params.length},${[`message ${code}`, "format", ...params].map((field) => `"${field}"`).join(",")}`;
const TITLE = 'TINFO:0,9,0,"1:39:56"';
const READ_ERROR = say(2003, "MEDIUM ERROR", "/A.VOB", "2048");

const kinds = (...lines: readonly string[]) =>
  hear([...lines, TITLE]).result?.warnings.map(({ kind, count }) => [
    kind,
    count,
  ]);

test("titles of a DVD that nobody mentions after a read error are missed", () => {
  const { result } = hear([
    READ_ERROR,
    say(3026, "1", "2:32:16", "1:27:11"),
    say(3025, "2", "12", "120"),
    say(3028, "5", "1", "0:21:51"),
    say(3027, "VTS_01", "#05", "#06"),
    say(3028, "7/2", "1", "0:21:45"),
    TITLE,
  ]);
  expect(result?.warnings.map(({ kind, count }) => [kind, count])).toEqual([
    ["tracks_skipped", 1],
    ["tracks_unmentioned", 2],
    ["read_errors", 1],
  ]);
  expect(result?.warnings[1]?.text).toContain("(number 3, 4)");
  expect(result?.warnings[2]?.text).toContain("missing from the list");
});

test("gaps in the numbers of a sound DVD and of a Blu-ray mean nothing", () => {
  expect(kinds(say(3028, "1"), say(3028, "9"))).toEqual([]);
  expect(kinds(READ_ERROR, say(3307, "00800.mpls", "9"))).toEqual([
    ["read_errors", 1],
  ]);
});

test("fake titles of a sound disc are no loss", () => {
  expect(kinds(say(3026, "1", "2", "1"))).toEqual([]);
});

test("what a scan had to do without is said", () => {
  expect(
    kinds(say(3042), say(3339), say(3345), say(2013), say(3032, "A", "B")),
  ).toEqual([
    ["region_mismatch", 1],
    ["damaged_index", 1],
    ["download_failed", 1],
    ["java_missing", 1],
    ["system_error", 1],
  ]);
});

test("very many skipped titles are counted, three are named", () => {
  const { result } = hear([
    ...Array.from({ length: 500 }, (_, at) => say(3015, `${at}`, "0:01:00")),
    TITLE,
  ]);
  expect(result?.warnings).toMatchObject([
    { kind: "tracks_skipped", count: 500 },
  ]);
  expect(result?.warnings[0]?.text.length).toBeLessThan(300);
});
