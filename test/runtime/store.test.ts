import { describe, expect, test } from "bun:test";
import { createStore } from "../../src/runtime/store.ts";
import type { Effect } from "../../src/state/effect.ts";
import { initialState } from "../../src/state/initial-state.ts";
import { createFakeClock } from "../support/fake-clock.ts";

function start(run: (effect: Effect) => void = () => undefined) {
  const faults: unknown[] = [];
  const clock = createFakeClock(1000);
  const store = createStore({
    initial: initialState({
      version: "1",
      pid: 1,
      startedAt: 0,
      configDir: "/c",
    }),
    clock,
    run,
    onFault: (fault) => faults.push(fault),
  });
  return { store, faults, clock };
}

describe("the store", () => {
  test("stamps every event with the time and tells listeners the state before and after", () => {
    const { store, clock } = start();
    const seen: unknown[] = [];
    store.subscribe((next, previous, event) =>
      seen.push([event, previous.people.watchers, next.people.watchers]),
    );
    clock.advance(500);
    store.dispatch({ type: "watchersChanged", watchers: 2 });
    expect(seen).toEqual([
      [{ type: "watchersChanged", watchers: 2, at: 1500 }, 0, 2],
    ]);
  });

  test("events raised while one is handled wait their turn", () => {
    const { store } = start();
    const order: string[] = [];
    store.subscribe((_next, _previous, event) => {
      order.push(`${event.type} begins`);
      if (event.type === "watchersChanged")
        store.dispatch({ type: "ticked", slept: false, awakeMs: 2000 });
      order.push(`${event.type} ends`);
    });
    store.dispatch({ type: "watchersChanged", watchers: 1 });
    expect(order).toEqual([
      "watchersChanged begins",
      "watchersChanged ends",
      "ticked begins",
      "ticked ends",
    ]);
  });

  test("an effect that throws is reported, and what comes behind it is still handled", () => {
    const bug = new Error("bug");
    const { store, faults } = start(() => {
      throw bug;
    });
    store.dispatch({ type: "configUpdateRequested" });
    store.dispatch({ type: "watchersChanged", watchers: 3 });
    expect(faults).toEqual([bug]);
    expect(store.state().people.watchers).toBe(3);
  });

  test("a listener that throws keeps no other from hearing the news", () => {
    const { store, faults } = start();
    let heard = 0;
    store.subscribe(() => {
      throw new Error("bug");
    });
    store.subscribe(() => void (heard += 1));
    store.dispatch({ type: "watchersChanged", watchers: 1 });
    store.dispatch({ type: "watchersChanged", watchers: 2 });
    expect({ heard, faults: faults.length }).toEqual({ heard: 2, faults: 2 });
  });
});
