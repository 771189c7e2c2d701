import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  addSpot,
  countSpots,
  createReadErrorMap,
  type ReadErrors,
  type Spot,
} from "../../../src/makemkv/verdict/read-errors.ts";
import {
  firstPlaces,
  placesAndPattern,
} from "../../../src/makemkv/verdict/read-error-text.ts";

const GB = 1_000_000_000;

function mapOf(
  ...places: readonly (readonly [source: string, offset: number | null])[]
) {
  const map = createReadErrorMap();
  for (const [source, offset] of places)
    map.add({ cause: "MEDIUM ERROR", source, offset });
  return map.current();
}

/** The sentence behind the places. */
const patternIn = (errors: ReadErrors) =>
  placesAndPattern(errors).slice(`${firstPlaces(errors)}. `.length);

const ONE_SPOT = /^All are in one place, as a scratch/;
const SOME_SPOTS = /^They are in \d+ places.*, as scratches/;
const ALL_OVER = /^They are spread over the disc \(at least \d+ places/;

test("no read error is nothing at all", () => {
  expect(mapOf()).toEqual({
    count: 0,
    places: [],
    last: null,
    causes: [],
    sources: [],
    elsewhere: 0,
  });
  expect(patternIn(mapOf())).toBe("");
});

test("errors near each other are one spot, and point to a scratch", () => {
  const errors = mapOf(["/a", 2048], ["/a", 4096], ["/a", 2048]);
  expect(errors.sources).toEqual([
    { source: "/a", count: 3, spots: [{ from: 2048, to: 4096, count: 3 }] },
  ]);
  expect(patternIn(errors)).toMatch(ONE_SPOT);
  expect(placesAndPattern(errors)).toContain("one place, as a scratch");
});

test("an error between two spots that is near both makes them one", () => {
  const MB = 1024 * 1024;
  const spots = [0, 30 * MB, 15 * MB].reduce<readonly Spot[]>(addSpot, []);
  expect(spots).toEqual([{ from: 0, to: 30 * MB, count: 3 }]);
});

test("some places are scratches, many in several files point to the drive", () => {
  expect(patternIn(mapOf(["/a", 0], ["/a", GB], ["/b", 0]))).toMatch(
    SOME_SPOTS,
  );
  const wide = mapOf(
    ...Array.from({ length: 9 }, (_, at) => ["/a", at * GB] as const),
    ["/b", 0],
  );
  expect(patternIn(wide)).toMatch(ALL_OVER);
  expect(patternIn(wide)).toBe(
    "They are spread over the disc (at least 10 places of 2 files): rather the drive or its cable than one scratch.",
  );
});

test("a chain of neighbours is no single place, however close they are", () => {
  const MIB = 1024 * 1024;
  const chain = (apart: number, count: number) =>
    mapOf(
      ...Array.from({ length: count }, (_, at) => ["/a", at * apart] as const),
    );
  expect(patternIn(chain(8 * MIB, 60))).toMatch(ONE_SPOT);
  expect(patternIn(chain(8 * MIB, 180))).toMatch(SOME_SPOTS);
  expect(patternIn(chain(16 * MIB, 1100))).toMatch(ALL_OVER);
  const scattered = Array.from(
    { length: 5000 },
    (_, at) => ["/a", 2048 * ((at * 7919) % 9_000_000)] as const,
  );
  expect(patternIn(mapOf(...scattered))).toMatch(ALL_OVER);
});

test("where nobody says where, nothing is made of it", () => {
  const errors = mapOf(["/a", null], ["/a", null]);
  expect(patternIn(errors)).toBe("");
});

const CAUSE = "Scsi error - MEDIUM ERROR:L-EC UNCORRECTABLE ERROR";

const saidOf = (
  ...errors: readonly (readonly [string, string, number | null])[]
) => {
  const map = createReadErrorMap();
  for (const [cause, source, offset] of errors)
    map.add({ cause, source, offset });
  return firstPlaces(map.current());
};

test("the cause is said once, and then the places", () => {
  expect(saidOf([CAUSE, "/a", 1])).toBe(` (${CAUSE}), in /a at byte 1`);
  expect(
    saidOf(
      [CAUSE, "/a", 1],
      [CAUSE, "/a", 2],
      [CAUSE, "/b", 3],
      [CAUSE, "/b", 4],
    ),
  ).toBe(` (${CAUSE}), first in /a at bytes 1 and 2, in /b at byte 3`);
  expect(saidOf([CAUSE, "/a", 1], [CAUSE, "/a", 2], [CAUSE, "/a", 3])).toBe(
    ` (${CAUSE}), first in /a at bytes 1, 2 and 3`,
  );
  expect(saidOf(["rare", "/a", null], [CAUSE, "", 2], [CAUSE, "", 2])).toBe(
    ` (${CAUSE}; rare), first in /a, at byte 2`,
  );
  const causes = saidOf(["a", "", 1], ["b", "", 1], ["c", "", 1], ["c", "", 1]);
  expect(causes).toBe(" (c; a; and others), first at byte 1");
  expect(saidOf(["", "", null], ["", "/a", 9])).toBe(", first in /a at byte 9");
  expect(saidOf([CAUSE, "", null])).toBe(` (${CAUSE})`);
  expect(saidOf(["", "", null])).toBe("");
});

test("one error is not called a pattern", () => {
  expect(patternIn(mapOf(["/a", 1]))).toBe("");
});

test("causes come by how often they were said, the last place is known", () => {
  const map = createReadErrorMap();
  const places = ["a", "b", "b"].map((cause) => ({
    cause,
    source: "",
    offset: 1,
  }));
  for (const place of places) map.add(place);
  const { causes, last } = map.current();
  expect({ causes, last }).toEqual({
    causes: [
      { cause: "b", count: 2 },
      { cause: "a", count: 1 },
    ],
    last: { cause: "b", source: "", offset: 1 },
  });
});

test("a storm of a hundred thousand errors all over the disc stays small", () => {
  const map = createReadErrorMap();
  for (let at = 0; at < 100_000; at++)
    map.add({
      cause: `cause ${at} ${"x".repeat(400)}`,
      source: `/STREAM/${at % 40}.m2ts`,
      offset: (at * 7_919_777_777) % (50 * GB),
    });
  const errors = map.current();
  expect(errors.count).toBe(100_000);
  expect(JSON.stringify(errors).length).toBeLessThan(40_000);
  expect(patternIn(errors)).toMatch(ALL_OVER);
  const kept = errors.sources.reduce((sum, { count }) => sum + count, 0);
  expect(kept + errors.elsewhere).toBe(100_000);
});

test("spots stay in order, apart, few, and lose no error", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 60 * GB })), (offsets) => {
      const spots = offsets.reduce<readonly Spot[]>(addSpot, []);
      const sum = spots.reduce((total, { count }) => total + count, 0);
      expect(sum).toBe(offsets.length);
      expect(spots.length).toBeLessThanOrEqual(16);
      for (const [at, spot] of spots.entries()) {
        expect(spot.from).toBeLessThanOrEqual(spot.to);
        expect(spot.from).toBeGreaterThan(spots[at - 1]?.to ?? -1);
      }
      for (const offset of offsets)
        expect(
          spots.some(({ from, to }) => from <= offset && offset <= to),
        ).toBe(true);
    }),
  );
});

test("the spots of all sources are counted together", () => {
  expect(countSpots(mapOf(["/a", 0], ["/b", 0], ["/b", GB]))).toBe(3);
});
