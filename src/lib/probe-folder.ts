import { randomBytes } from "node:crypto";
import { open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { codeOrMessage } from "./error.ts";

/** Whether files can really be written in a folder; `code` is the system's word for the refusal. */
export type Probe =
  | { readonly kind: "writable" }
  | { readonly kind: "refused"; readonly code: string };

const PROBE_BYTES = 4096;

/**
 * Writes a file of a new name and removes it. Permission bits say little on network shares and under macOS privacy
 * rules. Never rejects; it may take for ever where a disk hangs.
 */
export async function probeFolder(folder: string): Promise<Probe> {
  const name = `.amphigory-probe-${process.pid}-${randomBytes(4).toString("hex")}`;
  const path = join(folder, name);
  try {
    await using file = await open(path, "wx", 0o600);
    await file.write(Buffer.alloc(PROBE_BYTES));
  } catch (error) {
    await unlink(path).catch(() => {});
    return { kind: "refused", code: codeOrMessage(error) };
  }
  await unlink(path).catch(() => {});
  return { kind: "writable" };
}
