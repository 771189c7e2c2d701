/** Waits that double: `first`, twice that, … up to `limit`. Milliseconds. */
export interface Backoff {
  /** The next wait. */
  next(): number;
  /** It worked: begin again with the shortest wait. */
  reset(): void;
}

export function createBackoff(firstMs: number, limitMs: number): Backoff {
  let wait = firstMs;
  return {
    next() {
      const current = Math.min(wait, limitMs);
      wait = Math.min(wait * 2, limitMs);
      return current;
    },
    reset() {
      wait = firstMs;
    },
  };
}
