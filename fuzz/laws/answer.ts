// What every answer of the codec must be, whatever it was given: one of the three, and sound.

import assert from "node:assert/strict";
import type { Version } from "../../spec/index.ts";
import { findRequirement, REASON_CODES, versionOf } from "../../spec/index.ts";
import type { Decoded, Violation } from "../../src/codec/index.ts";
import { headerSize, remainingLength } from "../arbitraries/index.ts";

const KNOWN_CODES: ReadonlySet<number> = new Set(REASON_CODES.map(({ code }) => code));

/** Long enough for what stood there, and too short for a payload. */
const LONGEST_FOUND = 500;

/** A violation cites a sentence of its version, earns a code that exists, and points into the packet, or just behind its last byte. */
function assertSound(violation: Violation, version: Version, size: number): void {
  const { requirement, reasonCode, offset, found } = violation;
  assert.ok(findRequirement(requirement) !== undefined, `${requirement} is no sentence of the standard`);
  assert.equal(versionOf(requirement), version, `${requirement} is no sentence of ${version}`);
  assert.ok(KNOWN_CODES.has(reasonCode) && reasonCode >= 0x80, `${reasonCode} is no Reason Code of a fault`);
  assert.ok(Number.isInteger(offset) && offset >= 0 && offset <= size, `offset ${offset} in ${size} bytes`);
  assert.ok(found.length > 0 && found.length <= LONGEST_FOUND, `found is ${found.length} characters long`);
}

/** The answer to `bytes` is exactly one of the three, and what it says of them is true. */
export function assertAnswer(decoded: Decoded, bytes: Uint8Array, version: Version): void {
  const whole = wholeSize(bytes);
  const there = whole === undefined ? bytes.length : Math.min(bytes.length, whole);
  switch (decoded.kind) {
    case "packet":
      assert.equal(decoded.size, whole);
      assert.ok(there === whole, "a packet whose end has not come");
      for (const violation of decoded.violations) assertSound(violation, version, there);
      return;
    case "incomplete":
      assert.equal(decoded.missing, whole === undefined ? undefined : whole - bytes.length);
      assert.ok(decoded.missing === undefined || decoded.missing > 0, "nothing is missing");
      return;
    case "malformed":
      return assertSound(decoded.violation, version, there);
  }
}

/** The size that the fixed header announces, where it is all there. */
export function wholeSize(bytes: Uint8Array): number | undefined {
  const header = headerSize(bytes);
  return header === undefined ? undefined : header + (remainingLength(bytes) as number);
}
