/** `cached_config.json`: the last good answer of the webapp, word for word, for a start while the webapp is away. */
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOrMessage } from "../lib/error.ts";
import { type PlainFile, readPlainFile } from "../lib/plain-file.ts";
import type { Problem } from "../state/problem.ts";
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
    const found = await readCached(file);
    if (found.kind === "absent") return { kind: "none" };
    if (found.kind === "unusable") return broken(`it ${found.reason}`);
    const understood = understand(found.bytes.toString(), file);
    return understood.kind === "good" ? understood : broken(understood.why);
  } catch (error) {
    return broken(codeOrMessage(error));
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
    return cacheNotWritten(file, codeOrMessage(error));
  }
}

async function holds(file: string, text: string): Promise<boolean> {
  try {
    const found = await readCached(file);
    return found.kind === "bytes" && found.bytes.toString() === text;
  } catch {
    return false;
  }
}

function readCached(file: string): Promise<PlainFile> {
  return readPlainFile(file, {
    maxBytes: MOST_ANSWER_BYTES,
    followLinks: true,
  });
}
