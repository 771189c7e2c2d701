import { padTo } from "../text/width.ts";
import { shownKey } from "./footer.ts";
import { GROUPS, KEYS, type Group } from "./key-table.ts";
import { prose, span, type Line } from "./line.ts";
import type { Look } from "./look.ts";

const KEY_WIDTH = 14;

/** The help overlay: every key of the table, by group, and what the signs mean. */
export function helpLines(look: Look): readonly Line[] {
  return [
    ...GROUPS.flatMap((group) => groupLines(group, look)),
    ...signs(look),
  ];
}

function groupLines(group: Group, look: Look): readonly Line[] {
  return [
    [span(group, "heading")],
    ...KEYS.filter((one) => one.group === group).map(({ keys, help }): Line => {
      const shown = keys.map((key) => shownKey(key, look)).join(" ");
      return [span(`  ${padTo(shown, KEY_WIDTH)}`, "accent"), prose(help)];
    }),
    [],
  ];
}

function signs({ glyphs }: Look): readonly Line[] {
  const { disc, overlay } = glyphs;
  const rows: readonly (readonly [string, string])[] = [
    [disc.empty, "No disc"],
    [disc.inserted, "A disc is in the drive"],
    [disc.turning.join(" "), "makemkvcon is at work"],
    [overlay.paused, "Paused"],
    [overlay.disconnected, "No webapp is connected"],
    [overlay.error, "Something needs attention"],
    [glyphs.star, "The main feature"],
  ];
  return [
    [span("Signs", "heading")],
    ...rows.map(([sign, text]): Line => [
      span(`  ${padTo(sign, KEY_WIDTH)}`, "accent"),
      prose(text),
    ]),
    [],
    [prose("  Ctrl-C leaves at once, and the daemon goes on.", "muted")],
  ];
}
