import { expect, test } from "bun:test";
import { parsePlistDict, type Plist } from "../../src/disc/plist.ts";
import { launchdPlist } from "../../src/install/launchd-plist.ts";

const agent = {
  label: "com.amphigory.daemon",
  command: ["/a b/bun", "/<&>'\"/cli.ts", "--daemon", "--config-dir", "/ü%$"],
  path: "/opt/homebrew/bin:/usr/bin",
  stderr: "/Users/ada/Library/Logs/Amphigory/x.log",
};

/** The types of launchd.plist(5) for the keys that we use. */
const TYPES = {
  Label: "string",
  ProgramArguments: "array",
  RunAtLoad: "boolean",
  KeepAlive: "dict",
  ThrottleInterval: "number",
  ExitTimeOut: "number",
  ProcessType: "string",
  LimitLoadToSessionType: "string",
  EnvironmentVariables: "dict",
  StandardErrorPath: "string",
} as const;

test("the agent is a property list with the keys and types of launchd.plist(5)", () => {
  const dict = parsePlistDict(launchdPlist(agent));
  expect(
    Object.fromEntries(
      [...(dict ?? [])].map(([key, value]) => [key, typeOf(value)]),
    ),
  ).toEqual(TYPES);
  expect(dict?.get("ProgramArguments")).toEqual(agent.command);
  expect(dict?.get("KeepAlive")).toEqual(new Map([["SuccessfulExit", false]]));
  expect(dict?.get("EnvironmentVariables")).toEqual(
    new Map([
      ["PATH", agent.path],
      ["AMPHIGORY_STDERR_LOG", "off"],
    ]),
  );
});

test("it keeps to its document type", () => {
  const text = launchdPlist(agent);
  expect(text).toStartWith(
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<!-- `,
  );
  expect(text.match(/<!--.*?-->/gs)?.map((one) => one.slice(4, -3))).toEqual([
    expect.not.stringContaining("--"),
  ]);
  expect(faultOf(text)).toBeNull();
});

test.each([
  ["<dict><key>a</key></dict>", "a key without a value"],
  ["<dict><true/></dict>", "a value without a key"],
  ["<dict><key>a</key><key>b</key></dict>", "a key in the place of a value"],
  ["<array><bool/></array>", "an element that the DTD does not know"],
  ["<string>a<b</string>", "a bare <"],
  ["<string>a</string><string>b</string>", "two values"],
])("the check itself finds %s: %s", (inside) => {
  expect(faultOf(`<plist version="1.0">${inside}</plist>`)).not.toBeNull();
});

function typeOf(value: Plist): string {
  if (value instanceof Map) return "dict";
  return Array.isArray(value) ? "array" : typeof value;
}

const VALUES = ["string", "integer", "true", "false", "array", "dict"] as const;
const EMPTY: readonly string[] = ["true", "false"];

/**
 * PropertyList-1.0.dtd as far as we use it: plist (one value), dict ((key, value)*), array (value*), true and false
 * EMPTY, key, string and integer #PCDATA. What is against it, or `null`.
 */
function faultOf(text: string): string | null {
  const body = text.replace(/<[?!].*?>/gs, "").trim();
  const tokens = body.match(/<[^<>]*>|[^<>]+|[<>]/g) ?? [];
  const open: { readonly name: string; children: string[] }[] = [];
  for (const token of tokens) {
    const inside = open.at(-1);
    const [, end, name = "", empty] =
      /^<(\/?)(\w+)(?: version="1\.0")?(\/?)>$/.exec(token) ?? [];
    if (name === "") {
      if (/[<>]/.test(token) || /&(?!amp;|lt;|gt;)/.test(token))
        return `bare ${token}`;
      const isText = ["key", "string", "integer"].includes(inside?.name ?? "");
      if (!isText && token.trim() !== "") return `text in ${inside?.name}`;
      continue;
    }
    if (end) {
      const done = open.pop();
      if (done?.name !== name) return `</${name}> closes ${done?.name}`;
      const wrong = contentFault(done.name, done.children);
      if (wrong) return wrong;
      continue;
    }
    const known: readonly string[] = ["plist", "key", ...VALUES];
    if (!known.includes(name)) return `<${name}> is unknown`;
    inside?.children.push(name);
    if (EMPTY.includes(name) !== Boolean(empty)) return `<${name}> and empty`;
    if (!empty) open.push({ name, children: [] });
  }
  return open.length === 0 ? null : "not closed";
}

function contentFault(
  name: string,
  children: readonly string[],
): string | null {
  const isValue = (child: string | undefined) =>
    VALUES.some((value) => value === child);
  switch (name) {
    case "plist":
      return children.length === 1 && isValue(children[0]) ? null : "plist";
    case "array":
      return children.every(isValue) ? null : "array";
    case "dict":
      return children.length % 2 === 0 &&
        children.every((child, at) =>
          at % 2 === 0 ? child === "key" : isValue(child),
        )
        ? null
        : "dict";
    default:
      return children.length === 0 ? null : name;
  }
}
