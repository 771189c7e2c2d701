import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { DaemonState } from "../../../src/state/state.ts";
import { snapshotOf } from "../../../src/wire/attach.ts";
import type { StateAnswer } from "../../../tui/attach.ts";
import type { Menu, MenuItem } from "../../../tui/menubar/menu-text.ts";
import {
  menuText,
  titleText,
  valueText,
} from "../../../tui/menubar/menu-text.ts";
import { menuOf, menuView } from "../../../tui/menubar/menu-view.ts";
import {
  entry,
  finished,
  inserted,
  listing,
  newState,
  noDisc,
  NOW,
  openQueue,
  paused,
  problem,
  readyState,
  ripping,
  ripTask,
  scanned,
  scanning,
  scanTask,
  settings,
  stopping,
  TASKS,
  unavailableQueue,
  unwatchedDrive,
  waiting,
} from "../../support/states.ts";
import { hostileText } from "./hostile-text.ts";
import {
  type ReadItem,
  type ReadMenu,
  readLikeSwiftBar,
  readLikeXbar,
} from "./menu-readers.ts";

const here = {
  now: NOW,
  command: ["/opt/bin/amphigory"],
  configDir: "/home/anna/.config/amphigory",
};

function answer(state: DaemonState): StateAnswer {
  return { kind: "ok", snapshot: snapshotOf(state) };
}

/** The dropdown without what every menu ends with, and without what the items do. */
function drawn(of: DaemonState | StateAnswer, now = NOW): string {
  const from = "kind" in of ? of : answer(of);
  const { sections } = menuOf(from, { ...here, now });
  return sections
    .filter((items) => items.length > 0)
    .map((items) =>
      items
        .flatMap(({ title, submenu = [] }) => [
          title,
          ...submenu.map((child) => `  ${child.title}`),
        ])
        .join("\n"),
    )
    .join("\n---\n");
}

const CONTROLS = `Open Webapp...
Help & Documentation...
---
⏸ Pause After Track
🔄 Restart Daemon
Preferences...
Quit`;

const saving = {
  ...ripping(),
  progress: {
    phase: "saving",
    percent: 47,
    currentSizeBytes: 5_356_823_040,
    bytesPerSecond: 42_300_000,
    etaMs: 412_000,
    savingSince: NOW,
    samples: [],
  },
} as const;

const connected = { webappClients: 1, watchers: 0, lastCommandAt: null };
const busy = readyState({
  people: connected,
  activity: saving,
  queue: openQueue(ripTask("a"), ripTask("b"), ripTask("c")),
});

test("a rip is drawn as in the design", () => {
  expect(drawn(busy)).toBe(`Amphigory
---
Disc: THE_POLAR_EXPRESS
---
Ripping: Track 0
█████████░░░░░░░░░░░ 47%
ETA: 6m 52s
Queue: 3 tracks
---
Open Webapp...
Help & Documentation...
---
⏸ Pause After Track
⏹ Pause Now
🔄 Restart Daemon
  Stop track 0, put it back into the queue, and restart
Preferences...
Quit
  Stop track 0, put it back into the queue, and quit`);
});

test("with nothing to do there is no Pause Now, and an end is not asked about", () => {
  const idle = readyState({ people: connected, drive: noDisc });
  expect(drawn(idle)).toBe(`Amphigory
---
No disc inserted
---
Idle
Queue: no tracks
---
${CONTROLS}`);
});

test("a click does what the item says", () => {
  const config = {
    kind: "ready",
    settings: { ...settings, wikiUrl: "http://wiki/Home" },
    source: "webapp",
    problems: [],
  } as const;
  const { items } = readLikeXbar(menuView(answer({ ...busy, config }), here));
  const deeds = items.flatMap((item) =>
    item === "---"
      ? []
      : [item, ...item.submenu].map(({ title, params }) => [title, params]),
  );
  const background = { terminal: "false", refresh: "true" };
  const run = (...words: readonly string[]) => ({
    bash: "/opt/bin/amphigory",
    ...Object.fromEntries(words.map((word, at) => [`param${at + 1}`, word])),
    ...background,
  });
  const dir = ["--config-dir", here.configDir] as const;
  expect(deeds.slice(6)).toEqual([
    ["Open Webapp...", { href: "http://localhost:8080/" }],
    ["Help & Documentation...", { href: "http://wiki/Home" }],
    ["⏸ Pause After Track", run("pause", ...dir)],
    ["⏹ Pause Now", run("pause", "--now", ...dir)],
    ["🔄 Restart Daemon", {}],
    [
      "Stop track 0, put it back into the queue, and restart",
      run("restart", "--yes", ...dir),
    ],
    ["Preferences...", { href: "http://localhost:8080/config" }],
    ["Quit", {}],
    [
      "Stop track 0, put it back into the queue, and quit",
      run("quit", "--yes", ...dir),
    ],
  ]);
});

test("a pause is an offer to go on; until the track ends it is one for later", () => {
  expect(drawn({ ...busy, pause: paused })).toContain(`Queue: 3 tracks
---`);
  expect(drawn({ ...busy, pause: paused })).toContain(
    "Paused after this track\nQueue",
  );
  expect(drawn({ ...busy, pause: paused })).toContain(
    "▶ Resume\n⏹ Pause Now\n",
  );
  const byWebapp = { ...paused, reason: "marker_file" } as const;
  expect(drawn(readyState({ pause: byWebapp }))).toContain(
    "---\nPaused by the webapp\nQueue: no tracks\nWebapp: not connected\n---",
  );
});

test.each<[string, Partial<DaemonState>]>([
  ["Disc: THE_POLAR_EXPRESS", { drive: inserted({ kind: "wanted" }) }],
  ["Disc: THE_POLAR_EXPRESS", { drive: inserted(scanned) }],
  ["Disc: not watched", { drive: unwatchedDrive }],
  [
    "⚠ It could not be scanned: It is dirty.",
    {
      drive: inserted({
        kind: "failed",
        code: "DISC_UNREADABLE",
        message: "It is dirty.",
      }),
    },
  ],
  ["Scanning: 10s", { activity: scanning() }],
  ["Checking the target folder", { activity: ripping() }],
  [
    "Waiting for disc: Track 0\nInsert it within 50s, or the task fails",
    { activity: waiting(ripTask()), drive: noDisc },
  ],
  ["Stopping makemkvcon", { activity: stopping(saving, "cancelled") }],
  ["Restarting", { life: { kind: "stopping", restart: true } }],
  ["Queue: 1 track, 1 scan", { queue: openQueue(ripTask(), scanTask()) }],
  ["Queue: 1 scan", { queue: openQueue(scanTask()) }],
  [
    "Queue: 57 tracks",
    {
      queue: {
        kind: "open",
        directory: TASKS,
        listing: listing([], { depth: 57, upcoming: [entry(ripTask())] }),
      },
    },
  ],
  ["Queue: not usable", { queue: unavailableQueue() }],
  [
    "No valid licence\n",
    {
      licence: {
        kind: "refused",
        problem: problem(),
        since: NOW,
        trace: null,
      },
    },
  ],
  [
    "⚠ Something is wrong (k).\n→ Put it right.",
    { makemkvcon: { kind: "missing", problem: problem("k") } },
  ],
  [
    "⚠ Track 0 failed: The disc can not be read.",
    {
      recent: [
        finished({
          outcome: "failed",
          code: "DISC_UNREADABLE",
          message: "The disc can not be read.",
          acknowledged: false,
        }),
      ],
    },
  ],
  ["Webapp: not connected", {}],
])("the menu says: %s", (words, changes) => {
  expect(drawn(readyState(changes), NOW + 10_000)).toContain(words);
});

const failure = finished({
  outcome: "failed",
  code: "DISC_UNREADABLE",
  message: "The disc can not be read.",
  acknowledged: false,
});
const cancelled = { ...failure, code: "TASK_CANCELLED" } as const;

test("a failure can be said to have been seen, and how many there are is told", () => {
  const of = (...recent: DaemonState["recent"]) =>
    drawn(readyState({ people: connected, recent })).split("---\n")[3];
  expect(of(failure)).toBe(`⚠ Track 0 failed: The disc can not be read.
✓ Seen
`);
  expect(of(failure, cancelled, failure, failure))
    .toBe(`⚠ Track 0 failed: The disc can not be read.
⚠ 2 more failed
✓ Seen
`);
  const state = readyState({ people: connected, recent: [failure] });
  const { sections } = menuOf(answer(state), here);
  const seen = sections.flat().find(({ title }) => title === "✓ Seen");
  expect(seen?.does).toEqual({
    kind: "run",
    words: [...here.command, "acknowledge", "--config-dir", here.configDir],
  });
});

test("a task that a person has cancelled is no news", () => {
  const state = readyState({ people: connected, recent: [cancelled] });
  expect(drawn(state)).toBe(drawn(readyState({ people: connected })));
});

test("before the settings are known, pages can not be opened", () => {
  const config = { kind: "needsSetup", problem: problem() } as const;
  const { sections } = menuOf(answer(newState({ config })), here);
  expect(drawn(newState({ config }))).toContain("Needs setup\n");
  const pages = sections
    .flat()
    .filter(({ title }) => /^(Open|Help|Preferences)/.test(title));
  expect(pages.map(({ does }) => does)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("without a daemon, one can be started", () => {
  expect(menuView({ kind: "notRunning" }, here).split("\n").slice(1)).toEqual([
    "---",
    "Amphigory",
    "---",
    "Daemon is not running",
    "---",
    "▶ Start Daemon | bash=/opt/bin/amphigory param1=start param2=--config-dir param3=/home/anna/.config/amphigory terminal=false refresh=true",
    "",
  ]);
});

test("a daemon of another version can be restarted; one that hangs is said to", () => {
  expect(drawn({ kind: "otherVersion" })).toBe(`Amphigory
---
⚠ The daemon that runs is of another version than this
menu.
→ Restart it: the new one is of this version.
---
🔄 Restart Daemon
Quit`);
  expect(drawn({ kind: "failed", text: "The daemon does not answer." })).toBe(
    "Amphigory\n---\n⚠ The daemon does not answer.",
  );
});

/** Hostile names wherever a name can be, in every kind of state. */
const anyState: fc.Arbitrary<DaemonState> = fc
  .tuple(
    hostileText,
    hostileText,
    fc.constantFrom(
      readyState(),
      busy,
      readyState({ activity: scanning(scanTask()) }),
      readyState({ activity: waiting(ripTask()), drive: noDisc }),
      readyState({ activity: stopping(saving, "quitting"), pause: paused }),
      readyState({ queue: unavailableQueue(), drive: unwatchedDrive }),
      newState(),
    ),
    fc.boolean(),
  )
  .map(([name, text, state, isScanned]) => {
    const bad = { key: "k", text, hint: name };
    const scan = isScanned
      ? ({ kind: "failed", code: "UNKNOWN", message: text } as const)
      : ({ kind: "wanted" } as const);
    const drive = inserted(scan);
    return {
      ...state,
      drive:
        drive.disc.kind === "inserted" && state.drive.disc.kind === "inserted"
          ? { ...drive, disc: { ...drive.disc, volumeName: name } }
          : state.drive,
      licence: { kind: "limited", daysLeft: 1, problem: bad },
      recent: [finished({ message: text, taskId: name, acknowledged: false })],
      config:
        state.config.kind === "ready"
          ? {
              ...state.config,
              settings: { ...settings, webappUrl: name, wikiUrl: text },
            }
          : { kind: "needsSetup", problem: bad },
    };
  });

const anyAnswer: fc.Arbitrary<StateAnswer> = fc.oneof(
  { weight: 6, arbitrary: anyState.map(answer) },
  hostileText.map((text) => ({ kind: "failed" as const, text })),
  fc.constantFrom<StateAnswer>(
    { kind: "notRunning" },
    { kind: "otherVersion" },
  ),
);

function expected({ sections }: Menu): ReadMenu["items"] {
  return sections
    .filter((items) => items.length > 0)
    .flatMap((items, at) => [
      ...(at === 0 ? [] : ["---" as const]),
      ...items.map(meant),
    ]);
}

function meant({ title, does, isProblem, submenu = [] }: MenuItem): ReadItem {
  const colour = isProblem ? { color: "#d9480f" } : {};
  return {
    title: titleText(title),
    params: { ...paramsOf(does), ...colour },
    submenu: submenu.map(meant),
  };
}

/** An address is looked at by itself: menu-text.test.ts. */
function paramsOf(does: MenuItem["does"]): ReadItem["params"] {
  if (does?.kind !== "run") return {};
  if (does.words.some((word) => valueText(word) === null)) return {};
  const [bash = "", ...words] = does.words;
  return {
    bash,
    ...Object.fromEntries(words.map((word, at) => [`param${at + 1}`, word])),
    terminal: "false",
    refresh: "true",
  };
}

describe.each([
  ["SwiftBar", readLikeSwiftBar],
  ["xbar", readLikeXbar],
])("%s", (_name, read) => {
  test("finds exactly the items that were meant, whatever the names are", () => {
    fc.assert(
      fc.property(anyAnswer, hostileText, (from, folder) => {
        const place = { ...here, configDir: `/${folder}` };
        const menu = menuOf(from, place);
        const { header, items } = read(menuText(menu));
        expect(header).toEqual({
          title: "",
          params: { templateimage: menu.icon },
          submenu: [],
        });
        expect(items.map(withoutPages)).toEqual([...expected(menu)]);
      }),
      { numRuns: 300 },
    );
  });
});

function withoutPages(item: ReadItem | "---"): ReadItem | "---" {
  if (item === "---") return item;
  const { href: _, ...params } = item.params;
  return { ...item, params };
}
