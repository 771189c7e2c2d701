import type { DaemonState } from "../../src/state/state.ts";
import type { Boxes, Layout } from "./layout.ts";
import { GAP, MARGIN } from "./layout.ts";
import { EMPTY, span, type Line } from "./line.ts";
import { panelLines } from "./panel.ts";
import { activityLines } from "./panels/activity.ts";
import { discLines } from "./panels/disc.ts";
import { queueSummary } from "./panels/queue.ts";
import type { PanelId } from "./ui.ts";
import type { View } from "./view.ts";

/** Everything between header and footer when there is a daemon to watch. */
interface Body {
  readonly view: View;
  readonly state: DaemonState;
  readonly banner: readonly Line[];
  readonly layout: Exclude<Layout, { kind: "tooSmall" }>;
}

export function dashboardLines(body: Body): readonly Line[] {
  return body.layout.kind === "full" ? fullLines(body) : compactLines(body);
}

function fullLines({ view, state, banner, layout }: Body): readonly Line[] {
  const { boxes, gaps } = layout;
  const panel = (id: PanelId) => boxLines(id, { view, state, boxes });
  const gap = gaps > 0 ? [EMPTY] : [];
  return [
    ...banner,
    EMPTY,
    ...summary(view, state, true),
    EMPTY,
    ...beside(panel("tracks"), panel("queue")),
    ...gap,
    ...beside(panel("recent"), panel("connections")),
    ...gap,
    ...panel("log"),
  ];
}

function compactLines({ view, state, banner, layout }: Body): readonly Line[] {
  const { boxes, gaps } = layout;
  const top = gaps > 1 ? [EMPTY] : [];
  const head = [...banner, ...top, ...summary(view, state, gaps > 0)];
  if (boxes.size === 0)
    return [
      ...head,
      ...(gaps > 2 ? [EMPTY] : []),
      queueSummary(state, view.look),
    ];
  return [
    ...head,
    ...[...boxes.keys()].flatMap((id) => [
      EMPTY,
      ...boxLines(id, { view, state, boxes }),
    ]),
  ];
}

/** Disc and activity. */
function summary(
  view: View,
  state: DaemonState,
  hasGap: boolean,
): readonly Line[] {
  const { now, look, size } = view;
  const width = size.columns - 2 * MARGIN;
  return [
    ...discLines(state, { now, look }),
    ...(hasGap ? [EMPTY] : []),
    ...activityLines(state, { now, look, width }),
  ];
}

function boxLines(
  panel: PanelId,
  {
    view,
    state,
    boxes,
  }: Pick<Body, "view" | "state"> & { readonly boxes: Boxes },
): readonly Line[] {
  const box = boxes.get(panel);
  return box ? panelLines({ panel, state, view }, box) : [];
}

function beside(
  left: readonly Line[],
  right: readonly Line[],
): readonly Line[] {
  const gap = span(" ".repeat(GAP));
  return left.map((line, row) => [...line, gap, ...(right[row] ?? EMPTY)]);
}
