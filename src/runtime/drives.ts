import { chooseMonitor } from "../disc/choose-monitor.ts";
import { ejectDisc } from "../disc/eject.ts";
import type { DiscMonitor, DiscWatch } from "../disc/monitor.ts";
import type { Clock } from "../lib/clock.ts";
import { within } from "../makemkv/run/waiting.ts";
import type { DiscEvent, Fact } from "../state/event.ts";
import type { Settings } from "../state/settings.ts";

/** Who watches the drives at present, and what is asked of him. */
export interface Drives {
  watch(mode: Settings["discMonitor"]): void;
  /** Resolves when what came or went unseen is told. */
  look(): Promise<void>;
  /** Looks, and gives a drive that was just read without success the time to notice that its disc is gone. */
  lookPatiently(): Promise<void>;
  eject(device: string): Promise<readonly Fact[]>;
  close(): void;
}

interface DrivesOptions {
  readonly clock: Clock;
  /** `$PATH` */
  readonly path: string;
  /** Whether makemkvcon is at work: then the drive is not asked anything. */
  readonly isBusy: () => boolean;
  readonly dispatch: (fact: Fact) => void;
  readonly choose?: (mode: Settings["discMonitor"]) => DiscMonitor;
}

/** Linux looks into a drive every two seconds; what it found before that is still what udev says. */
const NOTICE_MS = 3000;

export function createDrives(options: DrivesOptions): Drives {
  const { clock, path, dispatch } = options;
  const { platform } = process;
  let isLooking = false;
  // makemkvcon has ended when it is asked why: nothing that is heard then needs to be doubted.
  const isBusy = () => !isLooking && options.isBusy();
  const choose =
    options.choose ??
    ((mode) => chooseMonitor(mode, { clock, path, isBusy, platform }));
  let watch: DiscWatch | null = null;
  let isWatching = false;
  let noticed = Promise.withResolvers<"ejected">();

  function report(event: DiscEvent): void {
    if (event.type === "discMonitorReady") isWatching = true;
    if (event.type === "discMonitorUnavailable") isWatching = false;
    if (event.type === "discEjected") noticed.resolve("ejected");
    dispatch(event);
  }

  return {
    watch(mode) {
      watch?.[Symbol.dispose]();
      isWatching = false;
      watch = choose(mode).start(report);
    },
    async look() {
      await watch?.look();
    },
    async lookPatiently() {
      if (!isWatching) return;
      noticed = Promise.withResolvers();
      isLooking = true;
      await watch?.look();
      await within(clock, NOTICE_MS, noticed.promise);
      isLooking = false;
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
