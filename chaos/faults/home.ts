import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holds } from "../../src/state/select.ts";
import { examine, type Fault, shorten } from "./fault.ts";
import { type Lab, openLab } from "./lab.ts";
import { rip, scan } from "./orders.ts";
import { needsPermissions, withoutPrivilege } from "./mounts.ts";

/** Folders of the user that are not as they should be. */

interface Poor {
  readonly name: string;
  readonly prepare: (lab: Lab) => void;
  readonly env?: (lab: Lab) => Readonly<Record<string, string | undefined>>;
  /** A person has to put it right first: the tasks wait. */
  readonly isHeld?: boolean;
}

const POOR: readonly Poor[] = [
  {
    name: "logs may not be written",
    prepare({ configDir }) {
      mkdirSync(join(configDir, "logs"));
      chmodSync(join(configDir, "logs"), 0o500);
    },
  },
  {
    name: "logs is a file",
    prepare: ({ configDir }) => writeFileSync(join(configDir, "logs"), ""),
  },
  {
    name: "HOME may not be written",
    prepare({ root }) {
      mkdirSync(join(root, "home"));
      chmodSync(join(root, "home"), 0o500);
    },
    env: ({ root }) => ({ HOME: join(root, "home") }),
  },
  {
    name: "HOME is missing",
    prepare: () => undefined,
    env: ({ root }) => ({ HOME: join(root, "nowhere") }),
  },
  {
    name: "no HOME",
    prepare: () => undefined,
    env: () => ({ HOME: undefined }),
  },
  {
    name: "TMPDIR is missing",
    prepare: () => undefined,
    env: ({ root }) => ({ TMPDIR: join(root, "nowhere") }),
  },
  {
    name: "the outbox is a file",
    prepare: ({ configDir }) => writeFileSync(join(configDir, "outbox"), ""),
    isHeld: true,
  },
  {
    name: "the cached settings are a folder",
    prepare: ({ configDir }) =>
      mkdirSync(join(configDir, "cached_config.json")),
  },
];

const poor: Fault = {
  what: "The user's folders are not as they should be: logs, HOME, TMPDIR, outbox, the cached settings",
  obstacle: needsPermissions,
  async run(form) {
    const chosen =
      form === "short" ? POOR.filter((_, at) => at % 3 === 0) : POOR;
    const attempts: (string | null)[] = [];
    const told: string[] = [];
    for (const { name, prepare, env, isHeld } of chosen) {
      await using lab = await openLab();
      prepare(lab);
      await lab.queue(scan("a"), rip("b"));
      await lab.start({ prefix: withoutPrivilege(), env: env?.(lab) ?? {} });
      if (isHeld) await lab.until("a word", (state) => holds(state).length > 0);
      else await lab.answered(["a", "b"]);
      const wrong = await examine(lab, {
        ids: ["a", "b"],
        queued: isHeld ? ["a", "b"] : [],
        isRight: ({ status }) => status === "success",
      });
      attempts.push(wrong === null ? null : `${name}: ${wrong}`);
      for (const text of lab.pulse.told.values())
        told.push(shorten(text, lab.root));
    }
    return { attempts, figures: told[0] ? `told: ${told[0]}` : "" };
  },
};

export const homeFaults: readonly Fault[] = [poor];
