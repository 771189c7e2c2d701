import { expect, test } from "bun:test";
import {
  chmod,
  mkdir,
  readdir,
  rename,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import type { Machine } from "../../src/install/machine.ts";
import { runInstall } from "../../src/install/run-install.ts";
import {
  installMenubar,
  menubarStatus,
  uninstallMenubar,
} from "../../src/install/menubar.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { readLikeSwiftBar, readLikeXbar } from "../tui/menubar/menu-readers.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A home with SwiftBar's folder in it, and a `defaults` that says where that is. */
async function fakeMac(platform = "darwin") {
  const dir = await tempDir();
  const folder = join(dir.path, "my plugins");
  const bin = join(dir.path, "bin");
  await mkdir(folder);
  await mkdir(bin);
  await program(
    join(bin, "defaults"),
    `[ "$*" = "read com.ameba.SwiftBar PluginDirectory" ] && echo '~/my plugins'`,
  );
  const machine: Machine = {
    platform,
    home: dir.path,
    uid: 501,
    env: { PATH: `${bin}:/usr/bin:/bin` },
    command: [join(bin, "amphigory")],
    clock: systemClock,
  };
  const configDir = join(dir.path, ".config", "amphigory");
  const request = { configDir, pluginDir: null };
  return { ...dir, folder, bin, machine, request };
}

async function program(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

async function run(file: string) {
  const child = Bun.spawn([file], { stdin: "ignore", stderr: "pipe" });
  const text = await child.stdout.text();
  const complaint = await child.stderr.text();
  return { text, complaint, code: await child.exited };
}

test("the plugin is put into SwiftBar's folder, and done twice nothing changes", async () => {
  await using mac = await fakeMac();
  const file = join(mac.folder, "amphigory.5s.sh");
  const { request, machine } = mac;
  expect(await menubarStatus(request, machine)).toEqual({
    kind: "absent",
    folder: mac.folder,
  });
  expect(await installMenubar(request, machine)).toEqual({
    kind: "done",
    file,
    isSame: false,
  });
  expect(await readdir(mac.folder)).toEqual(["amphigory.5s.sh"]);
  const { mode, ino } = await stat(file);
  expect(mode & 0o777).toBe(0o755);
  expect(await installMenubar(request, machine)).toEqual({
    kind: "done",
    file,
    isSame: true,
  });
  expect((await stat(file)).ino).toBe(ino);
  expect(await menubarStatus(request, machine)).toEqual({
    kind: "installed",
    file,
  });
});

test("the plugin runs the program by its path, whatever is in that", async () => {
  await using mac = await fakeMac();
  const bad = join(mac.path, `it's "$(reboot)" a\\b`);
  await mkdir(bad);
  await program(join(bad, "amphigory"), `printf '%s\\n' "$@"; echo no >&2`);
  const machine = { ...mac.machine, command: [join(bad, "amphigory")] };
  const request = { ...mac.request, configDir: join(bad, "config") };
  const change = await installMenubar(request, machine);
  if (change.kind === "refused") throw new Error(change.text);
  expect(await run(change.file)).toEqual({
    text: `--menubar\n--config-dir\n${bad}/config\n`,
    complaint: "",
    code: 0,
  });
});

test("a program that is gone, or fails, still gives a menu", async () => {
  await using mac = await fakeMac();
  await installMenubar(mac.request, mac.machine);
  const { text, complaint, code } = await run(
    join(mac.folder, "amphigory.5s.sh"),
  );
  expect({ complaint, code }).toEqual({ complaint: "", code: 0 });
  expect(readLikeSwiftBar(text)).toEqual(readLikeXbar(text));
  expect(readLikeXbar(text).items).toHaveLength(2);
});

test("under another interval it is found, kept there, and brought up to date", async () => {
  await using mac = await fakeMac();
  const { request, machine, folder } = mac;
  await installMenubar(request, machine);
  const file = join(folder, "amphigory.30s.sh");
  await rename(join(folder, "amphigory.5s.sh"), file);
  const moved = { ...machine, command: ["/opt/bin/amphigory"] };
  expect(await menubarStatus(request, moved)).toEqual({
    kind: "outdated",
    file,
  });
  expect(await installMenubar(request, moved)).toEqual({
    kind: "done",
    file,
    isSame: false,
  });
  expect(await readdir(folder)).toEqual(["amphigory.30s.sh"]);
});

test("each config folder has a plugin of its own", async () => {
  await using mac = await fakeMac();
  await installMenubar(mac.request, mac.machine);
  const other = { ...mac.request, configDir: "/other" };
  await installMenubar(other, mac.machine);
  const names = (await readdir(mac.folder)).sort();
  expect(names).toEqual([
    expect.stringMatching(/^amphigory-[0-9a-f]{8}\.5s\.sh$/),
    "amphigory.5s.sh",
  ]);
  await uninstallMenubar(other, mac.machine);
  expect(await readdir(mac.folder)).toEqual(["amphigory.5s.sh"]);
});

test("what somebody else has written is neither replaced nor removed", async () => {
  await using mac = await fakeMac();
  const file = join(mac.folder, "amphigory.5s.sh");
  await writeFile(file, "#!/bin/sh\n");
  const change = await installMenubar(mac.request, mac.machine);
  expect(change).toEqual({
    kind: "refused",
    text: `${file} is there and was not written by 'amphigory install'. Move it away, and try again.`,
  });
  expect(await uninstallMenubar(mac.request, mac.machine)).toEqual({
    kind: "done",
    file,
    isSame: true,
  });
  expect(await Bun.file(file).text()).toBe("#!/bin/sh\n");
});

test("without SwiftBar the folder has to be named, and to be one", async () => {
  await using mac = await fakeMac("linux");
  const { request, machine, folder } = mac;
  expect(await installMenubar(request, machine)).toEqual({
    kind: "refused",
    text: expect.stringContaining("--plugin-dir"),
  });
  expect(
    await installMenubar({ ...request, pluginDir: folder }, machine),
  ).toMatchObject({ kind: "done" });
  const missing = { ...request, pluginDir: join(folder, "none") };
  expect(await installMenubar(missing, machine)).toEqual({
    kind: "refused",
    text: `${folder}/none is no folder. Name the folder where SwiftBar has its plugins with --plugin-dir.`,
  });
});

test("the way back that is told leads back, also from a folder that was named", async () => {
  await using mac = await fakeMac("linux");
  let out = "";
  await runInstall({
    action: "install",
    what: "menubar",
    configDir: mac.request.configDir,
    pluginDir: mac.folder,
    machine: mac.machine,
    out: (text) => void (out += text),
  });
  expect(out).toEndWith(
    `Undo: amphigory uninstall menubar --plugin-dir '${mac.folder}'\n`,
  );
});
