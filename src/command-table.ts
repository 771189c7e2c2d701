/**
 * Every command and every option, as data. Help, the reading of the command line, its mistakes and the completions of
 * the shells are made from this table and can not disagree. It imports nothing: the menu bar starts every few seconds.
 */
export interface Flag {
  /** One letter, for `-f`. */
  readonly short?: string;
  /** What stands for the value in help; left out for a flag that takes none. */
  readonly value?: string;
  /** The highest number that the value may be; left out where it is no number. */
  readonly upTo?: number;
  /** What a shell offers for the value. */
  readonly offers?: "files" | "folders";
}

export const FLAGS = {
  "config-dir": { value: "DIR", offers: "folders" },
  help: { short: "h" },
  version: { short: "v" },
  daemon: {},
  menubar: {},
  ascii: {},
  "screen-reader": {},
  json: {},
  now: {},
  yes: {},
  follow: { short: "f" },
  task: { value: "ID" },
  lines: { short: "n", value: "N", upTo: 1_000_000 },
  "webapp-url": { value: "URL" },
  "webapp-basedir": { value: "DIR", offers: "folders" },
  bundle: {},
  "plugin-dir": { value: "DIR", offers: "folders" },
  exit: { value: "N", upTo: 255 },
  fail: {},
  plain: {},
} as const satisfies Readonly<Record<string, Flag>>;

export type FlagName = keyof typeof FLAGS;

/** The word after a command. */
export interface Word {
  readonly name: string;
  /** What it may be; `null`: the name of a file. */
  readonly values: readonly string[] | null;
}

export interface Command {
  /** `""` and those that begin with `--` are calls without a command. */
  readonly name: string;
  readonly group: Group;
  /** It has to be there. */
  readonly word: Word | null;
  /** Its own options, each with what it does. */
  readonly flags: Readonly<Partial<Record<FlagName, string>>>;
  /** A line of the help; no full stop. */
  readonly summary: string;
  /** What its own help says beyond that, in lines of at most 80 columns. */
  readonly more: string;
}

export const GROUPS = ["Run", "Look", "Steer", "Set up", "Try"] as const;
export type Group = (typeof GROUPS)[number];

/** What every command takes. */
export const EVERYWHERE = {
  "config-dir":
    "everything of one instance: daemon.yaml, cache, socket, logs (default ~/.config/amphigory, or AMPHIGORY_CONFIG_DIR)",
  help: "say what a command does",
  version: "say which version this is",
} as const satisfies Command["flags"];

const WHAT = { name: "WHAT", values: ["service", "menubar"] } as const;

const ASKS = `A running task is stopped and goes back to the queue; no attempt is counted.
It asks before that in a terminal, and only there.`;
const UNTIL_LOGIN =
  "A service starts it again at the next login, 'amphigory start' at once.";

export const COMMANDS = [
  {
    name: "",
    group: "Run",
    word: null,
    flags: {
      ascii: "draw with ASCII characters only",
      "screen-reader": "plain text in reading order, for screen readers",
    },
    summary: "the dashboard; where there is no terminal, one status",
    more: "It attaches to the daemon that runs, or starts one like 'amphigory start'.",
  },
  {
    name: "start",
    group: "Run",
    word: null,
    flags: {},
    summary: "start the daemon in the background",
    more: `Where 'amphigory install service' was done, that service is started; elsewhere a
process of its own, which stays when the terminal goes. It ends when the daemon
answers, or says why it does not.`,
  },
  {
    name: "--daemon",
    group: "Run",
    word: null,
    flags: {},
    summary: "be the daemon; stays in the foreground",
    more: `It logs to logs/daemon.jsonl in the config folder, and to stderr: words for
people in a terminal (NO_COLOR is respected), one JSON line an event elsewhere.
AMPHIGORY_STDERR_LOG=off leaves the second one out. SIGTERM and Ctrl-C end it in
order; a second one ends it at once.`,
  },
  {
    name: "--menubar",
    group: "Run",
    word: null,
    flags: {},
    summary: "print one menu for SwiftBar or xbar",
    more: "The exit code is always 0. 'amphigory install menubar' sets it up.",
  },
  {
    name: "status",
    group: "Look",
    word: null,
    flags: { json: "the whole state, for programs" },
    summary: "what the daemon is doing",
    more: "",
  },
  {
    name: "logs",
    group: "Look",
    word: null,
    flags: {
      follow: "go on with what comes, until Ctrl-C",
      task: "only what belongs to this task",
      lines: "the last N of them (default 200, with --task all; 0: all)",
      json: "the JSON lines as they were written",
    },
    summary: "what the daemon has logged, in words",
    more: "It works when no daemon runs, too. Times are local ones.",
  },
  {
    name: "doctor",
    group: "Look",
    word: null,
    flags: {
      json: "for programs",
      bundle: "make an archive for a bug report, without names and secrets",
    },
    summary: "check everything it needs, and say what to do",
    more: "The exit code is 1 if something is wrong, and 0 with warnings only.",
  },
  {
    name: "replay",
    group: "Look",
    word: { name: "FILE", values: null },
    flags: {
      exit: "the exit code that it ended with, where the capture does not say",
      json: "for programs",
    },
    summary: "what the daemon makes of what makemkvcon said",
    more: "FILE is a transcript of the logs folder, or a capture of your own.",
  },
  {
    name: "pause",
    group: "Steer",
    word: null,
    flags: { now: "stop the running track; its answer is TASK_CANCELLED" },
    summary: "finish the running track, then wait",
    more: "",
  },
  {
    name: "resume",
    group: "Steer",
    word: null,
    flags: {},
    summary: "go on",
    more: "",
  },
  {
    name: "acknowledge",
    group: "Steer",
    word: null,
    flags: {},
    summary: "say that you have seen the failures",
    more: "A failed task marks the icon and the dashboard until somebody has seen it.",
  },
  {
    name: "eject",
    group: "Steer",
    word: null,
    flags: {},
    summary: "open the drive, when nothing is at work in it",
    more: "",
  },
  {
    name: "restart",
    group: "Steer",
    word: null,
    flags: { yes: "do not ask" },
    summary: "end the daemon and start it again",
    more: ASKS,
  },
  {
    name: "quit",
    group: "Steer",
    word: null,
    flags: { yes: "do not ask" },
    summary: "end the daemon",
    more: `${ASKS}\n${UNTIL_LOGIN}`,
  },
  {
    name: "setup",
    group: "Set up",
    word: null,
    flags: {
      "webapp-url": "where the webapp answers, such as http://localhost:8080",
      "webapp-basedir":
        "the folder on this machine that the webapp sees as its root",
      yes: "do not ask; what is needed has to be given",
    },
    summary: "write daemon.yaml, step by step, each tried at once",
    more: "",
  },
  {
    name: "install",
    group: "Set up",
    word: WHAT,
    flags: { "plugin-dir": "menubar: SwiftBar's folder for plugins" },
    summary: "run the daemon at login, or show it in the menu bar",
    more: `service: an agent of launchd on macOS, a user unit of systemd on Linux. It
starts at login, and again whenever it fails. Done twice it changes nothing.
menubar: a plugin for SwiftBar or xbar.`,
  },
  {
    name: "uninstall",
    group: "Set up",
    word: WHAT,
    flags: { "plugin-dir": "menubar: SwiftBar's folder for plugins" },
    summary: "take it away again; settings and logs stay",
    more: "Only a file that 'amphigory install' has written is removed.",
  },
  {
    name: "completions",
    group: "Set up",
    word: { name: "SHELL", values: ["bash", "zsh", "fish"] },
    flags: {},
    summary: "print the completions of a shell",
    more: `bash   eval "$(amphigory completions bash)"   in ~/.bashrc
zsh    source <(amphigory completions zsh)    in ~/.zshrc, after compinit
fish   amphigory completions fish > ~/.config/fish/completions/amphigory.fish`,
  },
  {
    name: "demo",
    group: "Try",
    word: null,
    flags: {
      fail: "a disc that goes wrong",
      plain: "tell it in lines, also in a terminal",
    },
    summary: "see it all without a drive, a disc or MakeMKV",
    more: "In a terminal it is the dashboard that shows it.",
  },
] as const satisfies readonly Command[];

export type CommandName = (typeof COMMANDS)[number]["name"];

/** In the order of the table; the second column is for people. */
export const EXIT_CODES = [
  [0, "done"],
  [1, "failed"],
  [2, "not understood"],
  [3, "restart wanted"],
  [4, "no daemon is running"],
] as const;

export function findCommand(name: string): (Command & Named) | null {
  return COMMANDS.find((command) => command.name === name) ?? null;
}

interface Named {
  readonly name: CommandName;
}

/** Its options with those of all commands, in the order of help. */
export function flagsOf(
  command: Command,
): readonly (readonly [FlagName, string])[] {
  const all: Command["flags"] = { ...command.flags, ...EVERYWHERE };
  return FLAG_NAMES.flatMap((name) => {
    const help = all[name];
    return help === undefined ? [] : [[name, help] as const];
  }).sort(([a], [b]) => Number(a in EVERYWHERE) - Number(b in EVERYWHERE));
}

export const FLAG_NAMES = Object.keys(FLAGS).filter(isFlagName);

export function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}

/** By its table entry, whichever properties that has. */
export function flag(name: FlagName): Flag {
  return FLAGS[name];
}
