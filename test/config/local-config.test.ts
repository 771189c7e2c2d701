import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseLocalConfig } from "../../src/config/local-config.ts";

const FILE = "/home/u/.config/amphigory/daemon.yaml";
const GOOD = "webapp_url: http://localhost:8080\nwebapp_basedir: /opt/a\n";

function texts(yaml: string): readonly string[] {
  const reading = parseLocalConfig(yaml, FILE);
  const problems =
    reading.kind === "good" ? reading.warnings : reading.problems;
  return problems.map((problem) => problem.text);
}

describe("mistakes", () => {
  test("name file, line, key, what was expected and what is there", () => {
    const yaml = `${GOOD}stall_timeout_seconds: soon\n`;
    expect(parseLocalConfig(yaml, FILE)).toEqual({
      kind: "invalid",
      problems: [
        {
          key: "daemon_yaml_invalid",
          text: `${FILE}, line 3: stall_timeout_seconds must be a number of seconds above 0, found "soon".`,
          hint: "Correct it and save the file; the daemon reads it again by itself.",
        },
      ],
    });
  });

  test("are all reported, in the order of the file, wherever they stand", () => {
    const yaml = [
      "# mine",
      "path_map:",
      '  "/media": "films"',
      "open_retry_seconds: [5, 10,",
      "  a]",
      "listen:",
      "  - 127.0.0.1",
      "  - [x]",
      "webapp_ulr: http://x",
    ].join("\r\n");
    expect(texts(yaml)).toEqual([
      `${FILE}: webapp_url is missing; it must be an http:// or https:// address without a user, a query or a fragment, like http://localhost:8080.`,
      `${FILE}: webapp_basedir is missing; it must be an absolute path on this machine, beginning with / (~ is not expanded).`,
      `${FILE}, line 3: path_map./media must be an absolute path on this machine, beginning with / (~ is not expanded), found "films".`,
      `${FILE}, line 5: open_retry_seconds[2] must be a number of seconds, 0 or more, found "a".`,
      `${FILE}, line 8: listen[1] must be an IP address of this machine without a port, like 127.0.0.1 (of names only localhost), found a list.`,
      `${FILE}, line 9: webapp_ulr is not a known key. Did you mean webapp_url?`,
    ]);
  });

  test("an address that is none is named with its line", () => {
    expect(texts(`${GOOD}listen: [127.0.0.1, 999.1.1.1]\n`)).toEqual([
      `${FILE}, line 3: listen[1] must be an IP address of this machine without a port, like 127.0.0.1 (of names only localhost), found "999.1.1.1".`,
    ]);
  });

  test("a thousand of them are shown as the first few", () => {
    const list = Array.from({ length: 1_000 }, () => "x").join(", ");
    expect(texts(`${GOOD}output_roots: [${list}]\n`)).toHaveLength(20);
  });

  test("never show the token", () => {
    const lines = [
      "token: *hunter2",
      "token: !hunter2 x",
      'token: ["hunter2"]',
      "token: hunter2 x",
      'token: "hunter2',
    ];
    for (const line of lines) {
      const reading = parseLocalConfig(GOOD + line, FILE);
      expect(reading.kind).toBe("invalid");
      expect(JSON.stringify(reading)).not.toContain("hunter2");
    }
  });
});

describe("unknown keys", () => {
  test("are a warning that names the nearest known key", () => {
    expect(parseLocalConfig(`${GOOD}output_root: []\n`, FILE)).toMatchObject({
      kind: "good",
      warnings: [
        {
          key: "daemon_yaml_unknown_key",
          text: `${FILE}, line 3: output_root is not a known key and is ignored.`,
          hint: "Did you mean output_roots?",
        },
      ],
    });
  });

  test("that a needed key was probably meant by are told so among the mistakes", () => {
    const text = "webapp_url: http://a\nwebapp_basdir: /b\n";
    expect(texts(text)).toEqual([
      `${FILE}: webapp_basedir is missing; it must be an absolute path on this machine, beginning with / (~ is not expanded).`,
      `${FILE}, line 2: webapp_basdir is not a known key. Did you mean webapp_basedir?`,
    ]);
  });

  test("of the prototype kind are just unknown", () => {
    expect(texts(`${GOOD}__proto__: 1\nconstructor: 2\n`)).toEqual([
      `${FILE}, line 3: __proto__ is not a known key and is ignored.`,
      `${FILE}, line 4: constructor is not a known key and is ignored.`,
    ]);
  });
});

describe("what is not YAML, or not ours", () => {
  test.each([
    ["", " is empty; webapp_url and webapp_basedir are needed."],
    ["# nothing\n", " is empty; webapp_url and webapp_basedir are needed."],
    ["null", " is empty; webapp_url and webapp_basedir are needed."],
    ["- a\n- b\n", " does not consist of lines like key: value."],
    ["webapp_url", " does not consist of lines like key: value."],
    [`${GOOD}---\n${GOOD}`, " holds several documents (---); one is expected."],
    [
      "a: 1\nb: [1",
      ", line 2, is not valid YAML: unexpected end of the stream within a flow collection.",
    ],
    [
      "minlength: 1\nlisten:\t[127.0.0.1]\n",
      ", line 2, is not valid YAML: there is a tab in it, use blanks instead.",
    ],
    [
      'minlength: 1\ndrive: "/dev/sr0\nlisten: x',
      ", line 3, is not valid YAML: a quote or bracket is not closed, or more blanks are needed in front.",
    ],
    ["a: 1\na: 2\n", ", line 2, is not valid YAML: duplicated mapping key."],
    [
      "a: 1\nb: \0",
      ", line 2, is not valid YAML: null byte is not allowed in input.",
    ],
    [
      `a: ${"[".repeat(50_000)}`,
      ", line 1, is not valid YAML: nesting exceeded maxDepth (100).",
    ],
    [
      "a: &a [x, x]\nb: [*a, *a]",
      ", line 2, has a YAML alias (*name); anchors and aliases are not supported here, write the value out.",
    ],
    [
      "a: !!js/function x",
      ", line 1, is not valid YAML: unknown scalar tag !<tag:yaml.org,2002:js/function>.",
    ],
  ])("%j is one problem", (yaml, text) => {
    expect(texts(yaml)).toEqual([FILE + text]);
  });

  test("any text gives a reading", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(...GOOD.split("\n"), "token: x", "listen: [", "  - a"),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(["good", "invalid"]).toContain(
          parseLocalConfig(lines.join("\n"), FILE).kind,
        );
      }),
    );
  });
});
