import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES } from "../src/state/error-code.ts";
import {
  DAEMON_YAML_KEYS,
  parseDaemonYaml,
  parseWebappConfig,
} from "../src/wire/config.ts";
import { decodeTask } from "../src/wire/task.ts";
import { freePort, startHost } from "./support/daemon.ts";

/** The pages for people say what is true: settings, examples and links are tried. */
const docs = join(import.meta.dir, "..", "docs");
const NAMES = [
  "install-macos.md",
  "settings.md",
  "troubleshooting.md",
  "another-webapp.md",
] as const;
const read = (name: string) => readFileSync(join(docs, name), "utf8");

describe("docs/settings.md", () => {
  const rows = [
    ...read("settings.md").matchAll(/^\| `([a-z_]+)` +\| (.*?) *\|/gm),
  ];
  const defaults = new Map(
    rows.map(([, key = "", value = ""]) => [key, value]),
  );

  test("lists every key, and no other", () => {
    expect([...defaults.keys()].sort()).toEqual([...DAEMON_YAML_KEYS].sort());
  });

  test("says the default that is in force, and that nothing else is needed", () => {
    const needed = {
      webapp_url: "http://localhost:8080",
      webapp_basedir: "/o",
    };
    const without = parseDaemonYaml(needed);
    for (const [key, shown] of defaults) {
      const text = /^`(.*)`$/.exec(shown)?.[1];
      if (text === undefined) {
        const isNeeded = Object.hasOwn(needed, key);
        expect(shown).toBeOneOf(isNeeded ? ["needed"] : ["none", "looked for"]);
        continue;
      }
      const value: unknown = Bun.YAML.parse(text);
      const parsed = parseDaemonYaml({ ...needed, [key]: value });
      expect({ key, parsed }).toEqual({ key, parsed: without });
    }
  });
});

test.each(NAMES)("the settings that %s shows are settings", (name) => {
  for (const [, text = ""] of read(name).matchAll(/^ *```yaml\n(.*?)```/gms)) {
    const value = Bun.YAML.parse(text) as Record<string, unknown>; // our own text
    if ("volumes" in value) continue;
    const needed = { webapp_url: "http://a", webapp_basedir: "/o" };
    const parsed = parseDaemonYaml({ ...needed, ...value });
    expect({ kind: parsed.kind, unknown: parsed.unknownKeys }).toEqual({
      kind: "valid",
      unknown: [],
    });
  }
});

test.each(NAMES)("every link of %s leads somewhere", (name) => {
  for (const [, target = ""] of read(name).matchAll(/\]\(([^)]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    const [file = "", anchor] = target.split("#");
    const path = file === "" ? join(docs, name) : join(docs, file);
    expect({ target, exists: existsSync(path) }).toEqual({
      target,
      exists: true,
    });
    if (anchor === undefined) continue;
    const anchors = [...readFileSync(path, "utf8").matchAll(/^#+ (.*)$/gm)].map(
      ([, heading = ""]) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
          .replaceAll(" ", "-"),
    );
    expect(anchors).toContain(anchor);
  }
});

test("docs/troubleshooting.md knows every code of a failure but the one that a person causes", () => {
  const text = read("troubleshooting.md");
  expect(ERROR_CODES.filter((code) => !text.includes(code))).toEqual([
    "TASK_CANCELLED",
  ]);
});

test("docs/troubleshooting.md quotes what the program says", () => {
  const root = join(docs, "..");
  const sources = [...new Bun.Glob("{src,tui}/**/*.{ts,tsx}").scanSync(root)]
    .filter((file) => !file.startsWith("src/demo/"))
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n")
    .toLowerCase();
  const quotes = [
    ...read("troubleshooting.md").matchAll(/^\| (.*?) \|/gm),
  ].flatMap(([, cell = ""]) => [...cell.matchAll(/"(.*?)"/g)]);
  expect(quotes.length).toBeGreaterThan(15);
  const parts = quotes.flatMap(([, quote = ""]) =>
    quote.split(/…|line \d+:|daemon\.yaml,?/).map((part) => part.trim()),
  );
  expect(parts.filter((part) => !sources.includes(part.toLowerCase()))).toEqual(
    [],
  );
});

test("the examples of docs/another-webapp.md are what the daemon takes", () => {
  const [config, ...tasks] = [
    ...read("another-webapp.md").matchAll(/^```json\n(.*?)^```/gms),
  ].map(([, text = ""]) => JSON.parse(text) as { readonly id: string }); // our own text
  expect(parseWebappConfig(config).kind).toBe("valid");
  expect(tasks.map((task) => decodeTask(task, task.id).kind)).toEqual([
    "task",
    "task",
  ]);
});

test("the webapp of docs/another-webapp.md has a disc scanned and ripped", async () => {
  const [, code = ""] =
    /^```js\n(.*?)^```/ms.exec(read("another-webapp.md")) ?? [];
  expect(code.split("\n").length).toBeLessThanOrEqual(52);
  const httpPort = await freePort();
  await using host = await startHost({
    stopped: true,
    settings: { webapp_url: `http://127.0.0.1:${httpPort}` },
  });
  const script = join(host.root, "webapp.mjs");
  writeFileSync(script, code);
  const webapp = Bun.spawn(
    [process.execPath, script, host.basedir, `${httpPort}`, `${host.port}`],
    { stdout: "pipe", stderr: "inherit" },
  );
  try {
    await host.start();
    const lines = await readUntil(webapp.stdout, /\.mkv$/m);
    expect(lines.split("\n").filter((line) => !line.endsWith(" %"))).toEqual([
      expect.not.stringContaining("/"),
      expect.stringMatching(/^\/ripped\/.*\.mkv$/),
      "",
    ]);
    const ripped = join(host.basedir, lines.trimEnd().split("\n").at(-1) ?? "");
    expect(existsSync(ripped)).toBe(true);
  } finally {
    webapp.kill("SIGKILL");
    await webapp.exited;
  }
}, 20_000);

async function readUntil(
  stream: ReadableStream<Uint8Array>,
  end: RegExp,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    if (end.test(text)) break;
  }
  return text;
}
