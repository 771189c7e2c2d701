import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  menuText,
  type MenuItem,
  shorten,
  titleText,
  valueText,
  wrap,
} from "../../../tui/menubar/menu-text.ts";
import { hostileText } from "./hostile-text.ts";
import { readLikeSwiftBar, readLikeXbar } from "./menu-readers.ts";

const READERS = [
  ["SwiftBar", readLikeSwiftBar],
  ["xbar", readLikeXbar],
] as const;

test("a menu is an icon, sections, and below an item what it opens", () => {
  expect(
    menuText({
      icon: "aWNvbg==",
      sections: [
        [{ title: "Amphigory" }],
        [],
        [
          { title: "⚠ No.", isProblem: true },
          { title: "Web", does: { kind: "open", url: "http://h:8080/a b" } },
        ],
        [
          {
            title: "Quit",
            submenu: [
              {
                title: "Yes",
                does: { kind: "run", words: ["/a b/amphigory", "quit"] },
              },
            ],
          },
        ],
      ],
    }),
  ).toBe(`| templateImage=aWNvbg==
---
Amphigory
---
⚠ No. | color=#d9480f
Web | href=http://h:8080/a%20b
---
Quit
--Yes | bash="/a b/amphigory" param1=quit terminal=false refresh=true
`);
});

test.each([
  ["A|B", "A│B"],
  ["A\\nB", "A∖nB"],
  ["A\nB\r\n\u2028C", "A B C"],
  ["--submenu", "‑-submenu"],
  ["---", "‑--"],
  [" - ", "‑"],
  ["a :smile: b", "a :\u2060smile: b"],
  [":a:b:", ":\u2060a:\u2060b:"],
  ["Disc: X", "Disc: X"],
  ["\u001b[31mred\u202e", "�[31mred�"],
  [`"quoted" 'too'`, `"quoted" 'too'`],
  ["ארץ נהדרת", "ארץ נהדרת"],
])("the title %j is written %j", (title, written) => {
  expect(titleText(title)).toBe(written);
});

describe.each(READERS)("%s", (_name, read) => {
  const shown = (items: readonly MenuItem[]) =>
    read(menuText({ icon: "aWNvbg==", sections: [[], items] }));

  test("shows every title as it is written, and only that", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1 }), (titles) => {
        const { items } = shown(
          titles.map((title) => ({ title: `x${title}` })),
        );
        expect(items).toEqual(
          titles.map((title) => ({
            title: titleText(`x${title}`),
            params: {},
            submenu: [],
          })),
        );
      }),
    );
  });

  test("takes no title for anything else", () => {
    fc.assert(
      fc.property(hostileText, (title) => {
        fc.pre(titleText(title) !== "");
        const { items } = shown([{ title: "above" }, { title }]);
        expect(items).toHaveLength(2);
        expect(items[1]).toEqual({
          title: titleText(title),
          params: {},
          submenu: [],
        });
      }),
    );
  });

  test("runs exactly the words that were meant, or nothing", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (title, value) => {
        const words = ["/bin/amphigory", "pause", "--config-dir", `/${value}`];
        const does = { kind: "run", words } as const;
        const [item] = shown([{ title: `x${title}`, does }]).items;
        const params = {
          bash: "/bin/amphigory",
          param1: "pause",
          param2: "--config-dir",
          param3: `/${value}`,
          terminal: "false",
          refresh: "true",
        };
        expect(item).toEqual({
          title: titleText(`x${title}`),
          params: valueText(`/${value}`) === null ? {} : params,
          submenu: [],
        });
      }),
    );
  });

  test("opens pages, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileText, fc.webUrl()),
        fc.constantFrom("", "http://h/", "file:///", "javascript:", "http://"),
        (text, start) => {
          const url = `${start}${text}`;
          const [item] = shown([
            { title: "x", does: { kind: "open", url } },
          ]).items;
          if (!item || item === "---") throw new Error("no item");
          const { href, ...rest } = item.params;
          expect(rest).toEqual({});
          if (href !== undefined)
            expect(href).toMatch(/^https?:\/\/[^\s|"']+$/);
        },
      ),
    );
  });
});

test.each<[string, string | null]>([
  ["/usr/bin/amphigory", "/usr/bin/amphigory"],
  ["/a b", '"/a b"'],
  [`/a"b`, `'/a"b'`],
  ["", '""'],
  [`/"'`, null],
  ["/anna's", null],
  ["/a b\\", null],
  ["/a b\\\\", '"/a b\\\\"'],
  ["/a\nb", null],
  ["/a|b", null],
  ["/a b\u0600", null],
])("the value %j is written %j", (value, written) => {
  expect(valueText(value)).toBe(written);
});

test("a long text has lines that can be read, and an end", () => {
  expect(wrap("The tasks folder /media/amphigory/tasks is gone.", 20)).toEqual([
    "The tasks folder",
    "/media/amphigory/tas",
    "ks is gone.",
  ]);
  expect(wrap("word ".repeat(100), 10)).toEqual([
    ...Array.from({ length: 7 }, () => "word word"),
    "word word …",
  ]);
  expect(wrap("", 10)).toEqual([""]);
  expect(shorten("👍".repeat(9), 4)).toBe("👍👍👍…");
});
