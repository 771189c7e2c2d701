import { chooseMonitor } from "../disc/choose-monitor.ts";
import { ejectDisc } from "../disc/eject.ts";
import type { DiscWatch } from "../disc/monitor.ts";
import type { Clock } from "../lib/clock.ts";
import type { Fact } from "../state/event.ts";
import type { Settings } from "../state/settings.ts";

/** Who watches the drives at present, and what is asked of him. */
export interface Drives {
  watch(mode: Settings["discMonitor"]): void;
  /** Resolves when what came or went unseen is told. */
  look(): Promise<void>;
  eject(device: string): Promise<readonly Fact[]>;
  close(): void;
}

export function createDrives(options: {
  readonly clock: Clock;
  /** `$PATH` */
  readonly path: string;
  /** Whether makemkvcon is at work: then the drive is not asked anything. */
  readonly isBusy: () => boolean;
  readonly dispatch: (fact: Fact) => void;
}): Drives {
  const { clock, path, isBusy, dispatch } = options;
  let watch: DiscWatch | null = null;
  return {
    watch(mode) {
      watch?.[Symbol.dispose]();
      const { platform } = process;
      const monitor = chooseMonitor(mode, { clock, path, isBusy, platform });
      watch = monitor.start(dispatch);
    },
    async look() {
      await watch?.look();
    },
    async eject(device) {
      const ended = await ejectDisc(device, { clock, path });
      // Whether it is out is for the monitor to say, before the end is told.
      await watch?.look();
      const reason = ended.kind === "failed" ? ended.reason : null;
      return [{ type: "ejectEnded", device, reason }];
    },
    close() {
      watch?.[Symbol.dispose]();
      watch = null;
    },
  };
}
