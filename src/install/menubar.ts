import { readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pluginName } from "../config/plugin-name.ts";
import { lastingCommand } from "./lasting-command.ts";
import type { Machine } from "./machine.ts";
import { askProgram } from "./manager.ts";
import { lookAtFile, WRITTEN_BY, writeOwnFile } from "./own-file.ts";

/**
 * The plugin of SwiftBar (xbar reads it, too): a small script in SwiftBar's folder that runs `amphigory --menubar`. The
 * interval is a part of its name; a person may change it there, and the file is found all the same.
 */
export type MenubarChange =
  | {
      readonly kind: "done";
      /** What was written or removed, or was like that before; absolute. Without an old file, nothing was removed. */
      readonly file: string;
      /** Nothing had to be done. */
      readonly isSame: boolean;
    }
  /** `text` says what is wrong and what to do. */
  | { readonly kind: "refused"; readonly text: string };

export interface MenubarRequest {
  readonly configDir: string;
  /** As given; `null`: SwiftBar's. */
  readonly pluginDir: string | null;
}

/** Above the half second that a run may take, and soon enough for a person who watches. */
const INTERVAL = "5s";
const MODE = 0o755;

export async function installMenubar(
  request: MenubarRequest,
  machine: Machine,
): Promise<MenubarChange> {
  const folder = await pluginFolder(request, machine);
  if (folder.kind === "refused") return folder;
  const text = pluginScript(request.configDir, machine);
  const [file = standardFile(folder.path, request, machine)] = ownFiles(
    folder.path,
    request,
    machine,
  );
  const found = lookAtFile(file, text, MODE);
  if (found.kind === "foreign")
    return refused(
      `${file} is there and was not written by 'amphigory install'. Move it away, and try again.`,
    );
  const isSame = found.kind === "own" && found.isWhole;
  if (!isSame) writeOwnFile(file, text, MODE);
  return { kind: "done", file, isSame };
}

export async function uninstallMenubar(
  request: MenubarRequest,
  machine: Machine,
): Promise<MenubarChange> {
  const folder = await pluginFolder(request, machine);
  if (folder.kind === "refused") return folder;
  const files = ownFiles(folder.path, request, machine);
  for (const file of files) rmSync(file, { force: true });
  const [file = standardFile(folder.path, request, machine)] = files;
  return { kind: "done", file, isSame: files.length === 0 };
}

/** What is there now: for `doctor`. */
export type MenubarStatus =
  | { readonly kind: "installed"; readonly file: string }
  /** Of another version, or for another program: installing it again puts that right. */
  | { readonly kind: "outdated"; readonly file: string }
  | { readonly kind: "absent"; readonly folder: string }
  | { readonly kind: "noSwiftBar"; readonly text: string };

export async function menubarStatus(
  request: MenubarRequest,
  machine: Machine,
): Promise<MenubarStatus> {
  const folder = await pluginFolder(request, machine);
  if (folder.kind === "refused")
    return { kind: "noSwiftBar", text: folder.text };
  const [file] = ownFiles(folder.path, request, machine);
  if (file === undefined) return { kind: "absent", folder: folder.path };
  const text = pluginScript(request.configDir, machine);
  const found = lookAtFile(file, text, MODE);
  const isWhole = found.kind === "own" && found.isWhole;
  return { kind: isWhole ? "installed" : "outdated", file };
}

type Folder =
  | { readonly kind: "folder"; readonly path: string }
  | Extract<MenubarChange, { kind: "refused" }>;

async function pluginFolder(
  { pluginDir }: MenubarRequest,
  machine: Machine,
): Promise<Folder> {
  const path = pluginDir ?? (await swiftBarFolder(machine));
  if (path === null) return refused(NO_FOLDER);
  const folder = resolve(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return { kind: "folder", path: folder };
  return refused(
    `${folder} is no folder. Name the folder where SwiftBar has its plugins with --plugin-dir.`,
  );
}

const NO_FOLDER =
  "SwiftBar does not say where its plugins are. Install it (brew install swiftbar), start it once and choose a folder; or name one with --plugin-dir.";

/** Chosen by the person at its first start; a part of its preferences since then. */
async function swiftBarFolder(machine: Machine): Promise<string | null> {
  if (machine.platform !== "darwin") return null;
  const { deed, lines } = await askProgram(
    "defaults",
    ["read", "com.ameba.SwiftBar", "PluginDirectory"],
    machine,
  );
  const path = lines[0]?.trim() ?? "";
  if (deed.kind === "failed" || path === "") return null;
  return path.replace(/^~(?=\/|$)/, machine.home);
}

function standardFile(
  folder: string,
  request: MenubarRequest,
  machine: Machine,
): string {
  return join(folder, `${nameOf(request, machine)}.${INTERVAL}.sh`);
}

/** Those that were written by us, under whatever interval. */
function ownFiles(
  folder: string,
  request: MenubarRequest,
  machine: Machine,
): readonly string[] {
  const prefix = `${nameOf(request, machine)}.`;
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(prefix))
    .map(({ name }) => join(folder, name))
    .filter((file) => lookAtFile(file, "", MODE).kind === "own")
    .sort();
}

function nameOf({ configDir }: MenubarRequest, machine: Machine): string {
  const env = { ...machine.env, HOME: machine.home };
  return pluginName(configDir, env, machine.platform);
}

/**
 * No `exec`: SwiftBar shows nothing of a plugin that fails, so that a program that is gone, or is in the midst of an
 * update, still gives a menu. Without `runInBash` no shell reads what the items say, and nothing of a login shell's
 * start is waited for.
 */
function pluginScript(configDir: string, machine: Machine): string {
  const command = [
    ...lastingCommand(machine.command, machine.env["PATH"] ?? ""),
    "--menubar",
    "--config-dir",
    configDir,
  ];
  return `#!/bin/sh
# <xbar.title>Amphigory</xbar.title>
# <xbar.desc>What the optical drive is doing for the webapp.</xbar.desc>
# <xbar.dependencies>amphigory</xbar.dependencies>
# <swiftbar.runInBash>false</swiftbar.runInBash>
# <swiftbar.hideAbout>true</swiftbar.hideAbout>
# <swiftbar.hideRunInTerminal>true</swiftbar.hideRunInTerminal>
# <swiftbar.hideLastUpdated>true</swiftbar.hideLastUpdated>
# <swiftbar.hideDisablePlugin>true</swiftbar.hideDisablePlugin>
# <swiftbar.hideSwiftBar>true</swiftbar.hideSwiftBar>
# ${WRITTEN_BY}
${command.map(quoted).join(" ")} 2>/dev/null && exit 0
cat <<'MENU'
⚠
---
Amphigory can not be started
Install the menu again: amphigory install menubar
MENU
exit 0
`;
}

/** One word of a shell, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function refused(text: string): Extract<MenubarChange, { kind: "refused" }> {
  return { kind: "refused", text };
}
