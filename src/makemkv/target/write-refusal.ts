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

const REFUSALS: Readonly<Record<string, Refusal>> = {
  EACCES: {
    what: "this user may not write there",
    step: "Change the permissions",
  },
  EPERM: {
    what: "the system does not permit it",
    step: "Change the owner or the attributes of the folder",
  },
  EROFS: { what: "the disk is read-only", step: "Mount it for writing" },
  ENOSPC: { what: "the disk is full", step: "Make room" },
  EDQUOT: { what: "the quota is used up", step: "Make room" },
  EFBIG: {
    what: "the file is too big for this disk (FAT32, for one, holds files of up to 4 GiB)",
    step: "Choose a folder on another file system, such as APFS, exFAT or ext4",
  },
  ENOTDIR: {
    what: "a part of the path is a file, not a folder",
    step: "Correct the path",
  },
  EEXIST: {
    what: "a part of the path is a file, not a folder",
    step: "Correct the path",
  },
  ENOENT: {
    what: "a part of the path is missing",
    step: "Check that the disk is mounted",
  },
  ENAMETOOLONG: {
    what: "a name is too long for this disk",
    step: "Choose a shorter one",
  },
  EIO: { what: "the disk does not work", step: "Check it" },
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
  return REFUSALS[code] ?? null;
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
};

/** The code behind a cause that makemkvcon printed, or an empty text. */
export function codeOfCause(cause: string): string {
  const said = cause.toLowerCase();
  const known = Object.entries(TEXTS).find(([text]) => said.includes(text));
  return known?.[1] ?? "";
}
