/** Task files that no webapp should write, and what has to come of each. */
export interface HostileTask {
  readonly id: string;
  readonly text: string;
  /** An error code, `failed` for any of them, `success`, or `left`: it stays in `queued/`. */
  readonly wanted: string;
}

type Json = Readonly<Record<string, unknown>>;

const PLACE = { directory: "/media/ripped/Film", filename: "film.mkv" };
const TRACK = { number: 0 };
const REFUSED = "OUTPUT_WRITE_FAILED";

function rip(id: string, change: Json, wanted: string): HostileTask {
  const task = {
    id,
    type: "rip",
    track: TRACK,
    output: { ...PLACE, filename: `${id}.mkv` },
    ...change,
  };
  return { id, text: JSON.stringify(task), wanted };
}

function raw(id: string, text: string, wanted = "UNKNOWN"): HostileTask {
  return { id, text, wanted };
}

const folders: readonly HostileTask[] = [
  "../../../../etc",
  "relative/path",
  "",
  "~/Movies",
  "/media/way-out",
  "/media/way-out/config",
  "/media/ripped/../../../..",
  "/../..",
  "/media/a\u0000b",
  "/media/a\nb",
  `/media/${"a".repeat(300)}`,
  `/${"a/".repeat(5_000)}`,
  "/media/\ud800",
].map((directory, at) =>
  rip(
    `folder-${at}`,
    { output: { directory, filename: `folder-${at}.mkv` } },
    REFUSED,
  ),
);

const names: readonly HostileTask[] = [
  "../escaped.mkv",
  "/etc/passwd.mkv",
  "..",
  ".mkv",
  "a/b.mkv",
  "a\\b.mkv",
  "a.mkv\u0000.txt",
  "a\u001b]0;owned\u0007.mkv",
  "film.mkv.exe",
  `${"a".repeat(256)}.mkv`,
  "\udfff.mkv",
].map((filename, at) =>
  rip(`name-${at}`, { output: { ...PLACE, filename } }, REFUSED),
);

const numbers: readonly HostileTask[] = [
  ...[
    "-1",
    "1.5",
    "1e999",
    '"0"',
    "null",
    "[]",
    "true",
    "9007199254740993",
    "{}",
  ].map((number, at) =>
    raw(
      `number-${at}`,
      `{"id":"number-${at}","type":"rip","track":{"number":${number}},"output":{"directory":"/media/a","filename":"a.mkv"}}`,
    ),
  ),
  rip("number-far", { track: { number: 2 ** 52 } }, "failed"),
  raw(
    "number-minus-zero",
    '{"id":"number-minus-zero","type":"rip","track":{"number":-0},"output":{"directory":"/media/a","filename":"number-minus-zero.mkv"}}',
    "success",
  ),
  rip(
    "size-minus",
    { track: { number: 0, expected_size_bytes: -5 } },
    "UNKNOWN",
  ),
  rip(
    "size-huge",
    { track: { number: 0, expected_size_bytes: 2 ** 52 } },
    REFUSED,
  ),
  rip(
    "duration-odd",
    { track: { number: 0, expected_duration: "99999:99:99" } },
    "UNKNOWN",
  ),
  rip("attempts-many", { attempts: 1e15 }, "success"),
  rip("attempts-odd", { attempts: { valueOf: 1 } }, "success"),
];

const keys: readonly HostileTask[] = [
  raw(
    "proto",
    '{"id":"proto","type":"scan","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    "success",
  ),
  raw("proto-type", '{"__proto__":{"id":"proto-type","type":"scan"}}'),
  raw("__proto__", '{"id":"__proto__","type":"scan"}', "success"),
  raw("constructor", '{"id":"constructor","type":"scan"}', "success"),
  raw("toString", '{"id":"toString","type":"scan"}', "success"),
  raw("hasOwnProperty", '{"id":"hasOwnProperty","type":"scan"}', "success"),
  raw(
    "twice",
    '{"id":"other","id":"twice","type":"transcode","type":"scan"}',
    "success",
  ),
  raw("id-other", '{"id":"proto","type":"scan"}'),
  raw("id-odd", '{"id":{"toString":"x"},"type":"scan"}'),
  raw("type-list", '{"id":"type-list","type":["scan"]}'),
  raw("type-answered", '{"id":"type-answered","type":"answered"}', "left"),
  raw("type-foreign", '{"id":"type-foreign","type":"transcode"}', "left"),
  raw("type-odd", '{"id":"type-odd","type":"SCAN\\u0000"}', "left"),
];

const shapes: readonly HostileTask[] = [
  raw("nothing", ""),
  raw("binary", "\u0000\u0001\u0002"),
  raw("page", "<!doctype html>"),
  raw("number", "42"),
  raw("list", "[]"),
  raw("cut", '{"id":"cut","type":"sc'),
  raw("deep-list", "[".repeat(500_000)),
  raw(
    "deep",
    `{"id":"deep","type":"scan","a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    "UNKNOWN",
  ),
  raw(
    "deep-id",
    `{"type":"scan","id":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}`,
  ),
  raw(
    "wide",
    JSON.stringify({
      id: "wide",
      type: "scan",
      ...Object.fromEntries(
        Array.from({ length: 20_000 }, (_, at) => [`key-${at}`, at]),
      ),
    }),
    "success",
  ),
  raw(
    "100-mb",
    `{"id":"100-mb","type":"scan","a":"${"a".repeat(100_000_000)}"}`,
  ),
];

/** In the order in which they are queued; those that say nothing wrong at all come last and show that the rest did no harm. */
export const hostileTasks: readonly HostileTask[] = [
  ...folders,
  ...names,
  ...numbers,
  ...keys,
  ...shapes,
  rip("after-all", {}, "success"),
];
