import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { ejectOnMacos, sayRefusal } from "../../../src/disc/macos/eject.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createFakeMac, type FakeMac } from "./fake-mac.ts";

const DISSENT = `Unmount of disk4 failed: at least one volume could not be unmounted
Unmount was dissented by PID 412 (/usr/bin/mds)
`;

/** Lets the pauses between the tries pass. */
async function eject(mac: FakeMac, device = "/dev/rdisk4") {
  const clock = createFakeClock();
  const ejecting = ejectOnMacos(device, { clock, path: mac.path });
  let isOver = false;
  void ejecting.then(() => (isOver = true));
  while (!isOver) {
    clock.advance(100);
    await Bun.sleep(5);
  }
  return ejecting;
}

test("a disc is ejected by the name of its disk", async () => {
  await using mac = await createFakeMac();
  expect(await eject(mac)).toEqual({ kind: "ejected" });
  expect(mac.calls()).toEqual(["eject disk4"]);
});

test("three refusals are enough, and who refuses is named", async () => {
  await using mac = await createFakeMac();
  writeFileSync(mac.file("refusals"), DISSENT);
  expect(await eject(mac)).toEqual({
    kind: "failed",
    reason:
      "mds (process 412) keeps the disc: Unmount of disk4 failed: at least one volume could not be unmounted; Unmount was dissented by PID 412 (/usr/bin/mds); diskutil ended with exit code 1",
  });
  expect(mac.calls()).toEqual(["eject disk4", "eject disk4", "eject disk4"]);
});

test("a disc that is gone at the second try has been ejected", async () => {
  await using mac = await createFakeMac();
  writeFileSync(mac.file("refusals"), "Could not find disk: disk4\n");
  expect(await eject(mac)).toEqual({ kind: "ejected" });
  expect(mac.calls().length).toBe(2);
});

test("without diskutil, and for a device of another system, it says so", async () => {
  await using mac = await createFakeMac();
  expect(await eject({ ...mac, path: mac.file("nodes") })).toEqual({
    kind: "failed",
    reason: "diskutil was not found on PATH",
  });
  expect(await eject(mac, "/dev/sr0")).toEqual({
    kind: "failed",
    reason: "/dev/sr0 is no disc of this system",
  });
});

test.each([
  [
    "Volume Audio CD on disk7 failed to unmount:\ndissented by PID 86779 (/Applications/Some Player.app/Contents/MacOS/Player)\n",
    "Player (process 86779) keeps the disc: Volume Audio CD on disk7 failed to unmount:; dissented by PID 86779 (/Applications/Some Player.app/Contents/MacOS/Player)",
  ],
  [
    "dissented by PID 7",
    "a program (process 7) keeps the disc: dissented by PID 7",
  ],
  ["Disk 4 is busy\n", "Disk 4 is busy"],
])("what diskutil says is said for a person: %j", (text, reason) => {
  expect(sayRefusal(text)).toBe(reason);
});
