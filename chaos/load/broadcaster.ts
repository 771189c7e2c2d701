/**
 * The webapp's server alone, without a daemon: `bun chaos/load/broadcaster.ts SECONDS`. Prints its port; when it is told
 * (a line on stdin), sends 4 messages of progress a second that say in their task id when they were sent, and prints
 * `done`.
 */
import { systemClock } from "../../src/lib/clock.ts";
import { createWebappServer } from "../../src/server/webapp-server.ts";
import { progressMessage } from "../../src/wire/message.ts";
import { readyState, settings } from "../../test/support/states.ts";

const seconds = Number(process.argv[2]);
const server = createWebappServer({
  clock: systemClock,
  getState: readyState,
  getToken: () => null,
  onClients: () => undefined,
  onConfigUpdate: () => undefined,
});
const outcome = await server.listen({
  ...settings,
  websocketPort: 0,
  listen: ["127.0.0.1"],
});
console.log(outcome.kind === "listening" ? outcome.port : 0);
for await (const _ of console) break;
for (let turn = 0; turn < 4 * seconds; turn++) {
  server.broadcast([
    progressMessage({
      taskId: `sent-${performance.timeOrigin + performance.now()}`,
      percent: (100 * turn) / (4 * seconds),
      etaMs: 1_000,
      currentSizeBytes: turn,
      bytesPerSecond: 42_000_000,
    }),
  ]);
  await Bun.sleep(250);
}
console.log("done");
setInterval(() => undefined, 60_000);
