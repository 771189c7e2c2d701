/** The demo's lines: pure text. */
const INDENT = " ".repeat(10);
const WRAP = 68;
const BAR_CELLS = 24;

export type Paint = (text: string) => string;

/** Colours by meaning; without colours each is the text itself. */
export interface Palette {
  readonly heading: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly quiet: Paint;
}

export function createPalette(colours: boolean): Palette {
  const paint = (code: number): Paint =>
    colours ? (text) => `\x1b[${code}m${text}\x1b[0m` : (text) => text;
  return {
    heading: paint(1),
    good: paint(32),
    bad: paint(31),
    quiet: paint(2),
  };
}

/** `disc      The Lighthouse Cats`: a word in its own column; without a word a line below it. */
export function entry(word: string, text: string): string {
  return `${word.padEnd(INDENT.length)}${text}`.trimEnd();
}

/** Columns as wide as their widest cell, in the text column; those of numbers (below the first row) end at one place. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = (rows[0] ?? []).map((_, index) => {
    const cells = rows.map((row) => row[index] ?? "");
    const width = Math.max(...cells.map((cell) => cell.length));
    const isNumber = cells.slice(1).every((cell) => /^\d|^-$/.test(cell));
    return cells.map((cell) =>
      isNumber ? cell.padStart(width) : cell.padEnd(width),
    );
  });
  return rows.map((_, index) =>
    entry("", columns.map((column) => column[index]).join("  ")),
  );
}

/** Broken at spaces, in the text column. */
export function paragraph(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > WRAP) {
      lines.push(entry("", line));
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, entry("", line)];
}

export interface ProgressFacts {
  readonly percent: number;
  readonly bytes: number;
  readonly speed: string;
  readonly etaSeconds: number;
}

/** ` 50 %   24.1 MB   31.8 MB/s   1 s left` */
export function progressText(facts: ProgressFacts): string {
  return [
    `${String(facts.percent).padStart(3)} %`,
    formatSize(facts.bytes).padStart(8),
    facts.speed.padStart(10),
    facts.percent === 100 ? "" : `${formatSeconds(facts.etaSeconds)} left`,
  ]
    .join("   ")
    .trimEnd();
}

/** `██████░░░░` in front of the same text, for a line that is drawn again and again. */
export function progressBar(facts: ProgressFacts): string {
  const full = Math.round((facts.percent / 100) * BAR_CELLS);
  const bar = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
  return entry("", `${bar} ${progressText(facts)}`);
}

/** Decimal units: `48.3 MB`. */
export function formatSize(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e3).toFixed(0)} kB`;
}

/** Whole seconds: `8 s`, `1 min`, `1 min 5 s` */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}

/** `Blu-ray` for `bluray`. */
export function formatDiscType(type: string): string {
  const names = new Map([
    ["dvd", "DVD"],
    ["bluray", "Blu-ray"],
    ["uhd4k", "4K Blu-ray"],
  ]);
  return names.get(type) ?? type;
}

/** `eng 7.1` */
export function formatAudio(language: string, channels: number): string {
  if (channels <= 2) return `${language} ${channels}.0`;
  return `${language} ${channels - 1}.1`;
}
