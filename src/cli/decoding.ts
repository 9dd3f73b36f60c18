// One packet of the input of `touchstone decode`, and what became of it.

import type { Version } from "../../spec/index.ts";
import type { Decoded } from "../codec/index.ts";
import type { Field } from "../inspect/index.ts";
import type { ToldViolation } from "./violation-text.ts";

/** One packet of the input, and what became of it. */
export interface Decoding {
  readonly version: Version;
  /** From the first byte of the input. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly decoded: Decoded;
  readonly fields: readonly Field[];
  readonly violations: readonly ToldViolation[];
}

/** What a packet is, in a word. */
export function verdictOf(decoding: Decoding): "well-formed" | "malformed" | "incomplete" {
  if (decoding.decoded.kind === "incomplete") return "incomplete";
  return decoding.violations.length > 0 ? "malformed" : "well-formed";
}
