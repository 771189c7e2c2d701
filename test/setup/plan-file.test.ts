import { expect, test } from "bun:test";
import { planFile } from "../../src/setup/plan-file.ts";

const answers = { webappUrl: "http://nas:8080", webappBasedir: "/srv" };
const plan = (existing: string | null) =>
  planFile(existing, answers, "/c/daemon.yaml");

test("no file: a new one that says both, and what the folder is", () => {
  expect(plan(null)).toEqual({
    kind: "new",
    text: `# Settings of Amphigory on this machine. It is read again by itself when it changes.
# webapp_basedir is the folder here that stands for / in the webapp's container.
webapp_url: http://nas:8080
webapp_basedir: /srv
`,
  });
});

test("a file that says both already is left alone, however it says it", () => {
  expect(
    plan('{ webapp_url: "http://nas:8080/", webapp_basedir: /srv/ }'),
  ).toEqual({ kind: "unchanged" });
});

test("a file that says something else is changed in two lines", () => {
  expect(
    plan("webapp_url: http://a # x\nmine: 1\nwebapp_basedir: /b\n"),
  ).toEqual({
    kind: "edit",
    text: "webapp_url: http://nas:8080 # x\nmine: 1\nwebapp_basedir: /srv\n",
  });
});

test("a file in which a key is missing is completed", () => {
  expect(plan("drive: /dev/sr0\n")).toEqual({
    kind: "edit",
    text: "drive: /dev/sr0\nwebapp_url: http://nas:8080\nwebapp_basedir: /srv\n",
  });
});

test.each([
  ["is no YAML", "path_map: [\n", /is not valid YAML/],
  [
    "is written in braces",
    "{webapp_url: http://a, webapp_basedir: /b}",
    /^\/c\/daemon.yaml is written in a way that can not be changed line by line/,
  ],
  ["is no mapping", "webapp_url http://a\n", /does not consist of lines/],
  ["has another mistake", "minlength: soon\n", /line 1: minlength must be/],
  ["has several documents", "---\na: 1\n---\nb: 2\n", /several documents/],
])("a file that %s can only be replaced, and why is said", (_, text, why) => {
  expect(plan(text)).toMatchObject({
    kind: "replace",
    why: expect.stringMatching(why),
  });
});

test("a value over several lines is not cut in the middle", () => {
  const folded = "webapp_basedir: >-\n  /b\nwebapp_url: http://a\n";
  expect(plan(folded).kind).toBe("replace");
});
