import { join } from "node:path";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import type { Disc } from "../../src/demo/scenario.ts";
import { ripTask } from "../../test/support/daemon.ts";
import { hasTmux, openTerminal } from "../../test/support/terminal.ts";
import { createTally, type Form, type Row } from "../suite.ts";
import { HOSTILE_NAMES } from "./name-cases.ts";
import { wrongWith } from "./shown.ts";
import type { Target } from "./target.ts";

/** Names of discs all the way: makemkvcon prints them, the daemon's own programs and files show them. */
export async function attackWithNames(
  target: Target,
  form: Form,
): Promise<readonly Row[]> {
  const all = HOSTILE_NAMES.join("");
  const names =
    form === "full"
      ? [...HOSTILE_NAMES, all]
      : [...HOSTILE_NAMES.filter((_, at) => at % 17 === 0), all];
  const printed = await nameDiscs(target, names);
  return hasTmux ? [printed, await showInTerminal(target)] : [printed];
}

/** What is printed, and how that is read. */
const PROGRAMS = [
  { words: ["status"], kind: "plain" },
  { words: ["status", "--json"], kind: "plain" },
  { words: ["--menubar"], kind: "menu" },
  { words: ["logs"], kind: "log" },
  { words: ["logs", "--json"], kind: "plain" },
] as const;

async function nameDiscs(
  target: Target,
  names: readonly string[],
): Promise<Row> {
  const { host } = target;
  const tally = createTally();
  for (const [at, name] of names.entries()) {
    host.sim.update({ disc: discNamed(name) });
    const id = `named-${at}`;
    await host.queue({ id: `scan-${id}`, type: "scan" }, ripTask(id, 0));
    await host.answer(id);
    for (const { words, kind } of PROGRAMS) {
      const where = words.join(" ");
      const text = await printed(target, words);
      const wrong = wrongWith({ where, kind, text }, null);
      tally.add(
        wrong && `${JSON.stringify(name.slice(0, 40))} in ${where}: ${wrong}`,
      );
    }
  }
  const log = host.daemon.log();
  const wrong = wrongWith({ where: "stderr", kind: "plain", text: log }, null);
  tally.add(wrong && `stderr: ${wrong}`);
  const lines = log.trimEnd().split("\n");
  tally.add(lines.every(isJson) ? null : "a line of the log is no JSON");
  tally.add(await target.worksStill());
  return tally.row(
    "Discs with such names scanned and ripped; what status, menu, logs (and --json) and stderr print",
    `${names.length} discs`,
  );
}

/** A real terminal says what it was made to do: its title, its bell, what is on it. */
async function showInTerminal({ host }: Target): Promise<Row> {
  const tally = createTally();
  const commands = PROGRAMS.map(
    ({ words }) =>
      `${process.execPath} ${CLI} ${words.join(" ")} --config-dir ${host.configDir}`,
  );
  await using terminal = await openTerminal({
    columns: 100,
    rows: 30,
    command: [...commands, "echo all-is-said"].join("; "),
  });
  const before = terminal.value("pane_title");
  await terminal.shows("all-is-said");
  const title = terminal.value("pane_title");
  tally.add(title === before ? null : `its title is ${title}`);
  tally.add(terminal.value("window_bell_flag") === "0" ? null : "it rang");
  tally.add(terminal.value("alternate_on") === "0" ? null : "another screen");
  tally.add(terminal.value("cursor_flag") === "1" ? null : "no cursor");
  await using dashboard = await openTerminal({
    columns: 100,
    rows: 30,
    command: `${process.execPath} ${CLI} --config-dir ${host.configDir}`,
  });
  await dashboard.shows("Queue");
  // Its own title may tell the name, without what is an escape in it.
  const named = dashboard.value("pane_title");
  tally.add(named === "OWNED" ? "the dashboard's title is the disc's" : null);
  return tally.row(
    "The same in a real terminal (tmux): title, bell, screen, cursor; the dashboard, too",
    "",
  );
}

function discNamed(name: string): Disc {
  const titles = DEFAULT_DISC.titles.map((title) => ({
    ...title,
    name,
    sourceFile: `${name}.mpls`,
  }));
  return { ...DEFAULT_DISC, name, volume: name, titles };
}

const CLI = join(import.meta.dir, "..", "..", "src", "cli.ts");

async function printed(
  { host }: Target,
  words: readonly string[],
): Promise<string> {
  const child = Bun.spawn(
    [process.execPath, CLI, ...words, "--config-dir", host.configDir],
    { stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  );
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return out + err;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
