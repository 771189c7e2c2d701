import { type LocalReading, parseLocalConfig } from "../config/local-config.ts";
import { sayProblem } from "../state/problem.ts";
import { setValues } from "./edit-yaml.ts";

/** The two keys that `daemon.yaml` has to have. */
export interface Answers {
  readonly webappUrl: string;
  readonly webappBasedir: string;
}

/** What is to be done with `daemon.yaml` so that it says them. */
export type Plan =
  | { readonly kind: "unchanged" }
  | { readonly kind: "new"; readonly text: string }
  /** The two lines are changed or added; all else stays. */
  | { readonly kind: "edit"; readonly text: string }
  /** It can not be understood, so nothing in it can be kept: why. */
  | { readonly kind: "replace"; readonly text: string; readonly why: string };

/** Pure. `existing` is the text of the file, `null` for none; `file` is its path, for the texts. */
export function planFile(
  existing: string | null,
  answers: Answers,
  file: string,
): Plan {
  if (existing === null) return { kind: "new", text: newFile(answers) };
  const before = parseLocalConfig(existing, file);
  if (before.kind === "good" && says(existing, answers))
    return { kind: "unchanged" };
  const text = setValues(existing, {
    webapp_url: answers.webappUrl,
    webapp_basedir: answers.webappBasedir,
  });
  if (says(text, answers) && keepsTheRest(existing, text))
    return { kind: "edit", text };
  return {
    kind: "replace",
    text: newFile(answers),
    why: whyNotEdited(before, parseLocalConfig(text, file), file),
  };
}

/** What is wrong with the file itself: the edited text is nowhere, so nothing is said of its lines alone. */
function whyNotEdited(
  before: LocalReading,
  edited: LocalReading,
  file: string,
): string {
  if (before.kind === "good")
    return `${file} is written in a way that can not be changed line by line.`;
  const left = edited.kind === "good" ? [] : edited.problems;
  const stays = before.problems.find(({ text }) =>
    left.some((problem) => problem.text === text),
  );
  return [stays ?? before.problems[0]]
    .filter((problem) => problem !== undefined)
    .map(sayProblem)
    .join("");
}

/** Parsed by the daemon's own reader, or it would not be worth a file. */
function says(text: string, { webappUrl, webappBasedir }: Answers): boolean {
  const reading = parseLocalConfig(text, "");
  return (
    reading.kind === "good" &&
    reading.config.webappUrl === webappUrl &&
    reading.config.webappBasedir === webappBasedir
  );
}

/** Where the old text is no good yet (a key was missing), nothing else can have been meant by it. */
function keepsTheRest(before: string, after: string): boolean {
  const [old, edited] = [before, after].map((text) =>
    parseLocalConfig(text, ""),
  );
  if (old?.kind !== "good" || edited?.kind !== "good") return true;
  const { webappUrl, webappBasedir } = edited.config;
  return Bun.deepEquals(
    { ...old.config, webappUrl, webappBasedir },
    edited.config,
  );
}

function newFile({ webappUrl, webappBasedir }: Answers): string {
  return setValues(HEAD, {
    webapp_url: webappUrl,
    webapp_basedir: webappBasedir,
  });
}

const HEAD = `# Settings of Amphigory on this machine. It is read again by itself when it changes.
# webapp_basedir is the folder here that stands for / in the webapp's container.
`;
