// One share of a run of which several machines take one each: chosen by the name of a case alone, so that a new case moves no other.

import { fingerprint } from "./fingerprint.ts";

/** The share `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `3/16`; undefined where it is no share. */
export function parseShard(written: string): Shard | undefined {
  const found = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(written);
  const [index, count] = [Number(found?.[1]), Number(found?.[2])];
  return found !== null && index <= count ? { index, count } : undefined;
}

/** The cases of a share. Each case is in exactly one of them, whatever else there is. */
export function inShard<C extends { readonly id: string }>(cases: readonly C[], { index, count }: Shard): readonly C[] {
  return cases.filter(({ id }) => mixed(Number.parseInt(fingerprint(id), 36)) % count === index - 1);
}

/** Spreads the bits of a hash, whose lowest are alike for names that are alike (the end of MurmurHash3). */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
