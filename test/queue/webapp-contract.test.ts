import { describe, expect, test } from "bun:test";
import { mkdir, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import type { ScanResult } from "../../src/state/scan-result.ts";
import type { Outcome, TaskResponse } from "../../src/state/response.ts";
import type { Task } from "../../src/state/task.ts";
import { createTasksFixture, filesBelow } from "./queue-fixture.ts";

/*
 * Task files and answers as the webapp of today reads and writes them (purp/amphigory at 40d1a2b), through a whole
 * queue on a real disk. The names of the tests are the rows of what was measured of it.
 */
type Fixture = Awaited<ReturnType<typeof createTasksFixture>>;

async function openFixture(ops?: FileOps): Promise<Fixture> {
  const fixture = await createTasksFixture(ops);
  const opened = await fixture.queue.open(fixture.request);
  if (opened.kind !== "opened") throw new Error(opened.problem.text);
  return fixture;
}

const CREATED = "2025-12-26T09:48:03.123456";

/** POST /api/tasks/rip */
const posted = (id: string, extra: object = {}) => ({
  id,
  type: "rip",
  created_at: CREATED,
  track: { number: 3, expected_size_bytes: null, expected_duration: null },
  output: { directory: null, filename: "A Film (2004).mkv" },
  ...extra,
});

/** POST /api/tasks/process */
const processed = (id: string, extra: object = {}) => ({
  id,
  type: "rip",
  created_at: CREATED,
  input: null,
  output: "/Volumes/Rips/A Film (2004)/A Film (2004).mkv",
  track: {
    number: 3,
    expected_size_bytes: 11397666816,
    expected_duration: "1:39:56",
  },
  output_info: {
    directory: "/Volumes/Rips/A Film (2004)/",
    filename: "A Film (2004).mkv",
  },
  disc_fingerprint: "br-0123",
  ...extra,
});

const transcode = (id: string) => ({
  id,
  type: "transcode",
  created_at: CREATED,
  input: "/Volumes/Rips/A Film (2004)/A Film (2004).mkv",
  output: "/media/transcoded/A Film (2004)/A Film (2004).mp4",
  preset: "H.265",
  disc_fingerprint: "br-0123",
  track_number: 3,
});

/** A task file; what else is in it is for the test to say. */
type TaskJson = Readonly<Record<string, unknown>> & { readonly id: string };

async function claimed(
  { queue, write }: Fixture,
  file: TaskJson,
): Promise<Task> {
  await write(`queued/${file.id}.json`, JSON.stringify(file, null, 2));
  await write("tasks.json", JSON.stringify([file.id], null, 2));
  const claim = await queue.claim(file.id);
  if (claim.kind !== "claimed") throw new Error(JSON.stringify(claim));
  return claim.task;
}

describe("task files", () => {
  const ids = [
    "20251221-143052-001",
    "2025-12-24T14:59:07.123456-rip",
    "20251226T094803.123456-rip",
    "4dc7e4fc-6df4-4d43-8d8f-2b1e5c7a9b10",
  ];
  for (const id of ids)
    test(`id: ${id}`, async () => {
      await using fixture = await openFixture();
      expect(await claimed(fixture, posted(id))).toMatchObject({ id });
      expect(await fixture.files()).toContain(`in_progress/${id}.json`);
      await fixture.queue.complete(answerTo(id, RIPPED));
      expect(await fixture.files()).toEqual([
        `complete/${id}.json`,
        "tasks.json",
      ]);
    });

  test("type: decided by the JSON, never by the id", async () => {
    await using fixture = await openFixture();
    const id = "20251226T094803.123456-transcode";
    const task = await claimed(fixture, { ...posted(id), type: "scan" });
    expect(task).toMatchObject({ kind: "scan", id });
  });

  test("created_at: local time with microseconds is only shown", async () => {
    await using fixture = await openFixture();
    const task = await claimed(fixture, posted("a"));
    expect(task.createdAt).toBe(CREATED);
  });

  test("track, output: sizes, durations and directories may be null", async () => {
    await using fixture = await openFixture();
    expect(await claimed(fixture, posted("a-rip"))).toMatchObject({
      track: { number: 3, expectedSizeBytes: null, expectedDurationMs: null },
      output: { directory: null, filename: "A Film (2004).mkv" },
      discFingerprint: null,
    });
  });

  test("output: a string, and output_info the object that is meant", async () => {
    await using fixture = await openFixture();
    expect(await claimed(fixture, processed("a-rip"))).toMatchObject({
      track: {
        number: 3,
        expectedSizeBytes: 11397666816,
        expectedDurationMs: 5_996_000,
      },
      output: {
        directory: "/Volumes/Rips/A Film (2004)/",
        filename: "A Film (2004).mkv",
      },
      discFingerprint: "br-0123",
    });
  });

  test("tasks.json: two ids per track, of which the rip is ours; cancelled and reordered ones follow the files", async () => {
    await using fixture = await openFixture();
    const { queue, write, tasks } = fixture;
    const listed = async () => {
      const reading = await queue.read({ resync: true });
      if (reading.kind !== "read") throw new Error(reading.problem.text);
      return reading.listing.upcoming.map((entry) =>
        entry.kind === "task" ? entry.task.id : entry.kind,
      );
    };
    for (const at of [1, 2, 3]) {
      await write(`queued/${at}-rip.json`, processed(`${at}-rip`));
      await write(`queued/${at}-transcode.json`, transcode(`${at}-transcode`));
    }
    const order = [1, 2, 3].flatMap((at) => [`${at}-rip`, `${at}-transcode`]);
    await write("tasks.json", order);
    expect(await listed()).toEqual(["1-rip", "2-rip", "3-rip"]);
    await write("tasks.json", order.toReversed());
    expect(await listed()).toEqual(["3-rip", "2-rip", "1-rip"]);
    await unlink(join(tasks, "queued/2-rip.json"));
    expect(await listed()).toEqual(["3-rip", "1-rip"]);
    expect(
      (await fixture.files()).filter((n) => n.includes("transcode")),
    ).toEqual([1, 2, 3].map((at) => `queued/${at}-transcode.json`));
  });

  test("tasks.json: one that was truncated to be written again is no empty queue", async () => {
    await using fixture = await openFixture();
    const { queue, write } = fixture;
    const depth = async () => {
      const reading = await queue.read({ resync: true });
      return reading.kind === "read" ? reading.listing.depth : reading;
    };
    await write("queued/a.json", posted("a"));
    await write("tasks.json", ["a"]);
    expect(await depth()).toBe(1);
    await write("tasks.json", "", 0);
    expect(await depth()).toBe(1);
    await write("tasks.json", '[\n  "a"', 0);
    expect(await depth()).toBe(1);
    await write("tasks.json", "[]");
    expect(await depth()).toBe(0);
  });

  test("in_progress/: its own transcodes stay, beside ours and after a restart", async () => {
    await using fixture = await openFixture();
    const { queue, write, request } = fixture;
    await write("in_progress/b-transcode.json", transcode("b-transcode"));
    await claimed(fixture, processed("a-rip"));
    await queue.close();
    const next = fixture.make();
    expect(await next.open(request)).toMatchObject({ kind: "opened" });
    await next.close();
    expect(await fixture.files()).toEqual([
      "in_progress/b-transcode.json",
      "queued/a-rip.json",
      "tasks.json",
    ]);
  });
});

const RIPPED: Outcome = {
  kind: "ripped",
  file: {
    directory: "/Volumes/Rips/A Film (2004)",
    filename: "A Film (2004).mkv",
    sizeBytes: 11397666816,
    warnings: [],
  },
};
const FAILED: Outcome = {
  kind: "failed",
  failure: { code: "DISC_EJECTED", message: "It is gone.", detail: "exit 1" },
};
const SCAN: ScanResult = {
  discName: "A Film",
  discType: "bluray",
  volumeName: "A_FILM",
  fingerprint: "f".repeat(64),
  warnings: [],
  tracks: [
    {
      number: 3,
      duration: "1:39:56",
      sizeBytes: 11397666816,
      chapters: 24,
      resolution: "1920x1080",
      videoCodec: "Mpeg4",
      audioStreams: [{ language: "eng", codec: "TrueHD", channels: 8 }],
      subtitleStreams: [{ language: "eng", format: "PGS" }],
      name: "A Film",
      sourceFile: "00800.mpls",
      segmentMap: "1,2",
      angle: null,
      outputFile: "A Film_t03.mkv",
      addedAs: "00800.mpls",
      classification: { role: "mainFeature", confidence: "high", score: 0.99 },
    },
  ],
};

function answerTo(taskId: string, outcome: Outcome): TaskResponse {
  const isScan = outcome.kind === "scanned";
  return {
    taskId,
    kind: isScan ? "scan" : "rip",
    startedAt: Date.parse("2025-12-26T09:48:05.250Z"),
    completedAt: Date.parse("2025-12-26T10:02:33.750Z"),
    outcome,
    source: isScan ? null : { discFingerprint: "br-0123", trackNumber: 3 },
  };
}

/** What that webapp finds in `complete/`. */
async function answered(file: TaskJson, outcome: Outcome) {
  await using fixture = await openFixture();
  await claimed(fixture, file);
  await fixture.queue.complete(answerTo(file.id, outcome));
  return JSON.parse(await fixture.read(`complete/${file.id}.json`));
}

describe("answers in complete/", () => {
  test("type, source, destination: by which it finds the row of a rip", async () => {
    const { type, status, source, result } = await answered(
      processed("a-rip"),
      RIPPED,
    );
    expect({ type, status, source }).toEqual({
      type: "rip",
      status: "success",
      source: { disc_fingerprint: "br-0123", track_number: 3 },
    });
    const { directory, filename, size_bytes } = result.destination;
    // It joins them without a separator.
    expect(`${directory}${filename}`).toBe(result.output_path);
    expect([size_bytes, result.size_bytes]).toEqual([11397666816, 11397666816]);
  });

  test("started_at, completed_at, duration_seconds: UTC, compared as text; an integer", async () => {
    const answer = await answered(processed("a-rip"), RIPPED);
    expect(answer).toMatchObject({
      started_at: "2025-12-26T09:48:05Z",
      completed_at: "2025-12-26T10:02:33Z",
      duration_seconds: 868,
    });
  });

  test("result (scan): every key that it stores of a track", async () => {
    const scan = { id: "a-scan", type: "scan", created_at: CREATED };
    const { type, result } = await answered(scan, {
      kind: "scanned",
      result: SCAN,
    });
    expect({ type, name: result.disc_name, disc: result.disc_type }).toEqual({
      type: "scan",
      name: "A Film",
      disc: "bluray",
    });
    expect(result.tracks).toHaveLength(1);
    expect(result.tracks[0]).toMatchObject({
      number: 3,
      duration: "1:39:56",
      size_bytes: 11397666816,
      chapters: 24,
      chapter_count: 24,
      resolution: "1920x1080",
      classification: "main_feature",
      confidence: "high",
      score: 0.99,
      segment_map: "1,2",
      makemkv_name: "A Film_t03.mkv",
      audio_streams: [{ language: "eng", codec: "TrueHD", channels: 8 }],
      subtitle_streams: [{ language: "eng", format: "PGS" }],
    });
  });

  test("error: an object; a failure has no result", async () => {
    const answer = await answered(posted("a-rip"), FAILED);
    expect(answer.error).toEqual({
      code: "DISC_EJECTED",
      message: "It is gone.",
      detail: "exit 1",
    });
    expect("result" in answer).toBe(false);
  });

  test("a task that can not be read gets an answer with an error, too", async () => {
    await using fixture = await openFixture();
    await fixture.write("queued/a-rip.json", posted("a-rip", { track: [] }));
    const claim = await fixture.queue.claim("a-rip");
    expect(claim.kind).toBe("rejected");
    await fixture.queue.complete({
      ...answerTo("a-rip", FAILED),
      kind: null,
      source: null,
    });
    const answer = JSON.parse(await fixture.read("complete/a-rip.json"));
    expect(answer).toMatchObject({ status: "failed", error: {} });
    expect("type" in answer).toBe(false);
  });

  test("cleaned away: the task is neither worked on nor answered again", async () => {
    await using fixture = await openFixture();
    await claimed(fixture, processed("a-rip"));
    await fixture.queue.complete(answerTo("a-rip", RIPPED));
    await unlink(join(fixture.tasks, "complete/a-rip.json"));
    await fixture.write("tasks.json", []);
    await fixture.queue.close();
    const next = fixture.make();
    expect(await next.open(fixture.request)).toEqual({
      kind: "opened",
      delivered: [],
    });
    await next.close();
    expect(await fixture.files()).toEqual(["tasks.json"]);
  });
});

describe("failed/", () => {
  test("has the task's keys and the answer's, for its list of failures", async () => {
    await using fixture = await openFixture();
    await mkdir(join(fixture.tasks, "failed"));
    await claimed(fixture, processed("a-rip"));
    await fixture.queue.complete(answerTo("a-rip", FAILED));
    expect(JSON.parse(await fixture.read("failed/a-rip.json"))).toMatchObject({
      id: "a-rip",
      task_id: "a-rip",
      type: "rip",
      status: "failed",
      started_at: "2025-12-26T09:48:05Z",
      output_info: { filename: "A Film (2004).mkv" },
      error: { code: "DISC_EJECTED" },
    });
  });

  test("is not made, and has no successes", async () => {
    await using fixture = await openFixture();
    await claimed(fixture, processed("a-rip"));
    await fixture.queue.complete(answerTo("a-rip", FAILED));
    await mkdir(join(fixture.tasks, "failed"));
    await claimed(fixture, processed("b-rip"));
    await fixture.queue.complete(answerTo("b-rip", RIPPED));
    expect(await filesBelow(join(fixture.tasks, "failed"))).toEqual([]);
  });
});

/** All that GET /api/tasks opens, dot files too: one it can not read, and it answers 500 to everybody. */
async function readAsListed(tasks: string): Promise<number> {
  let count = 0;
  for (const folder of ["queued", "in_progress", "complete", "failed"]) {
    const path = join(tasks, folder);
    const names = await readdir(path).catch(() => []);
    for (const name of names.filter((each) => each.endsWith(".json"))) {
      const text = await readFile(join(path, name), "utf8").catch(() => null);
      if (text === null) continue;
      const { result = {}, error = {} } = JSON.parse(text);
      expect([typeof result, typeof error]).toEqual(["object", "object"]);
      expect([result, error].some(Array.isArray)).toBe(false);
      count += 1;
    }
  }
  return count;
}

test("after every single operation on the disk, all that GET /api/tasks opens is whole", async () => {
  let look = async () => {};
  let looks = 0;
  const watched: FileOps = {
    ...nodeFileOps,
    async write(path, text) {
      // As the disk may do it: first half of it.
      await nodeFileOps.write(path, text.slice(0, text.length / 2));
      await look();
      await nodeFileOps.write(path, text);
      await look();
    },
    async rename(from, to) {
      await nodeFileOps.rename(from, to);
      await look();
    },
    async link(from, to) {
      await nodeFileOps.link(from, to);
      await look();
    },
    async unlink(path) {
      await nodeFileOps.unlink(path);
      await look();
    },
  };
  await using fixture = await openFixture(watched);
  await mkdir(join(fixture.tasks, "failed"));
  look = async () => {
    looks += 1;
    expect(await readAsListed(fixture.tasks)).toBeGreaterThan(0);
  };
  await claimed(fixture, processed("a-rip"));
  await fixture.queue.requeue("a-rip");
  await claimed(fixture, processed("a-rip"));
  await fixture.queue.complete(answerTo("a-rip", FAILED));
  await claimed(fixture, { ...posted("b-scan"), type: "scan" });
  await fixture.queue.complete(
    answerTo("b-scan", { kind: "scanned", result: SCAN }),
  );
  expect(looks).toBeGreaterThan(20);
});
