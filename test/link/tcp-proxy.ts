import { createServer, connect, type AddressInfo, type Socket } from "node:net";

/** A way to a server that can be made to swallow everything, as a cut cable or a machine that sleeps does. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Nothing comes through any more, in either direction, and nobody is told. */
  freeze(): void;
  /** New connections come through again; the frozen ones stay as they are. */
  heal(): void;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const frozen = new Set<Socket>();
  let isFrozen = false;

  function pass(from: Socket, to: Socket): void {
    sockets.add(from);
    if (isFrozen) frozen.add(from);
    from.on("data", (data) => {
      if (!frozen.has(from)) to.write(data);
    });
    from.on("error", () => from.destroy());
    from.on("close", () => {
      sockets.delete(from);
      if (!frozen.has(from)) to.destroy();
    });
  }

  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    pass(near, far);
    pass(far, near);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    freeze() {
      isFrozen = true;
      for (const socket of sockets) frozen.add(socket);
    },
    heal() {
      isFrozen = false;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
