/**
 * A makemkvcon without a drive: it understands the command line, speaks the robot format and writes small true Matroska
 * files. What it plays is the scenario in the file that AMPHIGORY_SIM names, or a built-in disc. Beside that file it
 * notes every call (`.calls`, a JSON line each) and whose turn it is (`.turns`).
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createStage } from "./actions.ts";
import { USAGE } from "./messages.ts";
import { createOutput } from "./output.ts";
import { perform, type Request } from "./play.ts";
import { DEFAULT_DISC, DEFAULT_DRIVE } from "./invented.ts";
import type { Play, Plays, Scenario } from "./scenario.ts";

const DEFAULT_VERSION = "v1.18.3 linux(x64-release)";
const DEFAULT_MINLENGTH = 120;

interface Arguments {
  readonly request: Request;
  readonly robot: boolean;
  readonly progress: boolean;
  readonly minlength: number;
}

/** `path`: the file of the scenario. Resolves when it has said and done all of it; the exit code is set. */
export async function simulate(
  argv: readonly string[],
  path: string | undefined,
): Promise<void> {
  const asked = parseArguments(argv);
  if (!asked) {
    process.stdout.write(USAGE);
    process.exitCode = 1;
    return;
  }
  const scenario = path ? readScenario(path) : {};
  const play = choosePlay(scenario, asked.request, path);
  if (path) noteCall(path, argv);
  holdOn(play);
  const stage = createStage({ ...asked, play, output: createOutput() });
  const drive = scenario.drive ?? DEFAULT_DRIVE;
  const inDrive = play.disc === undefined ? scenario.disc : play.disc;
  const unlike = play.open === "empty" || play.open === "trayOpen";
  const gone = unlike || play.open === "loading" || play.open === "noDrive";
  await perform(
    {
      ...asked,
      version: scenario.version ?? DEFAULT_VERSION,
      drive,
      disc: gone ? null : inDrive === undefined ? DEFAULT_DISC : inDrive,
    },
    stage,
  );
}

/** `null`: nothing that makemkvcon understands. */
function parseArguments(argv: readonly string[]): Arguments | null {
  const switches = argv.filter((word) => word.startsWith("-"));
  const [command, source = "", title = "", directory = ""] = argv.filter(
    (word) => !word.startsWith("-"),
  );
  const value = (name: string) =>
    switches
      .find((word) => word.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const request = parseRequest({ command, source, title, directory });
  if (!request) return null;
  return {
    request,
    robot: switches.includes("-r") || switches.includes("--robot"),
    progress: value("--progress") === "-same",
    minlength: Number(value("--minlength") ?? DEFAULT_MINLENGTH),
  };
}

function parseRequest(words: {
  readonly command: string | undefined;
  readonly source: string;
  readonly title: string;
  readonly directory: string;
}): Request | null {
  const { command, source, title, directory } = words;
  if (command === "info" && source === "disc:9999") return { kind: "list" };
  const device = /^(?:dev:|disc:)(.+)$/.exec(source)?.[1];
  if (device === undefined) return null;
  if (command === "info") return { kind: "info", device };
  if (command !== "mkv" || !/^\d+$/.test(title) || directory === "")
    return null;
  return { kind: "mkv", device, title: Number(title), directory };
}

/** Scenarios are written by this project's own code, so a look at the outermost shape is enough. */
function readScenario(path: string): Scenario {
  const scenario: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (isScenario(scenario)) return scenario;
  throw new Error(`${path} holds no scenario (see src/demo/scenario.ts)`);
}

function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One play after the other for calls of the same kind; the last one stays. */
function choosePlay(
  scenario: Scenario,
  request: Request,
  path: string | undefined,
): Play {
  const [key, plays] = playsFor(scenario, request);
  if (!isList(plays)) return plays;
  const turns = `${path}.turns`;
  const before = existsSync(turns) ? readFileSync(turns, "utf8") : "";
  const turn = before.split("\n").filter((line) => line === key).length;
  appendFileSync(turns, `${key}\n`);
  return plays[Math.min(turn, plays.length - 1)] ?? {};
}

function playsFor(scenario: Scenario, request: Request): [string, Plays] {
  if (request.kind === "list") return ["list", scenario.list ?? {}];
  if (request.kind === "info") return ["info", scenario.info ?? {}];
  const own = scenario.titles?.[request.title];
  if (own) return [`title ${request.title}`, own];
  return ["mkv", scenario.mkv ?? {}];
}

function isList(plays: Plays): plays is readonly Play[] {
  return Array.isArray(plays);
}

function noteCall(path: string, argv: readonly string[]): void {
  const call = { pid: process.pid, argv };
  appendFileSync(`${path}.calls`, `${JSON.stringify(call)}\n`);
}

function holdOn(play: Play): void {
  if (play.ignoreSignals) {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => undefined);
    }
  }
  if (!play.grandchildSeconds) return;
  Bun.spawn(["sleep", String(play.grandchildSeconds)], {
    stdio: ["ignore", "inherit", "inherit"],
  }).unref();
}
