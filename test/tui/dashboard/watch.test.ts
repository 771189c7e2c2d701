import { afterEach, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../../src/lib/clock.ts";
import { createControlServer } from "../../../src/server/control-server.ts";
import type { DaemonState } from "../../../src/state/state.ts";
import type { Link } from "../../../tui/dashboard/view.ts";
import { createWatch } from "../../../tui/dashboard/watch.ts";
import { readyState, paused, newState } from "../../support/states.ts";
import { tempDir } from "../../support/temp-dir.ts";

const toStop: (() => void | Promise<void>)[] = [];
const cwd = process.cwd();
afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) await stop();
  process.chdir(cwd);
});

/** A daemon's control socket, and nothing behind it. */
async function serve(configDir: string, state: DaemonState) {
  let current = state;
  const server = createControlServer({
    clock: systemClock,
    getState: () => current,
    onCommand: () => undefined,
    onWatchers: () => undefined,
  });
  await server.listen(configDir);
  toStop.push(() => server.close());
  return {
    close: () => server.close(),
    change(next: DaemonState) {
      const previous = current;
      current = next;
      server.changed(next, previous);
    },
  };
}

function follow(configDir: string) {
  const seen: Link[] = [];
  let look = () => {};
  const watch = createWatch({
    configDir,
    clock: systemClock,
    report(link) {
      seen.push(link);
      look();
    },
  });
  toStop.push(() => watch.stop());
  watch.start();
  return {
    seen,
    until: (is: (link: Link) => boolean) =>
      new Promise<Link>((resolve) => {
        look = () => {
          const last = seen.at(-1);
          if (last && is(last)) resolve(last);
        };
        look();
      }),
  };
}

const isLive = (is: (state: DaemonState) => boolean) => (link: Link) =>
  link.kind === "live" && is(link.state);

test("the daemon is found, watched, lost and found again", async () => {
  await using dir = await tempDir();
  const watched = follow(dir.path);
  await watched.until(({ kind }) => kind === "notRunning");

  const first = await serve(dir.path, readyState());
  await watched.until(({ kind }) => kind === "live");
  first.change(readyState({ pause: paused }));
  await watched.until(isLive(({ pause }) => pause.paused));

  await first.close();
  expect(await watched.until(({ kind }) => kind === "lost")).toMatchObject({
    state: readyState({ pause: paused }),
  });
  const second = { ...newState().daemon, pid: 2 };
  await serve(dir.path, readyState({ daemon: second }));
  await watched.until(isLive(({ daemon }) => daemon.pid === 2));
});

test("a folder with any name can be watched", async () => {
  await using dir = await tempDir();
  const configDir = join(dir.path, "My Disc #1 ü%20");
  await mkdir(configDir);
  const server = await serve(configDir, readyState());
  const watched = follow(configDir);
  await watched.until(({ kind }) => kind === "live");
  server.change(readyState({ pause: paused }));
  await watched.until(isLive(({ pause }) => pause.paused));
});
