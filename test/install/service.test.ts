import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInstall } from "../../src/install/run-install.ts";
import { serviceStatus } from "../../src/install/service.ts";
import { planService } from "../../src/install/service-plan.ts";
import { type FakeMachine, fakeMachine } from "./fake-managers.ts";

async function run(
  fake: FakeMachine,
  action: "install" | "uninstall",
  configDir = join(fake.home, ".config", "amphigory"),
) {
  let out = "";
  let err = "";
  const code = await runInstall({
    action,
    what: "service",
    configDir,
    pluginDir: null,
    machine: fake.machine,
    out: (text) => void (out += text.replaceAll(fake.home, "~")),
    err: (text) => void (err += text.replaceAll(fake.home, "~")),
  });
  return { code, out, err };
}

interface Platform {
  readonly platform: string;
  readonly file: string;
  readonly installing: string[];
  readonly starting: string;
}

const PLATFORMS: readonly Platform[] = [
  {
    platform: "darwin",
    file: "Library/LaunchAgents/com.amphigory.daemon.plist",
    installing: [
      "launchctl print gui/501/com.amphigory.daemon",
      "launchctl enable gui/501/com.amphigory.daemon",
      "launchctl bootstrap gui/501 ~/Library/LaunchAgents/com.amphigory.daemon.plist",
      "launchctl kickstart gui/501/com.amphigory.daemon",
      "launchctl print gui/501/com.amphigory.daemon",
    ],
    starting: "bootstrap",
  },
  {
    platform: "linux",
    file: ".config/systemd/user/amphigory.service",
    installing: [
      "systemctl --user show --property=LoadState,ActiveState,UnitFileState,MainPID amphigory.service",
      "systemctl --user daemon-reload",
      "systemctl --user enable --now amphigory.service",
      "systemctl --user show --property=LoadState,ActiveState,UnitFileState,MainPID amphigory.service",
    ],
    starting: "enable",
  },
];

describe.each(PLATFORMS)(
  "the service on $platform",
  ({ platform, file, installing, starting }) => {
    test("is written for its owner to change alone, started, and told with the way back", async () => {
      await using fake = await fakeMachine(platform);
      const { code, out, err } = await run(fake, "install");
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toStartWith(`Installed: ~/${file}\n`);
      expect(out).toContain("It was started (process 4711), but does not");
      expect(out).toContain("amphigory setup");
      expect(out).toEndWith("Undo: amphigory uninstall service\n");
      expect(
        fake.calls().map((call) => call.replaceAll(fake.home, "~")),
      ).toEqual(installing);
      expect(statSync(join(fake.home, file)).mode & 0o777).toBe(0o644);
      expect(readdirSync(dirname(join(fake.home, file)))).toHaveLength(1);
    });

    test("stays as it is when it is installed again", async () => {
      await using fake = await fakeMachine(platform);
      await run(fake, "install");
      const before = statSync(join(fake.home, file)).mtimeMs;
      fake.calls();
      const { out } = await run(fake, "install");
      expect(out).toStartWith("The service is installed already");
      expect(statSync(join(fake.home, file)).mtimeMs).toBe(before);
      expect(fake.calls()).toEqual(installing.slice(0, 1));
    });

    test("runs again after quit when it is installed again", async () => {
      await using fake = await fakeMachine(platform);
      await run(fake, "install");
      await fake.quit();
      expect((await run(fake, "install")).out).toContain("(process 4711)");
    });

    test("is stopped and started when its file was another, or others could change it", async () => {
      await using fake = await fakeMachine(platform);
      await run(fake, "install");
      chmodSync(join(fake.home, file), 0o664);
      const configDir = join(fake.home, ".config", "amphigory");
      expect(await serviceStatus(configDir, fake.machine)).toMatchObject({
        isCurrent: false,
      });
      expect((await run(fake, "install")).out).toContain("(process 4711)");
      expect(statSync(join(fake.home, file)).mode & 0o777).toBe(0o644);
      expect(await serviceStatus(configDir, fake.machine)).toEqual({
        kind: "installed",
        file: join(fake.home, file),
        manager: platform === "darwin" ? "launchd" : "systemd",
        isCurrent: true,
        isEnabled: true,
        isLoaded: true,
        pid: 4711,
      });
    });

    test("goes with its file, and settings and logs stay", async () => {
      await using fake = await fakeMachine(platform);
      await run(fake, "install");
      const { code, out } = await run(fake, "uninstall");
      expect({ code, there: existsSync(join(fake.home, file)) }).toEqual({
        code: 0,
        there: false,
      });
      expect(out).toContain("Settings and logs are where they were.");
      const configDir = join(fake.home, ".config", "amphigory");
      expect(await serviceStatus(configDir, fake.machine)).toEqual({
        kind: "absent",
      });
      expect((await run(fake, "uninstall")).out).toStartWith(
        "No service is installed",
      );
    });

    test("does not touch a file that somebody else wrote", async () => {
      await using fake = await fakeMachine(platform);
      const path = join(fake.home, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "mine");
      for (const action of ["install", "uninstall"] as const) {
        const { code, err } = await run(fake, action);
        expect(code).toBe(1);
        expect(err).toStartWith(`~/${file} was not written by this program`);
      }
      expect(readFileSync(path, "utf8")).toBe("mine");
    });

    test("says why it could not be started, and what to do", async () => {
      await using fake = await fakeMachine(platform);
      fake.fail(starting, 5, "Bootstrap failed: 5: Input/output error\n");
      const { code, err } = await run(fake, "install");
      expect(code).toBe(1);
      expect(err).toContain("exit code 5: Bootstrap failed");
      expect(err).toContain(
        "'amphigory uninstall service' takes the file away",
      );
    });

    test("is nothing that can be had where its manager is not", async () => {
      await using fake = await fakeMachine(platform);
      const env = { ...fake.machine.env, PATH: "/nowhere" };
      const machine = { ...fake.machine, env };
      const { code, err } = await run({ ...fake, machine }, "install");
      expect(code).toBe(1);
      expect(err).toContain("was not found on PATH");
      expect(existsSync(join(fake.home, file))).toBe(false);
    });

    test("is a person's, not root's", async () => {
      await using fake = await fakeMachine(platform);
      const env = { ...fake.machine.env, SUDO_USER: "ada" };
      const machine = { ...fake.machine, env, uid: 0 };
      expect((await run({ ...fake, machine }, "install")).err).toContain(
        "without sudo, as ada",
      );
    });

    test("has a name of its own for each config folder, and says the folder", async () => {
      await using fake = await fakeMachine(platform);
      const plan = (configDir: string) => planService(configDir, fake.machine);
      const usual = plan(join(fake.home, ".config", "amphigory"));
      const [a, b] = [plan("/a"), plan("/b")];
      expect(new Set([usual.file, a.file, b.file]).size).toBe(3);
      expect(plan("/a")).toEqual(a);
      expect(a.text).toContain("/a");
      const { out } = await run(fake, "install", "/a");
      expect(out).toEndWith(
        "Undo: amphigory uninstall service --config-dir /a\n",
      );
      await run(fake, "install", "/b");
      await run(fake, "uninstall", "/a");
      expect([existsSync(a.file), existsSync(b.file)]).toEqual([false, true]);
    });
  },
);
