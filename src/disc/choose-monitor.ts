import type { Settings } from "../state/settings.ts";
import type { DiscMonitor } from "./monitor.ts";

/** The monitor for a setting of `disc_monitor`. `none` reports nothing: whether a disc is in then stays unknown. */
export function chooseMonitor(mode: Settings["discMonitor"]): DiscMonitor {
  return mode === "none" ? silent : unavailable(mode);
}

const silent: DiscMonitor = {
  start: () => ({ [Symbol.dispose]: () => undefined }),
};

function unavailable(mode: Settings["discMonitor"]): DiscMonitor {
  return {
    start(report) {
      report({
        type: "discMonitorUnavailable",
        problem: {
          key: "disc_monitor_unavailable",
          text: `Discs are not detected (disc_monitor: ${mode}): this version has no detection for this system.`,
          hint: "Set disc_monitor: none and drive: (for example /dev/sr0 or /dev/rdisk4) in daemon.yaml; the queue then works without detection.",
        },
      });
      return { [Symbol.dispose]: () => undefined };
    },
  };
}
