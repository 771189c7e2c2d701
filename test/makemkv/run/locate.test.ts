import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locateMakemkvcon } from "../../../src/makemkv/run/locate.ts";
import { tempDir } from "../../support/temp-dir.ts";

function install(folder: string, mode = 0o755): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "makemkvcon");
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

test("the configured path wins", async () => {
  await using dir = await tempDir();
  install(join(dir.path, "bin"));
  const mine = install(join(dir.path, "mine"));
  expect(
    await locateMakemkvcon({
      configuredPath: mine,
      path: join(dir.path, "bin"),
    }),
  ).toEqual({ kind: "found", path: mine });
});

test("a configured path that is no program is said by name, and nothing else is tried", async () => {
  await using dir = await tempDir();
  const path = join(dir.path, "bin");
  install(path);
  const app = join(dir.path, "MakeMKV.app");
  mkdirSync(app);
  const cases = [
    [join(dir.path, "absent"), "does not exist"],
    [dir.path, "is a folder"],
    [app, "Contents/MacOS/makemkvcon"],
    [
      install(join(dir.path, "plain"), 0o644),
      "is not executable: this user may not run it (EACCES)",
    ],
    [
      join(install(join(dir.path, "file")), "makemkvcon"),
      "lies below a file, not below a folder (ENOTDIR)",
    ],
  ] as const;
  for (const [configuredPath, reason] of cases) {
    const located = await locateMakemkvcon({ configuredPath, path });
    const problem = located.kind === "missing" ? located.problem : null;
    expect(problem?.key).toBe("makemkvcon_missing");
    expect(problem?.text).toContain(`${configuredPath}, but that `);
    expect(problem?.text).toContain(reason);
    expect(problem?.hint).toContain("makemkvcon_path, as earlier daemons");
  }
});

test("else it is the first on PATH, else a well-known place", async () => {
  await using dir = await tempDir();
  const first = install(join(dir.path, "one"));
  const second = install(join(dir.path, "two"));
  install(join(dir.path, "notExecutable"), 0o644);
  const folder = (name: string) => join(dir.path, name);
  const path = [
    "",
    "relative",
    folder("absent"),
    folder("notExecutable"),
    folder("one"),
  ].join(":");
  const wellKnown = [folder("nowhere"), second];
  expect(
    await locateMakemkvcon({ configuredPath: null, path, wellKnown }),
  ).toEqual({ kind: "found", path: first });
  expect(
    await locateMakemkvcon({ configuredPath: null, path: "", wellKnown }),
  ).toEqual({ kind: "found", path: second });
});

test("a makemkvcon that is there and can not be run is named, with what is wrong with it", async () => {
  await using dir = await tempDir();
  mkdirSync(join(dir.path, "folder", "makemkvcon"), { recursive: true });
  const first = install(join(dir.path, "first"), 0o644);
  const second = install(join(dir.path, "second"), 0o644);
  const path = ["folder", "first"]
    .map((each) => join(dir.path, each))
    .join(":");
  expect(
    await locateMakemkvcon({ configuredPath: null, path, wellKnown: [second] }),
  ).toEqual({
    kind: "missing",
    problem: {
      key: "makemkvcon_missing",
      text: `makemkvcon is there, but ${first} is not executable: this user may not run it (EACCES).`,
      hint: "Let this user run it (chmod +x), install MakeMKV again, or set makemkv_path in daemon.yaml to another makemkvcon.",
    },
  });
});

test("a makemkvcon that is nowhere is a problem that says where it was looked for", async () => {
  expect(
    await locateMakemkvcon({
      configuredPath: null,
      path: "",
      wellKnown: ["/no/such/makemkvcon"],
    }),
  ).toMatchObject({
    kind: "missing",
    problem: {
      key: "makemkvcon_missing",
      text: expect.stringContaining("/no/such/makemkvcon"),
      hint: expect.stringContaining("makemkv_path"),
    },
  });
});
