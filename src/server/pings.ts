import type { ServerWebSocket } from "bun";
import type { Clock } from "../lib/clock.ts";

type Client = ServerWebSocket<undefined>;

/**
 * Drops clients that leave two pings unanswered (30 to 45 seconds): a computer that sleeps and a program that hangs
 * leave sockets that are open and deaf. The pings are our own, since those of `Bun.serve` never miss an answer as
 * long as we send something else (seen on Bun 1.4.5).
 */
export interface Pings {
  /** It has just come, or said something. */
  heard(client: Client): void;
  gone(client: Client): void;
}

const PING_INTERVAL_MS = 15_000;
const MAX_UNANSWERED = 2;

/** Nothing runs while there are no clients. */
export function createPings(clock: Clock): Pings {
  /** Pings since each was last heard of. */
  const unanswered = new Map<Client, number>();
  let stop: (() => void) | null = null;

  function pingAll(): void {
    stop = clock.after(PING_INTERVAL_MS, pingAll);
    for (const [client, count] of unanswered) {
      if (count >= MAX_UNANSWERED) {
        client.terminate();
        continue;
      }
      unanswered.set(client, count + 1);
      client.ping();
    }
  }

  return {
    heard(client) {
      unanswered.set(client, 0);
      stop ??= clock.after(PING_INTERVAL_MS, pingAll);
    },
    gone(client) {
      unanswered.delete(client);
      if (unanswered.size > 0) return;
      stop?.();
      stop = null;
    },
  };
}
