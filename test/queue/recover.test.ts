import { expect, test } from "bun:test";
import { decideRecovery } from "../../src/queue/recover.ts";
import { createTasksFixture, ripFile, scanFile } from "./queue-fixture.ts";

const TASK = scanFile("a", { attempts: 2 });
const MARKED = { ...TASK, type: "answered" };
const ANSWER = { task_id: "a", status: "success" };
const OLD_ANSWER = { task_id: "a", status: "failed" };

const IN_PROGRESS = {
  nothing: {},
  claim: { "in_progress/a.json": TASK },
  claimAndAnswer: {
    "in_progress/a.json": TASK,
    "in_progress/a.answer": ANSWER,
  },
  markedAndAnswer: {
    "in_progress/a.json": MARKED,
    "in_progress/a.answer": ANSWER,
  },
  answerAlone: { "in_progress/a.answer": ANSWER },
  marked: { "in_progress/a.json": MARKED },
};
const ELSEWHERE = {
  nothing: {},
  queued: { "queued/a.json": TASK },
  complete: { "complete/a.json": OLD_ANSWER },
  both: { "queued/a.json": TASK, "complete/a.json": OLD_ANSWER },
};
const DELIVERED = { "complete/a.json": ANSWER };

const deliver = (there: object) => ({ ...DELIVERED, ...there });

/** What is in `in_progress/`, and for what is elsewhere: what is there after a start. */
const rows = [
  ["nothing", (there: object) => there],
  // The attempt stays: it was written down when the task was claimed.
  ["claim", (there: object) => (isEmpty(there) ? ELSEWHERE.queued : there)],
  ["claimAndAnswer", deliver],
  ["markedAndAnswer", deliver],
  ["answerAlone", deliver],
  ["marked", (there: object) => there],
] as const;

function isEmpty(files: object): boolean {
  return Object.keys(files).length === 0;
}

for (const [inProgress, after] of rows) {
  for (const [where, there] of Object.entries(ELSEWHERE)) {
    test(`a start on ${inProgress} in in_progress/ and ${where} elsewhere does what the table says, and a second one changes nothing`, async () => {
      await using fixture = await createTasksFixture();
      await fixture.queue.open(fixture.request);
      await fixture.queue.close();
      const before = { ...IN_PROGRESS[inProgress], ...there };
      for (const [name, content] of Object.entries(before)) {
        await fixture.write(name, content);
      }
      const answer = { taskId: "a", outcome: "success" } as const;
      const delivered = after === deliver ? [answer] : [];
      for (const expected of [delivered, []]) {
        const queue = fixture.make();
        const opened = await queue.open(fixture.request);
        await queue.close();
        expect(opened).toEqual({ kind: "opened", delivered: expected });
        expect(await readAll(fixture)).toEqual({ ...after(there) });
      }
    });
  }
}

async function readAll({
  files,
  read,
}: Awaited<ReturnType<typeof createTasksFixture>>) {
  const names = await files();
  const contents = await Promise.all(names.map(read));
  return Object.fromEntries(
    names.map((name, at) => [name, JSON.parse(contents[at] ?? "")]),
  );
}

test("what is no answer of ours is not delivered", async () => {
  await using fixture = await createTasksFixture();
  await fixture.queue.open(fixture.request);
  await fixture.queue.close();
  await fixture.write("in_progress/a.answer", {
    task_id: "b",
    status: "failed",
  });
  await fixture.write("in_progress/b.answer", "{");
  expect(await fixture.queue.open(fixture.request)).toEqual({
    kind: "opened",
    delivered: [],
  });
  expect(await fixture.files()).toEqual([
    "in_progress/a.answer",
    "in_progress/b.answer",
  ]);
});

test("a rip that was started too often is cleaned up and answered", async () => {
  await using fixture = await createTasksFixture();
  await fixture.queue.open(fixture.request);
  await fixture.queue.close();
  const task = ripFile("a", { attempts: 3, disc_fingerprint: "f1" });
  await fixture.write("in_progress/a.json", task);
  expect(await fixture.queue.open(fixture.request)).toEqual({
    kind: "opened",
    delivered: [{ taskId: "a", outcome: "failed" }],
  });
  expect(fixture.cleaned.map(({ id }) => id)).toEqual(["a"]);
  expect(await fixture.files()).toEqual(["complete/a.json"]);
  expect(JSON.parse(await fixture.read("complete/a.json"))).toMatchObject({
    status: "failed",
    error: { code: "UNKNOWN", detail: "attempts: 3, and nothing in complete/" },
    type: "rip",
    source: { disc_fingerprint: "f1", track_number: 0 },
  });
});

test("a rip is cleaned up before it is queued again, and not when it was answered", async () => {
  await using fixture = await createTasksFixture();
  await fixture.queue.open(fixture.request);
  await fixture.queue.close();
  await fixture.write("in_progress/a.json", ripFile("a"));
  await fixture.write("in_progress/b.json", ripFile("b"));
  await fixture.write("complete/b.json", { task_id: "b" });
  await fixture.queue.open(fixture.request);
  expect(fixture.cleaned.map(({ id }) => id)).toEqual(["a"]);
});

test("work of the webapp's own in in_progress/ is never touched, nor are folders", async () => {
  await using fixture = await createTasksFixture();
  await fixture.queue.open(fixture.request);
  await fixture.queue.close();
  const transcode = { id: "t", type: "transcode" };
  await fixture.write("in_progress/t.json", transcode);
  await fixture.write("queued/t.json", transcode);
  await fixture.write("complete/t.json", {});
  await fixture.queue.open(fixture.request);
  expect(await fixture.files()).toEqual([
    "complete/t.json",
    "in_progress/t.json",
    "queued/t.json",
  ]);
});

test("a claim that may be half-written is left until it has settled, then answered", async () => {
  await using fixture = await createTasksFixture();
  await fixture.queue.open(fixture.request);
  await fixture.queue.close();
  await fixture.write("in_progress/a.json", "{", 100);
  await fixture.queue.open(fixture.request);
  await fixture.queue.read();
  expect(await fixture.files()).toEqual(["in_progress/a.json"]);
  const hint = fixture.nextHint();
  fixture.clock.advance(2_000);
  await hint;
  expect(await fixture.queue.read()).toMatchObject({
    delivered: [{ taskId: "a", outcome: "failed" }],
  });
  expect(await fixture.files()).toEqual(["complete/a.json"]);
});

test("an unreadable claim fails with what is wrong with it", () => {
  const inProgress = {
    queued: false,
    inProgress: true,
    complete: false,
    answer: false,
  };
  const content = {
    kind: "invalid",
    taskKind: null,
    detail: "the file is empty",
  } as const;
  expect(decideRecovery(inProgress, { id: "a", content }, 3)).toEqual({
    kind: "fail",
    failure: {
      code: "UNKNOWN",
      message:
        "The task file a.json can not be understood: the file is empty. Correct it and queue the task again.",
      detail: "the file is empty",
    },
  });
});

test("a rip whose file was finished before the daemon was killed is answered as what it is, a success", async () => {
  await using fixture = await createTasksFixture();
  await fixture.queue.open(fixture.request);
  await fixture.queue.close();
  await fixture.write("in_progress/a.json", ripFile("a", { attempts: 3 }));
  const file = {
    directory: "/media/ripped",
    filename: "a.mkv",
    sizeBytes: 42,
    warnings: [],
  };
  const opened = await fixture.queue.open({
    ...fixture.request,
    cleanUp: async () => ({ startedAt: fixture.clock.now() - 5000, file }),
  });
  expect(opened).toEqual({
    kind: "opened",
    delivered: [{ taskId: "a", outcome: "success" }],
  });
  expect(JSON.parse(await fixture.read("complete/a.json"))).toMatchObject({
    task_id: "a",
    status: "success",
    duration_seconds: 5,
    result: { output_path: "/media/ripped/a.mkv", size_bytes: 42 },
  });
  expect(fixture.exists("in_progress/a.json")).toBe(false);
});
