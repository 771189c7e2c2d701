/** The part of output paths that needs no disk: what a task may say, and what that is on this machine. */
import { isAbsolute, normalize } from "node:path/posix";
import type { Failure } from "../state/error-code.ts";
import type { PathMapping, Settings } from "../state/settings.ts";

/** What decides about output paths. */
export type OutputSettings = Pick<
  Settings,
  "webappBasedir" | "outputRoots" | "pathMap" | "rippedDirectory"
>;

/** The limit of a name on every file system that is likely here (APFS, ext4, exFAT, SMB). */
const MOST_NAME_BYTES = 255;

/** `{basedir}{path}`: `/opt/amphigory` and `/tasks` → `/opt/amphigory/tasks`; `..` and doubled slashes taken out. */
export function joinBasedir(basedir: string, path: string): string {
  const joined = normalize(`${basedir}/${path}`);
  return joined === "/" ? joined : joined.replace(/\/$/, "");
}

/** Component by component: `/media` holds `/media/x` and itself, not `/mediax`. Both normalized. */
export function isUnder(root: string, path: string): boolean {
  return path === root || path.startsWith(root === "/" ? "/" : `${root}/`);
}

export const NO_DIRECTORY = refuse(
  "output.directory is null, and the webapp names no ripped_directory",
  "Name the folder in the task, or set ripped_directory in the webapp's /config.json.",
);

/** Why a task's folder can not be one, before anything is looked up; `null` if it can. */
export function checkDirectory(directory: string | null): Failure | null {
  if (directory === null) return NO_DIRECTORY;
  const wrong = wrongText(directory);
  if (wrong !== null) {
    return refuse(`output.directory ${wrong}`, JSON.stringify(directory));
  }
  if (!isAbsolute(directory)) {
    const what = `output.directory ${JSON.stringify(directory)} is not an absolute path`;
    return refuse(what, "It must begin with /.");
  }
  if (directory.split("/").some(isTooLong)) {
    const what = `a name in output.directory is longer than ${MOST_NAME_BYTES} bytes`;
    return refuse(what, directory);
  }
  return null;
}

/** Why a task's file name can not be one; `null` if it can. */
export function checkFilename(filename: string): Failure | null {
  const wrong = wrongFilename(filename);
  if (wrong === null) return null;
  return refuse(
    `output.filename ${wrong}; it must be one name that ends in .mkv, at most ${MOST_NAME_BYTES} bytes, without / and \\`,
    JSON.stringify(filename),
  );
}

function wrongFilename(filename: string): string | null {
  const wrong = wrongText(filename);
  if (wrong !== null) return wrong;
  if (/[/\\]/.test(filename)) return "is a path, not a name";
  if (!/\.mkv$/i.test(filename)) return "does not end in .mkv";
  if (/^\.mkv$/i.test(filename)) return "has no name before .mkv";
  return isTooLong(filename) ? "is too long" : null;
}

/** Half a surrogate pair can not be written as a file name: another name would come out. */
function wrongText(value: string): string | null {
  if (value === "") return "is empty";
  if (!value.isWellFormed()) return "is not valid Unicode";
  return /[\p{Cc}\u2028\u2029]/u.test(value)
    ? "has a line break or another control character in it"
    : null;
}

function isTooLong(name: string): boolean {
  return Buffer.byteLength(name) > MOST_NAME_BYTES;
}

export interface MappedDirectory {
  /** On this machine, links not followed yet. */
  readonly path: string;
  /** The folders of which one must hold it once links are followed. */
  readonly roots: readonly string[];
}

/**
 * A folder in the webapp's words → the same folder on this machine: the longest prefix of `path_map`, else as it is
 * if it lies in a folder of this machine, else below `webapp_basedir`.
 * A `ripped_directory` of `/` is the container's: the webapp can not open the whole machine to its tasks.
 * `..` is taken out last, so that it can not carry a path from one rule to another: what climbs out is refused later.
 */
export function mapDirectory(
  directory: string,
  settings: OutputSettings,
  rippedIsHere: boolean,
): MappedDirectory {
  const { webappBasedir, outputRoots, rippedDirectory } = settings;
  const path = tidy(directory);
  const roots = [
    webappBasedir,
    ...outputRoots,
    ...settings.pathMap.map(({ host }) => host),
  ];
  const mapping = longestMapping(path, settings.pathMap);
  if (mapping !== null) {
    const rest = path.slice(mapping.webapp.length);
    return { path: joinBasedir(mapping.host, rest), roots };
  }
  if ([webappBasedir, ...outputRoots].some((root) => isUnder(root, path))) {
    return { path: normalize(path), roots };
  }
  const isOwn = rippedIsHere && rippedDirectory && rippedDirectory !== "/";
  if (isOwn && isUnder(rippedDirectory, path)) {
    return { path: normalize(path), roots: [...roots, rippedDirectory] };
  }
  return { path: joinBasedir(webappBasedir, path), roots };
}

function longestMapping(
  path: string,
  pathMap: readonly PathMapping[],
): PathMapping | null {
  return pathMap
    .filter(({ webapp }) => isUnder(webapp, path))
    .reduce<PathMapping | null>(
      (longest, other) =>
        other.webapp.length > (longest?.webapp.length ?? 0) ? other : longest,
      null,
    );
}

/** A failure of the output; `what` says it with the key in front. */
export function refuse(what: string, detail: string): Failure {
  return { code: "OUTPUT_WRITE_FAILED", message: `${what}.`, detail };
}

/** No doubled slashes, no `.`, no slash at the end; `..` stays. */
function tidy(path: string): string {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  return `/${names.join("/")}`;
}
