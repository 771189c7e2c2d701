import { homedir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../lib/error.ts";
import { parseLocalConfig } from "../config/local-config.ts";
import { DAEMON_YAML } from "../config/local-file.ts";
import type { Fetch } from "../config/webapp-config.ts";
import type { LocalConfig } from "../wire/config.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { EXIT, type ExitCode } from "../lib/exit-code.ts";
import { askForBasedir, type Asking, askForWebapp } from "./ask-answers.ts";
import {
  createMonologue,
  createTerminalDialogue,
  type Dialogue,
} from "./dialogue.ts";
import { NEXT, tellNext } from "./next-steps.ts";
import { type Answers, type Plan, planFile } from "./plan-file.ts";
import { readIfThere, saveFile } from "./save-file.ts";

/**
 * `amphigory setup`: the two settings that have no default are asked for, each is tested at once, and `daemon.yaml` is
 * written in one step. Until then nothing is: whoever leaves, leaves everything as it was.
 */
export interface SetupRequest {
  readonly configDir: string;
  /** `--webapp-url` and `--webapp-basedir`; asked for where they are left out and there is a terminal. */
  readonly webappUrl?: string | null;
  readonly webappBasedir?: string | null;
  /** Nobody is asked; what does not answer now is taken all the same. */
  readonly yes?: boolean;
  readonly dialogue?: Dialogue;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
}

export async function runSetup(request: SetupRequest): Promise<ExitCode> {
  const { configDir, yes = false } = request;
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  using dialogue =
    request.dialogue ??
    (isTerminal && !yes ? createTerminalDialogue() : createMonologue(yes));
  const file = join(configDir, DAEMON_YAML);
  const existing = readExisting(file);
  if (existing.kind === "unreadable") {
    dialogue.complain(`✗ ${existing.why}`);
    return EXIT.failed;
  }
  const known = knownFrom(existing.text, file);
  const isMissing = isAnswerMissing(request, known.config);
  if (isMissing && known.why !== null) dialogue.say(`! ${known.why}`);
  const answers = await askAll(request, dialogue, known.config);
  if (answers === null)
    return giveUp(dialogue, isMissing ? NEEDED : yes ? "" : AS_THEY_ARE);
  const plan = planFile(existing.text, answers, file);
  if (plan.kind === "unchanged") {
    dialogue.say(`\n${file} says that already; nothing was changed.`);
    dialogue.say(NEXT);
    return EXIT.ok;
  }
  if (!(await mayWrite(plan, dialogue, file))) return giveUp(dialogue, "");
  const saved = saveFile({ file, text: plan.text, existing: existing.text });
  if (saved.kind === "failed") {
    dialogue.complain(`✗ ${saved.why}`);
    return EXIT.failed;
  }
  dialogue.say(`\n✓ Written: ${saved.file}, readable by you alone.`);
  if (saved.backup !== null)
    dialogue.say(`  What it was before is in ${saved.backup}.`);
  await tellNext(configDir, answers, {
    dialogue,
    clock: request.clock ?? systemClock,
  });
  return EXIT.ok;
}

type Existing =
  | { readonly kind: "read"; readonly text: string | null }
  | { readonly kind: "unreadable"; readonly why: string };

function readExisting(file: string): Existing {
  try {
    return { kind: "read", text: readIfThere(file) };
  } catch (error) {
    const said = messageOf(error);
    return {
      kind: "unreadable",
      why: `${file} is there and can not be read: ${said}. Move it away, or name another folder with --config-dir.`,
    };
  }
}

interface Known {
  readonly config: LocalConfig | null;
  /** Why there is none, although there is a file. */
  readonly why: string | null;
}

function knownFrom(existing: string | null, file: string): Known {
  if (existing === null) return { config: null, why: null };
  const reading = parseLocalConfig(existing, file);
  return reading.kind === "good"
    ? { config: reading.config, why: null }
    : {
        config: null,
        why: reading.problems
          .map(({ text }) => text)
          .slice(0, 3)
          .join(" "),
      };
}

function isAnswerMissing(
  { webappUrl = null, webappBasedir = null }: SetupRequest,
  known: LocalConfig | null,
): boolean {
  return known === null && (webappUrl === null || webappBasedir === null);
}

async function askAll(
  request: SetupRequest,
  dialogue: Dialogue,
  config: LocalConfig | null,
): Promise<Answers | null> {
  const { webappUrl = null, webappBasedir = null } = request;
  const asking: Asking = {
    dialogue,
    net: {
      fetch: request.fetch ?? globalThis.fetch,
      clock: request.clock ?? systemClock,
      signal: dialogue.signal,
    },
    cwd: process.cwd(),
    home: process.env["HOME"] || homedir(),
  };
  if (dialogue.isPerson) dialogue.say(INTRODUCTION);
  const webapp = await askForWebapp(
    asking,
    webappUrl,
    config?.webappUrl ?? null,
  );
  if (webapp === null) return null;
  const basedir = await askForBasedir(asking, {
    given: webappBasedir,
    known: config?.webappBasedir ?? null,
    config: webapp.config,
  });
  if (basedir === null || dialogue.signal.aborted) return null;
  return { webappUrl: webapp.url, webappBasedir: basedir };
}

const INTRODUCTION =
  "Amphigory needs to know two things: where the webapp answers, and where its files are on this machine.\n";

/** A file that is there is changed only when somebody said so; one that would lose something only by a person. */
async function mayWrite(
  plan: Plan,
  dialogue: Dialogue,
  file: string,
): Promise<boolean> {
  if (plan.kind === "new") return true;
  if (plan.kind === "edit") {
    if (!dialogue.isPerson && !(await dialogue.confirm("", false))) {
      dialogue.complain(
        `✗ ${file} is there already. With --yes it is changed.`,
      );
      return false;
    }
    return dialogue.confirm(
      `\n${file} is there already. Change these two lines and keep the rest?`,
      true,
    );
  }
  if (plan.kind === "unchanged") return false;
  dialogue.complain(`\n✗ ${plan.why}`);
  if (!dialogue.isPerson) return false;
  return dialogue.confirm(
    `  Put ${file} aside as a copy, and write a new one with these two lines alone?`,
    false,
  );
}

const NEEDED =
  "Without a terminal setup needs --webapp-url URL and --webapp-basedir DIR; with --yes both are taken as they are.";
const AS_THEY_ARE = "With --yes both are taken all the same.";

/** `advice` is for who has no terminal. */
function giveUp(dialogue: Dialogue, advice: string): ExitCode {
  if (dialogue.isPerson) dialogue.say("\nNothing was written.");
  else dialogue.complain(`Nothing was written. ${advice}`.trimEnd());
  return EXIT.failed;
}
