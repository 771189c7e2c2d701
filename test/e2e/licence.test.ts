import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_DISC } from "../../src/demo/invented.ts";
import type { Play, Scenario } from "../../src/demo/scenario.ts";
import type { DaemonState } from "../../src/state/state.ts";
import { type Host, ripTask, scanTask, startHost } from "../support/daemon.ts";
import { connectWs, has } from "../support/ws-client.ts";
import { amphigory } from "./amphigory.ts";
import { HURRIED } from "./pain-fixture.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

/** Nothing about a licence is ever the fault of a disc or of a task. */
const IN_A_WHILE = { ...HURRIED, licence_retry_seconds: 0.3 };
const NOT_BY_ITSELF = { ...HURRIED, licence_retry_seconds: 3600 };

const DVD = { ...DEFAULT_DISC, type: "dvd" } as const;

const startWith = (scenario: Scenario, settings: Record<string, unknown>) =>
  startHost({ scenario, settings });

const isHeld = ({ licence, activity }: DaemonState) =>
  licence.kind === "refused" && activity.kind === "idle";

/** Waits until the licence holds the queue, and gives what a person reads. */
async function heldBy(host: Host): Promise<{ key: string; text: string }> {
  const { licence } = await host.daemon.state(isHeld);
  if (licence.kind !== "refused") throw new Error(licence.kind);
  return licence.problem;
}

async function expectUntouched(host: Host, ...ids: string[]): Promise<void> {
  const queued = join(host.tasks, "queued");
  expect((await readdir(queued)).sort()).toEqual(ids.map((id) => `${id}.json`));
  for (const id of ids) {
    const { attempts = 0 } = await Bun.file(join(queued, `${id}.json`)).json();
    expect(attempts).toBe(0);
  }
  expect(await readdir(join(host.tasks, "in_progress"))).toEqual([]);
}

describe.concurrent("an expired key", () => {
  test("fails no task: ten wait in the middle of the work and are done after the renewal", async () => {
    const expired: Play = { licence: "removed" };
    await using host = await startWith(
      { mkv: [{}, {}, {}, expired] },
      NOT_BY_ITSELF,
    );
    using webapp = await connectWs(`ws://127.0.0.1:${host.port}/`);
    const ids = Array.from("abcdefghij");
    await host.queue(...ids.map((id) => ripTask(id, 0)));
    const { key, text } = await heldBy(host);
    expect(key).toBe("licence_expired");
    expect(text).toMatch(/has expired.*Enter a valid key/);
    expect(text).toContain("Nothing is wrong with the disc");
    await expectUntouched(host, ...ids.slice(3));
    expect(host.sim.calls()).toHaveLength(4);
    await webapp.next(
      has({ type: "daemon", event: "error", reason: "licence_expired" }),
    );
    using later = await connectWs(`ws://127.0.0.1:${host.port}/`);
    expect(await later.next(has({ type: "sync" }))).toMatchObject({
      error: { reason: "licence_expired", message: expect.any(String) },
    });
    expect((await amphigory(host, "status")).stdout).toMatch(/has expired/);

    host.sim.update({});
    expect((await amphigory(host, "resume")).code).toBe(0);
    const answers = await Promise.all(ids.map((id) => host.answer(id)));
    expect(answers.map(({ status }) => status)).toEqual(
      ids.map(() => "success"),
    );
    const files = await readdir(join(host.basedir, "media/ripped/Film"));
    expect(files.sort()).toEqual(ids.map((id) => `${id}.mkv`));
    await webapp.next(has({ type: "daemon", event: "recovered" }));
  });

  test("is tried again after a while by itself, and not again and again", async () => {
    await using host = await startWith(
      { mkv: [{ licence: "removed" }, {}] },
      IN_A_WHILE,
    );
    await host.queue(ripTask("a", 0));
    expect((await host.answer("a")).status).toBe("success");
    expect(host.sim.calls()).toHaveLength(2);
  });

  test("a new makemkvcon is noticed without a word from anybody", async () => {
    await using host = await startWith(
      { mkv: [{ open: "tooOld" }, {}] },
      NOT_BY_ITSELF,
    );
    await host.queue(ripTask("a", 0));
    expect((await heldBy(host)).key).toBe("makemkv_too_old");
    await host.daemon.state(
      ({ licence }) => licence.kind === "refused" && licence.trace !== null,
    );
    const installed = new Date("2031-05-06T07:08:09Z");
    await utimes(host.sim.path, installed, installed);
    expect((await host.answer("a")).status).toBe("success");
  });

  test("looks like no drives at all, and is still told as the key", async () => {
    await using host = await startWith(
      {
        info: {
          open: "noDrive",
          at: { start: [{ do: "say", code: 5021 }] },
          exitCode: 253,
        },
      },
      NOT_BY_ITSELF,
    );
    await host.queue(scanTask("a"));
    expect((await heldBy(host)).key).toBe("makemkv_too_old");
    await expectUntouched(host, "a");
  });

  test("looks like 0 titles found, and no scan says so", async () => {
    await using host = await startWith(
      { info: [{ licence: "refused" }, {}] },
      NOT_BY_ITSELF,
    );
    await host.queue(scanTask("a"));
    expect((await heldBy(host)).key).toBe("licence_expired");
    await expectUntouched(host, "a");
    await amphigory(host, "resume");
    const { status, result } = await host.answer("a");
    expect({ status, tracks: result.tracks.length }).toEqual({
      status: "success",
      tracks: 3,
    });
  });

  test("leaves DVDs alone, which need none", async () => {
    const over = { at: { opening: [{ do: "say", code: 5052 }] } } as const;
    await using host = await startWith(
      { disc: DVD, mkv: over, info: over },
      NOT_BY_ITSELF,
    );
    await host.queue(scanTask("a"), ripTask("b", 0));
    expect((await host.answer("a")).status).toBe("success");
    expect((await host.answer("b")).status).toBe("success");
  });
});

describe.concurrent("other words about the licence", () => {
  test.each([
    [
      "a key that is stored and not valid holds the queue",
      5020,
      "licence_invalid",
    ],
    [
      "a key that could not be validated holds the queue",
      5022,
      "licence_invalid",
    ],
    [
      "an evaluation that nobody has started holds the queue",
      5056,
      "licence_not_started",
    ],
  ] as const)("%s", async (_, code, key) => {
    await using host = await startWith(
      {
        mkv: {
          open: "failed",
          at: { opening: [{ do: "say", code }] },
        },
      },
      NOT_BY_ITSELF,
    );
    await host.queue(ripTask("a", 0));
    expect((await heldBy(host)).key).toBe(key);
    await expectUntouched(host, "a");
    expect(host.sim.calls()).toHaveLength(1);
  });

  test("an evaluation that starts by itself, or that is over and still works, only warns", async () => {
    await using host = await startWith(
      { mkv: [{ licence: "question" }, { licence: "expired" }] },
      NOT_BY_ITSELF,
    );
    await host.queue(ripTask("a", 0), ripTask("b", 0));
    expect((await host.answer("a")).status).toBe("success");
    expect((await host.answer("b")).status).toBe("success");
    const { licence } = await host.daemon.state(
      (state) => state.activity.kind === "idle" && state.recent.length === 2,
    );
    expect(licence.kind).toBe("limited");
  });
});
