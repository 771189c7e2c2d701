import { open, readdir, stat } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import type { Settings } from "../../state/settings.ts";
import type { DaemonState } from "../../state/state.ts";
import { type Facts, stateOf } from "../check.ts";
import { doctorJson, doctorView, type Reported } from "../doctor-view.ts";
import { type Redact, redactJson } from "./redact.ts";

/** The files of a bundle, redacted: name in the archive → text. */
export type Contents = Readonly<Record<string, string>>;

export interface Collecting {
  readonly facts: Facts;
  readonly reported: Reported;
  readonly now: number;
  readonly redact: Redact;
}

const TRANSCRIPTS = 5;
const LOGS = 3;
const HEAD_BYTES = 256 * 1024;
const TAIL_BYTES = 768 * 1024;

export async function collect(collecting: Collecting): Promise<Contents> {
  const { facts, reported, now, redact } = collecting;
  const state = stateOf(facts);
  const json = (value: unknown) =>
    `${JSON.stringify(redactJson(value, redact), null, 2)}\n`;
  return {
    "doctor.txt": redact(doctorView(reported)),
    "doctor.json": json(JSON.parse(doctorJson(reported, now))),
    "machine.json": json(machine(facts.version)),
    "settings.json": json(settings(facts)),
    ...(state ? { "state.json": json(withoutNames(state)) } : {}),
    ...(await logFiles(facts.configDir, redact)),
  };
}

function machine(version: string) {
  return {
    amphigory: version,
    bun: Bun.version,
    platform: process.platform,
    system: release(),
    arch: process.arch,
  };
}

/**
 * What `daemon.yaml` and the webapp say, as they were understood: the file itself may hold anything in its comments,
 * and of the token only that there is one.
 */
function settings({ local, webapp, cache, settings: inForce }: Facts) {
  return {
    inForce: inForce && closed(inForce),
    daemonYaml:
      local.kind === "good"
        ? {
            ...closed(local.config),
            token: local.config.token === null ? null : "set",
          }
        : local,
    webapp: webapp?.kind === "good" ? webapp.settings : webapp,
    cache,
  };
}

/** Short names could not be found again in a text. */
function closed<T extends Pick<Settings, "daemonId" | "allowedHosts">>(
  settings: T,
): T {
  const { daemonId, allowedHosts } = settings;
  return {
    ...settings,
    daemonId: daemonId === null ? null : "‹id›",
    allowedHosts: allowedHosts.map(() => "‹host›"),
  };
}

function withoutNames(state: DaemonState): DaemonState {
  const { config } = state;
  if (config.kind !== "ready") return state;
  const settings = closed(config.settings);
  return { ...state, config: { ...config, settings } };
}

async function logFiles(configDir: string, redact: Redact): Promise<Contents> {
  const folder = join(configDir, "logs");
  const names = await readdir(folder).catch(() => []);
  const youngest = async (isWanted: RegExp, count: number) => {
    const aged = await Promise.all(
      names
        .filter((name) => isWanted.test(name))
        .map(async (name) => {
          const found = await stat(join(folder, name)).catch(() => null);
          return { name, at: found?.isFile() ? found.mtimeMs : null };
        }),
    );
    return aged
      .filter(({ at }) => at !== null)
      .sort((a, b) => (b.at ?? 0) - (a.at ?? 0))
      .slice(0, count)
      .map(({ name }) => name);
  };
  const wanted = [
    ...(await youngest(/\.jsonl(\.\d+)?$/, LOGS)),
    ...(await youngest(/\.txt$/, TRANSCRIPTS)),
  ];
  const read = await Promise.all(
    wanted.map(async (name) => {
      const text = await readEnds(join(folder, name)).catch(String);
      return [`logs/${redact(name)}`, redact(text)] as const;
    }),
  );
  return Object.fromEntries(read);
}

/** The beginning and the end of a file, which is where reasons stand. */
export async function readEnds(path: string): Promise<string> {
  await using file = await open(path);
  const { size } = await file.stat();
  const part = async (from: number, length: number) => {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(length),
      0,
      length,
      from,
    );
    return buffer.toString("utf8", 0, bytesRead);
  };
  if (size <= HEAD_BYTES + TAIL_BYTES) return part(0, size);
  const head = await part(0, HEAD_BYTES);
  const tail = await part(size - TAIL_BYTES, TAIL_BYTES);
  // Nothing that the middle is cut through may stay half: it would not be recognised.
  return `${head.slice(0, head.lastIndexOf("\n") + 1)}# ${size - HEAD_BYTES - TAIL_BYTES} bytes left out\n${tail.slice(tail.indexOf("\n") + 1)}`;
}
