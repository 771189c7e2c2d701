import { access, constants, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Problem } from "../../state/problem.ts";
import { codeOf } from "../target/write-refusal.ts";

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
  const folders = path.split(":").filter((folder) => isAbsolute(folder));
  const onPath = folders.map((folder) => join(folder, "makemkvcon"));
  const places =
    configuredPath === null ? [...onPath, ...wellKnown] : [configuredPath];
  let refused: Located | null = null;
  for (const place of places) {
    const reason = await whyNotAProgram(place);
    if (reason === null) return { kind: "found", path: place };
    if (configuredPath !== null)
      return missing(
        `makemkv_path is ${place}, but that ${reason}.`,
        "Correct makemkv_path (in daemon.yaml it may be called makemkvcon_path, as earlier daemons wrote it, and wins over the webapp's), or leave it out to have makemkvcon looked for. MakeMKV is at https://www.makemkv.com/download/.",
      );
    // It has to be made to run, and not to be installed.
    if (!refused && (await isFile(place)))
      refused = missing(
        `makemkvcon is there, but ${place} ${reason}.`,
        "Let this user run it (chmod +x), install MakeMKV again, or set makemkv_path in daemon.yaml to another makemkvcon.",
      );
  }
  return (
    refused ??
    missing(
      `makemkvcon was not found, neither on PATH nor in ${wellKnown.join(", ")}.`,
      "Install MakeMKV from https://www.makemkv.com/download/, or set makemkv_path in daemon.yaml to where makemkvcon is.",
    )
  );
}

function missing(text: string, hint: string): Located {
  return {
    kind: "missing",
    problem: { key: "makemkvcon_missing", text, hint },
  };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
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
  const code = codeOf(error);
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
