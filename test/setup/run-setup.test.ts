import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fetch } from "../../src/config/webapp-config.ts";
import { EXIT } from "../../src/lib/exit-code.ts";
import { findBasedir } from "../../src/setup/basedir.ts";
import { createMonologue, type Dialogue } from "../../src/setup/dialogue.ts";
import { runSetup } from "../../src/setup/run-setup.ts";
import { startHost } from "../support/daemon.ts";
import { tempDir } from "../support/temp-dir.ts";

const CONFIG = { tasks_directory: "/tasks", websocket_port: 9847 };

/** Answers at these addresses and nowhere else. */
function webappAt(...urls: readonly string[]): Fetch {
  return (url) =>
    urls.some((one) => url === `${one}/config.json`)
      ? Promise.resolve(Response.json(CONFIG))
      : Promise.reject(Object.assign(new Error(), { code: "ECONNREFUSED" }));
}

/** A person who types these lines, and leaves when there are no more; Enter is an empty line. */
function person(...lines: readonly string[]) {
  const gone = new AbortController();
  const rest = [...lines];
  let shown = "";
  const say = (text: string) => void (shown += `${text}\n`);
  const type = (question: string) => {
    const line = rest.shift() ?? null;
    say(`${question} ${line ?? "^C"}`);
    if (line === null) gone.abort();
    return line;
  };
  const dialogue: Dialogue = {
    isPerson: true,
    signal: gone.signal,
    say,
    complain: say,
    ask: (question, suggestion) =>
      Promise.resolve(type(`${question} [${suggestion}]`) || suggestion),
    confirm(question, suggestion) {
      const line = type(question);
      return Promise.resolve(line === "" ? suggestion : line === "y");
    },
    [Symbol.dispose]: () => undefined,
  };
  return { dialogue, shown: () => shown, left: () => rest };
}

function silent(yes: boolean) {
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  const dialogue = createMonologue(yes, { out: stream, err: stream });
  return { dialogue, shown: () => said.join("") };
}

async function folders() {
  const dir = await tempDir();
  const configDir = join(dir.path, "config");
  const basedir = join(dir.path, "media");
  mkdirSync(join(basedir, "tasks"), { recursive: true });
  const yaml = () => readFileSync(join(configDir, "daemon.yaml"), "utf8");
  return {
    dir,
    configDir,
    basedir,
    yaml,
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

test("a person is offered the webapp that answers, and corrects a folder", async () => {
  await using here = await folders();
  const { dialogue, shown, left } = person(
    "",
    join(here.basedir, "tasks"),
    "n",
    "",
  );
  const fetch = webappAt("http://localhost:8080");
  expect(await runSetup({ configDir: here.configDir, dialogue, fetch })).toBe(
    EXIT.ok,
  );
  expect(here.yaml()).toContain(
    `webapp_url: http://localhost:8080\nwebapp_basedir: ${here.basedir}\n`,
  );
  expect(shown()).toContain(`the folder in front of it is ${here.basedir}.`);
  expect(shown()).toContain(`The tasks are in ${here.basedir}/tasks`);
  expect(left()).toEqual([]);
});

test("the webapp that exists is found at its own address", async () => {
  await using here = await folders();
  const { dialogue, shown } = person("", here.basedir);
  const fetch = webappAt("http://localhost:6199");
  expect(await runSetup({ configDir: here.configDir, dialogue, fetch })).toBe(
    EXIT.ok,
  );
  expect(shown()).toContain("A webapp answers at http://localhost:6199.");
});

test("of the usual folders the one with the tasks is offered", async () => {
  await using here = await folders();
  const usual = [here.dir.path, here.basedir, "/nowhere"];
  expect(await findBasedir("/tasks", usual)).toBe(here.basedir);
  expect(await findBasedir("/data/tasks", usual)).toBeNull();
});

test("a mistake and a webapp that is away are told, and asked about again", async () => {
  await using here = await folders();
  const { dialogue, shown } = person(
    "nas:80:80",
    "nas:8080",
    "n",
    "nas:8081/config.json",
    here.basedir,
  );
  const fetch = webappAt("http://nas:8081");
  expect(await runSetup({ configDir: here.configDir, dialogue, fetch })).toBe(
    EXIT.ok,
  );
  expect(shown()).toContain("webapp_url must be an http:// or https://");
  expect(shown()).toContain(
    "The webapp does not answer at http://nas:8080/config.json: connection refused.",
  );
  expect(here.yaml()).toContain("webapp_url: http://nas:8081\n");
});

test("what was refused is not offered again", async () => {
  await using here = await folders();
  const { dialogue, shown } = person(
    "nas:8080",
    "n",
    "nas",
    join(here.basedir, "none"),
    "n",
    here.basedir,
  );
  const fetch = webappAt("http://nas");
  expect(await runSetup({ configDir: here.configDir, dialogue, fetch })).toBe(
    EXIT.ok,
  );
  expect(shown()).toContain("Address of the webapp [null] nas\n");
  expect(shown()).toContain(`paths [null] ${here.basedir}\n`);
});

test.each([
  ["at the first question", []],
  ["at the second", [""]],
])("who leaves %s leaves everything as it was", async (_, lines) => {
  await using here = await folders();
  const { dialogue, shown } = person(...lines);
  const fetch = webappAt("http://localhost:8080");
  expect(await runSetup({ configDir: here.configDir, dialogue, fetch })).toBe(
    EXIT.failed,
  );
  expect(shown()).toEndWith("Nothing was written.\n");
  expect(existsSync(here.configDir)).toBe(false);
});

test("a file that is there is changed only after a yes", async () => {
  await using here = await folders();
  mkdirSync(here.configDir);
  const file = join(here.configDir, "daemon.yaml");
  const old = `# mine\ntoken: s3cret\nwebapp_url: http://old\nwebapp_basedir: ${here.basedir}\n`;
  writeFileSync(file, old);
  const fetch = webappAt("http://nas");
  const setUp = (dialogue: Dialogue) =>
    runSetup({ configDir: here.configDir, dialogue, fetch });
  expect(await setUp(person("nas", "", "n").dialogue)).toBe(EXIT.failed);
  expect(here.yaml()).toBe(old);
  expect(await setUp(person("nas", "", "").dialogue)).toBe(EXIT.ok);
  expect(here.yaml()).toBe(old.replace("http://old", "http://nas"));
  expect(readFileSync(`${file}.bak`, "utf8")).toBe(old);
});

test("a file that can not be understood is never replaced without a person", async () => {
  await using here = await folders();
  mkdirSync(here.configDir);
  writeFileSync(join(here.configDir, "daemon.yaml"), "token: [\n");
  const { dialogue, shown } = silent(true);
  const code = await runSetup({
    configDir: here.configDir,
    webappUrl: "http://nas",
    webappBasedir: here.basedir,
    dialogue,
    fetch: webappAt("http://nas"),
  });
  expect(code).toBe(EXIT.failed);
  expect(here.yaml()).toBe("token: [\n");
  expect(shown()).toContain("is not valid YAML");
});

test.each([
  ["right flags", { answers: true, exists: true, yes: false, writes: true }],
  ["no webapp", { answers: false, exists: true, yes: false, writes: false }],
  ["no folder", { answers: true, exists: false, yes: false, writes: false }],
  [
    "neither, --yes",
    { answers: false, exists: false, yes: true, writes: true },
  ],
])("without a terminal: %s", async (_, { answers, exists, yes, writes }) => {
  await using here = await folders();
  const { dialogue, shown } = silent(yes);
  const code = await runSetup({
    configDir: here.configDir,
    webappUrl: "http://nas",
    webappBasedir: exists ? here.basedir : `${here.basedir}/none`,
    dialogue,
    fetch: webappAt(...(answers ? ["http://nas"] : [])),
  });
  expect({ code, written: existsSync(here.configDir) }).toEqual({
    code: writes ? EXIT.ok : EXIT.failed,
    written: writes,
  });
  if (!writes) {
    expect(shown()).toEndWith(
      "Nothing was written. With --yes both are taken all the same.\n",
    );
  }
});

test("without a terminal: what is missing is named, and why what is there is of no use", async () => {
  await using here = await folders();
  const { configDir } = here;
  const file = join(configDir, "daemon.yaml");
  await Bun.write(file, "webapp_url http://nas\n");
  const { dialogue, shown } = silent(true);
  const fetch = webappAt();
  expect(await runSetup({ configDir, dialogue, fetch })).toBe(EXIT.failed);
  expect(shown()).toBe(
    `! ${file} does not consist of lines like key: value.
Nothing was written. Without a terminal setup needs --webapp-url URL and --webapp-basedir DIR; with --yes both are taken as they are.
`,
  );
});

test("a daemon that waits for its settings takes them by itself", async () => {
  await using host = await startHost({ stopped: true });
  const yaml = readFileSync(join(host.configDir, "daemon.yaml"), "utf8");
  const [, url = ""] = /webapp_url: "(.*)"/.exec(yaml) ?? [];
  await Bun.file(join(host.configDir, "daemon.yaml")).delete();
  await host.start();
  await host.daemon.state(({ config }) => config.kind === "needsSetup");
  const { dialogue, shown } = silent(false);
  const code = await runSetup({
    configDir: host.configDir,
    webappUrl: url,
    webappBasedir: host.basedir,
    dialogue,
  });
  expect(code).toBe(EXIT.ok);
  expect(shown()).toContain("The daemon that runs works with it already.");
});
