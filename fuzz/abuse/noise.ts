// Chance that comes again from its seed. (mulberry32)

/** A source of it. */
export interface Noise {
  /** A number from 0 to below this. */
  below(limit: number): number;
  bytes(count: number): Uint8Array;
}

/** A source of chance, the same for the same seed. */
export function noise(seed: number): Noise {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    below: (limit) => next() % limit,
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 0xff),
  };
}
