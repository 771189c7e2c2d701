import { expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Drive } from "../../src/state/state.ts";
import { controlSocketPath, snapshotOf } from "../../src/wire/attach.ts";
import { ejectDisc } from "../../tui/eject-disc.ts";
import { noDisc, problem, readyState } from "../support/states.ts";
import { tempDir } from "../support/temp-dir.ts";

/** Something on the control socket that shows one drive after the other, and stays with the last one. */
async function standIn(...drives: readonly Drive[]) {
  const dir = await tempDir();
  const path = controlSocketPath(dir.path);
  await mkdir(dirname(path));
  const commands: string[] = [];
  let looks = 0;
  const server = Bun.serve({
    unix: path,
    async fetch(request) {
      if (request.method === "GET") {
        const drive = drives[Math.min(looks, drives.length - 1)] ?? noDisc;
        looks += 1;
        return Response.json(snapshotOf(readyState({ drive })));
      }
      commands.push(await request.text());
      return Response.json({ ok: true });
    },
  });
  return {
    configDir: dir.path,
    commands,
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      await dir[Symbol.asyncDispose]();
    },
  };
}

const ejecting: Drive = { ...noDisc, eject: { kind: "ejecting" } };

test("waits until the disc is out", async () => {
  await using daemon = await standIn(ejecting, ejecting, noDisc);
  expect(await ejectDisc({ ...daemon, lookMs: 1 })).toEqual({
    kind: "ejected",
    text: "The disc is out.",
  });
  expect(daemon.commands).toEqual(['{"command":"eject"}']);
});

test("says why it is not", async () => {
  const failed = { kind: "failed", problem: problem("eject_failed") } as const;
  await using daemon = await standIn(ejecting, { ...noDisc, eject: failed });
  expect(await ejectDisc({ ...daemon, lookMs: 1 })).toEqual({
    kind: "failed",
    text: "Something is wrong (eject_failed). Put it right.",
  });
});

test("does not wait for ever", async () => {
  await using daemon = await standIn(ejecting);
  expect(await ejectDisc({ ...daemon, lookMs: 1, limitMs: 5 })).toEqual({
    kind: "failed",
    text: "The drive does not let go of the disc. Look with 'amphigory status', or press the button of the drive.",
  });
});

test("says that there is no daemon", async () => {
  await using dir = await tempDir();
  expect(await ejectDisc({ configDir: dir.path })).toEqual({
    kind: "notRunning",
  });
});
