import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  DAEMON_YAML_KEYS,
  type LocalConfig,
  parseDaemonYaml,
  parseWebappConfig,
  type WebappConfig,
} from "../../src/wire/config.ts";

const NEEDED = {
  webapp_url: "http://localhost:8080",
  webapp_basedir: "/opt/amphigory",
};

const DEFAULTS: LocalConfig = {
  webappUrl: "http://localhost:8080",
  webappBasedir: "/opt/amphigory",
  daemonId: null,
  makemkvPath: null,
  listen: ["127.0.0.1"],
  token: null,
  allowedHosts: [],
  pathMap: [],
  outputRoots: [],
  discMonitor: "auto",
  drive: null,
  minlengthSeconds: 120,
  maxAttempts: 3,
  minFreeBytes: 268_435_456,
  skipSpaceCheck: false,
  discWaitMs: 60_000,
  stallTimeoutMs: 300_000,
  openRetryMs: [5_000, 10_000, 20_000, 40_000],
  licenceRetryMs: 300_000,
  questionGraceMs: 10_000,
  stopGraceMs: [10_000, 5_000],
  attendedMs: 600_000,
  webappLink: "auto",
};

describe("daemon.yaml", () => {
  test("needs two keys; the rest has defaults", () => {
    expect(parseDaemonYaml(NEEDED)).toEqual({
      kind: "valid",
      config: DEFAULTS,
      passedOver: [],
      unknownKeys: [],
    });
  });

  test("an empty value means that the key is not set", () => {
    const optional = DAEMON_YAML_KEYS.filter((key) => !(key in NEEDED));
    const nulls = Object.fromEntries(optional.map((key) => [key, null]));
    expect(parseDaemonYaml({ ...NEEDED, ...nulls })).toEqual(
      parseDaemonYaml(NEEDED),
    );
  });

  test("every key arrives under our name and in one unit", () => {
    const parsed = parseDaemonYaml({
      webapp_url: "https://media.example/amphigory//",
      webapp_basedir: "/opt//amphigory/",
      daemon_id: 7,
      makemkv_path: "/opt/makemkvcon",
      makemkvcon_path: "/usr/bin/makemkvcon",
      updated_at: "2025-12-24T14:59:07",
      listen: ["127.0.0.1", "::1", "127.0.0.1"],
      token: "s3cret",
      allowed_hosts: "Media.example:9847",
      path_map: { "/media/ripped/": "/Volumes/Media/../Films/" },
      output_roots: ["/srv/films/"],
      disc_monitor: "none",
      drive: "/dev/sr0",
      minlength: 0,
      max_attempts: 1,
      min_free_bytes: 0,
      skip_space_check: true,
      disc_wait_seconds: 0,
      stall_timeout_seconds: 0.2,
      open_retry_seconds: [],
      licence_retry_seconds: 60,
      question_grace_seconds: 0.05,
      stop_grace_seconds: [0.2, 0],
      attended_seconds: 1,
      webapp_link: "off",
    });
    const config: LocalConfig = {
      webappUrl: "https://media.example/amphigory",
      webappBasedir: "/opt/amphigory",
      daemonId: "7",
      makemkvPath: "/opt/makemkvcon",
      listen: ["127.0.0.1", "::1"],
      token: "s3cret",
      allowedHosts: ["media.example:9847"],
      pathMap: [{ webapp: "/media/ripped", host: "/Volumes/Films" }],
      outputRoots: ["/srv/films"],
      discMonitor: "none",
      drive: "/dev/sr0",
      minlengthSeconds: 0,
      maxAttempts: 1,
      minFreeBytes: 0,
      skipSpaceCheck: true,
      discWaitMs: 0,
      stallTimeoutMs: 200,
      openRetryMs: [],
      licenceRetryMs: 60_000,
      questionGraceMs: 50,
      stopGraceMs: [200, 0],
      attendedMs: 1_000,
      webappLink: "off",
    };
    expect(parsed).toEqual({
      kind: "valid",
      config,
      passedOver: [],
      unknownKeys: [],
    });
  });

  test("the older daemon's makemkvcon_path counts where makemkv_path is not set", () => {
    const parsed = parseDaemonYaml({
      ...NEEDED,
      makemkvcon_path: "/x/makemkvcon",
    });
    expect(parsed).toMatchObject({ config: { makemkvPath: "/x/makemkvcon" } });
  });

  test.each([
    ["webapp_url", "localhost:8080", '"localhost:8080"'],
    ["webapp_url", "ftp://localhost", '"ftp://localhost"'],
    ["webapp_url", "http://user:secret@localhost", '"http://…@localhost"'],
    ["webapp_url", "http://localhost/?a=1", '"http://localhost/?a=1"'],
    ["webapp_url", undefined, null],
    ["webapp_basedir", "~/amphigory", '"~/amphigory"'],
    ["webapp_basedir", null, null],
    ["makemkv_path", "makemkvcon", '"makemkvcon"'],
    ["listen", [], "[]"],
    ["token", "two words", "text with a blank"],
    ["token", "line\n", "text with a line break or another control character"],
    ["token", "", "empty text"],
    ["token", 123456, "a number without quotes"],
    ["token", ["x"], "a list"],
    ["allowed_hosts", { a: 1 }, "a mapping"],
    ["path_map", ["/a"], "a list"],
    ["disc_monitor", "windows", '"windows"'],
    ["drive", "sr0", '"sr0"'],
    ["minlength", 1.5, "1.5"],
    ["minlength", -1, "-1"],
    ["max_attempts", 0, "0"],
    ["min_free_bytes", "1 GB", '"1 GB"'],
    ["skip_space_check", "yes", '"yes"'],
    ["stall_timeout_seconds", "soon", '"soon"'],
    ["stall_timeout_seconds", 0, "0"],
    ["stall_timeout_seconds", NaN, "NaN"],
    ["disc_wait_seconds", 1e9, "1000000000"],
    ["open_retry_seconds", 5, "5"],
    ["stop_grace_seconds", [1], "a list"],
    ["stop_grace_seconds", [1, 2, 3], "a list"],
    ["webapp_link", true, "true"],
  ])("%s: %p is a mistake", (key, value, found) => {
    const parsed = parseDaemonYaml({ ...NEEDED, [key]: value });
    expect(parsed).toEqual({
      kind: "invalid",
      mistakes: [{ path: [key], key, expected: expect.any(String), found }],
      unknownKeys: [],
    });
  });

  test.each([
    "999.1.1.1",
    "127.0.0.01",
    "127.0.0",
    "127.0.0.1.",
    "1e1.0.0.1",
    "my-host",
    "localhost.evil.com",
    "[::1",
    "::1:9847:x",
  ])("listen: %s is no address", (address) => {
    expect(parseDaemonYaml({ ...NEEDED, listen: [address] })).toMatchObject({
      kind: "invalid",
      mistakes: [{ key: "listen[0]", found: JSON.stringify(address) }],
    });
  });

  test("of names localhost is an address to listen on, and it is 127.0.0.1", () => {
    const listen = ["localhost", "127.0.0.1", "::1", "fe80::1%en0", "0.0.0.0"];
    expect(parseDaemonYaml({ ...NEEDED, listen })).toMatchObject({
      config: { listen: ["127.0.0.1", "::1", "fe80::1%en0", "0.0.0.0"] },
    });
  });

  test("entries of lists and mappings are named", () => {
    const parsed = parseDaemonYaml({
      ...NEEDED,
      listen: ["127.0.0.1", "127.0.0.1:9847"],
      open_retry_seconds: [5, "a"],
      output_roots: [null],
      path_map: { media: "/a", "/media": "b" },
    });
    const keys = parsed.kind === "invalid" ? parsed.mistakes : [];
    expect(keys.map(({ key, found }) => [key, found])).toEqual([
      ["listen[1]", '"127.0.0.1:9847"'],
      ["path_map.media", '"media"'],
      ["path_map./media", '"b"'],
      ["output_roots[0]", null],
      ["open_retry_seconds[1]", '"a"'],
    ]);
  });

  test("without detection of discs a drive must be named", () => {
    expect(parseDaemonYaml({ ...NEEDED, disc_monitor: "none" })).toMatchObject({
      kind: "invalid",
      mistakes: [{ key: "disc_monitor", found: '"none"' }],
    });
  });

  test("unknown keys are told, whether the rest is right or not", () => {
    expect(parseDaemonYaml({ ...NEEDED, tokn: "x" })).toMatchObject({
      kind: "valid",
      unknownKeys: ["tokn"],
    });
    expect(parseDaemonYaml({ webapp_ulr: "x" })).toMatchObject({
      kind: "invalid",
      unknownKeys: ["webapp_ulr"],
    });
  });

  test("nothing that can stand in a file makes it throw", () => {
    const key = fc.oneof(fc.constantFrom(...DAEMON_YAML_KEYS), fc.string());
    const value = fc.oneof(fc.jsonValue(), fc.double());
    fc.assert(
      fc.property(fc.dictionary(key, value), (input) => {
        expect(["valid", "invalid"]).toContain(parseDaemonYaml(input).kind);
      }),
    );
  });
});

describe("/config.json", () => {
  const designed: WebappConfig = {
    tasksDirectory: "/tasks",
    websocketPort: 9847,
    wikiUrl: "http://wiki.example/Amphigory/Home",
    heartbeatIntervalMs: 10_000,
    logLevel: "info",
    makemkvPath: null,
    rippedDirectory: null,
  };

  test("the answer of the design", () => {
    const parsed = parseWebappConfig({
      tasks_directory: "/tasks",
      websocket_port: 9847,
      wiki_url: "http://wiki.example/Amphigory/Home",
      heartbeat_interval: 10,
      log_level: "info",
      makemkv_path: null,
    });
    expect(parsed).toEqual({
      kind: "valid",
      config: designed,
      passedOver: [],
      unknownKeys: [],
    });
  });

  test("two keys are needed, and newer keys are no matter", () => {
    const parsed = parseWebappConfig({
      tasks_directory: "tasks/",
      websocket_port: 9847,
      something_new: { a: 1 },
    });
    expect(parsed).toMatchObject({
      kind: "valid",
      config: { ...designed, wikiUrl: null },
    });
  });

  test("the answer of the webapp that exists: other directory, INFO, a folder for rips", () => {
    const parsed = parseWebappConfig({
      tasks_directory: "/data/tasks",
      websocket_port: 8765,
      wiki_url: "",
      heartbeat_interval: 30,
      log_level: "INFO",
      makemkv_path: "",
      ripped_directory: "/media/ripped/",
    });
    expect(parsed).toEqual({
      kind: "valid",
      config: {
        tasksDirectory: "/data/tasks",
        websocketPort: 8765,
        wikiUrl: null,
        heartbeatIntervalMs: 30_000,
        logLevel: "info",
        makemkvPath: null,
        rippedDirectory: "/media/ripped",
      },
      passedOver: [],
      unknownKeys: [],
    });
  });

  test.each([
    ["debug", "debug"],
    ["WARNING", "warn"],
    ["Warn", "warn"],
    ["CRITICAL", "error"],
  ])("log_level %s is %s", (said, meant) => {
    const parsed = parseWebappConfig({
      tasks_directory: "/tasks",
      websocket_port: 1,
      log_level: said,
    });
    expect(parsed).toMatchObject({ config: { logLevel: meant } });
  });

  test("an unknown log level and a wiki that is no web address are passed over and told", () => {
    const parsed = parseWebappConfig({
      tasks_directory: "/tasks",
      websocket_port: 1,
      log_level: "chatty",
      wiki_url: "file:///Applications/Calculator.app",
    });
    expect(parsed).toMatchObject({
      kind: "valid",
      config: { logLevel: "info", wikiUrl: null },
      passedOver: [{ key: "log_level" }, { key: "wiki_url" }],
    });
  });

  test.each([
    ["tasks_directory", undefined],
    ["tasks_directory", ""],
    ["tasks_directory", "/../etc"],
    ["websocket_port", "9847"],
    ["websocket_port", 0],
    ["websocket_port", 65_536],
    ["websocket_port", 9847.5],
    ["wiki_url", 1],
    ["heartbeat_interval", 0],
    ["heartbeat_interval", "10"],
    ["log_level", 3],
    ["makemkv_path", false],
    ["ripped_directory", "ripped"],
  ])("%s: %p makes the whole answer wrong", (key, value) => {
    const parsed = parseWebappConfig({
      tasks_directory: "/tasks",
      websocket_port: 9847,
      [key]: value,
    });
    expect(parsed).toMatchObject({ kind: "invalid", mistakes: [{ key }] });
  });

  test.each([[null], [[]], ["text"], [1]])("%p is no answer", (input) => {
    expect(parseWebappConfig(input)).toMatchObject({
      kind: "invalid",
      mistakes: [{ path: [], expected: "a JSON object" }],
    });
  });
});
