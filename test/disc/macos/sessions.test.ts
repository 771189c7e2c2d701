import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { DiscEvent } from "../../../src/state/event.ts";
import { createLineSplitter } from "../../../src/lib/split-lines.ts";
import {
  appeared,
  begin,
  disappeared,
  dvd,
  film,
  hardDisk,
  idle,
  mounted,
  unmounted,
  type Keys,
} from "./macos-text.ts";
import { createPureWorld } from "./pure-world.ts";

/** Whole sessions of diskutil activity: cut anywhere, in pieces of any size, and for ever. */

const recordings =
  process.env["AMPHIGORY_TRANSCRIPTS"] ??
  join(import.meta.dir, "../../../../shared/transcripts");
const recording = join(recordings, "diskutil-activity-macos-2022.txt");

const disks: Readonly<Record<string, Keys>> = {
  disk0: hardDisk,
  disk1: film,
  disk10: { ...film, VolumeName: "TEN" },
  disk4: dvd,
};

const session = `${[
  begin,
  appeared("disk0s1", { kind: "apfs", name: "é')" }),
  appeared("disk0"),
  appeared("disk10", { kind: "udf", name: "TEN" }),
  idle,
  appeared("disk1", { kind: "udf", name: "it's (a) film" }),
  mounted("disk1", "file:///Volumes/it's%20(a)%20film/"),
  idle,
  disappeared("disk10"),
  unmounted("disk1"),
  idle,
  disappeared("disk1"),
  appeared("disk4"),
  idle,
  disappeared("disk4"),
  appeared("disk1"),
].join("\n")}\n`;

/** What is told of these bytes, each chunk of them answered before the next one. */
function play(chunks: readonly Uint8Array[]): readonly DiscEvent[] {
  const world = createPureWorld(disks);
  const splitter = createLineSplitter();
  world.step({ type: "started" });
  for (const chunk of chunks)
    for (const line of splitter.push(chunk)) {
      world.lines(line);
      world.answer();
    }
  world.lines(...splitter.flush());
  world.answer();
  return world.told();
}

const bytes = new TextEncoder().encode(session);
const whole = play([bytes]);

test("the session tells what it should", () => {
  const told = whole.map((event) =>
    "device" in event ? `${event.type} ${event.device}` : event.type,
  );
  expect(told).toEqual([
    "discInserted /dev/rdisk10",
    "discMonitorReady",
    "discInserted /dev/rdisk1",
    "discEjected /dev/rdisk10",
    "discEjected /dev/rdisk1",
    "discInserted /dev/rdisk1",
  ]);
});

test("a session that is cut at any byte tells no more than the beginning of it", () => {
  for (let end = 0; end < bytes.length; end += 1) {
    const told = play([bytes.slice(0, end)]);
    expect(told).toEqual(whole.slice(0, told.length));
  }
});

test("in pieces of any size it tells the same", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 60 }),
      (sizes) => {
        const chunks: Uint8Array[] = [];
        let start = 0;
        for (const size of sizes)
          chunks.push(bytes.slice(start, (start += size)));
        expect(play([...chunks, bytes.slice(start)])).toEqual(whole);
      },
    ),
    { numRuns: 50 },
  );
});

describe.skipIf(!existsSync(recording))("a recording without discs", () => {
  const text = existsSync(recording) ? readFileSync(recording) : Buffer.of();

  test("tells that it is ready, and nothing else", () => {
    expect(told(text, hardDisk)).toEqual(["discMonitorReady"]);
  });

  test("would tell each time that the disk came and went, if it were a disc", () => {
    const comeAndGo = ["discInserted", "discEjected"];
    expect(told(text, film)).toEqual([
      "discInserted",
      "discMonitorReady",
      "discEjected",
      ...comeAndGo,
      "discInserted",
    ]);
  });

  /** With `keys` for disk4 and hard disks otherwise. */
  function told(session: Uint8Array, keys: Keys): readonly string[] {
    const world = createPureWorld({ disk4: keys });
    for (const disk of ["disk0", "disk1", "disk2", "disk3"])
      world.disks.set(disk, hardDisk);
    world.step({ type: "started" });
    for (const line of createLineSplitter().push(session)) {
      world.lines(line);
      world.answer();
    }
    return world.told().map(({ type }) => type);
  }
});

test("in any order of lines, answers, ends and looks, each disc comes once before it goes", () => {
  const disk = fc.constantFrom("disk1", "disk10", "disk4");
  const action = fc.oneof(
    disk.map((disk) => ({ does: "appear" as const, disk })),
    disk.map((disk) => ({ does: "disappear" as const, disk })),
    disk.map((disk) => ({ does: "mount" as const, disk })),
    disk.map((disk) => ({ does: "change" as const, disk })),
    fc.constantFrom(
      { does: "idle" as const },
      { does: "answer" as const },
      { does: "restart" as const },
      { does: "look" as const },
      { does: "wait" as const },
    ),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const world = createPureWorld(disks);
      world.step({ type: "started" });
      for (const one of actions) {
        if (one.does === "appear") world.lines(appeared(one.disk));
        if (one.does === "disappear") world.lines(disappeared(one.disk));
        if (one.does === "mount") world.lines(mounted(one.disk));
        if (one.does === "change") world.disks.set(one.disk, dvd);
        if (one.does === "idle") world.lines(idle);
        if (one.does === "answer") world.answer();
        if (one.does === "wait") world.advance(10_000);
        if (one.does === "look") world.step({ type: "lookRequested" });
        if (one.does !== "restart") continue;
        world.step({ type: "ended", reason: "killed" });
        world.step({ type: "started" });
      }
      // Whatever has been, in the end it is quiet, and every disc that is told goes.
      world.lines(idle, ...Object.keys(disks).map(disappeared));
      for (let time = 0; time < 5; time += 1) {
        world.answer();
        world.advance(10_000);
      }
      expect(left(world.told())).toEqual([]);
      expect(world.state().disks.size).toBe(0);
      expect(world.state().asked).toBeNull();
      expect(world.state().isLooking).toBe(false);
    }),
    { numRuns: 500 },
  );
});

/** The devices of discs that were inserted and not ejected. Throws for an eject of a disc that is not there. */
function left(events: readonly DiscEvent[]): readonly string[] {
  const present = new Set<string>();
  for (const event of events) {
    if (event.type === "discInserted") present.add(event.device);
    if (event.type === "discEjected")
      expect(present.delete(event.device)).toBe(true);
  }
  return [...present];
}

test("ten thousand discs leave nothing behind", () => {
  const world = createPureWorld({ disk0: hardDisk });
  world.step({ type: "started" });
  world.lines(appeared("disk0"), idle);
  world.answer();
  for (let cycle = 0; cycle < 10_000; cycle += 1) {
    const disk = `disk${4 + (cycle % 30)}`;
    world.disks.set(disk, cycle % 3 === 0 ? dvd : film);
    world.lines(appeared(disk), appeared(`${disk}s1`), idle);
    if (cycle % 2 === 0) world.answer();
    world.lines(disappeared(disk));
    world.answer();
    world.disks.delete(disk);
  }
  expect([...world.state().disks.keys()]).toEqual(["disk0"]);
  expect(left(world.told())).toEqual([]);
});
