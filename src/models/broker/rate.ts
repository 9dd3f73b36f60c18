// How fast somebody may go: a bucket that fills evenly, and is emptied by what is done. (5.0 §3.14.2.1: 0x96; §3.2.2.2: 0x9F)

/** So many a second on average, and at most `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What is left of a rate, as it stood at a time. */
export interface Bucket {
  readonly rate: Rate;
  left: number;
  filledAtMs: number;
}

/** A bucket that is full; undefined without a rate. */
export function fullBucket(rate: Rate | undefined, atMs: number): Bucket | undefined {
  return rate && { rate, left: rate.burst, filledAtMs: atMs };
}

/** Takes so much out, and answers whether it was there; where it was not, all stays. Without a rate it always is. */
export function takeFrom(bucket: Bucket | undefined, atMs: number, amount = 1): boolean {
  if (bucket === undefined) return true;
  const { rate, left, filledAtMs } = bucket;
  const filled = Math.min(rate.burst, left + ((atMs - filledAtMs) / 1000) * rate.perSecond);
  bucket.filledAtMs = atMs;
  bucket.left = filled < amount ? filled : filled - amount;
  return filled >= amount;
}
