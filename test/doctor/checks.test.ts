import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Facts, World } from "../../src/doctor/check.ts";
import { CHECKS } from "../../src/doctor/checks.ts";
import { readDrutilDrive } from "../../src/doctor/checks/drive.ts";
import { freePort } from "../support/daemon.ts";
import { defaultSettings } from "../support/settings.ts";
import { newState, readyState } from "../support/states.ts";
import { tempDir } from "../support/temp-dir.ts";
import { FOLDER, nobody, withDaemon, withYaml, world } from "./this-world.ts";

async function examine(
  name: string,
  facts: Facts,
  machine: World = world(),
): Promise<string[]> {
  const check: Check | undefined = CHECKS.find((one) => one.name === name);
  if (!check) throw new Error(`There is no check ${name}.`);
  const verdicts = await check.examine(facts, machine);
  return verdicts.map(({ level, text, hint }) =>
    [level, text, ...(hint === null ? [] : [hint])].join(" | "),
  );
}

const problem = { key: "storage_gone", text: "It is gone.", hint: "Mount it." };
const config = {
  tasksDirectory: "/tasks",
  websocketPort: 9847,
  wikiUrl: null,
  heartbeatIntervalMs: 10_000,
  logLevel: "info",
  makemkvPath: null,
  rippedDirectory: null,
} as const;
const good = { kind: "good", settings: { config, problems: [] }, text: "" };

/** Everything that matters on a folder of the disk. */
async function settingsIn(changes: Partial<typeof defaultSettings> = {}) {
  const dir = await tempDir();
  mkdirSync(join(dir.path, "tasks"));
  const settings = {
    ...defaultSettings,
    webappBasedir: dir.path,
    tasksDirectory: join(dir.path, "tasks"),
    ...changes,
  };
  return {
    path: dir.path,
    facts: { ...nobody, settings },
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

test("with nothing known at all every check has an answer", async () => {
  for (const { name } of CHECKS)
    expect(await examine(name, nobody)).toBeArray();
});

describe("daemon", () => {
  test.each([
    [{ kind: "notRunning" }, "warning | No daemon runs for"],
    [{ kind: "otherVersion" }, "warning | The daemon that runs is of another"],
    [{ kind: "failed", text: "It hangs." }, "error | It hangs."],
  ] as const)("%o: %s", async (daemon, said) => {
    const [line] = await examine("daemon", { ...nobody, daemon });
    expect(line).toStartWith(said);
  });

  test("one that runs is named, with what no other check tells", async () => {
    const state = readyState({
      pause: {
        paused: true,
        reason: "user_requested",
        pending: true,
        writing: false,
        problem: { key: "storage_full", text: "a", hint: "b" },
      },
      drive: {
        device: "/dev/sr0",
        disc: { kind: "none" },
        eject: {
          kind: "failed",
          problem: { key: "eject_failed", text: "It is stuck.", hint: "Pull." },
        },
      },
    });
    const lines = await examine("daemon", withDaemon(state));
    expect(lines).toEqual([
      expect.stringContaining("Version 0.0.0 runs for"),
      "warning | It is stuck. | Pull.",
    ]);
  });
});

describe("settings", () => {
  test("none: setup makes them", async () => {
    await using dir = await tempDir();
    expect(await examine("settings", await withYaml(dir.path))).toEqual([
      `error | ${dir.path}/daemon.yaml does not exist. | Run: amphigory setup`,
    ]);
  });

  test("a mistake is named by line, an unknown key is a warning", async () => {
    await using dir = await tempDir();
    const file = join(dir.path, "daemon.yaml");
    const both = "webapp_url: http://a\nwebapp_basedir: /b\n";
    writeFileSync(file, `${both}minlenght: 3\n`);
    expect(await examine("settings", await withYaml(dir.path))).toEqual([
      `ok | ${file}: webapp at http://a, its files in /b`,
      `warning | ${file}, line 3: minlenght is not a known key and is ignored. | Did you mean minlength?`,
    ]);
    writeFileSync(file, `${both}minlength: x\n`);
    expect(await examine("settings", await withYaml(dir.path))).toEqual([
      expect.stringContaining("line 3: minlength must be"),
    ]);
  });

  test("a token that others may read is a warning", async () => {
    await using dir = await tempDir();
    const file = join(dir.path, "daemon.yaml");
    writeFileSync(file, "webapp_url: http://a\nwebapp_basedir: /b\ntoken: t\n");
    chmodSync(file, 0o644);
    const [, second] = await examine("settings", await withYaml(dir.path));
    expect(second).toEndWith(`Run: chmod 600 '${file}'`);
  });
});

describe("webapp", () => {
  const away = { kind: "away", problem } as const;
  const cached = { kind: "good", settings: { config, problems: [] } } as const;

  test("an answer says where the tasks are", async () => {
    const webapp = { ...good, kind: "good" } as const;
    expect(await examine("webapp", { ...nobody, webapp })).toEqual([
      "ok | It answers: tasks in /tasks, port 9847.",
    ]);
  });

  test("one that is away is a warning with an older answer, else an error", async () => {
    const first = async (facts: Facts) => (await examine("webapp", facts))[0];
    expect(await first({ ...nobody, webapp: away, cache: cached })).toBe(
      "warning | It is gone. Its last answer is in use, and work goes on. | Mount it.",
    );
    expect(await first({ ...nobody, webapp: away })).toBe(
      "error | It is gone. There is no older answer to work with either. | Mount it.",
    );
  });

  test("one that has not connected hears of nothing", async () => {
    const lines = await examine(
      "webapp",
      withDaemon(readyState(), { webapp: { ...good, kind: "good" } }),
    );
    expect(lines[1]).toContain("ws://host.docker.internal:9847/");
  });
});

describe("folders", () => {
  test("those that can be written are fine, and nothing is left in them", async () => {
    await using here = await settingsIn();
    expect([
      await examine("tasks folder", here.facts),
      await examine("output folders", here.facts),
    ]).toEqual([
      [`ok | ${here.path}/tasks: can be written`],
      [`ok | ${here.path}: can be written`],
    ]);
    const left = [
      ...new Bun.Glob("**/*").scanSync({ cwd: here.path, dot: true }),
    ];
    expect(left).toEqual([]);
  });

  test("a tasks folder is made below a folder that is there, and only there", async () => {
    await using here = await settingsIn();
    const at = (webappBasedir: string) =>
      examine("tasks folder", {
        ...nobody,
        settings: {
          ...defaultSettings,
          webappBasedir,
          tasksDirectory: join(webappBasedir, "new"),
        },
      });
    expect(await at(here.path)).toEqual([
      `ok | ${here.path}/new is not there yet; it will be made.`,
    ]);
    expect(await at("/nowhere/at/all")).toEqual([
      "error | There is no folder /nowhere/at/all. | Connect the disk that it is on, or correct webapp_basedir.",
    ]);
  });

  test("what the daemon says of its tasks folder counts", async () => {
    const directory = defaultSettings.tasksDirectory;
    const state = readyState({
      queue: { kind: "unavailable", directory, problem, retrying: false },
    });
    expect(await examine("tasks folder", withDaemon(state))).toEqual([
      "error | It is gone. | Mount it.",
    ]);
  });

  test("a mapped disk that is away is named with its setting; the folder for rips is the one of this machine", async () => {
    await using here = await settingsIn({
      pathMap: [{ webapp: "/media", host: "/Volumes/Away" }],
      rippedDirectory: "/ripped/new",
    });
    mkdirSync(join(here.path, "ripped/new"), { recursive: true });
    const lines = await examine("output folders", here.facts);
    expect(lines).toEqual([
      "error | There is no folder /Volumes/Away. | Connect the disk that it is on, or correct path_map.",
      `ok | ${here.path}/ripped/new: can be written`,
      `ok | ${here.path}: can be written`,
    ]);
  });

  test("a folder for rips that is nowhere yet may be the container's", async () => {
    await using here = await settingsIn();
    const settings = {
      ...here.facts.settings,
      rippedDirectory: join(here.path, "new"),
    };
    const [line] = await examine("output folders", { ...nobody, settings });
    expect(line).toBe(
      `warning | ${here.path}/new (ripped_directory) is not there yet; the first rip makes it. | If that is a path inside the webapp's container, say with path_map which folder it is here.`,
    );
  });

  test("a disk that is read-only says so", async () => {
    const settings = { ...defaultSettings, webappBasedir: "/proc" };
    const [line] = await examine("output folders", { ...nobody, settings });
    expect(line).toStartWith("error | Files can not be written in /proc: ");
  });
});

describe("free space", () => {
  const space = async (changes: Partial<typeof defaultSettings>) => {
    await using here = await settingsIn(changes);
    const [line] = await examine("free space", here.facts);
    return line?.replace(here.path, "DIR").replace(/[\d.]+ .?B/, "N");
  };

  test("less than has to stay free is an error that names the way out", async () => {
    const line = await space({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    expect(line).toStartWith("error | N are free for DIR.");
    expect(line).toContain("skip_space_check: true");
  });

  test("who does not want it looked at is not asked", async () => {
    expect(await space({ skipSpaceCheck: true })).toBe(
      "ok | It is not looked at (skip_space_check).",
    );
  });
});

describe("port", () => {
  const at = (changes: Partial<typeof defaultSettings>) =>
    examine("port", {
      ...nobody,
      settings: { ...defaultSettings, ...changes },
    });

  test("free or taken is found out by trying", async () => {
    const websocketPort = await freePort();
    expect(await at({ websocketPort })).toEqual([
      `ok | Port ${websocketPort} on 127.0.0.1 is free.`,
    ]);
    using other = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data: () => undefined },
    });
    const [taken] = await at({ websocketPort: other.port });
    expect(taken).toStartWith(
      `error | Port ${other.port} on 127.0.0.1 is taken by another program.`,
    );
  });

  test("a daemon of ours that hangs is not another program", async () => {
    await using dir = await tempDir();
    const { pid } = process;
    const holder = join(dir.path, "run/daemon.lock.holder");
    await Bun.write(holder, `process ${pid}, config folder x\n`);
    using other = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data: () => undefined },
    });
    const facts: Facts = {
      ...nobody,
      configDir: dir.path,
      daemon: { kind: "failed", text: "It hangs." },
      settings: { ...defaultSettings, websocketPort: other.port },
    };
    expect(await examine("port", facts)).toEqual([
      `error | Port ${other.port} on 127.0.0.1 is held by the daemon that does not answer (process ${pid}). | End it with 'kill ${pid}' (if need be 'kill -9 ${pid}') and start it again.`,
    ]);
  });

  test("an open address needs a token", async () => {
    const [line] = await at({ listen: ["0.0.0.0"] });
    expect(line).toContain("no token is set");
  });

  test("the daemon's own port is not tried", async () => {
    const server = {
      kind: "listening",
      port: 9847,
      addresses: ["127.0.0.1"],
      problems: [problem],
    } as const;
    expect(await examine("port", withDaemon(readyState({ server })))).toEqual([
      "ok | The daemon listens on 127.0.0.1, port 9847.",
      "error | It is gone. | Mount it.",
    ]);
  });
});

describe("makemkvcon", () => {
  test("the version of the app is in its property list; nothing is run", async () => {
    await using dir = await tempDir();
    const contents = join(dir.path, "MakeMKV.app/Contents");
    mkdirSync(join(contents, "MacOS"), { recursive: true });
    const program = join(contents, "MacOS/makemkvcon");
    writeFileSync(program, "#!/bin/sh\ntouch $0.ran\n", { mode: 0o755 });
    writeFileSync(
      join(contents, "Info.plist"),
      `<?xml version="1.0"?><plist version="1.0"><dict><key>CFBundleShortVersionString</key><string>1.18.2</string></dict></plist>`,
    );
    const settings = { ...defaultSettings, makemkvPath: program };
    expect(await examine("makemkvcon", { ...nobody, settings })).toEqual([
      `ok | ${program}, MakeMKV v1.18.2`,
    ]);
    expect(await Bun.file(`${program}.ran`).exists()).toBe(false);
  });

  test("elsewhere the last transcript tells it", async () => {
    await using dir = await tempDir();
    const program = join(dir.path, "makemkvcon");
    writeFileSync(program, "", { mode: 0o755 });
    const settings = { ...defaultSettings, makemkvPath: program };
    const facts = { ...nobody, settings, configDir: dir.path };
    expect(await examine("makemkvcon", facts)).toEqual([
      `ok | ${program}; its version is known after the first scan.`,
    ]);
    mkdirSync(join(dir.path, "logs"));
    writeFileSync(
      join(dir.path, "logs", "1.txt"),
      'MSG:1005,0,1,"MakeMKV v1.18.2 linux(x64-release) started","%1 started","MakeMKV v1.18.2 linux(x64-release)"\n',
    );
    expect(await examine("makemkvcon", facts)).toEqual([
      `ok | ${program}, MakeMKV v1.18.2 linux(x64-release)`,
    ]);
  });

  test("none is an error with a way out", async () => {
    const settings = { ...defaultSettings, makemkvPath: "/nowhere/makemkvcon" };
    const [line] = await examine("makemkvcon", { ...nobody, settings });
    expect(line).toStartWith("error | makemkv_path is /nowhere/makemkvcon");
  });
});

describe("licence", () => {
  const key = async (conf: string | null) => {
    await using dir = await tempDir();
    if (conf !== null) {
      mkdirSync(join(dir.path, ".MakeMKV"));
      writeFileSync(join(dir.path, ".MakeMKV", "settings.conf"), conf);
    }
    const [line = ""] = await examine(
      "licence",
      nobody,
      world({ home: dir.path }),
    );
    return line.replace(dir.path, "~").split(" | ").slice(0, 2).join(" | ");
  };

  test("without a daemon the user's own settings tell whether a key is entered, not which", async () => {
    expect([
      await key(null),
      await key("# nothing"),
      await key('app_Key = "T-abc"'),
      await key('app_Key = "M-abc"'),
    ]).toEqual([
      "warning | MakeMKV was never opened by this user: there is no ~/.MakeMKV/settings.conf.",
      "warning | No key is entered in ~/.MakeMKV/settings.conf.",
      "ok | A temporary key is entered. Each is valid for a month or two; the daemon says when it is not any more.",
      "ok | A key is entered; the first scan tells whether it is valid.",
    ]);
  });

  test("what makemkvcon said last counts more", async () => {
    const refused = readyState({
      licence: { kind: "refused", problem, since: 0, trace: null },
    });
    expect(await examine("licence", withDaemon(refused))).toEqual([
      "error | It is gone. | Mount it.",
    ]);
  });
});

describe("drive on Linux", () => {
  async function machine({ generic = true, mode = 0o600 } = {}) {
    const dir = await tempDir();
    const device = join(dir.path, "sys/devices/0");
    mkdirSync(join(device, "device", "scsi_generic"), { recursive: true });
    if (generic) mkdirSync(join(device, "device", "scsi_generic", "sg1"));
    mkdirSync(join(dir.path, "sys/class/block"), { recursive: true });
    symlinkSync(device, join(dir.path, "sys/class/block/sr0"));
    mkdirSync(join(dir.path, "dev"));
    mkdirSync(join(dir.path, "etc"));
    writeFileSync(
      join(dir.path, "etc/group"),
      `root:x:999999:\ncdrom:x:${process.getgid?.()}:\n`,
    );
    writeFileSync(join(dir.path, "dev/sr0"), "", { mode });
    writeFileSync(join(dir.path, "dev/sg1"), "", { mode: 0o600 });
    return { dir, world: world({ root: dir.path }) };
  }

  test("both of its nodes are named", async () => {
    const { dir, world: here } = await machine();
    await using _ = dir;
    expect(await examine("drive", nobody, here)).toEqual([
      "ok | /dev/sr0 and /dev/sg1 can be used by this user.",
    ]);
  });

  test("one without a generic node is a warning that names the module", async () => {
    const { dir, world: here } = await machine({ generic: false });
    await using _ = dir;
    const [line] = await examine("drive", nobody, here);
    expect(line).toEndWith("Run: sudo modprobe sg");
  });

  test.skipIf(process.getuid?.() === 0)(
    "one that is closed names the group to join",
    async () => {
      const { dir, world: here } = await machine({ mode: 0o000 });
      await using _ = dir;
      expect(await examine("drive", nobody, here)).toEqual([
        "error | /dev/sr0 is not open to anna; it belongs to the group cdrom. | Run: sudo usermod -aG cdrom anna, then log out and in again, and restart the daemon.",
      ]);
    },
  );

  test("none at all", async () => {
    const [line] = await examine("drive", nobody);
    expect(line).toStartWith("error | The system shows no optical drive");
  });
});

describe("drive on macOS", () => {
  // Layout as in a capture of macOS's drutil.
  const status = ` Vendor   Product           Rev
 HL-DT-ST DVDRAM GP65NS60   PF00

           Type: No Media Inserted
`;

  async function mac(uid: number, programs: Readonly<Record<string, string>>) {
    await using dir = await tempDir();
    mkdirSync(join(dir.path, "dev"));
    writeFileSync(join(dir.path, "dev/console"), "");
    const machine = world({
      platform: "darwin",
      root: dir.path,
      uid,
      programs,
    });
    return await examine("drive", nobody, machine);
  }

  test("it is named by drutil, which is not asked while a makemkvcon runs", async () => {
    const me = process.getuid?.() ?? 0;
    expect(await mac(me, { "drutil status": status })).toEqual([
      "ok | HL-DT-ST DVDRAM GP65NS60 PF00 is connected.",
    ]);
    expect(
      await mac(me, { "pgrep -x makemkvcon": "4711\n", "drutil status": "x" }),
    ).toEqual(["ok | A makemkvcon runs, so the drive is not asked."]);
  });

  test("who is not at the screen may read no disc", async () => {
    const [line] = await mac(12_345, { "drutil status": status });
    expect(line).toStartWith(
      "error | macOS lets only the user at the screen read discs",
    );
  });

  test("no answer of drutil is taken for a drive when it is none", () => {
    expect([
      readDrutilDrive(""),
      readDrutilDrive(" Vendor   Product           Rev\n"),
      readDrutilDrive("There are no recording devices."),
    ]).toEqual([null, null, null]);
  });
});

describe("disc detection", () => {
  test("switched off, working, and not working", async () => {
    const off = { ...defaultSettings, discMonitor: "none" } as const;
    expect(
      await examine("disc detection", {
        ...nobody,
        settings: { ...off, drive: "/dev/sr0" },
      }),
    ).toEqual(["ok | It is switched off; the drive is /dev/sr0."]);
    expect(await examine("disc detection", withDaemon(readyState()))).toEqual([
      "ok | The daemon is told of discs.",
    ]);
    const monitor = { kind: "unavailable", problem } as const;
    expect(
      await examine("disc detection", withDaemon(readyState({ monitor }))),
    ).toEqual(["error | It is gone. | Mount it."]);
  });

  test("daemon.yaml counts also while the webapp is away", async () => {
    await using dir = await tempDir();
    writeFileSync(
      join(dir.path, "daemon.yaml"),
      "webapp_url: http://a\nwebapp_basedir: /b\ndisc_monitor: none\ndrive: /dev/sr7\n",
    );
    const facts = await withYaml(dir.path);
    expect(await examine("disc detection", facts)).toEqual([
      "ok | It is switched off; the drive is /dev/sr7.",
    ]);
    const [line] = await examine("drive", facts);
    expect(line).toStartWith("error | There is no /dev/sr7.");
  });

  test("without a daemon the program that tells of discs is looked for", async () => {
    const [line] = await examine("disc detection", nobody);
    expect(line).toStartWith("error | udevadm is not on PATH");
  });
});

describe("service", () => {
  const whole = {
    kind: "installed",
    file: "/f",
    manager: "systemd",
    isCurrent: true,
    isEnabled: true,
    isLoaded: true,
    pid: 7,
  } as const;

  test.each([
    [{ kind: "absent" }, "ok | Not installed"],
    [
      { kind: "unreachable", reason: "no bus" },
      "warning | It can not be asked",
    ],
    [{ kind: "foreign", file: "/f" }, "warning | /f was not written by this"],
    [whole, "ok | /f: runs as process 7."],
    [{ ...whole, pid: null }, "warning | /f is installed, but its daemon"],
    // What systemd says after `quit`.
    [
      { ...whole, isLoaded: false, pid: null },
      "warning | /f is installed, but its daemon",
    ],
    [{ ...whole, isEnabled: false }, "warning | /f is switched off"],
    [{ ...whole, isCurrent: false }, "warning | /f is of an older version"],
  ] as const)("%o: %s", async (status, said) => {
    const machine = world({ serviceStatus: () => Promise.resolve(status) });
    const [line] = await examine("service", nobody, machine);
    expect(line).toStartWith(said);
  });
});

test("the menu bar is SwiftBar's, and its plugin is looked for where SwiftBar looks", async () => {
  await using dir = await tempDir();
  const plugins = join(dir.path, "plugins");
  const bar = (programs: Readonly<Record<string, string>> = {}) =>
    examine(
      "menu bar",
      nobody,
      world({ platform: "darwin", root: dir.path, programs }),
    );
  const told = { "defaults read com.ameba.SwiftBar PluginDirectory": plugins };
  expect(await examine("menu bar", nobody)).toEqual([]);
  expect((await bar())[0]).toStartWith("ok | SwiftBar is not installed");
  mkdirSync(join(dir.path, "Applications/SwiftBar.app"), { recursive: true });
  expect((await bar())[0]).toStartWith("warning | SwiftBar has no folder");
  mkdirSync(plugins);
  expect(await bar(told)).toEqual([
    `warning | There is no plugin of Amphigory in ${plugins}. | Run: amphigory install menubar`,
  ]);
  writeFileSync(join(plugins, "amphigory.5s.sh"), "");
  expect(await bar(told)).toEqual([`ok | ${plugins}/amphigory.5s.sh`]);
});

test("a machine that can not be kept awake is a warning", async () => {
  const [no] = await examine("staying awake", nobody);
  expect(no).toStartWith("warning | The machine may fall asleep during a rip");
  const programs = { "caffeinate -i true": "" };
  const mac = world({ platform: "darwin", programs });
  const [yes] = await examine("staying awake", nobody, mac);
  expect(yes).toStartWith("ok | caffeinate");
});

test("a state that has only just begun is no reason to fail", async () => {
  for (const { name } of CHECKS)
    expect(await examine(name, withDaemon(newState()))).toBeArray();
  expect(FOLDER).toStartWith("/home/anna");
});
