import { expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startHost } from "../support/daemon.ts";

test("a daemon that can not have its control socket says why and ends", async () => {
  await using host = await startHost({ stopped: true });
  await mkdir(join(host.configDir, "run", "daemon.sock"), { recursive: true });
  const daemon = await host.start();
  expect(await daemon.process.exited).toBe(1);
  await daemon.kill();
  expect(daemon.log()).toContain("no socket at");
});
