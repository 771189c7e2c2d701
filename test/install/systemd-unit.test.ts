import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemdUnit } from "../../src/install/systemd-unit.ts";
import { tempDir } from "../support/temp-dir.ts";

const hasAnalyze = Bun.which("systemd-analyze") !== null;

test("the unit says who, when and how", () => {
  const unit = systemdUnit({
    configDir: "/home/ada/.config/amphigory",
    command: ["/usr/bin/bun", "/opt/a/cli.ts", "--daemon"],
    path: "/usr/bin:/bin",
  });
  expect(unit.split("\n").slice(1)).toEqual([
    "[Unit]",
    "Description=Amphigory, the optical drive of a media webapp (/home/ada/.config/amphigory)",
    "",
    "[Service]",
    "Type=exec",
    'ExecStart=:"/usr/bin/bun" "/opt/a/cli.ts" "--daemon"',
    'Environment="PATH=/usr/bin:/bin"',
    "Restart=on-failure",
    "RestartSec=5",
    "KillMode=mixed",
    "TimeoutStopSec=30",
    "",
    "[Install]",
    "WantedBy=default.target",
    "",
  ]);
});

const ODD = "a b%h $HOME ${X} \"q\" 'r' back\\slash ; # ü";

test.skipIf(!hasAnalyze)(
  "systemd-analyze finds nothing wrong with it, whatever the folders are called",
  async () => {
    await using dir = await tempDir();
    const folder = join(dir.path, ODD);
    mkdirSync(folder);
    const program = join(folder, "amphigory");
    writeFileSync(program, "#!/bin/sh\n");
    chmodSync(program, 0o755);
    expect(verify(dir.path, program, folder)).toEqual({ code: 0, said: "" });
  },
);

test.skipIf(!hasAnalyze)(
  "and would say so: a program that is not there",
  async () => {
    await using dir = await tempDir();
    const { code, said } = verify(dir.path, join(dir.path, "nothing"), "/");
    expect(code).not.toBe(0);
    expect(said).toContain("nothing is not executable");
  },
);

function verify(folder: string, program: string, configDir: string) {
  const file = join(folder, "amphigory.service");
  const command = [program, "--daemon", "--config-dir", configDir];
  writeFileSync(file, systemdUnit({ configDir, command, path: "/usr/bin" }));
  const run = Bun.spawnSync(["systemd-analyze", "--user", "verify", file], {
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
  });
  return { code: run.exitCode, said: run.stderr.toString() };
}
