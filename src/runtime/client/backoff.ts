// How long to wait before the next attempt: exponentially longer, and anywhere in between, so that clients that lost the same
// server do not come back to it at the same moment ("full jitter").

/** How long to wait at most. Milliseconds. */
export interface Backoff {
  /** The bound of the first wait. */
  readonly firstMs: number;
  /** The bound of every wait. */
  readonly mostMs: number;
}

/** The wait before an attempt, the first of which is 0, from a random number of at least 0 and below 1. */
export function backoffMs(attempt: number, { firstMs, mostMs }: Backoff, random: number): number {
  return Math.floor(random * Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 52)));
}
