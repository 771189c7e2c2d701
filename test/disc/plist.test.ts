import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  parsePlist,
  parsePlistDict,
  type Plist,
} from "../../src/disc/plist.ts";

const wrap = (body: string) => `<plist version="1.0">${body}</plist>`;

describe("a property list is read", () => {
  test.each<[string, Plist]>([
    [
      "<string>a &lt;b&gt; &amp;&quot;&apos;&#233;&#x1F98A;</string>",
      "a <b> &\"'é🦊",
    ],
    ["<string><![CDATA[<a> & b]]> c</string>", "<a> & b c"],
    ["<string/>", ""],
    ["<string></string>", ""],
    ["<string>  two\nlines </string>", "  two\nlines "],
    ["<integer> -42 </integer>", -42],
    ["<integer>0xFF</integer>", 255],
    ["<real>1.5e3</real>", 1500],
    ["<true/>", true],
    ["<false></false>", false],
    ["<date>2025-12-21T14:30:45Z</date>", "2025-12-21T14:30:45Z"],
    ["<data>\n\tAQID\n\tBA==\n</data>", new Uint8Array([1, 2, 3, 4])],
    ["<array><true/><array/><string>x</string></array>", [true, [], "x"]],
    ["<dict/>", new Map()],
    [
      "<!-- a --><dict>\n<key>a&amp;b</key><integer>1</integer><!-- c --><key/><dict><key>x</key><true/></dict></dict>",
      new Map<string, Plist>([
        ["a&b", 1],
        ["", new Map([["x", true]])],
      ]),
    ],
  ])("%s", (body, value) => {
    expect(parsePlist(wrap(body))).toEqual(value);
  });

  test("with what stands before it and after it", () => {
    const text = `\uFEFF<?xml version="1.0"?>\n<!DOCTYPE plist [ <!ENTITY a "b"> ]>\n<!-- x -->${wrap("<true/>")}\n<!-- y -->\n`;
    expect(parsePlist(text)).toBe(true);
  });
});

describe("anything else is nothing", () => {
  test.each([
    "",
    "plist",
    "<true/>",
    "<plist/>",
    wrap(""),
    wrap("<true/><true/>"),
    `${wrap("<true/>")}x`,
    `${wrap("<true/>")}<plist>`,
    wrap("x<true/>"),
    wrap("<string>a"),
    wrap("<string>a</dict>"),
    wrap("<string><true/></string>"),
    wrap("<string>&nbsp;</string>"),
    wrap("<string>a & b</string>"),
    wrap("<string>&#0;&#x110000;</string>"),
    wrap("<integer>1.5</integer>"),
    wrap("<integer/>"),
    wrap("<real>fast</real>"),
    wrap("<data>%%</data>"),
    wrap("<dict><true/></dict>"),
    wrap("<dict><key>a</key></dict>"),
    wrap("<dict><key>a</key><key>b</key></dict>"),
    wrap("<dict>a<key>a</key><true/></dict>"),
    wrap("<array><true/>x</array>"),
    wrap("<array><nothing/></array>"),
    wrap("</array>"),
    "<!DOCTYPE plist [ ",
    "<!-- ",
    "<![CDATA[",
  ])("%s", (text) => {
    expect(parsePlist(text)).toBeNull();
  });

  test("a list that is too deep, too big or full of traps, at once", () => {
    const deep = wrap("<array>".repeat(100_000) + "</array>".repeat(100_000));
    const traps = ["<!DOCTYPE>", "<![CDATA[", "&", "<", "<!--", "<a ", "]]>"];
    expect(parsePlist(deep)).toBeNull();
    expect(
      parsePlist(wrap(`<string>${"a".repeat(1 << 20)}</string>`)),
    ).toBeNull();
    for (const trap of traps)
      expect(parsePlist(wrap(trap.repeat(100_000)))).toBeNull();
  });

  test("a dictionary is asked for, and it is none", () => {
    expect(parsePlistDict(wrap("<array/>"))).toBeNull();
    expect(parsePlistDict(wrap("<dict/>"))).toEqual(new Map());
  });
});

const scalar = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", "<", "&", '"', "]]>", "é", "🦊", "\n"),
  }),
  fc.integer(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 5 }),
);
const value = fc.letrec<{ any: Plist }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie("any"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.string({ maxLength: 4 }), tie("any")), {
        maxLength: 3,
      })
      .map((entries) => new Map(entries)),
  ),
})).any;

test("what is written is read again, and no part of it is anything", () => {
  fc.assert(
    fc.property(
      value,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (any, part) => {
        const text = wrap(write(any));
        expect(parsePlist(text)).toEqual(any);
        const cut = Math.floor(part * (text.length - 1));
        expect(parsePlist(text.slice(0, cut))).toBeNull();
      },
    ),
    { numRuns: 200 },
  );
});

function write(any: Plist): string {
  if (typeof any === "string") return `<string>${escape(any)}</string>`;
  if (typeof any === "number") return `<integer>${any}</integer>`;
  if (typeof any === "boolean") return any ? "<true/>" : "<false/>";
  if (any instanceof Uint8Array)
    return `<data>${Buffer.from(any).toString("base64")}</data>`;
  if (any instanceof Map)
    return `<dict>${[...any].map(([key, one]) => `<key>${escape(key)}</key>${write(one)}`).join("")}</dict>`;
  return Array.isArray(any) ? `<array>${any.map(write).join("")}</array>` : "";
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
