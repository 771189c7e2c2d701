import { access, constants, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Problem } from "../../state/problem.ts";

export interface LocateRequest {
  /** From the settings; if there is one, nothing else is tried. */
  readonly configuredPath: string | null;
  /** The `PATH` of the environment. */
  readonly path: string;
  readonly wellKnown?: readonly string[];
}

export type Located =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing"; readonly problem: Problem };

const WELL_KNOWN = [
  "/opt/homebrew/bin/makemkvcon",
  "/usr/local/bin/makemkvcon",
  "/Applications/MakeMKV.app/Contents/MacOS/makemkvcon",
];

/** Where makemkvcon is: the configured path, else the first on `PATH`, else the places where installers put it. */
export async function locateMakemkvcon(
  request: LocateRequest,
): Promise<Located> {
  const { configuredPath, path, wellKnown = WELL_KNOWN } = request;
  if (configuredPath !== null) return locateConfigured(configuredPath);
  const folders = path.split(":").filter((folder) => isAbsolute(folder));
  const places = [
    ...folders.map((folder) => join(folder, "makemkvcon")),
    ...wellKnown,
  ];
  for (const place of places) {
    if ((await whyNotAProgram(place)) === null)
      return { kind: "found", path: place };
  }
  const refused = await findRefused(places);
  if (refused) return { kind: "missing", problem: refused };
  return {
    kind: "missing",
    problem: {
      key: "makemkvcon_missing",
      text: `makemkvcon was not found, neither on PATH nor in ${wellKnown.join(", ")}.`,
      hint: "Install MakeMKV from https://www.makemkv.com/download/, or set makemkv_path in daemon.yaml to where makemkvcon is.",
    },
  };
}

/** The first that is there and can not be run: it has to be made to run, and not to be installed. */
async function findRefused(places: readonly string[]): Promise<Problem | null> {
  for (const place of places) {
    const isThere = await stat(place).then(
      (found) => found.isFile(),
      () => false,
    );
    const reason = isThere ? await whyNotAProgram(place) : null;
    if (reason === null) continue;
    return {
      key: "makemkvcon_missing",
      text: `makemkvcon is there, but ${place} ${reason}.`,
      hint: "Let this user run it (chmod +x), install MakeMKV again, or set makemkv_path in daemon.yaml to another makemkvcon.",
    };
  }
  return null;
}

async function locateConfigured(path: string): Promise<Located> {
  const reason = await whyNotAProgram(path);
  if (reason === null) return { kind: "found", path };
  return {
    kind: "missing",
    problem: {
      key: "makemkvcon_missing",
      text: `makemkv_path is ${path}, but that ${reason}.`,
      hint: "Correct makemkv_path (the one in daemon.yaml wins over the webapp's), or leave it out to have makemkvcon looked for. MakeMKV is at https://www.makemkv.com/download/.",
    },
  };
}

/** `null` when it can be run. */
async function whyNotAProgram(path: string): Promise<string | null> {
  try {
    const file = await stat(path);
    if (file.isDirectory()) {
      return path.endsWith(".app")
        ? "is an app; makemkvcon is inside it, at Contents/MacOS/makemkvcon"
        : "is a folder";
    }
    if (!file.isFile()) return "is not a program";
    await access(path, constants.X_OK);
    return null;
  } catch (error) {
    return sayRefusal(error);
  }
}

/** Why the system does not let a program be run; completes "PATH …". */
export function sayRefusal(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  switch (code) {
    case "ENOENT":
      return "does not exist";
    case "ENOTDIR":
      return "lies below a file, not below a folder (ENOTDIR)";
    case "EACCES":
    case "EPERM":
      return `is not executable: this user may not run it (${code})`;
    default:
      return `can not be run (${String(error)})`;
  }
}
