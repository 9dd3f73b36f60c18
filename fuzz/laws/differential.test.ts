// Our codec against mqtt-packet 9, which knows nothing of it: the same packets, and of the differences only those that are listed.

import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findRequirement, versionOf } from "../../spec/index.ts";
import { bytesOf, mutatedBytes, sample } from "../arbitraries/index.ts";
import type { Difference } from "./difference.ts";
import { readingDifference, writingDifference } from "./difference.ts";
import { DIFFERENCES } from "./differences.ts";
import { parameters } from "./law.ts";
import { parseTheirs } from "./mqtt-packet.ts";
import { toJson } from "./value-json.ts";

const { runs, seed } = parameters();
const numRuns = runs * 2;
const PATIENCE_MS = 60_000;

/** A difference that no class knows, as JSON; undefined for all others. */
function unlisted(difference: Difference | undefined): string | undefined {
  if (difference === undefined || DIFFERENCES.some(({ matches }) => matches(difference))) return undefined;
  return toJson(difference);
}

test(
  "mqtt-packet reads what we write, and means the same",
  () => {
    fc.assert(
      fc.property(sample, (made) => {
        expect(unlisted(readingDifference(bytesOf(made), made.version))).toBeUndefined();
      }),
      { numRuns, seed },
    );
  },
  PATIENCE_MS,
);

test(
  "we read what mqtt-packet writes, and mean the same",
  () => {
    fc.assert(
      fc.property(sample, ({ packet, version }) => {
        expect(unlisted(writingDifference(packet, version))).toBeUndefined();
      }),
      { numRuns, seed },
    );
  },
  PATIENCE_MS,
);

test(
  "of damaged bytes both make the same, or differ as is listed",
  () => {
    const damaged = sample.chain((made) => fc.tuple(fc.constant(made.version), mutatedBytes(bytesOf(made))));
    fc.assert(
      fc.property(damaged, ([version, bytes]) => {
        expect(unlisted(readingDifference(bytes, version))).toBeUndefined();
      }),
      { numRuns: numRuns * 2, seed },
    );
  },
  PATIENCE_MS,
);

test.each(DIFFERENCES)("mqtt-packet $name", ({ example, matches, requirements }) => {
  const difference =
    "hex" in example
      ? readingDifference(new Uint8Array(Buffer.from(example.hex, "hex")), example.version)
      : writingDifference(example.packet, example.version);
  expect(difference).toSatisfy(
    (found: Difference | undefined) => found !== undefined && matches(found),
    toJson(difference ?? null),
  );
  expect(requirements.filter((id) => findRequirement(id) === undefined)).toEqual([]);
});

test.each(DIFFERENCES)(
  "were we wrong about a sound packet, nobody could say that mqtt-packet $name",
  ({ matches, requirements }) => {
    const bytes = Uint8Array.of(0x40, 0x02, 0x00, 0x01);
    const refusals = requirements.map((requirement) => {
      const violation = { requirement, reasonCode: 0x81, offset: 0, found: "nothing" } as const;
      const version = versionOf(requirement);
      const ours = { kind: "malformed", violation } as const;
      return { kind: "reading", version, bytes, ours, theirs: parseTheirs(bytes, version) } as const;
    });
    expect(refusals.filter(matches)).toEqual([]);
  },
);
