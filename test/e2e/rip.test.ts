import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ripTask, scanTask, startHost } from "../support/daemon.ts";
import { isAlive } from "../support/process.ts";

// Real processes on a busy machine; a test that waits in vain gives up by itself before that.
setDefaultTimeout(30_000);

describe("a task file goes in, a ripped file and an answer come out", () => {
  test("scan and rips are done in the order of tasks.json, one after the other", async () => {
    await using host = await startHost();
    await host.queue(
      scanTask("20251221-143045-001"),
      ripTask("20251221-143052-002", 1, "Second.mkv"),
      ripTask("20251221-143052-001", 0, "First.mkv"),
    );
    const scan = await host.answer("20251221-143045-001");
    const second = await host.answer("20251221-143052-002");
    const first = await host.answer("20251221-143052-001");

    expect([scan.status, second.status, first.status]).toEqual([
      "success",
      "success",
      "success",
    ]);
    expect(scan.result.tracks.length).toBeGreaterThan(1);
    expect(scan.result.tracks[0]?.number).toBe(0);
    const folder = join(host.basedir, "media/ripped/Film");
    expect((await readdir(folder)).sort()).toEqual(["First.mkv", "Second.mkv"]);
    const { size } = await stat(join(folder, "First.mkv"));
    expect(first).toMatchObject({
      task_id: "20251221-143052-001",
      type: "rip",
      result: {
        output_path: "/media/ripped/Film/First.mkv",
        size_bytes: size,
        destination: {
          directory: "/media/ripped/Film/",
          filename: "First.mkv",
          size_bytes: size,
        },
      },
      source: {
        disc_fingerprint: scan.result.fingerprint,
        track_number: 0,
      },
    });
    expect(host.sim.calls().map(({ argv }) => argv.at(-2))).toEqual([
      "info",
      "1",
      "0",
    ]);
    await host.daemon.state(({ activity }) => activity.kind === "idle");
    expect(await readdir(join(host.tasks, "queued"))).toEqual([]);
    expect(await readdir(join(host.tasks, "in_progress"))).toEqual([]);
  });

  test("a task that is deleted from queued/ is never begun, and the others go on", async () => {
    await using host = await startHost({ stopped: true });
    await host.queue(ripTask("a", 0));
    await host.order("gone", "a", "also-gone");
    await host.start();
    expect((await host.answer("a")).status).toBe("success");
  });

  test("a task of another type is left where it is, untouched", async () => {
    await using host = await startHost();
    const foreign = { id: "t", type: "transcode", anything: [1, 2] };
    await host.queue(foreign, ripTask("a", 0));
    expect((await host.answer("a")).status).toBe("success");
    expect(await Bun.file(join(host.tasks, "queued", "t.json")).json()).toEqual(
      foreign,
    );
  });
});

describe("every error code can occur", () => {
  const film = (id: string) => ripTask(id, 0);

  test("DISC_UNREADABLE: the disc can not be read", async () => {
    await using host = await startHost({
      scenario: { mkv: { open: "unreadable" } },
    });
    await host.queue(film("a"));
    const answer = await host.answer("a");
    expect(answer).toMatchObject({
      status: "failed",
      type: "rip",
      error: { code: "DISC_UNREADABLE" },
    });
    expect(await readdir(host.basedir)).toEqual(["tasks"]);
  });

  test("DISC_EJECTED: there is no disc in the drive", async () => {
    await using host = await startHost({
      scenario: { info: { open: "trayOpen" } },
      settings: { disc_wait_seconds: 0.3 },
    });
    await host.queue(scanTask("a"));
    expect((await host.answer("a")).error.code).toBe("DISC_EJECTED");
  });

  test("MAKEMKV_FAILED: it says 0 titles saved and exits with 0", async () => {
    await using host = await startHost({
      scenario: { mkv: { save: "noneSaved" } },
    });
    await host.queue(film("a"));
    expect((await host.answer("a")).error.code).toBe("MAKEMKV_FAILED");
  });

  test("MAKEMKV_TIMEOUT: it hangs, ignores every polite signal, and is killed", async () => {
    await using host = await startHost({
      scenario: {
        mkv: { at: { opening: [{ do: "hang" }] }, ignoreSignals: true },
      },
      settings: {
        stall_timeout_seconds: 0.3,
        stop_grace_seconds: [0.1, 0.1],
      },
    });
    await host.queue(film("a"));
    expect((await host.answer("a")).error.code).toBe("MAKEMKV_TIMEOUT");
    expect(isAlive(host.sim.calls()[0]?.pid)).toBe(false);
  });

  test("OUTPUT_WRITE_FAILED: the disk is full in the middle", async () => {
    await using host = await startHost({
      scenario: { mkv: { save: "diskFull" } },
    });
    await host.queue(film("a"));
    expect((await host.answer("a")).error.code).toBe("OUTPUT_WRITE_FAILED");
  });

  test("OUTPUT_WRITE_FAILED: the file is there already, and stays as it is", async () => {
    await using host = await startHost();
    const path = join(host.basedir, "media/ripped/Film/a.mkv");
    await Bun.write(path, "mine");
    await host.queue(film("a"));
    expect((await host.answer("a")).error.code).toBe("OUTPUT_WRITE_FAILED");
    expect(await Bun.file(path).text()).toBe("mine");
    expect(host.sim.calls()).toEqual([]);
  });

  test("UNKNOWN: the task is none, and the answer says why", async () => {
    await using host = await startHost();
    await host.queue({ ...ripTask("a", 0), track: { number: -1 } });
    expect(await host.answer("a")).toMatchObject({
      status: "failed",
      error: {
        code: "UNKNOWN",
        message: expect.stringMatching(/a\.json .*track\.number/),
        detail: expect.stringContaining("track.number"),
      },
    });
  });
});
