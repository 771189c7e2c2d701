/** The sentences of this folder. Keys are stable; no text holds a value that changes by itself, or it would be news for ever. */
import type { Problem } from "../state/problem.ts";
import { type Mistake, shorten } from "../wire/config.ts";
import { nearestKey } from "./nearest-key.ts";

const CORRECT_IT =
  "Correct it and save the file; the daemon reads it again by itself.";

export function noDaemonYaml(file: string): Problem {
  return {
    key: "no_daemon_yaml",
    text: `${file} does not exist.`,
    hint: "Run 'amphigory setup'. Or write it by hand: two lines, webapp_url: http://localhost:8080 and webapp_basedir: /path/to/the/webapp's/folder; the README lists the rest. The daemon begins by itself when it is there.",
  };
}

/** `what` completes "FILE …". */
export function daemonYamlInvalid(file: string, what: string): Problem {
  const text = `${file} ${what}.`;
  return { key: "daemon_yaml_invalid", text, hint: CORRECT_IT };
}

/** A file, and a line of it where that is known. */
interface Place {
  readonly file: string;
  readonly line: number | null;
}

export function daemonYamlMistake(place: Place, mistake: Mistake): Problem {
  const text = `${at(place)}: ${sayMistake(mistake)}.`;
  return { key: "daemon_yaml_invalid", text, hint: CORRECT_IT };
}

/** A warning: the file is used all the same. */
export function unknownKey(
  place: Place,
  key: string,
  known: readonly string[],
): Problem {
  const nearest = nearestKey(key, known);
  return {
    key: "daemon_yaml_unknown_key",
    text: `${at(place)}: ${shorten(key)} is not a known key and is ignored.`,
    hint:
      nearest === null
        ? "Remove it, or see the list of keys in the README."
        : `Did you mean ${nearest}?`,
  };
}

/** An unknown key in the place of one that has to be there, `meant`. Of several problems only the texts are shown. */
export function misspeltKey(place: Place, key: string, meant: string): Problem {
  const text = `${at(place)}: ${shorten(key)} is not a known key. Did you mean ${meant}?`;
  return { key: "daemon_yaml_invalid", text, hint: CORRECT_IT };
}

export function tokenReadable(file: string): Problem {
  return {
    key: "token_readable",
    text: `${file} holds a token, and other users of this machine may read it.`,
    hint: `Run: chmod 600 '${file}'`,
  };
}

export function webappUnreachable(address: string, why: string): Problem {
  return {
    key: "webapp_unreachable",
    text: `The webapp does not answer at ${address}: ${why}.`,
    hint: "Start the webapp, or correct webapp_url in daemon.yaml; it is tried again by itself.",
  };
}

export function webappNotTrusted(address: string, why: string): Problem {
  return {
    key: "webapp_not_trusted",
    text: `The webapp at ${address} is not asked: ${why}.`,
    hint: "Give it a certificate that fits, start the daemon with NODE_EXTRA_CA_CERTS=FILE, or name an http:// address as webapp_url in daemon.yaml.",
  };
}

export function webappConfigInvalid(address: string, why: string): Problem {
  return {
    key: "webapp_config_invalid",
    text: `The webapp's answer at ${address} can not be used: ${why}.`,
    hint: "Correct the webapp's configuration, or webapp_url in daemon.yaml; it is asked again by itself.",
  };
}

export function webappValueIgnored(address: string, why: string): Problem {
  return {
    key: "webapp_config_value",
    text: `${address}: ${why}; the default is used.`,
    hint: "Correct the webapp's configuration.",
  };
}

export function cacheInvalid(file: string, why: string): Problem {
  return {
    key: "cache_invalid",
    text: `${file} can not be used and is ignored: ${why}.`,
    hint: "Nothing to do: it is written anew when the webapp answers.",
  };
}

export function cacheNotWritten(file: string, why: string): Problem {
  return {
    key: "cache_not_written",
    text: `${file} could not be written: ${why}.`,
    hint: "Without it the daemon can not start while the webapp is away. Check the folder's permissions and free space.",
  };
}

/** The webapp did not give a good answer, but it has before. */
export function lastAnswerUsed(problem: Problem): Problem {
  return {
    ...problem,
    text: `${problem.text} Its last good answer is in use.`,
  };
}

/** `daemon.yaml` is wrong or gone, but it was right before. */
export function keptInUse(problem: Problem): Problem {
  const kept = "Until then the last good settings stay in use.";
  return { ...problem, hint: `${problem.hint} ${kept}` };
}

/** Several problems as one: all texts, key and hint of the first. */
export function joinProblems(problems: readonly Problem[]): Problem {
  const [first] = problems;
  if (first === undefined) throw new Error("there is no problem to report");
  const text = problems.map((problem) => problem.text).join(" ");
  return { ...first, text };
}

/** "websocket_port must be a whole number from 1 to 65535, found 0" */
export function sayMistake(mistake: Mistake): string {
  const { key, expected, found, path } = mistake;
  if (path.length === 0)
    return `it must be ${expected}, found ${found ?? "nothing"}`;
  if (found === null && path.length === 1) {
    return `${key} is missing; it must be ${expected}`;
  }
  return `${key} must be ${expected}, found ${found ?? "nothing"}`;
}

function at({ file, line }: Place): string {
  return line === null ? file : `${file}, line ${line}`;
}
