import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runLogs } from "../../src/logs/run-logs.ts";
import { scanTask, startHost, until } from "../support/daemon.ts";

test("what a daemon says on stderr is in its log, and each task finds its own lines", async () => {
  await using host = await startHost({ webappConfig: { log_level: "warn" } });
  const path = join(host.configDir, "logs", "daemon.jsonl");
  await host.queue(scanTask("quiet"));
  await host.answer("quiet");
  host.webappConfig = { ...host.webappConfig, log_level: "info" };
  host.daemon.process.kill("SIGTERM");
  await host.daemon.process.exited;
  await host.start();
  await host.daemon.state(({ queue }) => queue.kind === "open");
  await host.queue(scanTask("loud"), scanTask("other"));
  await host.answer("other");
  const second = await until("the end of the second task", () => {
    const log = host.daemon.log();
    return /"task finished","taskId":"other"/.test(log) ? log : null;
  });
  expect(readFileSync(path, "utf8")).toEndWith(second);

  let out = "";
  await runLogs({
    configDir: host.configDir,
    follow: false,
    task: "loud",
    lines: null,
    json: true,
    out: (text) => void (out += text),
  });
  const messages = out
    .trimEnd()
    .split("\n")
    .map((line) => String(JSON.parse(line).message));
  expect(messages[0]).toBe("taskClaimed");
  expect(messages.at(-1)).toBe("task finished");
  expect(messages).toContain("scanEnded");
  expect(out).not.toContain('"other"');
  expect(readFileSync(path, "utf8")).not.toContain('"taskId":"quiet"');
});
