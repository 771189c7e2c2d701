import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  checkDirectory,
  checkFilename,
  isUnder,
  joinBasedir,
  mapDirectory,
} from "../../src/config/output-path.ts";

const SETTINGS = {
  webappBasedir: "/opt/a",
  outputRoots: ["/srv/films"],
  pathMap: [
    { webapp: "/media", host: "/Volumes/Media" },
    { webapp: "/media/ripped", host: "/Volumes/Rips" },
  ],
  rippedDirectory: "/Users/u/Rips",
};

test.each([
  ["/opt/a", "/tasks", "/opt/a/tasks"],
  ["/opt/a/", "tasks/", "/opt/a/tasks"],
  ["/", "/tasks", "/tasks"],
  ["/", "", "/"],
])("%s and %s are %s", (basedir, path, joined) => {
  expect(joinBasedir(basedir, path)).toBe(joined);
});

test.each([
  ["/media", "/media", true],
  ["/media", "/media/x", true],
  ["/media", "/mediax", false],
  ["/media/x", "/media", false],
  ["/", "/anything", true],
])("%s holds %s: %p", (root, path, holds) => {
  expect(isUnder(root, path)).toBe(holds);
});

describe("a folder of a task", () => {
  test.each([
    ["the longest prefix wins", "/media/ripped/X", "/Volumes/Rips/X"],
    ["a shorter prefix", "/media/other/X", "/Volumes/Media/other/X"],
    ["the prefix itself", "/media/ripped/", "/Volumes/Rips"],
    ["a look-alike of a prefix is none", "/mediax/X", "/opt/a/mediax/X"],
    ["under the base folder it stays", "/opt/a/rips", "/opt/a/rips"],
    ["a look-alike of the base folder", "/opt/ab", "/opt/a/opt/ab"],
    ["under an output root it stays", "/srv//films/./X/", "/srv/films/X"],
    ["under ripped_directory it stays", "/Users/u/Rips/X", "/Users/u/Rips/X"],
    ["anything else is below the base folder", "/data/X", "/opt/a/data/X"],
    [".. is taken out after mapping", "/media/ripped/../X", "/Volumes/X"],
    [".. does not carry it into a prefix", "/x/../media/X", "/opt/a/media/X"],
    [".. can leave a root, which is refused later", "/opt/a/../X", "/opt/X"],
  ])("%s: %s → %s", (_, directory, path) => {
    expect(mapDirectory(directory, SETTINGS, true).path).toBe(path);
  });

  test("everything may be mapped with a prefix of /", () => {
    const pathMap = [{ webapp: "/", host: "/host" }];
    const mapped = mapDirectory("/a/b", { ...SETTINGS, pathMap }, true);
    expect(mapped.path).toBe("/host/a/b");
  });

  test("a ripped_directory of / does not open this machine to the webapp's tasks", () => {
    const settings = { ...SETTINGS, rippedDirectory: "/" };
    const mapped = mapDirectory("/Users/u/.config", settings, true);
    expect(mapped.path).toBe("/opt/a/Users/u/.config");
    expect(mapped.roots).not.toContain("/");
  });

  test("ripped_directory is a root only where it was used as it is", () => {
    const roots = ["/opt/a", "/srv/films", "/Volumes/Media", "/Volumes/Rips"];
    expect(mapDirectory("/Users/u/Rips/X", SETTINGS, true)).toEqual({
      path: "/Users/u/Rips/X",
      roots: [...roots, "/Users/u/Rips"],
    });
    expect(mapDirectory("/Users/u/Rips/X", SETTINGS, false)).toEqual({
      path: "/opt/a/Users/u/Rips/X",
      roots,
    });
  });

  test("whatever has no .. stays under one of the roots", () => {
    const name = fc.constantFrom(
      "media",
      "ripped",
      "opt",
      "a",
      "srv",
      "films",
      "x",
      ".",
      "",
    );
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const mapped = mapDirectory(`/${names.join("/")}`, SETTINGS, true);
        expect(mapped.roots.some((root) => isUnder(root, mapped.path))).toBe(
          true,
        );
      }),
    );
  });

  test.each([
    ["", "is empty"],
    ["films", "is not an absolute path"],
    ["../films", "is not an absolute path"],
    ["/a\nb", "control character"],
    ["/a\0b", "control character"],
    ["/a\ud800", "Unicode"],
    [`/${"x".repeat(256)}`, "longer than 255 bytes"],
  ])("%j is refused: it %s", (directory, why) => {
    expect(checkDirectory(directory)).toEqual({
      code: "OUTPUT_WRITE_FAILED",
      message: expect.stringMatching(new RegExp(`output.directory.*${why}`)),
      detail: expect.any(String),
    });
  });
});

describe("a file name", () => {
  test.each([
    "The Polar Express (2004) {imdb-tt0338348}.mkv",
    "x.MKV",
    "a b'\"$`;.mkv",
    "Amélie.mkv",
    "Ame\u0301lie.mkv",
    `${"x".repeat(251)}.mkv`,
  ])("%s is one", (filename) => {
    expect(checkFilename(filename)).toBeNull();
  });

  test.each([
    "",
    ".",
    "..",
    "x.mp4",
    ".mkv",
    ".MKV",
    "x.mkv ",
    "a/b.mkv",
    "../b.mkv",
    "/b.mkv",
    "a\\b.mkv",
    "a\0.mkv",
    "a\n.mkv",
    "a\u2028.mkv",
    "\udc00.mkv",
    `${"x".repeat(252)}.mkv`,
    `${"é".repeat(126)}.mkv`,
  ])("%j is none", (filename) => {
    expect(checkFilename(filename)).toEqual({
      code: "OUTPUT_WRITE_FAILED",
      message: expect.stringContaining("it must be one name that ends in .mkv"),
      detail: JSON.stringify(filename),
    });
  });
});
