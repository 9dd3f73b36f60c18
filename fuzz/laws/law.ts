// What a law is: a sentence about a codec, the values it speaks of, and a check that throws where it does not hold.

import fc from "fast-check";
import type { createDecoder, decode, encode, encodeInto, feed } from "../../src/codec/index.ts";

/** The five functions that the laws speak of, so that they can be tried on a codec that is broken on purpose. */
export interface Codec {
  readonly decode: typeof decode;
  readonly encode: typeof encode;
  readonly encodeInto: typeof encodeInto;
  readonly createDecoder: typeof createDecoder;
  readonly feed: typeof feed;
}

/** One law. */
export interface Law {
  /** Short, for file names and the corpus. */
  readonly name: string;
  readonly sentence: string;
  readonly values: fc.Arbitrary<unknown>;
  /** Throws where the law does not hold for `value`. */
  readonly check: (codec: Codec, value: unknown) => void;
}

/** A value for which a law does not hold, as small as could be found. */
export interface Counterexample {
  readonly law: string;
  readonly seed: number;
  readonly value: unknown;
  readonly why: string;
}

/** Makes a law of values of one type. */
export function law<T>(
  name: string,
  sentence: string,
  values: fc.Arbitrary<T>,
  check: (codec: Codec, value: T) => void,
): Law {
  return { name, sentence, values, check: check as Law["check"] };
}

const SEED = 20_191_031;
const RUNS = 1500;

/** How many values of each law are tried, and from which seed: fixed, unless the environment says otherwise. */
export function parameters(): { readonly runs: number; readonly seed: number } {
  return {
    runs: Number(process.env["TOUCHSTONE_RUNS"] ?? RUNS),
    seed: Number(process.env["TOUCHSTONE_SEED"] ?? SEED),
  };
}

/** Looks for a value that breaks `broken`, and makes it small. */
export function counterexample(broken: Law, codec: Codec, runs: number, seed: number): Counterexample | undefined {
  const property = fc.property(broken.values, (value) => broken.check(codec, value));
  const outcome = fc.check(property, { numRuns: runs, seed });
  if (!outcome.failed) return undefined;
  const why = outcome.errorInstance instanceof Error ? outcome.errorInstance.message : String(outcome.errorInstance);
  return { law: broken.name, seed, value: outcome.counterexample?.[0], why };
}
