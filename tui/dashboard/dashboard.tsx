import {
  Box,
  Text,
  useApp,
  useInput,
  useIsScreenReaderEnabled,
  usePaste,
  useWindowSize,
} from "ink";
import { createElement, memo, useSyncExternalStore } from "react";
import type { Action } from "./action.ts";
import { frameLines } from "./frame.ts";
import { keyNamesOf } from "./input.ts";
import { actionFor } from "./keys.ts";
import { paint } from "./paint.ts";
import type { Look } from "./look.ts";
import { keyContextOf } from "./scene.ts";
import { spokenLines } from "./spoken.ts";
import { stopProcess } from "./process-signals.ts";
import type { ContentStore } from "./store.ts";
import type { View } from "./view.ts";

export interface DashboardProps {
  readonly store: ContentStore;
  readonly look: Look;
  readonly onAction: (action: Action) => void;
}

/**
 * The dashboard in a terminal: draws the frame of the moment, and turns keys into actions.
 *
 * No JSX: which of its two forms Bun makes of it depends on the folder in which somebody calls us (it looks for a
 * tsconfig.json there), and the development form does not go with the React that we load (seen on Bun 1.4.5).
 */
export function Dashboard({ store, look, onAction }: DashboardProps) {
  const content = useSyncExternalStore(store.subscribe, store.get);
  const size = useWindowSize();
  const isSpoken = useIsScreenReaderEnabled();
  const { suspendTerminal } = useApp();
  useInput((input, key) => {
    for (const name of keyNamesOf(input, key)) {
      // Asked anew for every key: the one before may have changed what it means.
      const view = { ...store.get(), size, look };
      const action = actionFor(name, keyContextOf(view));
      if (action?.kind === "suspend") void suspendTerminal(stopProcess);
      else if (action) onAction(action);
    }
  });
  // Pasted text is not typed: no letter in it is a key.
  usePaste(() => {});
  const view = { ...content, size, look };
  return createElement(isSpoken ? Spoken : Frame, { view });
}

/** One window full of lines. */
export function Frame({ view }: { readonly view: View }) {
  const rows = frameLines(view).map((line, key) =>
    createElement(Row, { key, text: paint(line, view.look) }),
  );
  return createElement(Box, { flexDirection: "column" }, rows);
}

/** Most lines are the same from one frame to the next. */
const Row = memo(({ text }: { readonly text: string }) =>
  // An empty text takes no line.
  createElement(Text, { wrap: "truncate" }, text === "" ? " " : text),
);

/** The same in sentences, for a screen reader: no bars, no columns. */
export function Spoken({ view }: { readonly view: View }) {
  const lines = spokenLines(view).map((line, key) =>
    createElement(Text, { key }, line),
  );
  return createElement(Box, { flexDirection: "column" }, lines);
}
