/** A WebSocket client that waits for messages and never for time. */
export interface WsClient extends Disposable {
  /** Every message so far, parsed. */
  readonly messages: readonly unknown[];
  /** The first message, already here or to come, that is right. */
  next(isRight: (message: unknown) => boolean): Promise<unknown>;
  send(data: string | Uint8Array): void;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface WsClientOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Rejects if the server does not upgrade. `ws+unix://PATH:/watch` works too. */
export async function connectWs(
  url: string,
  options: WsClientOptions = {},
): Promise<WsClient> {
  const socket = new WebSocket(url, { headers: { ...options.headers } });
  const messages: unknown[] = [];
  let look = Promise.withResolvers<void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => {
      resolve({ code, reason });
      look.reject(new Error(`closed with ${code} ${reason}`));
      // Nobody may be waiting just now; whoever comes later is told the same.
      look.promise.catch(() => undefined);
    });
  });
  socket.addEventListener("message", ({ data }) => {
    messages.push(JSON.parse(String(data)));
    look.resolve();
    look = Promise.withResolvers();
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve(), { once: true });
    socket.addEventListener("error", () => reject(new Error("not upgraded")), {
      once: true,
    });
  });
  return {
    messages,
    closed,
    async next(isRight) {
      for (let index = 0; ; index += 1) {
        while (index >= messages.length) await look.promise;
        if (isRight(messages[index])) return messages[index];
      }
    },
    send: (data) => socket.send(data),
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** Whether a message has at least these keys with these values. */
export function has(
  part: Readonly<Record<string, unknown>>,
): (message: unknown) => boolean {
  return (message) =>
    typeof message === "object" &&
    message !== null &&
    Object.entries(part).every(([key, value]) =>
      Bun.deepEquals(new Map(Object.entries(message)).get(key), value),
    );
}
