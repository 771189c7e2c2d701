import { existsSync, writeFileSync } from "node:fs";
import { MESSAGES, type Step } from "./messages.ts";
import type { Output } from "./output.ts";
import { fillFormat, formatRobotLine } from "./robot-text.ts";
import { LIFETIME_MS, type Action, type Play, type Point } from "./scenario.ts";

/** How a run speaks and what it does at a point. Everything that is printed goes through here. */
export interface Stage {
  readonly play: Play;
  /** One message; parameters that are missing are those of the catalogue. */
  say(code: number, ...params: readonly string[]): void;
  rows(lines: readonly string[]): void;
  operation(step: Step): void;
  step(step: Step): void;
  progress(current: number, total: number): void;
  /** Do what the play wants at this point. */
  reach(point: Point): Promise<void>;
  /** The play's pause between two steps. */
  pace(): Promise<void>;
  exit(code: number): never;
}

export interface StageOptions {
  readonly play: Play;
  readonly output: Output;
  readonly robot: boolean;
  readonly progress: boolean;
}

export const PROGRESS_MAX = 65_536;

export function createStage(options: StageOptions): Stage {
  const { play, output } = options;
  const progressLine = (text: string) => {
    if (options.robot && options.progress) output.line(text);
  };
  const stage: Stage = {
    play,
    say(code, ...params) {
      output.line(formatMessage(code, params, options));
    },
    rows(lines) {
      if (options.robot) for (const line of lines) output.line(line);
    },
    operation([code, name]) {
      progressLine(formatRobotLine("PRGT", code, 0, name));
    },
    step([code, name]) {
      progressLine(formatRobotLine("PRGC", code, 0, name));
    },
    progress(current, total) {
      progressLine(formatRobotLine("PRGV", current, total, PROGRESS_MAX));
    },
    async reach(point) {
      for (const action of play.at?.[point] ?? []) {
        output.flush();
        await perform(action, stage, output);
      }
      output.flush();
    },
    async pace() {
      if (!play.paceMs) return;
      output.flush();
      await Bun.sleep(play.paceMs);
    },
    exit(code) {
      output.flush();
      process.exit(play.exitCode ?? code);
    },
  };
  return stage;
}

/** `MSG` with all its fields, or, without robot mode, the text alone. */
function formatMessage(
  code: number,
  given: readonly string[],
  options: StageOptions,
): string {
  const kind = MESSAGES.get(code);
  if (!kind) {
    throw new Error(
      `the simulation does not know message ${code}: add it to src/demo/messages.ts`,
    );
  }
  const count = Math.max(given.length, kind.params.length);
  const params = Array.from(
    { length: count },
    (_, index) => given[index] ?? kind.params[index] ?? "",
  );
  const format = options.play.localised ? localise(kind.format) : kind.format;
  const text = fillFormat(format, params);
  if (!options.robot) return text;
  return formatRobotLine(
    "MSG",
    code,
    kind.flags,
    count,
    text,
    format,
    ...params,
  );
}

/** A language of our own: nothing is left of the English words, the places of the parameters stay. */
function localise(format: string): string {
  return format.replace(/[A-Za-z]+/g, (word) =>
    word.split("").reverse().join("").replaceAll("e", "ë").replaceAll("o", "ø"),
  );
}

async function perform(
  action: Action,
  stage: Stage,
  output: Output,
): Promise<void> {
  switch (action.do) {
    case "touch":
      writeFileSync(action.path, "");
      return;
    case "waitFor":
      return waitForFile(action.path);
    case "say":
      for (let n = 0; n < (action.times ?? 1); n++) {
        stage.say(action.code, ...(action.params ?? []));
      }
      return;
    case "print":
      if (action.to === "stderr") output.error(action.text);
      else output.line(action.text);
      return;
    case "flood":
      return flood(action.bytes, action.as, output);
    case "hang":
      return hang(action.chatter === true, stage, output);
    case "signal":
      process.kill(process.pid, action.signal);
      return hang(false, stage, output);
    case "exit":
      output.flush();
      process.exit(action.code);
    default:
      action satisfies never;
  }
}

const LOOK_EVERY_MS = 2;
const CHATTER_EVERY_MS = 20;

async function waitForFile(path: string): Promise<void> {
  for (let waited = 0; !existsSync(path); waited += LOOK_EVERY_MS) {
    if (waited > LIFETIME_MS) process.exit(1);
    await Bun.sleep(LOOK_EVERY_MS);
  }
}

async function hang(
  chatter: boolean,
  stage: Stage,
  output: Output,
): Promise<void> {
  for (let waited = 0; waited < LIFETIME_MS; waited += CHATTER_EVERY_MS) {
    if (chatter) {
      stage.progress(0, 0);
      output.flush();
    }
    await Bun.sleep(CHATTER_EVERY_MS);
  }
  process.exit(1);
}

const FLOOD_LINE = "x".repeat(1023);

function flood(
  bytes: number,
  as: "lines" | "oneLine" | "binary" | "stderr",
  output: Output,
): void {
  const chunk = new Uint8Array(65_536);
  for (let done = 0; done < bytes;) {
    const size = Math.min(chunk.length, bytes - done);
    if (as === "oneLine") output.bytes(chunk.fill(0x78).subarray(0, size));
    else if (as === "binary") {
      output.bytes(crypto.getRandomValues(chunk).subarray(0, size));
    } else if (as === "stderr") output.error(FLOOD_LINE);
    else output.line(FLOOD_LINE);
    done += as === "oneLine" || as === "binary" ? size : FLOOD_LINE.length + 1;
  }
  if (as === "oneLine" || as === "binary") output.line("");
}
