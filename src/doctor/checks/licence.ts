import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOrMessage, hasCode } from "../../lib/error.ts";
import type { LicenceState } from "../../state/state.ts";
import {
  type Check,
  error,
  fromProblem,
  ok,
  stateOf,
  type Verdict,
  warning,
  type World,
} from "../check.ts";

/**
 * MakeMKV's licence: what the daemon has heard of it, and whether a key is entered for this user at all. The file is
 * only looked at, the key itself is never told.
 */
export const licenceCheck: Check = {
  name: "licence",
  whenLate: "Check the disk that the home folder is on.",
  async examine(facts, world) {
    const heard = stateOf(facts)?.licence ?? { kind: "unknown" };
    const said = fromDaemon(heard);
    return [said ?? (await fromKey(world))];
  },
};

function fromDaemon(licence: LicenceState): Verdict | null {
  switch (licence.kind) {
    case "unknown":
      return null;
    case "fine":
      return ok("The last run of makemkvcon had nothing to say against it.");
    case "limited":
      return fromProblem("warning", licence.problem);
    case "refused":
    case "doubted":
      return fromProblem("error", licence.problem);
  }
}

const ENTER_IT =
  "Open MakeMKV as this user and enter a key, or the temporary one of its forum (https://forum.makemkv.com/). Without one it works for 30 days; DVDs go on after that.";

async function fromKey({ platform, home }: World): Promise<Verdict> {
  const file = join(
    home,
    platform === "darwin"
      ? "Library/MakeMKV/settings.conf"
      : ".MakeMKV/settings.conf",
  );
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (fault) {
    if (hasCode(fault, "ENOENT"))
      return warning(
        `MakeMKV was never opened by this user: there is no ${file}.`,
        ENTER_IT,
      );
    return error(
      `${file} can not be read (${codeOrMessage(fault)}).`,
      "Give it back to this user; makemkvcon has to read it, too.",
    );
  }
  const [, key] = /^\s*app_Key\s*=\s*"([^"]*)"/m.exec(text) ?? [];
  if (!key) return warning(`No key is entered in ${file}.`, ENTER_IT);
  if (key.startsWith("T-"))
    return ok(
      "A temporary key is entered. Each is valid for a month or two; the daemon says when it is not any more.",
    );
  return ok("A key is entered; the first scan tells whether it is valid.");
}
