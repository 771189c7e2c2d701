import type { Clock } from "../../lib/clock.ts";
import type { DiscEvent } from "../../state/event.ts";
import { createLineChild } from "../line-child.ts";
import type { DiscMonitor, DiscWatch } from "../monitor.ts";
import { parseActivityLine } from "./activity-line.ts";
import { advance } from "./advance.ts";
import { noDiscs, type Input, type Order, type Timer } from "./discs.ts";
import { createInquiry, macosEnv } from "./inquiry.ts";

/**
 * macOS: `diskutil activity` rings when a disk comes or goes, `diskutil info` says what it is, and `drutil status` what
 * is on a disc without a name. Nothing here looks into a drive by itself. What follows from what is decided in
 * advance.ts; here are the programs and the clock.
 */
export interface MacosMonitorOptions {
  readonly clock: Clock;
  /** `$PATH`; that of this process when left out. */
  readonly path?: string;
  /** Whether makemkvcon is at work: drutil would disturb it. */
  readonly isBusy?: () => boolean;
}

const BACKOFF = { firstMs: 1000, lastMs: 30_000 };
const LOOK_LIMIT_MS = 8000;

export function createMacosMonitor(options: MacosMonitorOptions): DiscMonitor {
  return { start: (report) => watch(options, report) };
}

function watch(
  options: MacosMonitorOptions,
  report: (event: DiscEvent) => void,
): DiscWatch {
  const { clock, isBusy = () => false } = options;
  const path = options.path ?? process.env["PATH"] ?? "";
  const inquiry = createInquiry({ clock, path, isBusy });
  const timers = createTimers(clock, (timer) =>
    step({ type: "timerFired", timer }),
  );
  const lookers = new Set<() => void>();
  let discs = noDiscs;
  let isOver = false;

  function step(input: Input): void {
    if (isOver) return;
    const [next, orders] = advance(discs, input);
    discs = next;
    for (const order of orders) if (!isOver) carryOut(order);
  }

  function carryOut(order: Order): void {
    switch (order.type) {
      case "report":
        return report(order.event);
      case "ask":
        return inquiry.ask(order.question, (answer) =>
          step({ type: "answered", id: order.id, answer }),
        );
      case "abandon":
        return inquiry.abandon();
      case "startTimer":
        return timers.start(order.timer, order.ms);
      case "lookEnded":
        return endLooks();
    }
  }

  function endLooks(): void {
    for (const end of lookers) end();
    lookers.clear();
  }

  const child = createLineChild({
    command: "diskutil",
    args: ["activity"],
    env: macosEnv(path),
    clock,
    backoff: BACKOFF,
    onStart: () => step({ type: "started" }),
    onLine(text) {
      const line = parseActivityLine(text);
      if (line) step({ type: "line", line });
    },
    onEnd: (reason) => step({ type: "ended", reason }),
  });

  return {
    async look() {
      if (isOver) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      lookers.add(resolve);
      const callOff = clock.after(LOOK_LIMIT_MS, resolve);
      step({ type: "lookRequested" });
      await promise;
      callOff();
      lookers.delete(resolve);
    },
    [Symbol.dispose]() {
      isOver = true;
      child.stop();
      inquiry.abandon();
      timers.stop();
      endLooks();
    },
  };
}

interface Timers {
  /** Instead of an earlier one of that kind for that disk. */
  start(timer: Timer, ms: number): void;
  stop(): void;
}

function createTimers(clock: Clock, onFired: (timer: Timer) => void): Timers {
  const running = new Map<string, () => void>();
  return {
    start(timer, ms) {
      const key = "disk" in timer ? `${timer.kind} ${timer.disk}` : timer.kind;
      running.get(key)?.();
      const callOff = clock.after(ms, () => {
        running.delete(key);
        onFired(timer);
      });
      running.set(key, callOff);
    },
    stop() {
      for (const callOff of running.values()) callOff();
      running.clear();
    },
  };
}
