import type { Clock } from "../lib/clock.ts";
import type { Settings } from "../state/settings.ts";
import { createLinuxMonitor } from "./linux/linux-monitor.ts";
import { createMacosMonitor } from "./macos/macos-monitor.ts";
import type { DiscMonitor } from "./monitor.ts";

export interface MonitorOptions {
  readonly clock: Clock;
  /** `$PATH`, on which the system's programs are looked for. */
  readonly path: string;
  /** Whether makemkvcon is at work: then nothing may touch the drive. */
  readonly isBusy: () => boolean;
  readonly platform: NodeJS.Platform;
}

/**
 * The monitor for a setting of `disc_monitor`. `macos` and `linux` work wherever programs of the names they use answer.
 * `none` reports nothing: whether a disc is in then stays unknown.
 */
export function chooseMonitor(
  mode: Settings["discMonitor"],
  options: MonitorOptions,
): DiscMonitor {
  switch (mode) {
    case "none":
      return silent;
    case "macos":
      return createMacosMonitor(options);
    case "linux":
      return createLinuxMonitor(options);
    case "auto":
      return chooseForSystem(options);
  }
}

function chooseForSystem(options: MonitorOptions): DiscMonitor {
  const { platform } = options;
  if (platform === "darwin") return createMacosMonitor(options);
  if (platform === "linux") return createLinuxMonitor(options);
  return unavailable(platform);
}

const silent: DiscMonitor = {
  start: () => ({
    look: () => Promise.resolve(),
    [Symbol.dispose]: () => undefined,
  }),
};

function unavailable(platform: string): DiscMonitor {
  return {
    start(report) {
      report({
        type: "discMonitorUnavailable",
        problem: {
          key: "disc_monitor_unavailable",
          text: `Discs are not detected: there is no detection for this system (${platform}).`,
          hint: "Set disc_monitor: none and drive: in daemon.yaml; the queue then works without detection.",
        },
      });
      return silent.start(report);
    },
  };
}
