import { readdir } from "node:fs/promises";
import { problemsOf } from "../../src/state/select.ts";
import type { DaemonState } from "../../src/state/state.ts";
import type { TestTask } from "../../test/support/daemon.ts";

/** What a webapp says and orders, and what a person reads of it. */

export type Webapp = (request: Request) => Response | Promise<Response>;

/** A webapp that says what is so. */
export function honest(port: number): Webapp {
  return () => Response.json(configJson(port));
}

export function configJson(port: number): Record<string, unknown> {
  return {
    tasks_directory: "/tasks",
    websocket_port: port,
    wiki_url: null,
    heartbeat_interval: 1,
    log_level: "info",
    makemkv_path: null,
  };
}

/** A rip of one of the small titles of the built-in disc. */
export function rip(id: string, number = 2): TestTask {
  return {
    id,
    type: "rip",
    track: { number, expected_size_bytes: null, expected_duration: null },
    output: { directory: "/media/ripped/Film", filename: `${id}.mkv` },
  };
}

export function scan(id: string): TestTask {
  return { id, type: "scan" };
}

/** `a-1` … `a-5` */
export function ids(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${name}-${at + 1}`);
}

/** Everything a person is told now: the keys of the problems. */
export function keysOf(state: DaemonState): readonly string[] {
  return problemsOf(state).map(({ key }) => key);
}

export async function names(folder: string): Promise<readonly string[]> {
  const found: readonly string[] = await readdir(folder).catch(() => []);
  return found.toSorted();
}
