import { expect, test } from "bun:test";
import {
  chmod,
  link,
  mkdir,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import type { QueueListing } from "../../src/state/state.ts";
import {
  createTasksFixture,
  failedResponse,
  filesBelow,
  ripFile,
  scanFile,
} from "./queue-fixture.ts";

type Fixture = Awaited<ReturnType<typeof createTasksFixture>>;

async function openFixture(ops?: FileOps): Promise<Fixture> {
  const fixture = await createTasksFixture(ops);
  const opened = await fixture.queue.open(fixture.request);
  if (opened.kind !== "opened") throw new Error(opened.problem.text);
  return fixture;
}

async function listing({ queue }: Fixture): Promise<QueueListing> {
  const reading = await queue.read({ resync: true });
  if (reading.kind !== "read") throw new Error(reading.problem.text);
  return reading.listing;
}

async function upcomingIds(fixture: Fixture): Promise<readonly string[]> {
  const { upcoming } = await listing(fixture);
  return upcoming.map((entry) =>
    entry.kind === "task" ? entry.task.id : entry.id,
  );
}

test("the webapp's order counts, for files that are there, each once", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("queued/b.json", ripFile("b"));
  await fixture.write("queued/unlisted.json", scanFile("unlisted"));
  await fixture.write("tasks.json", ["b", "gone", "a", "b", "../x", 7]);
  expect(await listing(fixture)).toEqual({
    depth: 2,
    upcoming: [
      {
        kind: "task",
        task: {
          kind: "rip",
          id: "b",
          createdAt: "2025-12-21T14:30:52Z",
          attempts: 0,
          track: {
            number: 0,
            expectedSizeBytes: 11397666816,
            expectedDurationMs: 5_996_000,
          },
          output: {
            directory: "/media/ripped/A (2004)",
            filename: "A (2004).mkv",
          },
          discFingerprint: null,
        },
      },
      {
        kind: "task",
        task: {
          kind: "scan",
          id: "a",
          createdAt: "2025-12-21T14:30:45Z",
          attempts: 0,
        },
      },
    ],
    paused: false,
    problems: [
      {
        key: "task_ids_skipped",
        text: `2 entries of ${fixture.tasks}/tasks.json can not be the name of a task and are skipped.`,
        hint: expect.any(String),
      },
    ],
  });
});

test("a new order, a new file and a removed file are seen at the next look", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("queued/b.json", scanFile("b"));
  await fixture.write("tasks.json", ["a", "b", "c"]);
  expect(await upcomingIds(fixture)).toEqual(["a", "b"]);
  await fixture.write("tasks.json", ["c", "b", "a"]);
  await fixture.write("queued/c.json", scanFile("c"));
  await unlink(join(fixture.tasks, "queued/a.json"));
  expect(await upcomingIds(fixture)).toEqual(["c", "b"]);
});

test("an empty or torn tasks.json keeps the last order, and is a problem once it has settled", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("tasks.json", ["a"]);
  await listing(fixture);
  await fixture.write("tasks.json", "", 500);
  expect(await listing(fixture)).toMatchObject({ depth: 1, problems: [] });
  const hint = fixture.nextHint();
  fixture.clock.advance(1_500);
  await hint;
  expect(await listing(fixture)).toMatchObject({
    depth: 1,
    problems: [
      {
        key: "tasks_json_unreadable",
        text: `${fixture.tasks}/tasks.json can not be understood: it is empty. The last good order is kept.`,
      },
    ],
  });
  await fixture.write("tasks.json", []);
  expect(await listing(fixture)).toMatchObject({ depth: 0, problems: [] });
});

test("a half-written task is not yet there; once it has settled it is answered like one", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", '{"id": "a', 500);
  await fixture.write("queued/b.json", scanFile("b"));
  await fixture.write("tasks.json", ["a", "b"]);
  expect(await upcomingIds(fixture)).toEqual(["b"]);
  expect(await fixture.queue.claim("a")).toEqual({ kind: "gone" });
  const hint = fixture.nextHint();
  fixture.clock.advance(1_500);
  await hint;
  const { depth, upcoming } = await listing(fixture);
  expect(depth).toBe(2);
  expect(upcoming[0]).toEqual({
    kind: "invalid",
    id: "a",
    detail: expect.stringContaining("the file is not JSON"),
  });
  expect(await fixture.queue.claim("a")).toMatchObject({
    kind: "rejected",
    taskKind: null,
    failure: { code: "UNKNOWN" },
  });
  expect(await fixture.files()).toContain("in_progress/a.json");
});

test("a file from a clock that is ahead settles by our own clock", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", "{", -3_600_000);
  await fixture.write("tasks.json", ["a"]);
  expect(await upcomingIds(fixture)).toEqual([]);
  fixture.clock.advance(2_000);
  expect(await upcomingIds(fixture)).toEqual(["a"]);
  expect(await fixture.queue.claim("a")).toMatchObject({ kind: "rejected" });
});

test("what is no plain file is left alone and told", async () => {
  await using fixture = await openFixture();
  const { tasks } = fixture;
  await mkdir(join(tasks, "queued/folder.json"));
  await symlink("/etc/hostname", join(tasks, "queued/link.json"));
  Bun.spawnSync(["mkfifo", join(tasks, "queued/pipe.json")]);
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("tasks.json", ["folder", "link", "pipe", "a"]);
  expect(await listing(fixture)).toMatchObject({
    depth: 1,
    upcoming: [{ task: { id: "a" } }],
    problems: [
      {
        key: "odd_task_file",
        text: `${tasks}/queued/folder.json and 2 more in the queue are no plain files and are left alone.`,
      },
    ],
  });
  for (const id of ["folder", "link", "pipe"]) {
    expect(await fixture.queue.claim(id)).toEqual({ kind: "gone" });
  }
});

test("one thing that is no plain file is told in the singular", async () => {
  await using fixture = await openFixture();
  await mkdir(join(fixture.tasks, "queued/folder.json"));
  await fixture.write("tasks.json", ["folder"]);
  expect((await listing(fixture)).problems).toMatchObject([
    {
      text: `${fixture.tasks}/queued/folder.json is no plain file and is left alone.`,
    },
  ]);
});

test("tasks that wait for an earlier answer to be read are told", async () => {
  await using fixture = await openFixture();
  await fixture.write("tasks.json", ["a", "b"]);
  for (const id of ["a", "b"]) {
    await fixture.write(`queued/${id}.json`, scanFile(id));
    await fixture.write(`complete/${id}.json`, {});
  }
  expect(await listing(fixture)).toEqual({
    depth: 0,
    upcoming: [],
    paused: false,
    problems: [
      {
        key: "answer_unread",
        text: "2 tasks wait because their earlier answers in complete/ were not read yet: first a.",
        hint: "The webapp removes the answers it has read; to run the task again without that, delete complete/a.json.",
      },
    ],
  });
  await unlink(join(fixture.tasks, "complete/a.json"));
  expect(await listing(fixture)).toMatchObject({
    depth: 1,
    problems: [
      {
        key: "answer_unread",
        text: "1 task waits because its earlier answer in complete/ was not read yet: b.",
      },
    ],
  });
});

test("a name that differs from the listed one only in case or Unicode form is told", async () => {
  await using fixture = await openFixture();
  await fixture.write("tasks.json", ["Film", "gone", "Am\u00e9lie"]);
  await fixture.write("queued/film.json", scanFile("Film"));
  await fixture.write("queued/other.json", scanFile("other"));
  expect(await listing(fixture)).toMatchObject({
    depth: 0,
    problems: [
      {
        key: "task_misnamed",
        text: "queued/film.json waits: tasks.json does not name it, but Film, which differs in upper and lower case or in how its accents are stored.",
      },
    ],
  });
  await fixture.write("queued/Ame\u0301lie.json", scanFile("Am\u00e9lie"));
  expect(await listing(fixture)).toMatchObject({
    problems: [{ text: expect.stringContaining("(and 1 more like it)") }],
  });
  await unlink(join(fixture.tasks, "queued/Ame\u0301lie.json"));
  await fixture.write("queued/Film.json", scanFile("Film"));
  expect(await listing(fixture)).toMatchObject({ depth: 1, problems: [] });
});

test("where case makes no difference, an answer under the other name is told and does not hold up the next task", async () => {
  const other = (path: string) =>
    path.replace("complete/film.json", "complete/Film.json");
  await using fixture = await openFixture({
    ...nodeFileOps,
    lstat: (path) => nodeFileOps.lstat(other(path)),
  });
  await fixture.write("tasks.json", ["film", "next"]);
  await fixture.write("queued/film.json", scanFile("film"));
  await fixture.write("queued/next.json", scanFile("next"));
  await fixture.write("complete/Film.json", {});
  expect(await listing(fixture)).toMatchObject({ depth: 2 });
  expect(await fixture.queue.claim("film")).toEqual({ kind: "gone" });
  expect(await listing(fixture)).toMatchObject({
    depth: 1,
    upcoming: [{ task: { id: "next" } }],
    problems: [{ key: "answer_unread" }],
  });
  await unlink(join(fixture.tasks, "complete/Film.json"));
  expect(await listing(fixture)).toMatchObject({ depth: 2, problems: [] });
});

test("a task file over 1 MiB is invalid without being read", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", "x".repeat(1024 * 1024 + 1));
  await fixture.write("tasks.json", ["a"]);
  expect((await listing(fixture)).upcoming).toEqual([
    {
      kind: "invalid",
      id: "a",
      detail:
        "the file can not be read: it has 1048577 bytes, and at most 1048576 are read",
    },
  ]);
});

test("somebody else's tasks are neither counted nor claimed, however many come first", async () => {
  await using fixture = await openFixture();
  const foreign = Array.from({ length: 300 }, (_, at) => `t${at}`);
  for (const id of foreign) {
    await fixture.write(`queued/${id}.json`, { id, type: "transcode" });
  }
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("tasks.json", [...foreign, "a"]);
  const hint = fixture.nextHint();
  expect(await listing(fixture)).toMatchObject({ upcoming: [] });
  fixture.clock.advance(0);
  await hint;
  expect(await listing(fixture)).toMatchObject({
    depth: 1,
    upcoming: [{ task: { id: "a" } }],
  });
  expect(await fixture.queue.claim("t0")).toEqual({ kind: "gone" });
  expect(await fixture.files()).toContain("queued/t0.json");
});

test("a claim writes the attempt down and keeps every other key", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", ripFile("a", { extra: { deep: [1] } }));
  await fixture.write("tasks.json", ["a"]);
  await listing(fixture);
  expect(await fixture.queue.claim("a")).toMatchObject({
    kind: "claimed",
    task: { id: "a", attempts: 1 },
  });
  expect(await fixture.files()).toEqual(["in_progress/a.json", "tasks.json"]);
  expect(JSON.parse(await fixture.read("in_progress/a.json"))).toEqual(
    ripFile("a", { extra: { deep: [1] }, attempts: 1 }),
  );
  expect(await upcomingIds(fixture)).toEqual([]);
});

test("a requeued task is as it was, and can be claimed again", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a", { attempts: 1 }));
  await fixture.write("tasks.json", ["a"]);
  await fixture.queue.claim("a");
  expect(await fixture.queue.requeue("a")).toEqual({ kind: "requeued" });
  expect(JSON.parse(await fixture.read("queued/a.json"))).toEqual(
    scanFile("a", { attempts: 1 }),
  );
  expect(await upcomingIds(fixture)).toEqual(["a"]);
  expect(await fixture.queue.claim("a")).toMatchObject({ kind: "claimed" });
});

test("a requeue does not replace what was queued under that name meanwhile", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.queue.claim("a");
  const newer = scanFile("a", { created_at: "2026-01-01T00:00:00Z" });
  await fixture.write("queued/a.json", newer);
  expect(await fixture.queue.requeue("a")).toEqual({ kind: "requeued" });
  expect(JSON.parse(await fixture.read("queued/a.json"))).toEqual(newer);
  expect(await fixture.files()).toEqual(["queued/a.json"]);
});

test("nothing is claimed that was taken back, has an answer, or is claimed already", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("complete/a.json", {});
  await fixture.write("queued/b.json", scanFile("b"));
  await fixture.write("tasks.json", ["a", "b"]);
  expect(await upcomingIds(fixture)).toEqual(["b"]);
  expect(await fixture.queue.claim("a")).toEqual({ kind: "gone" });
  expect(await fixture.queue.claim("never")).toEqual({ kind: "gone" });
  await fixture.queue.claim("b");
  await fixture.write("queued/b.json", scanFile("b"));
  expect(await fixture.queue.claim("b")).toEqual({ kind: "gone" });
  await unlink(join(fixture.tasks, "complete/a.json"));
  expect(await upcomingIds(fixture)).toContain("a");
});

test("an answer is written once, a copy of a failure goes to failed/, and the claim is removed", async () => {
  await using fixture = await openFixture();
  await mkdir(join(fixture.tasks, "failed"));
  await fixture.write("queued/a.json", ripFile("a"));
  await fixture.queue.claim("a");
  const response = failedResponse("a");
  expect(await fixture.queue.complete(response)).toEqual({ kind: "written" });
  expect(await fixture.files()).toEqual(["complete/a.json", "failed/a.json"]);
  const answer = JSON.parse(await fixture.read("complete/a.json"));
  expect(JSON.parse(await fixture.read("failed/a.json"))).toEqual({
    ...ripFile("a", { attempts: 1 }),
    ...answer,
  });
});

test("a failed/ of the webapp's that is no folder keeps nobody from working", async () => {
  await using fixture = await createTasksFixture();
  await mkdir(fixture.tasks);
  await writeFile(join(fixture.tasks, "failed"), "theirs");
  expect(await fixture.queue.open(fixture.request)).toMatchObject({
    kind: "opened",
  });
  await fixture.write("queued/a.json", ripFile("a"));
  await fixture.queue.claim("a");
  const response = failedResponse("a");
  expect(await fixture.queue.complete(response)).toEqual({ kind: "written" });
  expect(await fixture.files()).toEqual(["complete/a.json", "failed"]);
});

test("a task whose file has a name in in_progress/ already, too, is claimed and done once", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  const inProgress = join(fixture.tasks, "in_progress/a.json");
  await link(join(fixture.tasks, "queued/a.json"), inProgress);
  expect(await fixture.queue.claim("a")).toMatchObject({ kind: "claimed" });
  expect(await fixture.files()).toEqual(["in_progress/a.json"]);
});

/** Process kills are in crash.test.ts; this is what a power cut may not mix up. */
test("every step of an answer is on the disk before the next one", async () => {
  let steps: string[] = [];
  const note =
    <A extends readonly string[]>(
      what: string,
      run: (...paths: A) => Promise<void>,
    ) =>
    (...paths: A) => {
      const names = paths.map((path) => path.replace(/.*\/tasks\//, ""));
      const temporary = /\.([^/]+)\.amphigory-\d+\.tmp/;
      steps.push([what, ...names].join(" ").replace(temporary, "($1)"));
      return run(...paths);
    };
  await using fixture = await openFixture({
    ...nodeFileOps,
    write: (path, text) =>
      note("write", (to: string) => nodeFileOps.write(to, text))(path),
    rename: note("rename", nodeFileOps.rename),
    link: note("link", nodeFileOps.link),
    unlink: note("unlink", nodeFileOps.unlink),
    syncFolder: note("sync", nodeFileOps.syncFolder),
  });
  await fixture.write("queued/a.json", ripFile("a"));
  await fixture.queue.claim("a");
  steps = [];
  await fixture.queue.complete(failedResponse("a"));
  expect(steps).toEqual([
    "write in_progress/(a.answer)",
    "rename in_progress/(a.answer) in_progress/a.answer",
    "sync in_progress",
    "write in_progress/(a.json)",
    "rename in_progress/(a.json) in_progress/a.json",
    "sync in_progress",
    "rename in_progress/a.answer complete/a.json",
    "sync complete",
    "sync in_progress",
    "unlink in_progress/a.json",
  ]);
});

test("an id that is queued again after its answer was read is answered again", async () => {
  await using fixture = await openFixture();
  for (const turn of [1, 2]) {
    await fixture.write("queued/a.json", scanFile("a"));
    await fixture.write("tasks.json", ["a"]);
    await listing(fixture);
    expect(await fixture.queue.claim("a")).toMatchObject({ kind: "claimed" });
    const completed = await fixture.queue.complete(failedResponse("a"));
    expect({ turn, completed }).toEqual({
      turn,
      completed: { kind: "written" },
    });
    expect(await fixture.files()).toEqual(["complete/a.json", "tasks.json"]);
    await unlink(join(fixture.tasks, "complete/a.json"));
  }
});

test("no task file can pass for one that has been answered", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a", { answered: true }));
  await fixture.write("queued/b.json", { id: "b", type: "answered" });
  await fixture.queue.claim("a");
  expect(await fixture.queue.claim("b")).toEqual({ kind: "gone" });
  await fixture.queue.close();
  const successor = fixture.make();
  await successor.open(fixture.request);
  await successor.close();
  expect(await fixture.files()).toEqual(["queued/a.json", "queued/b.json"]);
});

test("a claim that can not be removed after its answer is removed by the next opening, and not answered again", async () => {
  let isStuck = false;
  const stuck = Object.assign(new Error("stuck"), { code: "EIO" });
  await using fixture = await openFixture({
    ...nodeFileOps,
    unlink: (path) =>
      isStuck ? Promise.reject(stuck) : nodeFileOps.unlink(path),
  });
  await fixture.write("queued/a.json", ripFile("a"));
  await fixture.queue.claim("a");
  isStuck = true;
  expect(await fixture.queue.complete(failedResponse("a"))).toEqual({
    kind: "written",
  });
  isStuck = false;
  await unlink(join(fixture.tasks, "complete/a.json"));
  // What is queued under that name meanwhile waits until then.
  await fixture.write("queued/a.json", ripFile("a"));
  expect(await fixture.queue.claim("a")).toEqual({ kind: "gone" });
  expect(await fixture.queue.open(fixture.request)).toEqual({
    kind: "opened",
    delivered: [],
  });
  expect(await fixture.files()).toEqual(["queued/a.json"]);
});

test("an answer whose delivery was interrupted after it arrived is not delivered again", async () => {
  let isStuck = false;
  const stuck = Object.assign(new Error("stuck"), { code: "EIO" });
  await using fixture = await openFixture({
    ...nodeFileOps,
    syncFolder: (folder) =>
      isStuck && folder.endsWith("complete")
        ? Promise.reject(stuck)
        : nodeFileOps.syncFolder(folder),
  });
  await fixture.write("queued/a.json", ripFile("a"));
  await fixture.queue.claim("a");
  isStuck = true;
  expect(await fixture.queue.complete(failedResponse("a"))).toMatchObject({
    kind: "kept",
  });
  await unlink(join(fixture.tasks, "complete/a.json"));
  isStuck = false;
  expect(await fixture.queue.read()).toMatchObject({
    delivered: [{ taskId: "a", outcome: "failed" }],
  });
  expect(await fixture.files()).toEqual([]);
  expect(await filesBelow(fixture.outboxDir)).toEqual([]);
});

test("an answer that exists is not replaced", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", ripFile("a"));
  await fixture.queue.claim("a");
  await fixture.write("complete/a.json", "the first");
  await fixture.queue.complete(failedResponse("a"));
  expect(await fixture.read("complete/a.json")).toBe("the first");
  expect(await fixture.files()).toEqual(["complete/a.json"]);
});

test("with the tasks folder away an answer is kept, across a restart, and delivered when it is back", async () => {
  await using fixture = await openFixture();
  const { tasks, queue, request } = fixture;
  await fixture.write("queued/a.json", ripFile("a"));
  await queue.claim("a");
  await rename(tasks, `${tasks}-away`);
  expect(await queue.complete(failedResponse("a"))).toMatchObject({
    kind: "kept",
    problem: { key: "storage_gone" },
  });
  expect(await queue.read()).toMatchObject({
    kind: "unavailable",
    problem: { key: "storage_gone" },
  });
  // Once seen, it is not made anew: that would be an empty queue in the place of a disk that is not mounted.
  expect(await queue.open(request)).toMatchObject({ kind: "unavailable" });
  expect(await fixture.make().read()).toMatchObject({ kind: "unavailable" });
  await rename(`${tasks}-away`, tasks);
  await queue.close();
  const successor = fixture.make();
  expect(await successor.open(request)).toEqual({
    kind: "opened",
    delivered: [{ taskId: "a", outcome: "failed" }],
  });
  await successor.close();
  expect(await fixture.files()).toEqual(["complete/a.json"]);
  expect(await filesBelow(fixture.outboxDir)).toEqual([]);
});

test("a kept answer stays for its own tasks folder", async () => {
  await using fixture = await openFixture();
  const { tasks, base, queue, request } = fixture;
  await fixture.write("queued/a.json", ripFile("a"));
  await queue.claim("a");
  await rename(tasks, `${tasks}-away`);
  await queue.complete(failedResponse("a"));
  const other = { ...request, directory: join(base, "other") };
  expect(await queue.open(other)).toEqual({ kind: "opened", delivered: [] });
  await rename(`${tasks}-away`, tasks);
  expect(await queue.open(request)).toMatchObject({
    delivered: [{ taskId: "a", outcome: "failed" }],
  });
});

test("an answer that no folder takes is only in memory, says so, and is delivered by the next look", async () => {
  let isFull = false;
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
  await using fixture = await openFixture({
    ...nodeFileOps,
    write: (path, text) =>
      isFull ? Promise.reject(full) : nodeFileOps.write(path, text),
  });
  await fixture.write("queued/a.json", ripFile("a"));
  await fixture.queue.claim("a");
  isFull = true;
  expect(await fixture.queue.complete(failedResponse("a"))).toMatchObject({
    kind: "unsaved",
    problem: { key: "answer_unsaved" },
  });
  expect(await listing(fixture)).toMatchObject({
    problems: [{ key: "storage_full" }],
  });
  expect(await fixture.files()).toEqual(["in_progress/a.json"]);
  isFull = false;
  expect(await fixture.queue.read()).toMatchObject({
    delivered: [{ taskId: "a", outcome: "failed" }],
  });
  expect(await fixture.files()).toEqual(["complete/a.json"]);
});

test("a task whose attempt can not be written down goes back, now or when it is possible", async () => {
  let broken: readonly string[] = [];
  const refuse = (name: string) =>
    broken.includes(name)
      ? Promise.reject(Object.assign(new Error(name), { code: "EIO" }))
      : null;
  await using fixture = await openFixture({
    ...nodeFileOps,
    write: (path, text) => refuse("write") ?? nodeFileOps.write(path, text),
    link: (from, to) => refuse("link") ?? nodeFileOps.link(from, to),
  });
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("tasks.json", ["a"]);
  broken = ["write", "link"];
  expect(await fixture.queue.claim("a")).toMatchObject({
    kind: "unavailable",
  });
  broken = [];
  expect(await upcomingIds(fixture)).toEqual(["a"]);
  expect(JSON.parse(await fixture.read("queued/a.json"))).toEqual(
    scanFile("a"),
  );
});

test("a requeue that the storage refuses is made up for, and takes the attempt back once", async () => {
  let isBroken = false;
  const refused = Object.assign(new Error("gone"), { code: "EIO" });
  await using fixture = await openFixture({
    ...nodeFileOps,
    link: (from, to) =>
      isBroken ? Promise.reject(refused) : nodeFileOps.link(from, to),
  });
  await fixture.write("queued/a.json", scanFile("a", { attempts: 1 }));
  await fixture.queue.claim("a");
  isBroken = true;
  expect(await fixture.queue.requeue("a")).toMatchObject({
    kind: "unavailable",
    problem: { key: "storage_gone" },
  });
  isBroken = false;
  await fixture.queue.open(fixture.request);
  expect(JSON.parse(await fixture.read("queued/a.json"))).toEqual(
    scanFile("a", { attempts: 1 }),
  );
});

test("opening again while a task runs does not recover it", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.queue.claim("a");
  await fixture.queue.open(fixture.request);
  expect(await fixture.files()).toEqual(["in_progress/a.json"]);
  expect(await fixture.queue.complete(failedResponse("a"))).toEqual({
    kind: "written",
  });
});

test("a task is answered where it was claimed, also when another folder is open", async () => {
  await using fixture = await openFixture();
  const { queue, request, base } = fixture;
  await fixture.write("queued/a.json", scanFile("a"));
  await queue.claim("a");
  await queue.open({ ...request, directory: join(base, "other") });
  expect(queue.directory()).toBe(join(base, "other"));
  await queue.complete(failedResponse("a"));
  expect(await fixture.files()).toEqual(["complete/a.json"]);
});

test("the marker file is the pause, whoever wrote it", async () => {
  await using fixture = await openFixture();
  expect(await fixture.queue.setPaused(true)).toEqual({ kind: "set" });
  expect(await fixture.read("PAUSED")).toBe("2025-12-21T14:30:45.000Z\n");
  expect((await listing(fixture)).paused).toBe(true);
  expect(await fixture.queue.setPaused(true)).toEqual({ kind: "set" });
  await unlink(join(fixture.tasks, "PAUSED"));
  expect((await listing(fixture)).paused).toBe(false);
  expect(await fixture.queue.setPaused(false)).toEqual({ kind: "set" });
});

test("with the tasks in data/tasks, a marker where the Python daemon looks pauses, too, and resuming removes it", async () => {
  await using fixture = await createTasksFixture();
  const { base, queue, request } = fixture;
  const directory = join(base, "data", "tasks");
  await mkdir(join(base, "tasks"));
  await queue.open({ ...request, directory });
  await fixture.write("PAUSED", "2025-12-27T10:00:00");
  expect((await listing(fixture)).paused).toBe(true);
  expect(await queue.setPaused(false)).toEqual({ kind: "set" });
  expect((await listing(fixture)).paused).toBe(false);
  expect(await fixture.files()).toEqual([]);
  await queue.setPaused(true);
  expect(await fixture.files()).toEqual([]);
  expect(await filesBelow(directory)).toEqual(["PAUSED"]);
});

test("a tasks folder elsewhere does not look there, and a folder of that name is no marker", async () => {
  await using fixture = await createTasksFixture();
  const { base, queue, request } = fixture;
  await mkdir(join(base, "tasks", "PAUSED"), { recursive: true });
  await queue.open({ ...request, directory: join(base, "data", "tasks") });
  expect((await listing(fixture)).paused).toBe(false);
  expect(await queue.setPaused(false)).toEqual({ kind: "set" });
  await rm(join(base, "tasks", "PAUSED"), { recursive: true });
  await fixture.write("PAUSED", "");
  await queue.open({ ...request, directory: join(base, "other") });
  expect((await listing(fixture)).paused).toBe(false);
});

test("a second daemon is told who holds the folder", async () => {
  await using fixture = await openFixture();
  const second = fixture.make();
  expect(await second.open(fixture.request)).toMatchObject({
    kind: "held",
    problem: {
      key: "queue_held",
      text: `Another daemon (pid 1 of a test) works on the tasks folder ${fixture.tasks}.`,
    },
  });
  await fixture.queue.close();
  expect(await second.open(fixture.request)).toMatchObject({ kind: "opened" });
  await second.close();
});

test("the tasks folder is made only below a basedir that is there", async () => {
  await using fixture = await createTasksFixture();
  const { queue, request, base, tasks } = fixture;
  await rename(base, `${base}-away`);
  expect(await queue.open(request)).toMatchObject({
    kind: "unavailable",
    problem: { key: "storage_gone" },
  });
  const outside = { ...request, directory: join(base, "../elsewhere") };
  expect(await queue.open(outside)).toMatchObject({ kind: "unavailable" });
  await rename(`${base}-away`, base);
  await mkdir(tasks);
  expect(await queue.open(request)).toMatchObject({ kind: "opened" });
});

test("an empty mount point in the place of the folder is no queue", async () => {
  await using fixture = await openFixture();
  await rename(fixture.tasks, `${fixture.tasks}-away`);
  await mkdir(fixture.tasks);
  expect(await fixture.queue.read()).toMatchObject({ kind: "unavailable" });
  expect(await fixture.queue.open(fixture.request)).toMatchObject({
    kind: "unavailable",
  });
  expect(await fixture.files()).toEqual([]);
});

test("a removed subfolder is storage trouble, and made again by the next opening", async () => {
  await using fixture = await openFixture();
  await rm(join(fixture.tasks, "complete"), { recursive: true });
  expect(await fixture.queue.read()).toMatchObject({ kind: "unavailable" });
  expect(await fixture.queue.open(fixture.request)).toMatchObject({
    kind: "opened",
  });
  expect(await listing(fixture)).toMatchObject({ depth: 0 });
});

test.skipIf(process.getuid?.() === 0)(
  "a folder without the right to write is said to be one",
  async () => {
    await using fixture = await openFixture();
    await fixture.write("queued/a.json", scanFile("a"));
    await chmod(join(fixture.tasks, "queued"), 0o500);
    expect(await fixture.queue.claim("a")).toMatchObject({
      kind: "unavailable",
      problem: { key: "storage_refused" },
    });
    await chmod(join(fixture.tasks, "queued"), 0o700);
  },
);

test("a change is told once until somebody looks", async () => {
  await using fixture = await openFixture();
  await listing(fixture);
  const first = fixture.nextHint();
  await fixture.write("queued/a.json", scanFile("a"));
  await first;
  await fixture.write("tasks.json", ["a"]);
  expect(await upcomingIds(fixture)).toEqual(["a"]);
  const second = fixture.nextHint();
  fixture.clock.advance(5);
  await fixture.queue.setPaused(true);
  await second;
  expect((await listing(fixture)).paused).toBe(true);
});

test("temporary files of a killed process are removed, those of others are not", async () => {
  await using fixture = await createTasksFixture();
  await mkdir(join(fixture.tasks, "complete"), { recursive: true });
  await fixture.write("complete/.a.json.amphigory-77.tmp", "{");
  await fixture.write("complete/.other.tmp", "{");
  await fixture.queue.open(fixture.request);
  expect(await fixture.files()).toEqual(["complete/.other.tmp"]);
});

test("calls take effect in the order they are made", async () => {
  await using fixture = await openFixture();
  await fixture.write("queued/a.json", scanFile("a"));
  await fixture.write("tasks.json", ["a"]);
  const results = await Promise.all([
    fixture.queue.claim("a"),
    fixture.queue.requeue("a"),
    fixture.queue.claim("a"),
    fixture.queue.complete(failedResponse("a")),
    fixture.queue.read(),
  ]);
  expect(results.map(({ kind }) => kind)).toEqual([
    "claimed",
    "requeued",
    "claimed",
    "written",
    "read",
  ]);
});

test("a folder that stands where the pause marker should be is named, and the tasks folder is not called gone", async () => {
  await using fixture = await openFixture();
  await mkdir(join(fixture.tasks, "PAUSED"));
  expect(await fixture.queue.setPaused(false)).toMatchObject({
    kind: "unavailable",
    problem: {
      key: "storage_blocked",
      text: expect.stringContaining("PAUSED"),
    },
  });
});
