import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";

/**
 * The arrows of ARCHITECTURE.md as a test: what each folder may import, types included. The linter checks the same
 * while one writes; this one also reads dynamic imports and says the whole table at once.
 */
const root = join(import.meta.dir, "..");

const BELOW = ["src/state/", "src/wire/", "src/lib/"];
const ADAPTERS = [
  "src/queue/",
  "src/makemkv/",
  "src/disc/",
  "src/config/",
  "src/server/",
  "src/link/",
];
/** The small programs beside the daemon, which never loads one of them. */
const ASIDE = [
  ...BELOW,
  "src/config/",
  "src/makemkv/",
  "src/disc/",
  "tui/attach.ts",
  "tui/format.ts",
  "built-in",
];
/** What every view knows of the daemon. */
const SEEN = ["src/state/", "src/wire/attach.ts", "src/lib/", "built-in"];

/** First match wins. A path ending in `/` stands for a folder, and may import itself. */
const LAYERS: readonly (readonly [string, readonly string[]])[] = [
  ["src/state/", []],
  ["src/lib/", ["built-in"]],
  ["src/wire/", ["src/state/", "src/lib/", "built-in", "zod"]],
  [
    "src/config/local-config.ts",
    [...BELOW, "src/config/", "built-in", "js-yaml"],
  ],
  ...ADAPTERS.map((folder) => [folder, [...BELOW, "built-in"]] as const),
  ["src/runtime/", [...BELOW, ...ADAPTERS, "built-in"]],
  ["src/demo/webapp.ts", ["built-in"]],
  ["src/demo/", ["src/lib/", "built-in"]],
  [
    "src/daemon.ts",
    [...BELOW, ...ADAPTERS, "src/runtime/", "built-in", "package.json"],
  ],
  ["src/replay/", [...BELOW, "src/makemkv/", "built-in"]],
  ["src/logs/", ["src/lib/", "built-in"]],
  ["src/setup/", ASIDE],
  ["src/install/", ASIDE],
  ["src/doctor/", [...ASIDE, "src/install/"]],
  ["src/", ["src/", "tui/", "built-in", "package.json"]],
  ["tui/dashboard/", [...SEEN, "tui/", "ink", "react"]],
  [
    "tui/menubar/",
    [
      ...SEEN,
      "tui/text/",
      "tui/attach.ts",
      "tui/format.ts",
      "tui/pulse-text.ts",
    ],
  ],
  ["tui/text/", [...SEEN, "tui/format.ts"]],
  ["tui/", SEEN],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

const IMPORT =
  /^\s*(?:import|export)\s[^;]*?\sfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => ({
    from: file,
    to: target(file, match[1] ?? match[2] ?? match[3] ?? ""),
  }));
}

/** A file of the project, the name of a package, or "built-in". */
function target(file: string, specifier: string): string {
  if (specifier.startsWith("."))
    return relative(root, join(root, dirname(file), specifier));
  if (/^(node:|bun(:|$))/.test(specifier)) return "built-in";
  if (builtinModules.includes(specifier)) return `${specifier} (say node:)`;
  return specifier.startsWith("@")
    ? specifier.split("/").slice(0, 2).join("/")
    : (specifier.split("/")[0] ?? specifier);
}

function isAllowed({ from, to }: Import): boolean {
  const layer = LAYERS.find(([path]) => from.startsWith(path));
  if (!layer) return false;
  const [path, allowed] = layer;
  const isOwnFolder = path.endsWith("/") && to.startsWith(path);
  return (
    isOwnFolder ||
    allowed.some((entry) =>
      entry.endsWith("/") ? to.startsWith(entry) : to === entry,
    )
  );
}

const files = [...new Bun.Glob("{src,tui}/**/*.{ts,tsx}").scanSync(root)];
const imports = files.flatMap(importsOf);

test("every import follows an arrow of the architecture", () => {
  expect(files.length).toBeGreaterThan(20);
  expect(
    imports
      .filter((one) => !isAllowed(one))
      .map(({ from, to }) => `${from} → ${to}`),
  ).toEqual([]);
});

test("every import says its extension", () => {
  const bare = imports.filter(
    ({ to }) => to.includes("/") && !/\.(ts|tsx|json)$/.test(to),
  );
  expect(bare.filter(({ to }) => /^(src|tui|test)\//.test(to))).toEqual([]);
});

test("nobody hides a folder behind an index file", () => {
  expect(files.filter((file) => /\/index\.tsx?$/.test(file))).toEqual([]);
});

test.each([
  ["src/queue/a.ts", "src/makemkv/b.ts"],
  ["src/state/a.ts", "built-in"],
  ["src/server/a.ts", "zod"],
  ["src/config/a.ts", "js-yaml"],
  ["src/demo/webapp.ts", "src/lib/b.ts"],
  ["src/runtime/a.ts", "src/daemon.ts"],
  ["tui/a.ts", "src/wire/task.ts"],
  ["src/daemon.ts", "tui/command.ts"],
  ["src/daemon.ts", "src/logs/run-logs.ts"],
  ["src/link/a.ts", "src/server/b.ts"],
  ["src/setup/a.ts", "src/queue/b.ts"],
  ["tui/menubar/a.ts", "tui/dashboard/b.tsx"],
  ["tui/command.ts", "ink"],
])("the table refuses %s → %s", (from, to) => {
  expect(isAllowed({ from, to })).toBe(false);
});
