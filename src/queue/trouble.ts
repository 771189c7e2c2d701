import { codeOf, messageOf } from "../lib/error.ts";
import type { Problem } from "../state/problem.ts";

/**
 * Runs file operations; a refusal of the system comes back as a problem. Everything else that is thrown is a bug and
 * stays thrown.
 */
export async function withTrouble<T>(
  directory: string,
  run: () => Promise<T>,
): Promise<T | Trouble> {
  try {
    return await run();
  } catch (error) {
    const code = codeOf(error);
    if (code === null || !/^E[A-Z0-9]+$/.test(code)) throw error;
    return { kind: "unavailable", problem: explain(error, code, directory) };
  }
}

/** The tasks folder can not be used now. */
export interface Trouble {
  readonly kind: "unavailable";
  readonly problem: Problem;
}

/** Thrown inside `withTrouble` for a folder that is not what it has to be. */
export class FolderGone extends Error {
  readonly code = "ENOENT";
}

/** Neither in the tasks folder nor above it: it is our own folder, where answers are kept meanwhile. */
function isElsewhere(error: unknown, directory: string): boolean {
  if (!(error instanceof Error) || !("path" in error)) return false;
  const { path } = error;
  if (typeof path !== "string" || !path.startsWith("/")) return false;
  return !`${path}/`.startsWith(`${directory}/`) && !directory.startsWith(path);
}

function ownFolder(said: string): Problem {
  return {
    key: "outbox_refused",
    text: `The daemon's own folder for answers can not be used (${said}).`,
    hint: "Make room there, make it writable, or remove what is in the way; work goes on by itself.",
  };
}

function explain(error: unknown, code: string, directory: string): Problem {
  const said = messageOf(error);
  if (code !== "EMFILE" && code !== "ENFILE" && isElsewhere(error, directory))
    return ownFolder(said);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return {
        key: "storage_full",
        text: `There is no room left in the tasks folder ${directory} (${said}).`,
        hint: "Make room on that disk; work goes on by itself.",
      };
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return {
        key: "storage_refused",
        text: `The tasks folder ${directory} can not be written or read by this user (${said}).`,
        hint: "Give this user the right to read and write there (on macOS also under Privacy & Security, Files and Folders); work goes on by itself.",
      };
    case "EMFILE":
    case "ENFILE":
      return {
        key: "too_many_open_files",
        text: `The system lets the daemon open no more files (${said}).`,
        hint: "Close programs that connect to it, or allow it more (ulimit -n); work goes on by itself.",
      };
    case "EISDIR":
    case "ENOTEMPTY":
    case "ENOTDIR":
    case "EEXIST":
    case "ELOOP":
      return {
        key: "storage_blocked",
        text: `In the tasks folder ${directory} something is in the way (${said}).`,
        hint: "Remove or rename what is named there; work goes on by itself.",
      };
    case "EXDEV":
      return {
        key: "storage_split",
        text: `The tasks folder ${directory} is on two disks (${said}).`,
        hint: "queued, in_progress and complete have to be on one disk: a file changes its place between them in one step.",
      };
    default:
      return {
        key: "storage_gone",
        text: `The tasks folder ${directory} can not be reached (${said}).`,
        hint: "Connect the disk or the share again, or correct webapp_basedir in daemon.yaml; work goes on by itself.",
      };
  }
}
