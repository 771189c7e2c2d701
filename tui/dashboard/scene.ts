import type { DaemonState } from "../../src/state/state.ts";
import { attentionLines, bannerLines } from "./banner.ts";
import { helpLines } from "./help.ts";
import type { KeyContext } from "./key-table.ts";
import {
  bannerRoom,
  enlargedBox,
  layoutOf,
  MARGIN,
  type Layout,
} from "./layout.ts";
import type { Line } from "./line.ts";
import { contentLines } from "./panel.ts";
import { screenOf, type Screen } from "./screens.ts";
import { stateOf, type View } from "./view.ts";

/** What is to be seen between header and footer. Decided once, for the frame and for the keys. */
export type Scene =
  | { readonly kind: "tooSmall" }
  /** Help, or what needs attention. */
  | { readonly kind: "overlay"; readonly lines: readonly Line[] }
  | { readonly kind: "screen"; readonly screen: Screen }
  /** One panel in the whole window. */
  | { readonly kind: "enlarged"; readonly state: DaemonState }
  | {
      readonly kind: "panels";
      readonly state: DaemonState;
      readonly banner: readonly Line[];
      readonly layout: Exclude<Layout, { kind: "tooSmall" }>;
    };

export function sceneOf(view: View): Scene {
  const { look, size, ui } = view;
  const width = size.columns - 2 * MARGIN;
  const state = stateOf(view);
  const screen = screenOf(view);
  const banner =
    state && !screen
      ? bannerLines(state, { look, width, rows: bannerRoom(size) })
      : [];
  const layout = layoutOf({ size, bannerRows: banner.length, focus: ui.focus });
  if (layout.kind === "tooSmall") return layout;
  if (ui.overlay?.kind === "help")
    return { kind: "overlay", lines: helpLines(look) };
  if (ui.overlay && state)
    return { kind: "overlay", lines: attentionLines(state, { look, width }) };
  if (screen || !state) return { kind: "screen", screen: screen ?? NOTHING };
  if (ui.enlarged) return { kind: "enlarged", state };
  return { kind: "panels", state, banner, layout };
}

const NOTHING: Screen = { title: "", tone: "plain", text: [] };

/** What keys mean depends on what is seen. */
export function keyContextOf(view: View): KeyContext {
  const { height, page } = scrolledOf(view);
  return {
    state: stateOf(view),
    isWatching: stateOf(view) !== null && screenOf(view) === null,
    link: view.link.kind,
    ui: view.ui,
    extent: { limit: Math.max(0, height - page), page: Math.max(1, page) },
  };
}

/** What Up and Down move: how long it is, and how much of it is seen. */
function scrolledOf(view: View): {
  readonly height: number;
  readonly page: number;
} {
  const scene = sceneOf(view);
  if (scene.kind === "overlay")
    return { height: scene.lines.length, page: enlargedBox(view.size).rows };
  if (scene.kind !== "enlarged" && scene.kind !== "panels")
    return { height: 0, page: 0 };
  const panel = view.ui.focus;
  const box =
    scene.kind === "enlarged"
      ? enlargedBox(view.size)
      : scene.layout.boxes.get(panel);
  if (!box) return { height: 0, page: 0 };
  const content = { panel, state: scene.state, view };
  return { height: contentLines(content, box.width).length, page: box.rows };
}
