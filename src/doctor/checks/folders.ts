import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { resolveOutput } from "../../config/paths.ts";
import { probeFolder } from "../../lib/probe-folder.ts";
import { explainRefusal } from "../../makemkv/target/write-refusal.ts";
import { queueDepth } from "../../state/select.ts";
import type { Settings } from "../../state/settings.ts";
import { formatCount } from "../../../tui/format.ts";
import {
  type Check,
  error,
  fromProblem,
  ok,
  stateOf,
  type Verdict,
  warning,
  type World,
} from "../check.ts";

const HANGS =
  "The disk or share does not answer: check that it is connected. On macOS a question for access to it may be waiting on the screen.";

/** The tasks folder: there, or to be made, and files can be written in it. */
export const tasksFolderCheck: Check = {
  name: "tasks folder",
  whenLate: HANGS,
  async examine(facts, world) {
    const { settings } = facts;
    const state = stateOf(facts);
    if (settings === null) return [];
    if (state?.queue.kind === "unavailable")
      return [fromProblem("error", state.queue.problem)];
    const { tasksDirectory, webappBasedir } = settings;
    if (!(await isFolder(tasksDirectory))) {
      if (!(await isFolder(webappBasedir)))
        return [missing(webappBasedir, "webapp_basedir")];
      const refusal = await tryWriting(webappBasedir, world);
      return [
        refusal ?? ok(`${tasksDirectory} is not there yet; it will be made.`),
      ];
    }
    const waiting =
      state?.queue.kind === "open"
        ? `, ${formatCount(queueDepth(state), "task")} waiting`
        : "";
    return [
      (await tryWriting(tasksDirectory, world)) ??
        ok(`${tasksDirectory}: can be written${waiting}`),
    ];
  },
};

/** Each folder that ripped files may go to. */
export const outputCheck: Check = {
  name: "output folders",
  whenLate: HANGS,
  async examine({ settings }, world) {
    if (settings === null) return [];
    const roots = await outputRoots(settings);
    return Promise.all(
      roots.map(async ({ folder, key, mayBeMade }) => {
        const existing = mayBeMade ? await nearest(folder) : folder;
        if (!(await isFolder(existing))) return missing(folder, key);
        const refusal = await tryWriting(existing, world);
        if (refusal && key === "webapp_basedir" && roots.length > 1)
          return onlyForOthers(refusal);
        if (refusal) return refusal;
        return existing === folder
          ? ok(`${folder}: can be written`)
          : notThereYet(folder, key);
      }),
    );
  },
};

function notThereYet(folder: string, key: string): Verdict {
  return warning(
    `${folder} (${key}) is not there yet; the first rip makes it.`,
    "If that is a path inside the webapp's container, say with path_map which folder it is here.",
  );
}

/** Where the webapp's folders are mapped, nothing need go to the folder in front of them. */
function onlyForOthers({ text, hint }: Verdict): Verdict {
  return warning(
    text,
    `Only rips to folders that path_map does not name go there. ${hint ?? ""}`.trimEnd(),
  );
}

export interface OutputRoot {
  readonly folder: string;
  /** The setting that names it. */
  readonly key: string;
  /** Below one that is there, the daemon makes it. */
  readonly mayBeMade: boolean;
}

/** On this machine, each once. */
export async function outputRoots(
  settings: Settings,
): Promise<readonly OutputRoot[]> {
  const { webappBasedir, outputRoots: further, pathMap } = settings;
  const ripped =
    settings.rippedDirectory === null
      ? null
      : await resolveOutput({
          settings,
          output: { directory: null, filename: "film.mkv" },
        });
  const all: readonly OutputRoot[] = [
    ...pathMap.map(({ host }) => root(host, "path_map")),
    ...further.map((folder) => root(folder, "output_roots")),
    ...(ripped?.kind === "resolved"
      ? [
          {
            ...root(ripped.directory, "ripped_directory"),
            mayBeMade: true,
          },
        ]
      : []),
    root(webappBasedir, "webapp_basedir"),
  ];
  return [...new Map(all.map((one) => [one.folder, one])).values()];
}

function root(folder: string, key: string): OutputRoot {
  return { folder, key, mayBeMade: false };
}

function missing(folder: string, key: string): Verdict {
  return error(
    `There is no folder ${folder}.`,
    `Connect the disk that it is on, or correct ${key}.`,
  );
}

/** Really writes something; `null` when that works. */
async function tryWriting(
  folder: string,
  { platform }: World,
): Promise<Verdict | null> {
  const probe = await probeFolder(folder);
  if (probe.kind === "writable") return null;
  const host = { platform, program: process.execPath };
  const known = explainRefusal(probe.code, host);
  return error(
    `Files can not be written in ${folder}: ${known?.what ?? probe.code}.`,
    known ? `${known.step}.` : "Check the folder and the disk it is on.",
  );
}

async function nearest(folder: string): Promise<string> {
  let existing = folder;
  while (existing !== "/" && !(await isFolder(existing)))
    existing = dirname(existing);
  return existing;
}

export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
