/**
 * What `bun run chaos` is made of. A suite tries to lose a task, double one, corrupt a file, leak, hang or get in, and
 * counts. It uses the program from outside as far as that is possible, and leaves nothing behind: no process, no folder.
 */
export interface Suite {
  /** One word, for the command line: `bun run chaos crashes`. */
  readonly name: string;
  /** The heading in the report. */
  readonly title: string;
  /** `short`: seconds, for every change. `log` tells a waiting person how far it is. Throws when it could not be run. */
  run(form: Form, log: (line: string) => void): Promise<readonly Row[]>;
}

export type Form = "short" | "full";

/** One line of the report. */
export interface Row {
  /** A sentence in a person's words. */
  readonly what: string;
  readonly tried: number;
  /** As many as were tried, or something is wrong. */
  readonly held: number;
  /** What was measured: "p50 6 ms, p99 31 ms", or "". */
  readonly figures: string;
  /** The first ten, each precise enough to try it again. */
  readonly failures: readonly string[];
}

/** Counts as it goes and becomes a row. */
export interface Tally {
  /** One attempt. `failure`: what went wrong, `null` when it held. */
  add(failure: string | null): void;
  row(what: string, figures?: string): Row;
}

const MOST_FAILURES = 10;

export function createTally(): Tally {
  let tried = 0;
  let held = 0;
  const failures: string[] = [];
  return {
    add(failure) {
      tried++;
      if (failure === null) held++;
      else if (failures.length < MOST_FAILURES) failures.push(failure);
    },
    row: (what, figures = "") => ({
      what,
      tried,
      held,
      figures,
      failures: [...failures],
    }),
  };
}

/** "p50 6 ms, p99 31 ms, at most 40 ms" of samples in `unit`; "" of none. */
export function percentiles(samples: readonly number[], unit = "ms"): string {
  if (samples.length === 0) return "";
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return `p50 ${round(at(0.5))} ${unit}, p99 ${round(at(0.99))} ${unit}, at most ${round(at(1))} ${unit}`;
}

function round(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}
