import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";

/** Where MakeMKV keeps the key: Linux, macOS. The place that is not this system's is merely absent. */
const SETTINGS = [".MakeMKV/settings.conf", "Library/MakeMKV/settings.conf"];

/**
 * A text that changes when a new key is put in or another version of MakeMKV is installed: path, time and size of its
 * settings and of the program. Nothing is opened, let alone written. makemkvcon itself rewrites its settings during a
 * run (it drops an expired key), so two traces say something only if no run lies between them. Never rejects.
 */
export async function traceLicence(
  makemkvcon: string,
  home: string,
): Promise<string> {
  const settings = SETTINGS.map((name) => join(home, name));
  const traces = await Promise.all([makemkvcon, ...settings].map(traceFile));
  return traces.join("\n");
}

/** A file that can not be seen is part of the trace, too: it may come. */
async function traceFile(path: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(path);
    return `${await realpath(path)} ${mtimeMs} ${size}`;
  } catch {
    return `${path} -`;
  }
}
