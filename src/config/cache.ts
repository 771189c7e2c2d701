/** `cached_config.json`: the last good answer of the webapp, word for word, for a start while the webapp is away. */
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../state/problem.ts";
import { errorCode } from "./error-code.ts";
import { cacheInvalid, cacheNotWritten } from "./problems.ts";
import {
  MOST_ANSWER_BYTES,
  understand,
  type WebappSettings,
} from "./webapp-config.ts";

const CACHED_CONFIG = "cached_config.json";

export type CacheReading =
  | { readonly kind: "good"; readonly settings: WebappSettings }
  | { readonly kind: "none" }
  | { readonly kind: "broken"; readonly problem: Problem };

export async function readCache(configDir: string): Promise<CacheReading> {
  const file = join(configDir, CACHED_CONFIG);
  const broken = (why: string): CacheReading => ({
    kind: "broken",
    problem: cacheInvalid(file, why),
  });
  try {
    const about = await stat(file);
    if (!about.isFile()) return broken("it is not a plain file");
    if (about.size > MOST_ANSWER_BYTES) return broken("it is too large");
    const understood = understand(await readFile(file, "utf8"), file);
    return understood.kind === "good" ? understood : broken(understood.why);
  } catch (error) {
    const code = errorCode(error);
    return code === "ENOENT" ? { kind: "none" } : broken(code);
  }
}

/** Replace the cache in one step, so that a crash leaves the old one or the new one. Says what went wrong, if anything. */
export async function writeCache(
  configDir: string,
  text: string,
): Promise<Problem | null> {
  const file = join(configDir, CACHED_CONFIG);
  const temporary = `${file}.tmp`;
  try {
    if (await holds(file, text)) return null;
    await rm(temporary, { force: true });
    await using handle = await open(temporary, "wx", 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await rename(temporary, file);
    return null;
  } catch (error) {
    return cacheNotWritten(file, errorCode(error));
  }
}

async function holds(file: string, text: string): Promise<boolean> {
  try {
    return (await readFile(file, "utf8")) === text;
  } catch {
    return false;
  }
}
