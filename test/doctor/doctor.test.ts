import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeBundle } from "../../src/doctor/bundle/write-bundle.ts";
import { CHECKS } from "../../src/doctor/checks.ts";
import { doctorJson, doctorView } from "../../src/doctor/doctor-view.ts";
import { gatherFacts } from "../../src/doctor/gather-facts.ts";
import { runChecks } from "../../src/doctor/run-checks.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { EXIT } from "../../src/lib/exit-code.ts";
import { startHost } from "../support/daemon.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./this-world.ts";

const NOW = Date.parse("2025-12-21T14:30:52Z");

function gather(configDir: string) {
  const { fetch } = globalThis;
  return gatherFacts({
    configDir,
    version: "1.0.0",
    clock: systemClock,
    fetch,
  });
}

test("findings are lines with a mark, a name once, and what to do below", () => {
  const findings = [
    { check: "settings", level: "ok", text: "fine", hint: null },
    { check: "drive", level: "error", text: "closed\u001b[2J", hint: "Open." },
    { check: "drive", level: "warning", text: "old", hint: "Replace it." },
  ] as const;
  const reported = { version: "1.0.0", platform: "linux", findings };
  expect(doctorView(reported)).toBe(`Amphigory 1.0.0

✓ settings  fine
✗ drive     closed�[2J
            → Open.
!           old
            → Replace it.

1 error, 1 warning.
`);
  expect(JSON.parse(doctorJson(reported, NOW))).toEqual({
    ...reported,
    time: "2025-12-21T14:30:52.000Z",
    worst: "error",
    findings: JSON.parse(JSON.stringify(findings)) as unknown,
  });
});

test("with a daemon that works, everything that is the daemon's is well", async () => {
  await using host = await startHost();
  const facts = await gather(host.configDir);
  const { findings, isLate } = await runChecks(
    CHECKS,
    facts,
    world({ clock: systemClock }),
  );
  expect(isLate).toBe(false);
  const levels = findings
    .filter(({ level }) => level !== "ok")
    .map(({ check, level }) => `${check}: ${level}`);
  expect([...new Set(levels)]).toEqual([
    "webapp: warning", // nobody has connected
    "licence: warning",
    "drive: error",
    "staying awake: warning",
    "daemon: warning", // another version than this program
  ]);
});

const TOKEN = "k8Xw-geheim-0815";
const ABOUT = {
  secrets: [TOKEN],
  homes: ["/Users/annabelle"],
  users: ["annabelle"],
  hosts: ["Annabelles-MacBook.local", "Annabelles-MacBook"],
  ids: [],
};

test("a bundle holds what is needed, and neither token, user, machine nor home", async () => {
  await using dir = await tempDir();
  await using host = await startHost({
    settings: {
      token: TOKEN,
      output_roots: ["/Users/annabelle/Films"],
      allowed_hosts: ["annabelles-macbook.local", "beehive.example"],
      daemon_id: "7",
    },
  });
  const logs = join(host.configDir, "logs");
  mkdirSync(logs, { recursive: true });
  writeFileSync(
    join(logs, "daemon.jsonl"),
    `{"message":"wrote","path":"/Users/annabelle/x","header":"Bearer ${TOKEN}"}\n`,
  );
  writeFileSync(
    join(logs, "annabelle-1.txt"),
    "# command: /Users/annabelle/bin/makemkvcon\n# on Annabelles-MacBook\n",
  );
  const facts = await gather(host.configDir);
  const findings = [
    {
      check: "output folders",
      level: "error",
      text: "There is no folder /Users/annabelle/Films.",
      hint: "Ask annabelle.",
    },
  ] as const;
  let said = "";
  const code = await writeBundle({
    facts,
    reported: { version: "1.0.0", platform: "darwin", findings },
    now: NOW,
    folder: dir.path,
    about: ABOUT,
    out: (text) => void (said += text),
  });
  const [name = ""] = readdirSync(dir.path);
  expect({ code, name }).toEqual({
    code: EXIT.ok,
    name: "amphigory-doctor-20251221-143052.tar.gz",
  });
  expect(statSync(join(dir.path, name)).mode & 0o777).toBe(0o600);

  const archive = new Bun.Archive(await Bun.file(join(dir.path, name)).bytes());
  const files = await archive.files();
  const folder = "amphigory-doctor-20251221-143052";
  expect([...files.keys()].sort()).toEqual(
    [
      "doctor.json",
      "doctor.txt",
      "logs/daemon.jsonl",
      "logs/‹user›-1.txt",
      "machine.json",
      "settings.json",
      "state.json",
    ].map((file) => `${folder}/${file}`),
  );
  const texts = await Promise.all([...files.values()].map((one) => one.text()));
  const everything = texts.join("\n").toLowerCase();
  expect(everything).toContain("~/films");
  expect(everything).toContain('"token": "set"');
  expect(everything).not.toContain('"7"');
  for (const secret of [TOKEN, "annabelle", "beehive.example"])
    expect(everything).not.toContain(secret.toLowerCase());
  for (const [path, file] of files)
    if (path.endsWith(".json")) JSON.parse(await file.text());
  expect(said).toContain(`Written: ${join(dir.path, name)}`);
  expect(said).toContain("look through it before you send it");
});

test("a second bundle of the same second does not replace the first", async () => {
  await using dir = await tempDir();
  await using config = await tempDir();
  const facts = await gather(config.path);
  const reported = { version: "1", platform: "linux", findings: [] };
  const request = { facts, reported, now: NOW, folder: dir.path, about: ABOUT };
  const out = () => undefined;
  await writeBundle({ ...request, out });
  await writeBundle({ ...request, out });
  expect(readdirSync(dir.path).sort()).toEqual([
    "amphigory-doctor-20251221-143052-2.tar.gz",
    "amphigory-doctor-20251221-143052.tar.gz",
  ]);
});
