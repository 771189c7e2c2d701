import { expect, test } from "bun:test";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  readLocalConfig,
  stampLocalConfig,
} from "../../src/config/local-file.ts";
import { tempDir } from "../support/temp-dir.ts";

const GOOD = "webapp_url: http://localhost:8080\nwebapp_basedir: /opt/a\n";

async function firstText(directory: string): Promise<string | undefined> {
  const reading = await readLocalConfig(directory);
  const problems =
    reading.kind === "good" ? reading.warnings : reading.problems;
  return problems[0]?.text;
}

test("a good file is read, a byte order mark or not", async () => {
  await using dir = await tempDir();
  await writeFile(join(dir.path, "daemon.yaml"), `\uFEFF${GOOD}`);
  expect(await readLocalConfig(dir.path)).toMatchObject({
    kind: "good",
    config: { webappUrl: "http://localhost:8080" },
    warnings: [],
  });
});

test("no file, or no folder, says how to make one", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "none", "daemon.yaml");
  expect(await readLocalConfig(join(dir.path, "none"))).toEqual({
    kind: "missing",
    problems: [
      {
        key: "no_daemon_yaml",
        text: `${file} does not exist.`,
        hint: expect.stringMatching(
          /^Run 'amphigory setup'\. .*by hand: two lines, webapp_url: \S+ and webapp_basedir: /,
        ),
      },
    ],
  });
});

test("a folder, a device, too much, and what is not text have their own sentences", async () => {
  await using dir = await tempDir();
  const at = (name: string) => join(dir.path, name);
  await mkdir(at("folder/daemon.yaml"), { recursive: true });
  for (const name of ["device", "large", "latin1"]) await mkdir(at(name));
  await symlink("/dev/zero", at("device/daemon.yaml"));
  await writeFile(at("large/daemon.yaml"), "#".repeat(256 * 1024 + 1));
  await writeFile(at("latin1/daemon.yaml"), Buffer.from("# f\xfcr", "latin1"));
  expect(
    await Promise.all(
      ["folder", "device", "large", "latin1"].map((name) =>
        firstText(at(name)),
      ),
    ),
  ).toEqual([
    `${at("folder/daemon.yaml")} is a folder, not a file.`,
    `${at("device/daemon.yaml")} is not a plain file.`,
    `${at("large/daemon.yaml")} has 262145 bytes, and at most 262144 are read.`,
    `${at("latin1/daemon.yaml")} is not UTF-8 text.`,
  ]);
});

// root reads everything
test.skipIf(process.getuid?.() === 0)(
  "a file that may not be read says so",
  async () => {
    await using dir = await tempDir();
    const file = join(dir.path, "daemon.yaml");
    await writeFile(file, GOOD, { mode: 0o000 });
    expect(await firstText(dir.path)).toBe(
      `${file} may not be read by this user.`,
    );
  },
);

test("a token that others may read is a warning, until they may not", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "daemon.yaml");
  await writeFile(file, `${GOOD}token: x\n`);
  await chmod(file, 0o640);
  expect(await readLocalConfig(dir.path)).toMatchObject({
    kind: "good",
    warnings: [{ key: "token_readable", hint: `Run: chmod 600 '${file}'` }],
  });
  await chmod(file, 0o600);
  expect(await readLocalConfig(dir.path)).toMatchObject({
    kind: "good",
    warnings: [],
  });
});

test("the stamp changes with the file", async () => {
  await using dir = await tempDir();
  const none = await stampLocalConfig(dir.path);
  await writeFile(join(dir.path, "daemon.yaml"), "a");
  const first = await stampLocalConfig(dir.path);
  await writeFile(join(dir.path, "daemon.yaml"), "ab");
  const second = await stampLocalConfig(dir.path);
  expect(new Set([none, first, second]).size).toBe(3);
  expect(await stampLocalConfig(dir.path)).toBe(second);
});
