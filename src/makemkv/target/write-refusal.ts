/** Why a file system lets nobody write, in the words of a person: what is wrong, and what to do. */
export interface Refusal {
  readonly what: string;
  /** The next step, without a full stop. */
  readonly step: string;
}

/** Where this program runs, and as what: on macOS access is given to programs. */
export interface Host {
  readonly platform: string;
  /** The path that a person has to look for in the system's list. */
  readonly program: string;
}

export const THIS_HOST: Host = {
  platform: process.platform,
  program: process.execPath,
};

const AWAY = [
  "the disk or the share is away",
  "Check that it is connected",
] as const;

/** What is wrong, and the next step. */
const REFUSALS: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: ["this user may not write there", "Change the permissions"],
  EPERM: [
    "the system does not permit it",
    "Change the owner or the attributes of the folder",
  ],
  EROFS: ["the disk is read-only", "Mount it for writing"],
  ENOSPC: ["the disk is full", "Make room"],
  EDQUOT: ["the quota is used up", "Make room"],
  EFBIG: [
    "the file is too big for this disk (FAT32, for one, holds files of up to 4 GiB)",
    "Choose a folder on another file system, such as APFS, exFAT or ext4",
  ],
  ENOTDIR: ["a part of the path is a file, not a folder", "Correct the path"],
  EEXIST: ["a part of the path is a file, not a folder", "Correct the path"],
  ENOENT: ["a part of the path is missing", "Check that the disk is mounted"],
  ENAMETOOLONG: ["a name is too long for this disk", "Choose a shorter one"],
  EIO: ["the disk does not work", "Check it"],
  ENXIO: AWAY,
  ENODEV: AWAY,
  ENOTCONN: AWAY,
  ESTALE: AWAY,
  EHOSTDOWN: AWAY,
};

/** `null`: a code that says nothing to a person. */
export function explainRefusal(
  code: string,
  host: Host = THIS_HOST,
): Refusal | null {
  // What the permissions allow, and macOS refuses all the same, is its protection of volumes and folders.
  if (code === "EPERM" && host.platform === "darwin")
    return {
      what: "macOS does not let this program write there",
      step: `In System Settings > Privacy & Security, under Files and Folders, Removable Volumes or Full Disk Access, give access to ${host.program}, or to the terminal that it was started in`,
    };
  const [what, step] = REFUSALS[code] ?? [];
  return what && step ? { what, step } : null;
}

/** The system's code of an error, such as `ENOSPC`; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** What the C library says for a code, as the cause in makemkvcon's "Posix error - No space left on device". */
const TEXTS: Readonly<Record<string, string>> = {
  "permission denied": "EACCES",
  "operation not permitted": "EPERM",
  "read-only file system": "EROFS",
  "no space left on device": "ENOSPC",
  "disk quota exceeded": "EDQUOT",
  "disc quota exceeded": "EDQUOT",
  "file too large": "EFBIG",
  "no such file or directory": "ENOENT",
  "input/output error": "EIO",
  "device not configured": "ENXIO",
  "no such device": "ENODEV",
  "endpoint is not connected": "ENOTCONN",
  "socket is not connected": "ENOTCONN",
  "stale file handle": "ESTALE",
  "stale nfs file handle": "ESTALE",
  "host is down": "EHOSTDOWN",
};

/** The code behind a cause that makemkvcon printed, or an empty text. */
export function codeOfCause(cause: string): string {
  const said = cause.toLowerCase();
  const known = Object.entries(TEXTS).find(([text]) => said.includes(text));
  return known?.[1] ?? "";
}
