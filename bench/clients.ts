/**
 * Many webapps in one process: `bun bench/clients.ts PORT COUNT`. Prints `ready` when each is connected, and after that
 * one line for every pause or resume: the time (milliseconds since 1970) at which the last client had heard of it.
 */
const [port, count] = process.argv.slice(2).map(Number);

let ready = 0;
let heard = 0;
for (let client = 0; client < (count ?? 0); client++) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  socket.addEventListener("message", ({ data }) => take(String(data)));
  socket.addEventListener("close", () => {
    console.error("a client was dropped");
    process.exit(1);
  });
}

function take(text: string): void {
  if (text.startsWith('{"type":"sync"') && ++ready === count) {
    console.log("ready");
  }
  if (!/^\{"type":"daemon","event":"(paused|resumed)"/.test(text)) return;
  heard++;
  if (heard % (count ?? 1) === 0) {
    console.log(performance.timeOrigin + performance.now());
  }
}
