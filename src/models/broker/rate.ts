// How fast somebody may go: a bucket that fills evenly, and is emptied by what is done. (5.0 §3.14.2.1: 0x96; §3.2.2.2: 0x9F)

/** So many a second on average, and at most `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What is left at a time. */
export interface Bucket {
  left: number;
  atMs: number;
}

/** A bucket that is full. */
export function fullBucket(rate: Rate | undefined, atMs: number): Bucket {
  return { left: rate?.burst ?? 0, atMs };
}

/** Takes one out, and answers whether there was one. Without a rate there always is. */
export function takeFrom(bucket: Bucket, rate: Rate | undefined, atMs: number): boolean {
  if (rate === undefined) return true;
  bucket.left = Math.min(rate.burst, bucket.left + ((atMs - bucket.atMs) / 1000) * rate.perSecond);
  bucket.atMs = atMs;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}
