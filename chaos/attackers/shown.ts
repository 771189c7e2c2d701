/** What a person is shown, and in what. */
export interface Shown {
  readonly where: string;
  readonly kind: "plain" | "log" | "menu" | "frame";
  readonly text: string;
  /** Of a frame. */
  readonly columns?: number;
  readonly rows?: number;
}

/** `tame`: the same view with a harmless name, `null` where there is none. Gives what is wrong. */
export function wrongWith(shown: Shown, tame: string | null): string | null {
  const text = shown.kind === "frame" ? withoutColours(shown.text) : shown.text;
  const control = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u.exec(text);
  if (control) {
    const code = control[0].codePointAt(0)?.toString(16).padStart(4, "0");
    const around = text.slice(
      Math.max(0, control.index - 20),
      control.index + 20,
    );
    return `U+${code} reaches the terminal: ${JSON.stringify(around)}`;
  }
  if (shown.kind === "menu") return wrongMenu(text, tame);
  if (shown.kind === "log") return wrongLog(text);
  if (shown.kind === "frame") return wrongFrame(text, shown);
  return null;
}

const ESC = String.fromCharCode(27);
const COLOUR = new RegExp(`${ESC}\\[[\\d;]*m`, "g");

/** Colours are ours: numbers and nothing else. */
function withoutColours(text: string): string {
  return text.replace(COLOUR, "");
}

/** What a click does is what it does with a harmless name. */
function wrongMenu(text: string, tame: string | null): string | null {
  const deeds = deedsOf(text);
  const bad = deeds.find((deed) => /OWNED|\/bin\/sh|file:/.test(deed));
  if (bad !== undefined) return `a deed: ${bad}`;
  if (tame === null) return null;
  const strange = deeds.find((deed) => !deedsOf(tame).includes(deed));
  return strange === undefined ? null : `a deed that is not ours: ${strange}`;
}

function deedsOf(menu: string): readonly string[] {
  return menu
    .split("\n")
    .flatMap((line) => line.split("|").slice(1))
    .filter((deed) => !deed.includes("templateImage"));
}

/** A line that looks like one of ours is one. */
function wrongLog(text: string): string | null {
  const forged = text
    .split("\n")
    .find((line) => /^\s*(OWNED|makemkvcon   found)/.test(line));
  return forged === undefined ? null : `a forged line: ${forged}`;
}

function wrongFrame(
  text: string,
  { columns = 0, rows = 0 }: Shown,
): string | null {
  const lines = text.split("\n");
  if (lines.length > rows) return `${lines.length} lines`;
  const wide = lines.find((line) => Bun.stringWidth(line) > columns);
  return wide === undefined
    ? null
    : `a line of ${Bun.stringWidth(wide)} columns`;
}
