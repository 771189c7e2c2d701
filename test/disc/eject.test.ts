import { expect, test } from "bun:test";
import { ejectDisc } from "../../src/disc/eject.ts";
import { createFakeClock } from "../support/fake-clock.ts";

test("what is no optical drive is not ejected", async () => {
  const options = { clock: createFakeClock(), path: "" };
  for (const device of ["/dev/sda", "/dev/sr0; reboot", "--help", ""])
    expect(await ejectDisc(device, options)).toMatchObject({ kind: "failed" });
});
