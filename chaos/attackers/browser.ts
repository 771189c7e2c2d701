import { tempDir } from "../../test/support/temp-dir.ts";
import { createTally, type Row } from "../suite.ts";
import { openRelay } from "./relay.ts";
import { attemptsPage } from "./page.ts";
import type { Attempt, Outcome } from "./page.ts";
import { startTarget, type Target } from "./target.ts";

/**
 * Pages in a real browser. Every page tries everything that a page can do to reach the port; the webapp's own page and
 * a server that lets everybody in show that the browser itself would not have kept them from it. `null`: no Chromium
 * is here (`CHROMIUM` names one that is elsewhere).
 */
export async function attackFromBrowser(): Promise<Row | null> {
  const what =
    "Pages in a browser: a foreign one, a sandboxed frame, a rebound name; WebSocket, fetch, form, image, frame";
  const browser = findBrowser();
  if (browser === null) return null;
  const tally = createTally();
  await using stage = await setStage();
  const { target } = stage;
  const before = target.host.daemon.log().length;
  const pages = pagesOf(stage);
  for (const page of pages) {
    const outcomes = await visit(browser, stage, page);
    for (const attempt of page.attempts) {
      const outcome = outcomes?.[attempt.name] ?? "no report";
      const isRight = outcome === attempt.wanted;
      tally.add(
        isRight
          ? null
          : `${page.name}, ${attempt.name}: ${outcome}, not ${attempt.wanted}`,
      );
    }
  }
  tally.add((await target.hasClients(0)) ? null : "a page is still connected");
  const news = target.host.daemon.log().slice(before);
  const updates = news.split("configUpdateRequested").length - 1;
  tally.add(
    updates === 1
      ? null
      : `${updates} pages were obeyed, not only the webapp's`,
  );
  tally.add(await target.worksStill());
  const version = Bun.spawnSync([browser, "--version"]).stdout.toString();
  return tally.row(
    what,
    `${pages.length} pages in ${version.trim().replace(/\s+built.*| unknown/, "")}`,
  );
}

const BROWSERS = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "chrome-headless-shell",
];

function findBrowser(): string | null {
  const named = process.env["CHROMIUM"];
  const found = [...(named ? [named] : []), ...BROWSERS].map((name) =>
    Bun.which(name),
  );
  return found.find((path) => path !== null) ?? null;
}

interface Page {
  readonly name: string;
  readonly url: string;
  readonly attempts: readonly (Attempt & { readonly wanted: Outcome })[];
}

interface Stage extends AsyncDisposable {
  readonly target: Target;
  /** Where pages come from and say what became of them. */
  readonly site: Bun.Server<undefined>;
  /** A WebSocket server that lets everybody in. */
  readonly open: Bun.Server<undefined>;
  /** Serves a page under the name and port under which the daemon is then reached, as after a rebinding. */
  readonly rebound: number;
  serve(id: string, html: string): Promise<Record<string, Outcome>>;
}

/** The webapp's `/config.json` and all pages come from one server: which page is whose, the name in the address says. */
async function setStage(): Promise<Stage> {
  const pages = new Map<string, string>();
  const reports = new Map<string, (report: Record<string, Outcome>) => void>();
  let config: Record<string, unknown> | null = null;
  const site = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/config.json") return Response.json(config);
      const id = pathname.slice(1);
      if (request.method === "POST") {
        reports.get(id)?.(JSON.parse(await request.text()));
        return new Response("");
      }
      return htmlOf(pages.get(id));
    },
  });
  const target = await startTarget({
    settings: { webapp_url: `http://localhost:${site.port}` },
    onHost: (host) => (config = host.webappConfig),
  });
  const open = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, server) =>
      server.upgrade(request) ? undefined : new Response("open"),
    websocket: {
      message: () => undefined,
      open: (socket) => void socket.send("hello"),
    },
  });
  const relay = await openRelay(target.port, (id) => pages.get(id) ?? null);
  return {
    target,
    site,
    open,
    rebound: relay.port,
    serve(id, html) {
      pages.set(id, html);
      return new Promise((resolve) => reports.set(id, resolve));
    },
    async [Symbol.asyncDispose]() {
      relay[Symbol.dispose]();
      await open.stop(true);
      await site.stop(true);
      await target[Symbol.asyncDispose]();
    },
  };
}

function htmlOf(html: string | undefined): Response {
  return new Response(html ?? "", { headers: { "content-type": "text/html" } });
}

function pagesOf({ target, site, open, rebound }: Stage): readonly Page[] {
  const direct = `127.0.0.1:${target.port}`;
  const tries = (host: string, wanted: Outcome) => [
    {
      name: `WebSocket to ${host}`,
      kind: "socket",
      to: `ws://${host}/`,
      wanted,
    } as const,
  ];
  const blind = (host: string) =>
    (["fetch", "post", "form", "image", "frame", "events"] as const).map(
      (kind) => ({
        name: `${kind} to ${host}`,
        kind,
        to: `http://${host}/`,
        wanted: "nothing" as const,
      }),
    );
  const hostile = [
    ...tries(`127.0.0.1:${open.port}`, "connected"),
    ...tries(direct, "nothing"),
    ...tries(`localhost:${target.port}`, "nothing"),
    ...tries(`rebound.example:${target.port}`, "nothing"),
    ...blind(direct),
    ...blind(`rebound.example:${target.port}`),
  ];
  return [
    {
      name: "the webapp's page",
      url: `http://localhost:${site.port}/webapp`,
      attempts: tries(direct, "connected"),
    },
    {
      name: "a foreign page",
      url: `http://evil.example:${site.port}/evil`,
      attempts: hostile,
    },
    {
      name: "the webapp's name with another port",
      url: `http://localhost:${rebound}/port`,
      attempts: tries(direct, "nothing"),
    },
    {
      name: "a sandboxed frame",
      url: `http://localhost:${site.port}/sandbox`,
      attempts: hostile,
    },
    {
      name: "a rebound page",
      url: `http://rebound.example:${rebound}/rebound`,
      attempts: [
        ...tries(`rebound.example:${rebound}`, "nothing"),
        // Same origin: whatever is answered can be read, so it must be nothing but a refusal.
        {
          name: "fetch of its own address",
          kind: "read",
          to: `http://rebound.example:${rebound}/`,
          wanted: "refused",
        },
      ],
    },
  ];
}

const PATIENCE_MS = 20_000;

/** `null`: the page never said what became of it. */
async function visit(
  browser: string,
  stage: Stage,
  page: Page,
): Promise<Record<string, Outcome> | null> {
  const id = new URL(page.url).pathname.slice(1);
  const reportTo = `http://127.0.0.1:${stage.site.port}/${id}`;
  const html = attemptsPage(page.attempts, {
    reportTo,
    isSandboxed: id === "sandbox",
  });
  const report = stage.serve(id, html);
  await using profile = await tempDir();
  const child = Bun.spawn(
    [
      browser,
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessChecks",
      `--user-data-dir=${profile.path}`,
      "--host-resolver-rules=MAP *.example 127.0.0.1",
      "--remote-debugging-port=0",
      page.url,
    ],
    // A group of its own: what is found by name is often a script that starts the browser.
    { stdio: ["ignore", "ignore", "ignore"], detached: true },
  );
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), PATIENCE_MS);
  const outcome = await Promise.race([report, late.promise]);
  clearTimeout(timer);
  process.kill(-child.pid, "SIGKILL");
  await child.exited;
  return outcome;
}
