import { createInterface } from "node:readline";
import { printable } from "../lib/printable.ts";

/** Whom setup talks to: a person at a terminal, or nobody, when all answers came with the command. */
export interface Dialogue extends Disposable {
  readonly isPerson: boolean;
  /** Aborted when the person has gone: Ctrl-C, Ctrl-D. */
  readonly signal: AbortSignal;
  say(text: string): void;
  /** Why it ends here; on stderr, where nobody reads along. */
  complain(text: string): void;
  /** The text that was typed, or the suggestion for an empty line; `null` when there is no answer. */
  ask(question: string, suggestion: string | null): Promise<string | null>;
  /** Yes or no; an empty line is the suggestion, and somebody who has gone says no. */
  confirm(question: string, suggestion: boolean): Promise<boolean>;
}

interface Stream {
  write(text: string): unknown;
}

export interface Streams {
  readonly out: Stream;
  readonly err: Stream;
}

/** Nobody is asked: suggestions are taken, and questions have one answer (`--yes`, or no). */
export function createMonologue(
  isYes: boolean,
  { out, err }: Streams = { out: process.stdout, err: process.stderr },
): Dialogue {
  return {
    isPerson: false,
    signal: new AbortController().signal,
    say: (text) => void out.write(`${printableLines(text)}\n`),
    complain: (text) => void err.write(`${printableLines(text)}\n`),
    ask: (_, suggestion) => Promise.resolve(suggestion),
    confirm: () => Promise.resolve(isYes),
    [Symbol.dispose]: () => undefined,
  };
}

/** The standard streams, as long as both are a terminal. */
export function createTerminalDialogue(): Dialogue {
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
  });
  const gone = new AbortController();
  const leave = () => gone.abort();
  lines.on("SIGINT", () => lines.close());
  lines.on("close", leave);
  // Until the end of setup a signal is a reason to leave, and nothing is left half-done.
  process.on("SIGINT", leave);

  /** A question ends with a blank, behind which is typed. */
  const fit = (text: string) =>
    text.endsWith(" ") ? `${wrapped(text.trimEnd())} ` : wrapped(text);
  const wrapped = (text: string) =>
    wrapLines(printableLines(text), process.stdout.columns || 80);
  const say = (text: string) => void process.stdout.write(`${fit(text)}\n`);

  async function question(text: string): Promise<string | null> {
    if (gone.signal.aborted) return null;
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const leaving = () => resolve(null);
    gone.signal.addEventListener("abort", leaving, { once: true });
    lines.question(fit(text), resolve);
    const answer = await promise;
    gone.signal.removeEventListener("abort", leaving);
    return answer?.trim() ?? null;
  }

  return {
    isPerson: true,
    signal: gone.signal,
    say,
    complain: say,
    async ask(text, suggestion) {
      for (;;) {
        const shown = suggestion === null ? "" : ` [${suggestion}]`;
        const typed = await question(`${text}${shown}: `);
        if (typed === null) return null;
        if (typed !== "") return typed;
        if (suggestion !== null) return suggestion;
      }
    },
    async confirm(text, suggestion) {
      for (;;) {
        const typed = await question(
          `${text} [${suggestion ? "Y/n" : "y/N"}] `,
        );
        if (typed === null) return false;
        if (typed === "") return suggestion;
        if (/^y(es)?$/i.test(typed)) return true;
        if (/^no?$/i.test(typed)) return false;
      }
    },
    [Symbol.dispose]() {
      process.off("SIGINT", leave);
      lines.off("close", leave);
      lines.close();
    },
  };
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** Lines that are longer than `width` characters end between words; what follows stands in as far. Pure. */
export function wrapLines(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => (line.length <= width ? [line] : wrapLine(line, width)))
    .join("\n");
}

/** A word that is longer than a line (a path, an address) is not cut: it may have to be copied. */
function wrapLine(text: string, width: number): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/ +/)) {
    const longer = line === "" ? `${indent}${word}` : `${line} ${word}`;
    if (line === "" || longer.length <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = `${indent}${word}`;
  }
  return [...lines, line];
}
