import { expect, test } from "bun:test";
import { renderToString } from "ink";
import { Frame } from "../../../tui/dashboard/dashboard.tsx";
import { frameLines } from "../../../tui/dashboard/frame.ts";
import { textOf } from "../../../tui/dashboard/line.ts";
import { readLook } from "../../../tui/dashboard/look.ts";
import { askPauseNow } from "../../../tui/dashboard/questions.ts";
import { changeUi, initialUi, PANELS } from "../../../tui/dashboard/ui.ts";
import type { Size, View } from "../../../tui/dashboard/view.ts";
import {
  SAMPLE_NOW,
  sampleLog,
  sampleState,
} from "../../../scripts/dashboard-sample.ts";
import {
  finished,
  listing,
  noDisc,
  NOW,
  readyState,
  ripping,
  ripTask,
  TASKS,
} from "../../support/states.ts";
import { LINKS, live, STATES, viewOf } from "./views.ts";

/** As a terminal would show it, without colours and weights. */
function screen(view: View): readonly string[] {
  const { columns } = view.size;
  const text = renderToString(<Frame view={view} />, { columns });
  return Bun.stripANSI(text).split("\n");
}

const SMALL: Size = { columns: 40, rows: 12 };
const WHOLE: Size = { columns: 80, rows: 24 };
const LARGE: Size = { columns: 120, rows: 40 };
const SIZES = [SMALL, WHOLE, LARGE];

/** Words, wherever the lines were broken. */
function wordsOn(view: View): string {
  return screen(view)
    .map((line) => line.trim())
    .join(" ")
    .replaceAll(/\s+/g, " ");
}

function expectToFit(view: View): void {
  const lines = screen(view);
  expect(lines).toHaveLength(view.size.rows);
  for (const line of lines)
    expect(Bun.stringWidth(line)).toBeLessThanOrEqual(view.size.columns);
}

const sample = (changes: Partial<View>): View =>
  live(sampleState, { now: SAMPLE_NOW, log: sampleLog, ...changes });

test.each(STATES)(
  "$name: fits, and says what there is to say",
  ({ state, says }) => {
    for (const size of SIZES) {
      const view = live(state, { size });
      expectToFit(view);
      // What a small window cuts is shown by its key for all.
      const words =
        size === SMALL
          ? wordsOn(live(state, { size: { columns: 76, rows: 12 } }))
          : wordsOn(view);
      for (const word of says) expect(words).toContain(word);
    }
  },
);

test.each(LINKS)("$name: a screen that says what to do", ({ link, says }) => {
  for (const size of SIZES) {
    const view = viewOf(link, { size });
    expectToFit(view);
    for (const word of says) expect(wordsOn(view)).toContain(word);
  }
});

test("80 by 24 is complete", () => {
  expect(`\n${screen(sample({ size: WHOLE })).join("\n")}\n`).toBe(`
 Amphigory                                               ripping 47 %  ·  14:31

 ◐ THE_POLAR_EXPRESS
   Blu-ray · /dev/rdisk4 · 6 tracks

 Ripping track 0 · 1:39:52 → The Polar Express (2004).mkv
 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───────────────────────────────────────  47 %
 6m 52s left · 34 MB/s · 12.38 GB of 26.34 GB

 ─ Tracks ────────────────── 1–4 of 6 ─  ━ Queue ────────────────────────── 3 ─
 ▸  0 1:39:52 26.34 GB  1080p  eng fra…  ▸ rip 1 → True Inspirations.mkv
    1 0:12:01  1.31 GB  1080p  eng         rip 2 → Behind the Scenes.mkv
    2 0:08:44   988 MB  1080p  eng         rip 3 → Smokey and Steamer.mkv
    3 0:05:12   612 MB  1080p  eng
 ─ Results ────────────────────────────  ─ Connections ───────────── 1–4 of 6 ─
 ✓ Paddingto…ailer.mkv 288 MB · 33 MB/s  Webapp    localhost:8080 · 1 client
 ✓ Paddingt…014).mkv 21.70 GB · 33 MB/s  Settings  from the webapp
 ✓ PADDINGTON: 14 tracks                 MakeMKV   1.18.3 · licence fine
                                         Daemon    version 0.1.0 · up 3h 07m
 ─ Log ────────────────────────────────────────────────────────────────────────
 14:24:00 task claimed  task id 20251221-143052-001  kind rip
 14:24:00 licence seen

 p pause after track   P pause now   w webapp   e eject   ? help   q quit
`);
});

test("40 by 12 shows disc, bar, time left, queue and state", () => {
  expect(`\n${screen(sample({ size: SMALL })).join("\n")}\n`).toBe(`
 Amphigory       ripping 47 %  ·  14:31

 ◐ THE_POLAR_EXPRESS
   Blu-ray · /dev/rdisk4 · 6 tracks

 Ripping track 0 → The Polar …2004).mkv
 ━━━━━━━━━━━━━━━─────────────────  47 %
 6m 52s left · 34 MB/s

 3 tasks waiting, next: rip 1 → Tru…mkv

 p pause   P now   ? help   q quit
`);
});

test("120 by 40 uses its room", () => {
  const words = wordsOn(sample({ size: LARGE }));
  for (const word of [
    "eng fra deu spa · sub eng fra deu",
    "32 ch",
    "Config in",
    "task claimed task id 20251221-143052-001",
  ])
    expect(words).toContain(word);
});

test("whatever the size, the frame has it", () => {
  for (let columns = 1; columns <= 130; columns += 7)
    for (let rows = 1; rows <= 50; rows += 3) {
      const lines = frameLines(sample({ size: { columns, rows } }));
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines)
        expect(Bun.stringWidth(textOf(line))).toBeLessThanOrEqual(columns);
    }
});

test("a window that is too small says so", () => {
  expect(wordsOn(sample({ size: { columns: 38, rows: 12 } }))).toBe(
    "ripping 47 % The window has 38 columns and 12 rows; 40 and 12 are needed.",
  );
});

test("plain signs are plain", () => {
  const look = readLook({ TERM: "xterm", NO_COLOR: "1" }, { ascii: true });
  for (const { state } of STATES)
    for (const size of SIZES)
      expect(screen(live(state, { look, size })).join("\n")).toMatch(
        /^[ -~\n]*$/,
      );
});

test("every panel can have the whole window", () => {
  for (const panel of PANELS) {
    const ui = { ...initialUi, focus: panel, enlarged: true };
    for (const size of SIZES) expectToFit(sample({ ui, size }));
  }
  const ui = { ...initialUi, focus: "recent", enlarged: true } as const;
  const message =
    "The disc can not be read at 8.1 GB, and that is said in full here, over as many lines as it takes.";
  const state = readyState({
    recent: [finished({ outcome: "failed", code: "DISC_UNREADABLE", message })],
  });
  expect(wordsOn(live(state, { ui, size: SMALL }))).toContain(message);
});

test("help and what needs attention can be scrolled to their ends", () => {
  for (const kind of ["help", "attention"] as const) {
    const open = changeUi(initialUi, { type: "overlayToggled", kind });
    for (const size of SIZES) expectToFit(sample({ ui: open, size }));
  }
  const ui = { ...initialUi, overlay: { kind: "help", scroll: 999 } } as const;
  expect(wordsOn(sample({ ui, size: SMALL }))).toContain(
    "Ctrl-C leaves at once",
  );
});

test("a question is asked over whatever is there, whole", () => {
  const text =
    "Stop task 20251221-143052-001 now? Its answer will be TASK_CANCELLED, and the queue is paused.";
  const ui = {
    ...initialUi,
    question: {
      text,
      options: [
        {
          key: "y",
          label: "stop it",
          action: { kind: "leave", endDaemon: false },
        },
      ],
    },
  } as const;
  for (const size of SIZES) {
    expectToFit(sample({ ui, size }));
    expect(wordsOn(sample({ ui, size }))).toContain(`${text} y stop it`);
  }
});

test("a daemon that is away for a moment stays on the screen", () => {
  const link = { kind: "lost", state: sampleState, since: NOW - 200 } as const;
  const words = wordsOn(viewOf(link, { now: NOW }));
  expect(words).toContain("looking for the daemon");
  expect(words).toContain("THE_POLAR_EXPRESS");
});

test("the disc turns only where motion is wanted", () => {
  const still = readLook(
    { TERM: "xterm", NO_COLOR: "1", AMPHIGORY_MOTION: "off" },
    { ascii: false },
  );
  const sign = (now: number, look = sample({}).look) =>
    screen(sample({ now, look }))[2]?.slice(1, 2);
  expect(sign(SAMPLE_NOW)).not.toBe(sign(SAMPLE_NOW + 1000));
  expect(sign(SAMPLE_NOW, still)).toBe(sign(SAMPLE_NOW + 1000, still));
});

test("a question in a window that is too small is seen all the same", () => {
  const ui = { ...initialUi, question: askPauseNow("rip-1") };
  const words = wordsOn(sample({ ui, size: { columns: 30, rows: 8 } }));
  expect(words).toStartWith("y stop it n no Stop task rip-1 now?");
});

test("however long the names in a question are, its answers are seen", () => {
  const ui = { ...initialUi, question: askPauseNow("a long name ".repeat(99)) };
  expectToFit(sample({ ui, size: SMALL }));
  expect(screen(sample({ ui, size: SMALL })).at(-1)).toBe(" y stop it   n no");
});

test("nothing is written into the margin on the right", () => {
  for (const { state } of STATES)
    for (const line of screen(live(state, { size: WHOLE })))
      expect(Bun.stringWidth(line)).toBeLessThan(WHOLE.columns);
});

test("what is idle says what would end that", () => {
  const idle = (changes: Parameters<typeof readyState>[0]) =>
    wordsOn(live(readyState(changes)));
  expect(idle({ drive: noDisc })).toContain("Insert a disc");
  expect(idle({ drive: sampleState.drive })).toContain("Choose in the webapp");
  expect(idle({})).toContain("Tasks come from the webapp");
});

test("nothing moves while nothing happens", () => {
  const view = live(readyState({ drive: noDisc }));
  expect(screen({ ...view, now: NOW + 9_000 })).toEqual(screen(view));
});

test("a hundred thousand tasks are counted, be they listed or not", () => {
  const listed = listing(Array.from({ length: 100 }, () => ripTask()));
  const state = readyState({
    queue: {
      kind: "open",
      directory: TASKS,
      listing: { ...listed, depth: 100_000 },
    },
  });
  expect(wordsOn(live(state))).toContain("of 100000");
  const ui = {
    ...initialUi,
    enlarged: true,
    scroll: { ...initialUi.scroll, queue: 999 },
  };
  expect(wordsOn(live(state, { ui }))).toContain("and 99900 more");
});

test("the bar has its place before there is anything to count", () => {
  const state = readyState({ activity: ripping() });
  const [head, bar, words] = screen(live(state)).slice(5);
  expect(head).toBe(" Ripping track 0 → Film.mkv");
  expect(bar).toBe(` ${"─".repeat(72)}`);
  expect(words).toBe(" checking the target folder · for 0s");
});

test("a result says what failed, and how", () => {
  const failure = finished({ outcome: "failed", code: "DISC_UNREADABLE" });
  const state = readyState({ recent: [failure, finished({ warnings: 2 })] });
  const words = wordsOn(live(state, { size: LARGE }));
  expect(words).toContain("Track 0 · DISC_UNREADABLE");
  expect(words).toContain("2 warnings · ");
});
