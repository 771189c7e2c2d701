import { expect, test } from "bun:test";
import { nodeFileOps, type FileOps } from "../../src/queue/file-ops.ts";
import {
  createTasksFixture,
  failedResponse,
  ripFile,
} from "./queue-fixture.ts";

/** Single operations that a disk or a share refuses in an unlucky moment. */

function refusal(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}

test("a claim whose rename took place though the share denies it is a claim", async () => {
  const ops: FileOps = {
    ...nodeFileOps,
    async rename(from, to) {
      await nodeFileOps.rename(from, to);
      if (to.endsWith("in_progress/a.json") && from.includes("/queued/"))
        throw refusal("ENOENT");
    },
  };
  await using fixture = await createTasksFixture(ops);
  await fixture.queue.open(fixture.request);
  await fixture.write("queued/a.json", ripFile("a"));
  expect(await fixture.queue.claim("a")).toMatchObject({ kind: "claimed" });
  await fixture.queue.complete(failedResponse("a"));
  expect(await fixture.files()).toEqual(["complete/a.json"]);
});

test("a claim that can not be removed after its answer is removed by a later look, unless it is a new one", async () => {
  let isRefusing = true;
  const ops: FileOps = {
    ...nodeFileOps,
    async unlink(path) {
      if (isRefusing && path.includes("/in_progress/")) throw refusal("EIO");
      await nodeFileOps.unlink(path);
    },
  };
  await using fixture = await createTasksFixture(ops);
  const { queue } = fixture;
  await queue.open(fixture.request);
  for (const id of ["a", "b"]) {
    await fixture.write(`queued/${id}.json`, ripFile(id));
    await queue.claim(id);
    expect(await queue.complete(failedResponse(id))).toEqual({
      kind: "written",
    });
  }
  await fixture.write("in_progress/b.json", ripFile("b"));
  await queue.read();
  expect(fixture.exists("in_progress/a.json")).toBe(true);
  isRefusing = false;
  await queue.read();
  expect(await fixture.files()).toEqual([
    "complete/a.json",
    "complete/b.json",
    "in_progress/b.json",
  ]);
});
