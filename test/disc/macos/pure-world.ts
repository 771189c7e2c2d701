import { parseActivityLine } from "../../../src/disc/macos/activity-line.ts";
import { advance } from "../../../src/disc/macos/advance.ts";
import {
  noDiscs,
  type Answer,
  type Discs,
  type Input,
  type Question,
} from "../../../src/disc/macos/discs.ts";
import {
  readDiskInfo,
  type DiskInfo,
} from "../../../src/disc/macos/disk-info.ts";
import type { DrutilStatus } from "../../../src/disc/macos/drutil-status.ts";
import type { DiscEvent } from "../../../src/state/event.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { infoPlist, type Keys } from "./macos-text.ts";

/** The pure part of disc detection in a Mac that is a table: no program, no time. */
export interface PureWorld {
  /** What diskutil knows. A disk that is not here is one it does not answer about. */
  readonly disks: Map<string, Keys>;
  /** What `diskutil list` says; `null`: nothing. */
  list: readonly string[] | null;
  /** What drutil says. */
  status: DrutilStatus | null;
  readonly questions: readonly Question[];
  readonly looksEnded: () => number;
  state(): Discs;
  step(input: Input): void;
  lines(...lines: readonly string[]): void;
  /** Answers what is asked, and what is asked then, and so on. */
  answer(): void;
  advance(ms: number): void;
  /** What was reported since the last time. */
  told(): readonly DiscEvent[];
}

export function createPureWorld(
  disks: Readonly<Record<string, Keys>> = {},
): PureWorld {
  const clock = createFakeClock();
  const timers = new Map<string, () => void>();
  const questions: Question[] = [];
  let state = noDiscs;
  let events: DiscEvent[] = [];
  let pending: { readonly id: number; readonly question: Question } | null =
    null;
  let looks = 0;

  function step(input: Input): void {
    const [next, orders] = advance(state, input);
    state = next;
    for (const order of orders) {
      if (order.type === "report") events.push(order.event);
      if (order.type === "ask") {
        if (pending) throw new Error("two questions at a time");
        pending = order;
        questions.push(order.question);
      }
      if (order.type === "abandon") pending = null;
      if (order.type === "lookEnded") looks += 1;
      if (order.type !== "startTimer") continue;
      const { timer } = order;
      const key = "disk" in timer ? `${timer.kind} ${timer.disk}` : timer.kind;
      timers.get(key)?.();
      timers.set(
        key,
        clock.after(order.ms, () => step({ type: "timerFired", timer })),
      );
    }
  }

  const world: PureWorld = {
    disks: new Map(Object.entries(disks)),
    list: null,
    status: null,
    questions,
    looksEnded: () => looks,
    state: () => state,
    step,
    lines(...lines) {
      for (const text of lines) {
        const line = parseActivityLine(text);
        if (line) step({ type: "line", line });
      }
    },
    answer() {
      while (pending) {
        const { id, question } = pending;
        pending = null;
        step({ type: "answered", id, answer: answerOf(world, question) });
      }
    },
    advance: (ms) => clock.advance(ms),
    told() {
      const told = events;
      events = [];
      return told;
    },
  };
  return world;
}

function answerOf(world: PureWorld, question: Question): Answer {
  switch (question.about) {
    case "disk": {
      const keys = world.disks.get(question.disk);
      return { about: "disk", info: keys ? read(question.disk, keys) : null };
    }
    case "list":
      return { about: "list", disks: world.list };
    case "status":
      return { about: "status", status: world.status };
  }
}

const known = new Map<string, DiskInfo | null>();

function read(disk: string, keys: Keys): DiskInfo | null {
  const text = infoPlist(disk, keys);
  const info = known.get(text) ?? readDiskInfo(text, disk);
  known.set(text, info);
  return info;
}
