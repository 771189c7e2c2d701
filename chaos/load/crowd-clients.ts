/**
 * Many webapps in one process: `bun chaos/load/crowd-clients.ts PORT COUNT`. Prints `ready` when each is connected; when
 * it is told (a line on stdin), prints as JSON what they heard (`Heard` in crowd.ts).
 */
export {};

const [port, count = 0] = process.argv.slice(2).map(Number);
const latencies: number[] = [];
let ready = 0;
let dropped = 0;
let progress = 0;
let completed = 0;
let backwards = 0;

for (let client = 0; client < count; client++) {
  let percent = -1;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  socket.addEventListener("close", () => dropped++);
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    if (message.type === "sync" && ++ready === count) console.log("ready");
    if (message.type === "status" && message.status === "completed")
      completed++;
    if (message.type !== "progress") return;
    progress++;
    if (message.percent < percent) backwards++;
    percent = message.percent;
    const sent = /^sent-([\d.]+)$/.exec(message.task_id)?.[1];
    if (sent)
      latencies.push(performance.timeOrigin + performance.now() - Number(sent));
  });
}
for await (const _ of console) break;
console.log(
  JSON.stringify({
    clients: count,
    dropped,
    progress,
    completed,
    backwards,
    latencies,
  }),
);
setInterval(() => undefined, 60_000);
