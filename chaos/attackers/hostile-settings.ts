import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseLocalConfig } from "../../src/config/local-config.ts";
import { understand } from "../../src/config/webapp-config.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { replace } from "../../test/support/daemon.ts";
import { createTally, type Form, type Row } from "../suite.ts";
import { signed } from "./fuzz-frames.ts";
import type { Target } from "./target.ts";

/** Settings that explode, and settings of somebody who means harm; the last good ones stay in force. */
export async function attackWithSettings(
  target: Target,
  form: Form,
): Promise<readonly Row[]> {
  return [
    parseBombs(),
    await writeBombs(target, form),
    await answerHostile(target, form),
  ];
}

const PLAIN = "webapp_url: http://localhost:8080\nwebapp_basedir: /tmp\n";
const KIB = 1024;

function laughs(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => {
    const below = level === 0 ? '"lol"' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({ length: 9 }, () => below).join(", ")}]`;
  });
  return `${lines.join("\n")}\n${PLAIN}`;
}

const BOMBS: readonly (readonly [string, string])[] = [
  ["a billion laughs", laughs(9)],
  [
    "laughs with merge keys",
    `a: &a {b: 1}\n${Array.from({ length: 2_000 }, (_, at) => `c${at}: {<<: *a}`).join("\n")}\n${PLAIN}`,
  ],
  ["an anchor that holds itself", `a: &a [*a]\n${PLAIN}`],
  [
    "10,000 anchors",
    Array.from({ length: 10_000 }, (_, at) => `k${at}: &k${at} 1`).join("\n"),
  ],
  ["brackets 200,000 deep", "[".repeat(200_000)],
  ["mappings 50,000 deep", "a: {".repeat(50_000)],
  ["lists by dashes, 100,000 deep", "- ".repeat(100_000)],
  [
    "indented 400 deep",
    Array.from({ length: 400 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
  ],
  [
    "60,000 keys",
    Array.from({ length: 30_000 }, (_, at) => `k${at}: 1`).join("\n"),
  ],
  ["one key of 250 KiB", `${"k".repeat(250 * KIB)}: 1`],
  ["250 KiB of question marks", "? ".repeat(125 * KIB)],
  ["250 KiB of an open quote", `a: "${"\\x41".repeat(60 * KIB)}`],
  ["250 KiB of blanks", `a: ${" ".repeat(250 * KIB)}`],
  ["250 KiB of tabs and colons", "\t:".repeat(125 * KIB)],
  ["5,000 documents", "---\n".repeat(5_000)],
  ["tags of programs", `a: !!js/function "process.exit()"\n${PLAIN}`],
  [
    "tags of Python",
    `a: !!python/object/apply:os.system ["touch owned"]\n${PLAIN}`,
  ],
  ["a binary", `a: !!binary "${"A".repeat(100 * KIB)}"\n${PLAIN}`],
  ["a number of 100,000 digits", `minlength: ${"9".repeat(100_000)}\n${PLAIN}`],
  ["numbers in base 60", `minlength: 1:${"59:".repeat(10_000)}1\n${PLAIN}`],
  [
    "keys of all objects",
    `__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n${PLAIN}`,
  ],
  [
    "the same in path_map",
    `path_map: {__proto__: /tmp, constructor: /tmp}\n${PLAIN}`,
  ],
  ["a NUL and escapes", `webapp_url: "http://\\0\\e]0;OWNED\\a"\n${PLAIN}`],
];

const LONGEST_MS = 1_000;

/** In this process, with a watch in the hand. */
function parseBombs(): Row {
  const tally = createTally();
  let slowest = { ms: 0, name: "" };
  for (const [name, text] of BOMBS) {
    const started = performance.now();
    let wrong: string | null = null;
    try {
      parseLocalConfig(text, "daemon.yaml");
    } catch (error) {
      wrong = `thrown: ${String(error)}`;
    }
    const ms = performance.now() - started;
    if (ms > slowest.ms) slowest = { ms, name };
    if (ms > LONGEST_MS) wrong ??= `${ms.toFixed(0)} ms`;
    if ("polluted" in {}) wrong ??= "every object is polluted";
    tally.add(wrong && `${name}: ${wrong}`);
  }
  return tally.row(
    "daemon.yaml as a bomb: laughs, depth, breadth, tags, anchors, numbers",
    `the slowest ${slowest.ms.toFixed(0)} ms (${slowest.name})`,
  );
}

/** Into the file that the daemon watches, which works on. */
async function writeBombs(target: Target, form: Form): Promise<Row> {
  const { host } = target;
  const path = join(host.configDir, "daemon.yaml");
  const good = await readFile(path, "utf8");
  const tally = createTally();
  const before = target.memory();
  // What is only odd and good all the same would move the daemon elsewhere.
  const invalid = BOMBS.filter(
    ([, text]) => parseLocalConfig(text, path).kind === "invalid",
  );
  const bombs = form === "full" ? invalid : invalid.slice(0, 3);
  for (const [name, text] of [
    ...bombs,
    ["100 MiB", "a".repeat(100 * KIB * KIB)] as const,
  ]) {
    await replace(path, text);
    const seen = await host.daemon
      .state(hasConfigProblem)
      .then(() => null, String);
    tally.add(seen && `${name}: no view says that it is wrong`);
    tally.add(await target.worksStill());
    await replace(path, good);
    await host.daemon.state((state) => !hasConfigProblem(state));
  }
  return tally.row(
    "The same while the daemon runs: said in every view, the last good settings at work, a task after each",
    `memory ${signed(target.memory() - before)} MiB`,
  );
}

function hasConfigProblem({ config }: DaemonState): boolean {
  return config.kind === "ready" && config.problems.length > 0;
}

const GOOD = { tasks_directory: "/tasks", websocket_port: 9847 };

const ANSWERS: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["a list", "[]"],
  ["null", "null"],
  ["brackets 500,000 deep", "[".repeat(500_000)],
  [
    "a value 100,000 deep",
    `{"tasks_directory":${"[".repeat(100_000)}${"]".repeat(100_000)},"websocket_port":1}`,
  ],
  [
    "a way out of the folder",
    JSON.stringify({ ...GOOD, tasks_directory: "/../../etc" }),
  ],
  [
    "a control character",
    JSON.stringify({ ...GOOD, tasks_directory: "/a\u001b[2J" }),
  ],
  ...[0, -1, 65_536, 1.5, "9847", null, true, [9847], { valueOf: 9847 }].map(
    (port) =>
      [
        `the port ${JSON.stringify(port)}`,
        JSON.stringify({ ...GOOD, websocket_port: port }),
      ] as const,
  ),
  ["an infinite port", '{"tasks_directory":"/tasks","websocket_port":1e999}'],
  ["a heartbeat of 0", JSON.stringify({ ...GOOD, heartbeat_interval: 0 })],
  [
    "a heartbeat of a century",
    JSON.stringify({ ...GOOD, heartbeat_interval: 3e9 }),
  ],
  ["a number as makemkv_path", JSON.stringify({ ...GOOD, makemkv_path: 1 })],
  [
    "a relative ripped_directory",
    JSON.stringify({ ...GOOD, ripped_directory: "../x" }),
  ],
  [
    "keys of all objects",
    '{"__proto__":{"tasks_directory":"/tasks","websocket_port":1}}',
  ],
  ["2 MiB", JSON.stringify({ ...GOOD, a: "a".repeat(2 * KIB * KIB) })],
];

/** All of these are refused as a whole. */
async function answerHostile(target: Target, form: Form): Promise<Row> {
  const tally = createTally();
  for (const [name, text] of ANSWERS) {
    if (text.length > KIB * KIB) continue; // not read to its end, see below
    const { kind } = understand(text, "/config.json");
    tally.add(kind === "bad" ? null : `${name}: taken as good`);
  }
  const { host } = target;
  const before = await host.daemon.state(() => true);
  const answers =
    form === "full" ? ANSWERS : ANSWERS.filter((_, at) => at % 6 === 4);
  for (const [name, text] of answers) {
    target.answer(text);
    target.updateConfig();
    const seen = await host.daemon
      .state(hasConfigProblem)
      .then(() => null, String);
    tally.add(seen && `${name}: no view says that it is wrong`);
    const { config, server } = await host.daemon.state(() => true);
    const isSame =
      config.kind === "ready" &&
      before.config.kind === "ready" &&
      Bun.deepEquals(config.settings, before.config.settings) &&
      Bun.deepEquals(server, before.server);
    tally.add(isSame ? null : `${name}: settings have changed`);
    target.answer(null);
    target.updateConfig();
    await host.daemon.state((state) => !hasConfigProblem(state));
  }
  tally.add(await target.worksStill());
  return tally.row(
    "Hostile answers of /config.json: types, ports, ways out, depth, 2 MiB; refused as a whole, nothing changes",
    "",
  );
}
