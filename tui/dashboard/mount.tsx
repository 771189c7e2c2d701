import { render } from "ink";
import { createElement } from "react";
import { Dashboard, type DashboardProps } from "./dashboard.tsx";

/** The dashboard in this process's terminal. */
export interface Mounted {
  /** Resolves when the terminal is as it was. */
  readonly ended: Promise<unknown>;
  unmount(): void;
}

export function mount(
  props: DashboardProps & { readonly isSpoken: boolean },
): Mounted {
  const { isSpoken, ...rest } = props;
  const instance = render(createElement(Dashboard, rest), {
    // A terminal is there, and that is all that counts: Ink would also look at CI.
    interactive: true,
    alternateScreen: !isSpoken,
    incrementalRendering: true,
    isScreenReaderEnabled: isSpoken,
  });
  return { ended: instance.waitUntilExit(), unmount: instance.unmount };
}
