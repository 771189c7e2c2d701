import type { Clock } from "../../lib/clock.ts";
import { runProgram } from "../run-program.ts";
import type { Answer, Question } from "./discs.ts";
import { readDiskInfo, readDiskList } from "./disk-info.ts";
import { readDrutilStatus } from "./drutil-status.ts";

/** Asks diskutil and drutil, one question at a time. */
export interface Inquiry {
  /** `onAnswer` comes later, once; never after `abandon`, or a next question. */
  ask(question: Question, onAnswer: (answer: Answer) => void): void;
  abandon(): void;
}

export interface InquiryOptions {
  readonly clock: Clock;
  readonly path: string;
  readonly isBusy: () => boolean;
}

/** diskutil hangs while a drive spins up. */
const LIMIT_MS = 8000;
/** A hundred disks are described in less. */
const MAX_LENGTH = 1024 * 1024;

/** Programs speak English, and are found where the daemon was told to look. */
export function macosEnv(
  path: string,
): Readonly<Record<string, string | undefined>> {
  return { ...process.env, LANG: "C", LC_ALL: "C", PATH: path };
}

export function createInquiry(options: InquiryOptions): Inquiry {
  let current: AbortController | null = null;

  function abandon(): void {
    current?.abort();
    current = null;
  }

  return {
    abandon,
    ask(question, onAnswer) {
      abandon();
      const asking = new AbortController();
      current = asking;
      void findOut(question, options, asking.signal).then((answer) => {
        if (asking.signal.aborted) return;
        current = null;
        onAnswer(answer);
      });
    },
  };
}

async function findOut(
  question: Question,
  options: InquiryOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const run = (command: string, ...args: readonly string[]) =>
    listen({ command, args, signal }, options);
  switch (question.about) {
    case "disk": {
      const text = await run("diskutil", "info", "-plist", question.disk);
      return { about: "disk", info: readDiskInfo(text, question.disk) };
    }
    case "list": {
      const text = await run("diskutil", "list", "-plist");
      return { about: "list", disks: readDiskList(text) };
    }
    case "status": {
      if (options.isBusy()) return { about: "status", status: null };
      const text = await run("drutil", "status", "-xml");
      return { about: "status", status: readDrutilStatus(text) };
    }
  }
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
}

/** All that it said, as far as that is worth keeping; what is only a part of an answer is refused by who reads it. */
async function listen(
  command: Command,
  { clock, path }: InquiryOptions,
): Promise<string> {
  const lines: string[] = [];
  let length = 0;
  const env = macosEnv(path);
  await runProgram({
    ...command,
    env,
    clock,
    limitMs: LIMIT_MS,
    onLine(line) {
      length += line.length + 1;
      if (length <= MAX_LENGTH) lines.push(line);
    },
  });
  return lines.join("\n");
}
