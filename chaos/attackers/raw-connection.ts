import { connect } from "node:net";

/** Bytes in, bytes out: nothing that a proper client would put right. */
export interface RawConnection extends Disposable {
  write(bytes: Uint8Array | string): void;
  /** Everything that came so far. */
  received(): Buffer;
  /** Asks with everything that comes until there is an answer; `null` after `ms`, or when it is closed without one. */
  waitFor<T>(find: (bytes: Buffer) => T | null, ms: number): Promise<T | null>;
  /** Whether the other side ended it within `ms`. */
  closesWithin(ms: number): Promise<boolean>;
  isOpen(): boolean;
  /** Reads nothing more. */
  pause(): void;
}

type Place =
  { readonly port: number; readonly host?: string } | { readonly path: string };

/** Rejects when there is nobody. */
export async function openRaw(place: Place): Promise<RawConnection> {
  const socket = connect({ host: "127.0.0.1", ...place, noDelay: true });
  const chunks: Buffer[] = [];
  const looks = new Set<() => void>();
  let isOpen = true;
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  socket.once("connect", resolve);
  socket.on("error", reject);
  socket.on("data", (chunk) => {
    chunks.push(Buffer.from(chunk));
    for (const look of looks) look();
  });
  socket.on("close", () => {
    isOpen = false;
    for (const look of looks) look();
  });
  await opened;

  /** `find` is asked now, with every change, and when the time is over. */
  function watch<T>(find: () => T | null, ms: number): Promise<T | null> {
    return new Promise((done) => {
      const end = (found: T | null) => {
        looks.delete(look);
        clearTimeout(timer);
        done(found);
      };
      const look = () => {
        const found = find();
        if (found !== null || !isOpen) end(found);
      };
      const timer = setTimeout(() => end(find()), ms);
      looks.add(look);
      look();
    });
  }

  const received = () => Buffer.concat(chunks);
  return {
    write: (bytes) => void (isOpen && socket.write(bytes)),
    received,
    waitFor: (find, ms) => watch(() => find(received()), ms),
    closesWithin: async (ms) => {
      await watch(() => (isOpen ? null : true), ms);
      return !isOpen;
    },
    isOpen: () => isOpen,
    pause: () => void socket.pause(),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}
