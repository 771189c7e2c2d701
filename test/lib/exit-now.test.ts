import { expect, test } from "bun:test";
import { join } from "node:path";

test("the process ends with the code, and nothing of it is asked before", async () => {
  const source = `
    import { exitNow } from ${JSON.stringify(join(import.meta.dir, "../../src/lib/exit-now.ts"))};
    process.on("exit", () => console.log("asked"));
    await exitNow(3);
  `;
  const child = Bun.spawn([process.execPath, "-e", source], { stdout: "pipe" });
  expect([await child.exited, await child.stdout.text()]).toEqual([3, ""]);
});
