import { expect, test } from "bun:test";
import {
  changeUi,
  initialUi,
  PANELS,
  type Ui,
} from "../../../tui/dashboard/ui.ts";

const question = { text: "Really?", options: [] };
const notice = { text: "Done.", tone: "plain", until: 100 } as const;

test("Tab goes through all panels and comes back", () => {
  let ui = initialUi;
  const seen = PANELS.map(() => {
    ui = changeUi(ui, { type: "focusMoved", by: 1 });
    return ui.focus;
  });
  expect(new Set(seen)).toEqual(new Set(PANELS));
  expect(ui.focus).toBe(initialUi.focus);
});

test("scrolling stays between the first line and the last page", () => {
  const down = changeUi(initialUi, { type: "scrolled", by: 99, limit: 7 });
  expect(down.scroll.queue).toBe(7);
  const up = changeUi(down, { type: "scrolled", by: -Infinity, limit: 7 });
  expect(up.scroll.queue).toBe(0);
});

test("a list that became shorter is scrolled from where it ends now", () => {
  const ui: Ui = { ...initialUi, scroll: { ...initialUi.scroll, queue: 50 } };
  expect(
    changeUi(ui, { type: "scrolled", by: -1, limit: 7 }).scroll.queue,
  ).toBe(6);
});

test("an overlay is scrolled in place of the panel below it", () => {
  const open = changeUi(initialUi, { type: "overlayToggled", kind: "help" });
  const ui = changeUi(open, { type: "scrolled", by: 3, limit: 9 });
  expect(ui.overlay).toEqual({ kind: "help", scroll: 3 });
  expect(ui.scroll).toEqual(initialUi.scroll);
});

test("Escape takes one layer away at a time", () => {
  let ui: Ui = {
    ...initialUi,
    question,
    notice,
    overlay: { kind: "help", scroll: 0 },
    enlarged: true,
  };
  const layers = () =>
    [ui.question, ui.overlay, ui.notice, ui.enlarged].filter(Boolean).length;
  for (const left of [3, 2, 1, 0]) {
    ui = changeUi(ui, { type: "dismissed" });
    expect(layers()).toBe(left);
  }
});

test("a notice goes when its time is over, and nothing changes before", () => {
  const ui = changeUi(initialUi, { type: "noticed", notice });
  expect(changeUi(ui, { type: "timePassed", now: 99 })).toBe(ui);
  expect(changeUi(ui, { type: "timePassed", now: 100 }).notice).toBeNull();
});

test("a question about a task goes when the task has ended by itself", () => {
  const question = { text: "Stop rip-1?", about: "rip-1", options: [] };
  const asked = changeUi(initialUi, { type: "asked", question });
  const seen = (taskId: string | null) =>
    changeUi(asked, { type: "runSeen", taskId }).question;
  expect(seen("rip-1")).toEqual(question);
  expect(seen("rip-2")).toBeNull();
  expect(seen(null)).toBeNull();
});
