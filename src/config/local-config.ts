/**
 * `daemon.yaml`: text → settings of this machine, or problems that name the line. The only place that knows js-yaml.
 * A person writes this file with an editor, so anything may be in it; nothing of it may stop the daemon.
 */
import {
  constructFromEvents,
  type Event,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  YAMLException,
} from "js-yaml";
import type { Problem } from "../state/problem.ts";
import {
  DAEMON_YAML_KEYS,
  type LocalConfig,
  type Mapping,
  type Mistake,
  parseDaemonYaml,
} from "../wire/config.ts";
import { nearestKey } from "./nearest-key.ts";
import {
  daemonYamlInvalid,
  daemonYamlMistake,
  misspeltKey,
  unknownKey,
} from "./problems.ts";

export type LocalReading =
  | {
      readonly kind: "good";
      readonly config: LocalConfig;
      readonly warnings: readonly Problem[];
    }
  /** There is no file. */
  | { readonly kind: "missing"; readonly problems: readonly Problem[] }
  | Invalid;

interface Invalid {
  readonly kind: "invalid";
  readonly problems: readonly Problem[];
}

/** A file with a thousand mistakes is one mistake: these many are shown. */
const MOST_PROBLEMS = 20;

/** What `daemon.yaml` says; `file` is its path, for the texts. */
export function parseLocalConfig(text: string, file: string): LocalReading {
  const yaml = readYaml(text, file);
  if (yaml.kind === "invalid") return yaml;
  const parsed = parseDaemonYaml(yaml.value);
  const offsets = keyOffsets(yaml.events, text);
  const lineOf = (path: Mistake["path"]) => lineOfPath(path, text, offsets);
  const missing = parsed.kind === "valid" ? [] : missingKeys(parsed.mistakes);
  const unknown = parsed.unknownKeys.slice(0, MOST_PROBLEMS).map((key) => {
    const place = { file, line: lineOf([key]) };
    const meant = nearestKey(key, DAEMON_YAML_KEYS);
    return meant !== null && missing.includes(meant)
      ? misspeltKey(place, key, meant)
      : unknownKey(place, key, DAEMON_YAML_KEYS);
  });
  if (parsed.kind === "valid") {
    return { kind: "good", config: parsed.config, warnings: unknown };
  }
  const mistakes = parsed.mistakes
    .slice(0, MOST_PROBLEMS)
    .map((mistake) => ({ mistake, line: lineOf(mistake.path) }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ mistake, line }) => daemonYamlMistake({ file, line }, mistake));
  return { kind: "invalid", problems: [...mistakes, ...unknown] };
}

function missingKeys(mistakes: readonly Mistake[]): readonly string[] {
  return mistakes
    .filter(({ path, found }) => path.length === 1 && found === null)
    .map(({ key }) => key);
}

type Yaml =
  | {
      readonly kind: "mapping";
      readonly value: Mapping;
      readonly events: readonly Event[];
    }
  | Invalid;

/** Aliases are refused: nobody needs them here, and nested ones grow without end. Nesting is limited by the parser (100). */
function readYaml(text: string, file: string): Yaml {
  try {
    const events = parseEvents(text, {});
    const [value, ...more] = constructFromEvents(events, {
      source: text,
      maxAliases: 0,
    });
    if (more.length > 0) {
      return invalid(file, "holds several documents (---); one is expected");
    }
    if (value === null || value === undefined) {
      return invalid(
        file,
        "is empty; webapp_url and webapp_basedir are needed",
      );
    }
    if (isMapping(value)) return { kind: "mapping", value, events };
    return invalid(file, "does not consist of lines like key: value");
  } catch (error) {
    return syntaxMistake(error, text, file);
  }
}

function invalid(file: string, what: string): Invalid {
  return { kind: "invalid", problems: [daemonYamlInvalid(file, what)] };
}

/** js-yaml's reason may quote the text; a line that may hold the token is not quoted. */
function syntaxMistake(error: unknown, text: string, file: string): Invalid {
  if (!(error instanceof YAMLException)) {
    return invalid(file, `is not valid YAML: ${String(error)}`);
  }
  const line = error.mark?.line;
  if (line === undefined) {
    return invalid(file, `is not valid YAML: ${error.reason}`);
  }
  const place = `${file}, line ${line + 1},`;
  if (error.reason.startsWith("aliases exceeded"))
    return invalid(
      place,
      "has a YAML alias (*name); anchors and aliases are not supported here, write the value out",
    );
  const why = sayReason(error.reason, text.split("\n")[line] ?? "");
  return invalid(place, `is not valid YAML: ${why}`);
}

/** The parser takes a tab before a bracket for a missing indentation, and an open quote as well. */
function sayReason(reason: string, line: string): string {
  if (line.includes("\t")) return "there is a tab in it, use blanks instead";
  if (line.includes("token")) return "put the token in quotes";
  return reason === "deficient indentation"
    ? "a quote or bracket is not closed, or more blanks are needed in front"
    : reason;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The line of the key or list entry, else of what is around it. */
function lineOfPath(
  path: Mistake["path"],
  text: string,
  offsets: ReadonlyMap<string, number>,
): number | null {
  for (let depth = path.length; depth > 0; depth--) {
    const offset = offsets.get(JSON.stringify(path.slice(0, depth)));
    if (offset !== undefined) return text.slice(0, offset).split("\n").length;
  }
  return null;
}

/** Where keys and list entries begin, by their path as JSON (`["listen",1]`). Two levels: no setting goes deeper. */
function keyOffsets(
  events: readonly Event[],
  text: string,
): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let next = 1; // 0 opens the document

  function walk(path: Mistake["path"]): void {
    const event = events[next++];
    if (event?.type === EVENT_ID.SEQUENCE) {
      for (let index = 0; !atEnd(); index++) enter([...path, index]);
      next++;
    }
    if (event?.type === EVENT_ID.MAPPING) {
      while (!atEnd()) {
        const key = events[next++];
        const name =
          key?.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : "";
        enter([...path, name], key);
      }
      next++;
    }
  }

  function enter(path: Mistake["path"], at = events[next]): void {
    const offset = at === undefined ? null : startOf(at);
    if (offset !== null && path.length <= 2) {
      offsets.set(JSON.stringify(path), offset);
    }
    walk(path);
  }

  function atEnd(): boolean {
    const event = events[next];
    return event === undefined || event.type === EVENT_ID.POP;
  }

  walk([]);
  return offsets;
}

function startOf(event: Event): number | null {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.SEQUENCE) return event.start;
  return event.type === EVENT_ID.MAPPING ? event.start : null;
}
