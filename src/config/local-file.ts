import { stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOrMessage } from "../lib/error.ts";
import { readPlainFile } from "../lib/plain-file.ts";
import { type LocalReading, parseLocalConfig } from "./local-config.ts";
import { daemonYamlInvalid, noDaemonYaml, tokenReadable } from "./problems.ts";

export const DAEMON_YAML = "daemon.yaml";

/** More is not a `daemon.yaml`; reading it would only cost memory. */
const MOST_BYTES = 256 * 1024;

/** Read and understand `daemon.yaml` of a config folder. Never throws: what can not be read is a problem. */
export async function readLocalConfig(
  configDir: string,
): Promise<LocalReading> {
  const file = join(configDir, DAEMON_YAML);
  try {
    const found = await readPlainFile(file, {
      maxBytes: MOST_BYTES,
      followLinks: true,
    });
    if (found.kind === "absent") return missing(file);
    if (found.kind === "unusable") return invalid(file, found.reason);
    const text = decode(found.bytes);
    if (text === null) return invalid(file, "is not UTF-8 text");
    const mode = Number(found.stat.mode);
    return warnOfReaders(parseLocalConfig(text, file), file, mode);
  } catch (error) {
    return invalid(file, `can not be read: ${codeOrMessage(error)}`);
  }
}

/** Changes whenever the file does: for a look that costs next to nothing. */
export async function stampLocalConfig(configDir: string): Promise<string> {
  try {
    const file = await stat(join(configDir, DAEMON_YAML));
    return [file.ino, file.size, file.mode, file.mtimeMs].join(":");
  } catch (error) {
    return codeOrMessage(error);
  }
}

function missing(file: string): LocalReading {
  return { kind: "missing", problems: [noDaemonYaml(file)] };
}

function invalid(file: string, what: string): LocalReading {
  return { kind: "invalid", problems: [daemonYamlInvalid(file, what)] };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The token keeps other users of this machine out: the group and others must not read it. */
function warnOfReaders(
  reading: LocalReading,
  file: string,
  mode: number,
): LocalReading {
  if (reading.kind !== "good" || reading.config.token === null) return reading;
  if ((mode & 0o044) === 0) return reading;
  const warnings = [...reading.warnings, tokenReadable(file)];
  return { ...reading, warnings };
}
