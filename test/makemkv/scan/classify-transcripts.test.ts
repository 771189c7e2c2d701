import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hear } from "../../support/robot-lines.ts";

/*
 * What a person would say of the recorded discs: `number: role confidence`, numbers with the same words together.
 * Skipped where the recordings are not at hand.
 */
const folder =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "../../../../shared/transcripts");

const DISCS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "info-bluray-linux-demon-slayer": { "mainFeature high": "0" },
  "info-bluray-macos-everything-everywhere-with-progress": {
    "trailer high": "0 7 9 10",
    "mainFeature high": "1",
    "featurette high": "2 3 4 8",
    "featurette medium": "5",
    // A music video of 2:42: told from a trailer by nothing but its name.
    "trailer low": "6",
    "playAll high": "11",
  },
  // The same disc with most of its names taken out.
  "info-bluray-macos-everything-everywhere": {
    "trailer high": "0",
    "trailer medium": "9 10",
    "mainFeature high": "1",
    "featurette high": "2 3 4 8",
    "featurette medium": "5",
    "trailer low": "6 7",
    "playAll high": "11",
  },
  "info-bluray-windows-guardians-of-the-galaxy": { "mainFeature high": "0" },
  // The second is a documentary in standard definition.
  "info-bluray-windows-highlander": {
    "mainFeature high": "0",
    "featurette high": "1",
  },
  "info-bluray-windows-shin-godzilla-evaluation-expired": {
    "mainFeature high": "0",
  },
  "info-bluray-windows-sonic-3": { "mainFeature high": "0" },
  "info-bluray-windows-tell-no-one": {
    "mainFeature high": "0",
    "featurette medium": "1 5 8",
    "featurette high": "2 6 7",
    "featurette low": "3 4",
  },
  "info-bluray-windows-the-first-omen": { "mainFeature high": "0" },
  "info-dvd-linux-baby-sitter": {
    "mainFeature high": "0",
    "alternateCut high": "1",
  },
  "info-dvd-linux-dobie-gillis-s1d1": { "episode high": "0 1 2 3 4 5 6 7" },
  // Four films on one disc.
  "info-dvd-macos-18384-scn": { "episode medium": "0 1 2 3" },
  "info-uhd-linux-anonymised-three-titles": {
    "mainFeature high": "0",
    "alternateCut high": "1 2",
  },
  // The first is a making-of in high definition among episodes in ultra high definition.
  "info-uhd-windows-frozen-planet-ii-d2": {
    "featurette high": "0",
    "episode high": "1 2 3",
    "playAll high": "4",
  },
  "parse-bluray-windows-the-office-s4d1": {
    "episode high": "0 1 3",
    "other medium": "2 5 6 7",
    "featurette high": "4 9",
    "featurette medium": "8",
  },
};

function rolesOf(name: string): ReadonlyMap<string, readonly number[]> {
  const { result } = hear(readFileSync(join(folder, `${name}.txt`)));
  const roles = new Map<string, number[]>();
  for (const { number, classification } of result?.tracks ?? []) {
    const key = `${classification?.role} ${classification?.confidence}`;
    roles.set(key, [...(roles.get(key) ?? []), number]);
  }
  return roles;
}

for (const [name, expected] of Object.entries(DISCS))
  test.skipIf(!existsSync(folder))(`${name} is told as a person would`, () => {
    const said = [...rolesOf(name)].map(([key, all]) => [key, all.join(" ")]);
    expect(Object.fromEntries(said)).toEqual(expected);
  });

test.skipIf(!existsSync(folder))(
  "of 108 titles one is the film, three are its angles, and nearly all are clips",
  () => {
    const roles = rolesOf("info-bluray-macos-demo-movie-108-titles");
    expect(roles.get("mainFeature high")).toEqual([4]);
    expect(roles.get("alternateCut high")).toEqual([5, 6, 7]);
    const others = [...roles].filter(([key]) => key.startsWith("other"));
    expect(others.flatMap(([, all]) => all).length).toBeGreaterThan(90);
    expect([...roles.keys()].some((key) => key.startsWith("trailer"))).toBe(
      false,
    );
  },
);

test.skipIf(!existsSync(folder))(
  "two scans of one disc, with and without progress, have one fingerprint but for the changed label",
  () => {
    const scan = (name: string) =>
      readFileSync(join(folder, `${name}.txt`), "utf8").replaceAll(
        /^CINFO:32,.*$/gm,
        'CINFO:32,0,"LABEL"',
      );
    const print = (text: string) =>
      hear(new TextEncoder().encode(text)).result?.fingerprint;
    const name = "info-bluray-macos-everything-everywhere";
    expect(print(scan(name))).toBe(print(scan(`${name}-with-progress`)));
  },
);
