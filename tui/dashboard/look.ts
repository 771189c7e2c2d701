import { ascii, unicode, type Glyphs } from "./glyphs.ts";
import {
  paletteFor,
  type Background,
  type ColourDepth,
  type Palette,
} from "./palette.ts";

/** How the dashboard looks and what it may do to get attention: settings of a terminal and of a person, not of the daemon. */
export interface Look {
  readonly glyphs: Glyphs;
  readonly ascii: boolean;
  readonly palette: Palette;
  /** Whether anything moves by itself. */
  readonly motion: boolean;
  readonly bell: boolean;
  readonly title: boolean;
}

export interface LookFlags {
  readonly ascii: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * From the environment: `NO_COLOR`, `COLORTERM`, `TERM`, `COLORFGBG`, the locale, and our own switches
 * `AMPHIGORY_THEME=dark|light`, `AMPHIGORY_BELL=off`, `AMPHIGORY_TITLE=off`, `AMPHIGORY_MOTION=off`.
 */
export function readLook(env: Env, flags: LookFlags): Look {
  const isAscii = flags.ascii || !speaksUnicode(env);
  return {
    glyphs: isAscii ? ascii : unicode,
    ascii: isAscii,
    palette: paletteFor(colourDepth(env), background(env)),
    motion: !isOff(env["AMPHIGORY_MOTION"]),
    bell: !isOff(env["AMPHIGORY_BELL"]),
    title: !isOff(env["AMPHIGORY_TITLE"]) && hasTitle(env["TERM"]),
  };
}

/** https://no-color.org: any text but the empty one. */
function colourDepth(env: Env): ColourDepth {
  if ((env["NO_COLOR"] ?? "") !== "") return "none";
  const depth = env["COLORTERM"] ?? "";
  return depth === "truecolor" || depth === "24bit" ? "truecolour" : "16";
}

/** `COLORFGBG` is `foreground;background` (rxvt, Konsole, iTerm2): 7 and 15 are white, the numbers below 7 and 8 are dark. */
function background(env: Env): Background {
  const chosen = env["AMPHIGORY_THEME"];
  if (chosen === "dark" || chosen === "light") return chosen;
  const number = env["COLORFGBG"]?.split(";").at(-1) ?? "";
  if (!/^\d+$/.test(number)) return "unknown";
  const colour = Number(number);
  return colour === 7 || (colour >= 9 && colour <= 15) ? "light" : "dark";
}

/** A locale that says nothing is a container or a service, and its terminal most likely a modern one. */
function speaksUnicode(env: Env): boolean {
  if (env["TERM"] === "linux") return false;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return locale === "" || /utf-?8/i.test(locale);
}

/** The Linux console has no title, and would show the text. */
function hasTitle(term = ""): boolean {
  return term !== "" && term !== "linux";
}

function isOff(value = ""): boolean {
  return /^(off|no|none|0|false)$/i.test(value);
}
