import { connect, createServer } from "node:net";

/**
 * One port that is first the attacker's and then the daemon's, as a name is after DNS rebinding: a page that it knows
 * it serves itself, everything else goes to the daemon as it is.
 */
export async function openRelay(
  daemonPort: number,
  pageOf: (id: string) => string | null,
): Promise<Disposable & { readonly port: number }> {
  const server = createServer((client) => {
    client.on("error", () => undefined);
    client.once("data", (first) => {
      const id = /^GET \/([a-z]+) /.exec(first.toString("latin1"))?.[1];
      const page = id === undefined ? null : pageOf(id);
      if (page !== null) {
        const length = Buffer.byteLength(page);
        client.end(
          `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${page}`,
        );
        return;
      }
      const daemon = connect(daemonPort, "127.0.0.1");
      daemon.on("error", () => client.destroy());
      daemon.write(first);
      client.pipe(daemon).pipe(client);
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("no port for the relay");
  }
  return { port: address.port, [Symbol.dispose]: () => void server.close() };
}
