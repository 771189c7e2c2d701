import {
  Box,
  Text,
  useInput,
  useIsScreenReaderEnabled,
  usePaste,
  useWindowSize,
} from "ink";
import { memo, useSyncExternalStore } from "react";
import type { Action } from "./action.ts";
import { frameLines } from "./frame.ts";
import { keyNamesOf } from "./input.ts";
import { actionFor } from "./keys.ts";
import { paint } from "./paint.ts";
import type { Look } from "./look.ts";
import { keyContextOf } from "./scene.ts";
import { spokenLines } from "./spoken.ts";
import type { ContentStore } from "./store.ts";
import type { View } from "./view.ts";

export interface DashboardProps {
  readonly store: ContentStore;
  readonly look: Look;
  readonly onAction: (action: Action) => void;
}

/** The dashboard in a terminal: draws the frame of the moment, and turns keys into actions. */
export function Dashboard({ store, look, onAction }: DashboardProps) {
  const content = useSyncExternalStore(store.subscribe, store.get);
  const size = useWindowSize();
  const isSpoken = useIsScreenReaderEnabled();
  useInput((input, key) => {
    for (const name of keyNamesOf(input, key)) {
      // Asked anew for every key: the one before may have changed what it means.
      const view = { ...store.get(), size, look };
      const action = actionFor(name, keyContextOf(view));
      if (action) onAction(action);
    }
  });
  // Pasted text is not typed: no letter in it is a key.
  usePaste(() => {});
  const view = { ...content, size, look };
  return isSpoken ? <Spoken view={view} /> : <Frame view={view} />;
}

/** One window full of lines. */
export function Frame({ view }: { readonly view: View }) {
  return (
    <Box flexDirection="column">
      {frameLines(view).map((line, row) => (
        <Row key={row} text={paint(line, view.look)} />
      ))}
    </Box>
  );
}

/** Most lines are the same from one frame to the next. */
const Row = memo(({ text }: { readonly text: string }) => (
  // An empty text takes no line.
  <Text wrap="truncate">{text === "" ? " " : text}</Text>
));

/** The same in sentences, for a screen reader: no bars, no columns. */
export function Spoken({ view }: { readonly view: View }) {
  return (
    <Box flexDirection="column">
      {spokenLines(view).map((line, row) => (
        <Text key={row}>{line}</Text>
      ))}
    </Box>
  );
}
