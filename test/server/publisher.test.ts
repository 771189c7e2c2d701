import { expect, test } from "bun:test";
import { createPublisher, isBareProgress } from "../../src/server/publisher.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { ripping, sampleState, saving } from "./sample-state.ts";

const rip = ripping("a", saving(1, 1000));
const before: DaemonState = { ...sampleState, activity: rip };

function progressed(percent: number): DaemonState {
  const { progress } = rip;
  return {
    ...before,
    activity: { ...rip, progress: { ...progress, percent } },
  };
}

test("only a new progress of the same rip is bare progress", () => {
  expect(isBareProgress(progressed(2), before)).toBe(true);
  const { people } = before;
  const news: readonly DaemonState[] = [
    { ...progressed(2), people: { ...people, watchers: 1 } },
    { ...before, activity: { kind: "idle" } },
    { ...before, activity: { ...rip, run: 2 } },
    { ...before, activity: ripping("b") },
    {
      ...before,
      activity: { ...rip, progress: { ...rip.progress, phase: "opening" } },
    },
    {
      ...before,
      activity: { kind: "stopping", stopped: rip, reason: "cancelled" },
    },
  ];
  for (const next of news) expect(isBareProgress(next, before)).toBe(false);
});

test("bare progress is published five times a second, news at once and with the progress", () => {
  const clock = createFakeClock();
  const published: string[] = [];
  const publisher = createPublisher(clock, ({ activity, people }) => {
    const percent =
      activity.kind === "ripping" ? activity.progress.percent : "-";
    published.push(`${clock.monotonic()} ${percent} ${people.watchers}`);
  });
  let state = before;
  const change = (next: DaemonState): void => {
    publisher.changed(next, state);
    state = next;
  };
  for (let percent = 2; percent < 42; percent += 1) {
    change({ ...progressed(percent), people: state.people });
    clock.advance(10);
  }
  change({ ...state, people: { ...state.people, watchers: 7 } });
  clock.advance(1000);
  expect(published).toEqual(["0 2 0", "200 21 0", "400 41 0", "400 41 7"]);
  change(progressed(50));
  change(progressed(51));
  publisher.close();
  clock.advance(1000);
  expect(published).toHaveLength(5);
});
