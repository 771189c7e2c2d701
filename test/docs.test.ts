import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageManager } from "../package.json";
import { EXIT } from "../src/lib/exit-code.ts";
import { ERROR_CODES } from "../src/state/error-code.ts";
import type { TaskResponse } from "../src/state/response.ts";
import { COMMANDS } from "../src/wire/attach.ts";
import {
  DAEMON_YAML_KEYS,
  parseDaemonYaml,
  parseWebappConfig,
} from "../src/wire/config.ts";
import {
  completedMessage,
  connectedMessage,
  decodeWebappMessage,
  ejectedMessage,
  errorMessage,
  heartbeatMessage,
  insertedMessage,
  pausedMessage,
  progressMessage,
  recoveredMessage,
  resumedMessage,
  startedMessage,
  syncMessage,
} from "../src/wire/message.ts";
import { encodeResponse } from "../src/wire/response.ts";
import { decodeTask } from "../src/wire/task.ts";

/** The documents say what is true: their examples are decoded and encoded by the program itself. */
const root = join(import.meta.dir, "..");
const read = (name: string) => readFileSync(join(root, name), "utf8");
const protocol = read("PROTOCOL.md");
const readme = read("README.md");
const architecture = read("ARCHITECTURE.md");

type Example = Readonly<Record<string, unknown>>;

const examples: readonly Example[] = [
  ...protocol.matchAll(/^```json\n(.*?)^```/gms),
].map((match) => JSON.parse(match[1] ?? "") as Example); // our own text

const isMessage = ({ type, id }: Example) =>
  type !== undefined && id === undefined;
const DISC = "/dev/rdisk4";
const NAME = "THE_POLAR_EXPRESS";
const RIP = "20251221-143052-001";
const NOW = Date.parse("2025-12-21T14:30:52Z");

test("the examples of messages are what the daemon sends, in this order", () => {
  const shown = examples.filter((one) => isMessage(one) && !one["status"]);
  const status = examples.filter((one) => one["type"] === "status");
  const disc = {
    presence: "inserted",
    device: DISC,
    volumeName: NAME,
  } as const;
  const queue = { now: NOW, paused: false, queueDepth: 3 };
  const rip = { id: RIP, percent: 47, etaMs: 412_000 };
  expect<unknown>(shown).toEqual([
    connectedMessage(),
    syncMessage({ ...queue, disc, currentTask: rip, error: null }),
    heartbeatMessage({ ...queue, currentTask: RIP }),
    insertedMessage(DISC, NAME),
    ejectedMessage(DISC),
    progressMessage({
      taskId: RIP,
      percent: 47,
      etaMs: 412_000,
      currentSizeBytes: 5_356_823_040,
      bytesPerSecond: 42_300_000,
    }),
    pausedMessage("user_requested"),
    resumedMessage(),
    errorMessage({
      reason: "licence_expired",
      message: "The key of MakeMKV has expired. …",
    }),
    recoveredMessage(),
    { type: "config_updated" },
  ]);
  expect<unknown>(status).toEqual([
    startedMessage(RIP),
    completedMessage(RIP, "success"),
  ]);
});

test("the message of the webapp is understood", () => {
  expect(decodeWebappMessage('{ "type": "config_updated" }')).toEqual({
    kind: "configUpdated",
  });
});

test("the examples of tasks are tasks", () => {
  const tasks = examples.filter(({ type, id }) => type && id);
  expect(
    tasks.map((task) => decodeTask(task, String(task["id"])).kind),
  ).toEqual(["task", "task", "task"]);
});

test("the examples of responses are what the daemon writes", () => {
  const shown = examples.filter((one) => one["started_at"]);
  expect(shown).toEqual(
    RESPONSES.map((response) => JSON.parse(encodeResponse(response))),
  );
});

test("the example of /config.json is accepted", () => {
  const config = examples.find((one) => one["tasks_directory"]);
  expect(parseWebappConfig(config).kind).toBe("valid");
});

describe.each([
  ["PROTOCOL.md", protocol],
  ["README.md", readme],
])("%s", (_, text) => {
  const rows = [
    ...text.matchAll(/^\| (`[a-z_]+`(?:, `[a-z_]+`)*) +\| (.*?) *\|/gm),
  ];
  const documented = new Map(
    rows.flatMap(([, keys = "", value = ""]) =>
      [...keys.matchAll(/`([a-z_]+)`/g)].map((key) => [key[1] ?? "", value]),
    ),
  );

  test("lists every key of daemon.yaml", () => {
    const missing = DAEMON_YAML_KEYS.filter(
      (key) => !documented.has(key) && !text.includes(`\`${key}\``),
    );
    expect(missing).toEqual([]);
  });

  test("says the default that is in force", () => {
    const needed = {
      webapp_url: "http://localhost:8080",
      webapp_basedir: "/opt",
    };
    const without = parseDaemonYaml(needed);
    for (const key of DAEMON_YAML_KEYS) {
      const shown = /^`(.*)`$/.exec(documented.get(key) ?? "")?.[1];
      if (shown === undefined) continue;
      const value: unknown = Bun.YAML.parse(shown);
      const withIt = parseDaemonYaml({ ...needed, [key]: value });
      expect({ key, parsed: withIt }).toEqual({ key, parsed: without });
    }
  });
});

test("every code and command is documented", () => {
  const words = [...ERROR_CODES, ...COMMANDS];
  expect(words.filter((word) => !protocol.includes(`\`${word}\``))).toEqual([]);
  const codes = [...protocol.matchAll(/^\| (\d) +\|/gm)].map((row) =>
    Number(row[1]),
  );
  expect(codes).toEqual(Object.values(EXIT));
});

test("the README's way without Bun brings the pinned version", () => {
  const named = [...readme.matchAll(/bun@[\d.]+\d/g)].map(String);
  expect(new Set(named)).toEqual(new Set([packageManager]));
});

test("ARCHITECTURE.md names every source file, and no other", () => {
  const files = [...new Bun.Glob("{src,tui}/**/*.{ts,tsx}").scanSync(root)];
  expect([...filesInTree()].sort()).toEqual(files.sort());
  expect(architecture.split("\n").length).toBeLessThanOrEqual(196);
});

/** In the block that begins with `src/`: a line names a folder, files, or both, and then says what they are for. */
function* filesInTree(): Generator<string> {
  const tree = /^```\n(src\/\n.*?)^```/ms.exec(architecture)?.[1] ?? "";
  let folders: readonly { readonly indent: number; readonly name: string }[] =
    [];
  for (const line of tree.split("\n")) {
    const [, { length: indent } = "", name, names = ""] =
      /^( *)(?:([a-z]+\/)(?: +|$))?((?:[a-z0-9-]+\.tsx?,? ?)*)/.exec(line) ??
      [];
    folders = folders.filter((folder) => folder.indent < indent);
    if (name) folders = [...folders, { indent, name }];
    const path = folders.map((folder) => folder.name).join("");
    for (const [file] of names.matchAll(/[a-z0-9-]+\.tsx?/g))
      yield `${path}${file}`;
  }
}

const RIP_TIMES = {
  startedAt: Date.parse("2025-12-21T14:30:55Z"),
  completedAt: Date.parse("2025-12-21T14:45:23Z"),
};
const MOVIE = "The Polar Express (2004) {imdb-tt0338348}";

const RESPONSES: readonly TaskResponse[] = [
  {
    taskId: "20251221-143045-001",
    kind: "scan",
    startedAt: Date.parse("2025-12-21T14:30:45Z"),
    completedAt: Date.parse("2025-12-21T14:30:52Z"),
    source: null,
    outcome: {
      kind: "scanned",
      result: {
        discName: NAME,
        discType: "bluray",
        volumeName: NAME,
        fingerprint: "a3f1…",
        warnings: [
          {
            kind: "read_errors",
            count: 3,
            text: "3 read errors that were overcome",
          },
        ],
        tracks: [
          {
            number: 0,
            duration: "1:39:56",
            sizeBytes: 11_397_666_816,
            chapters: 24,
            resolution: "1920x1080",
            audioStreams: [{ language: "eng", codec: "TrueHD", channels: 6 }],
            subtitleStreams: [{ language: "eng", format: "PGS" }],
            name: "The Polar Express",
            sourceFile: "00800.mpls",
            segmentMap: "1,2,3",
            angle: null,
            outputFile: "The Polar Express_t00.mkv",
            addedAs: null,
            classification: {
              role: "mainFeature",
              confidence: "high",
              score: 1,
            },
            videoCodec: "Mpeg4",
          },
        ],
      },
    },
  },
  {
    taskId: RIP,
    kind: "rip",
    ...RIP_TIMES,
    source: { discFingerprint: "a3f1…", trackNumber: 0 },
    outcome: {
      kind: "ripped",
      file: {
        directory: `/media/ripped/${MOVIE}`,
        filename: `${MOVIE}.mkv`,
        sizeBytes: 11_397_666_816,
        warnings: [],
      },
    },
  },
  {
    taskId: RIP,
    kind: "rip",
    startedAt: RIP_TIMES.startedAt,
    completedAt: Date.parse("2025-12-21T14:35:12Z"),
    source: { discFingerprint: null, trackNumber: 0 },
    outcome: {
      kind: "failed",
      failure: {
        code: "DISC_EJECTED",
        message: "Disc was ejected during rip",
        detail: "makemkvcon exited with code 1 after 4m17s",
      },
    },
  },
];
