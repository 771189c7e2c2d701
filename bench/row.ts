/** One line of the table that `bun run bench` prints. Times are milliseconds unless the unit says otherwise. */
export interface Row {
  readonly what: string;
  readonly unit: "ms" | "MiB";
  /** At least one; the median counts. */
  readonly samples: readonly number[];
  /** The median should not be above this; `null` for what is only there to compare with. */
  readonly target: number | null;
  readonly note: string;
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** How long `run` takes, `times` times, after one run that does not count. */
export async function timed(
  times: number,
  run: () => void | Promise<void>,
): Promise<readonly number[]> {
  await run();
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const started = performance.now();
    await run();
    samples.push(performance.now() - started);
  }
  return samples;
}

/** The rows as a table in Markdown, so that it can be pasted into the README. */
export function formatTable(rows: readonly Row[]): string {
  const head = ["what", "median", "min – max", "n", "target", "note"];
  const cells = [head, ...rows.map(toCells)];
  const widths = head.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = cells.map(
    (row) =>
      `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function toCells(row: Row): string[] {
  const { unit, samples, target } = row;
  const middle = median(samples);
  const missed = target !== null && middle > target;
  return [
    row.what,
    `${round(middle)} ${unit}`,
    samples.length === 1
      ? ""
      : `${round(Math.min(...samples))} – ${round(Math.max(...samples))}`,
    String(samples.length),
    target === null ? "" : `${target} ${unit}${missed ? " (missed)" : ""}`,
    row.note,
  ];
}

function round(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 1 ? value.toFixed(1) : value.toFixed(3);
}
