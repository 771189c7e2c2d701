import { describe, expect, test } from "bun:test";
import { mkdir, readdir, realpath, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  defaultConfigDir,
  type ResolvedOutput,
  resolveOutput,
} from "../../src/config/paths.ts";
import { tempDir } from "../support/temp-dir.ts";

test.each([
  [{ HOME: "/home/u" }, "linux", "/home/u/.config/amphigory"],
  [{ HOME: "/home/u", XDG_CONFIG_HOME: "/xdg" }, "linux", "/xdg/amphigory"],
  [
    { HOME: "/home/u", XDG_CONFIG_HOME: "xdg" },
    "linux",
    "/home/u/.config/amphigory",
  ],
  [
    { HOME: "/Users/u", XDG_CONFIG_HOME: "/xdg" },
    "darwin",
    "/Users/u/.config/amphigory",
  ],
  [{ HOME: "/home/u", AMPHIGORY_CONFIG_DIR: "/x/y/" }, "linux", "/x/y"],
  [{ AMPHIGORY_CONFIG_DIR: "here" }, "linux", resolve("here")],
])("%j on %s: %s", (env, platform, directory) => {
  expect(defaultConfigDir(env, platform)).toBe(directory);
});

/** `base/`, `root/`, `mapped/`, `outside/` in a folder of their own. */
async function folders() {
  const dir = await tempDir();
  const home = await realpath(dir.path);
  const at = (path: string) => join(home, path);
  for (const name of ["base", "root", "mapped", "outside"])
    await mkdir(at(name));
  const settings = {
    webappBasedir: at("base"),
    outputRoots: [at("root")],
    pathMap: [{ webapp: "/media", host: at("mapped") }],
    rippedDirectory: null as string | null,
  };
  const into = (
    directory: string | null,
    more: Partial<typeof settings> = {},
  ) =>
    resolveOutput({
      settings: { ...settings, ...more },
      output: { directory, filename: "x.mkv" },
    });
  return { at, into, [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose]() };
}

function resolved(directory: string, saidDirectory: string) {
  return {
    kind: "resolved",
    directory,
    filename: "x.mkv",
    root: expect.any(String),
    saidDirectory,
  } as const;
}

function refused(message: RegExp): ResolvedOutput {
  return {
    kind: "refused",
    failure: {
      code: "OUTPUT_WRITE_FAILED",
      message: expect.stringMatching(message),
      detail: expect.any(String),
    },
  };
}

describe("the output of a task", () => {
  test("is found by each rule, and nothing is created", async () => {
    await using f = await folders();
    expect(await f.into("/media/A/B")).toEqual(
      resolved(f.at("mapped/A/B"), "/media/A/B"),
    );
    expect(await f.into(f.at("root/A"))).toEqual(
      resolved(f.at("root/A"), f.at("root/A")),
    );
    expect(await f.into("/data/A/")).toEqual(
      resolved(f.at("base/data/A"), "/data/A/"),
    );
    expect(await readdir(f.at("mapped"))).toEqual([]);
    expect(await readdir(f.at("base"))).toEqual([]);
  });

  test("names the folder that has to be there: the webapp's, or what holds one of our own settings", async () => {
    await using f = await folders();
    const rootOf = async (directory: string) => {
      const output = await f.into(directory);
      return output.kind === "resolved" ? output.root : null;
    };
    expect(await rootOf("/data/A/")).toBe(f.at("base"));
    expect(await rootOf("/media/A/B")).toBe(f.at("."));
    expect(await rootOf(f.at("root/A"))).toBe(f.at("."));
  });

  test("without a folder goes to the webapp's ripped_directory, if there is one", async () => {
    await using f = await folders();
    expect(await f.into(null)).toEqual(refused(/^output.directory is null/));
    const rippedDirectory = f.at("outside");
    expect(await f.into(null, { rippedDirectory })).toEqual(
      resolved(rippedDirectory, rippedDirectory),
    );
    expect(await f.into(null, { rippedDirectory: "/media/ripped" })).toEqual(
      resolved(f.at("mapped/ripped"), "/media/ripped"),
    );
  });

  test("a ripped_directory that exists only below the base folder is the container's", async () => {
    await using f = await folders();
    const rippedDirectory = f.at("container/ripped");
    const own = f.at("container/ripped/A");
    expect(await f.into(own, { rippedDirectory })).toEqual(resolved(own, own));
    await mkdir(join(f.at("base"), rippedDirectory), { recursive: true });
    expect(await f.into(own, { rippedDirectory })).toEqual(
      resolved(join(f.at("base"), own), own),
    );
  });

  test("a filename that is none is refused by its key", async () => {
    await using f = await folders();
    const settings = {
      webappBasedir: f.at("base"),
      outputRoots: [],
      pathMap: [],
      rippedDirectory: null,
    };
    const output = { directory: "/data", filename: "../x.mkv" };
    expect(await resolveOutput({ settings, output })).toEqual(
      refused(/^output.filename is a path/),
    );
  });
});

describe("hostile folders", () => {
  test("climbing out with .. is refused from everywhere", async () => {
    await using f = await folders();
    const climbs = [
      "/../outside",
      "/media/../outside",
      `${f.at("root")}/../outside`,
      `${f.at("base")}/../outside`,
      "/media/../../../../../../etc",
    ];
    for (const climb of climbs) {
      expect(await f.into(climb)).toEqual(
        refused(
          /^output.directory .* outside the allowed folders; .* output_roots or path_map/,
        ),
      );
    }
  });

  test("a link that leaves its root is refused, one that stays is followed", async () => {
    await using f = await folders();
    await symlink(f.at("outside"), f.at("root/out"));
    await symlink(f.at("mapped"), f.at("root/in"));
    expect(await f.into(f.at("root/out"))).toEqual(
      refused(/outside the allowed folders/),
    );
    expect(await f.into(f.at("root/out/new/deep"))).toEqual(
      refused(/outside the allowed folders/),
    );
    expect(await f.into(f.at("root/in/new"))).toEqual(
      resolved(f.at("mapped/new"), f.at("root/in/new")),
    );
  });

  test("a root may itself be a link", async () => {
    await using f = await folders();
    await symlink(f.at("outside"), f.at("link"));
    const outputRoots = [f.at("link")];
    expect(await f.into(f.at("link/A"), { outputRoots })).toEqual(
      resolved(f.at("outside/A"), f.at("link/A")),
    );
  });

  test("a root that is not there yet holds what lies in it", async () => {
    await using f = await folders();
    const outputRoots = [f.at("later")];
    expect(await f.into(f.at("later/A"), { outputRoots })).toEqual(
      resolved(f.at("later/A"), f.at("later/A")),
    );
  });

  test("links without a target, links in circles and files on the way are refused", async () => {
    await using f = await folders();
    await symlink(f.at("outside/later"), f.at("root/dangling"));
    await symlink(f.at("root/circle"), f.at("root/circle"));
    await writeFile(f.at("root/file"), "");
    for (const name of [
      "dangling",
      "dangling/A",
      "circle",
      "circle/A",
      "file",
      "file/A",
    ]) {
      expect(await f.into(f.at(`root/${name}`))).toEqual(
        refused(/^output.directory .* can not be used: /),
      );
    }
  });

  test("a file on the way is named", async () => {
    await using f = await folders();
    await writeFile(f.at("root/file"), "");
    expect(await f.into(f.at("root/file/A/B"))).toEqual(
      refused(/root\/file can not be entered \(it is not a folder\)\.$/),
    );
  });

  test("a look-alike of a root is not the root", async () => {
    await using f = await folders();
    await mkdir(f.at("rootx"));
    const said = f.at("rootx/A");
    expect(await f.into(said)).toEqual(
      resolved(join(f.at("base"), said), said),
    );
  });

  test("a path longer than the system takes is refused", async () => {
    await using f = await folders();
    expect(await f.into(`/media${"/xxxxxxxxx".repeat(2_000)}`)).toEqual(
      refused(/ENAMETOOLONG/),
    );
  });
});
