// The values that are not text: integers at their edges, Packet Identifiers, Binary Data and payloads. (5.0 §1.5, §2.2.1, §3.3.3)

import fc from "fast-check";

/** An integer from `minimum` to `maximum`, often where its size on the wire changes. */
export function integer(minimum: number, maximum: number): fc.Arbitrary<number> {
  const edges = [
    0, 1, 127, 128, 255, 256, 16_383, 16_384, 65_535, 65_536, 2_097_151, 2_097_152, 0x7fff_ffff, 0x8000_0000,
  ];
  const inside = [minimum, maximum, ...edges.filter((edge) => edge > minimum && edge < maximum)];
  return fc.oneof(fc.constantFrom(...inside), fc.integer({ min: minimum, max: maximum }));
}

export const packetId: fc.Arbitrary<number> = integer(1, 0xffff);

export const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);

/** Binary Data. */
export const binary: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 20, arbitrary: fc.uint8Array({ maxLength: 12 }) },
  { weight: 1, arbitrary: filled(fc.constantFrom(120, 127, 128, 16_384, 65_535)) },
);

/** A payload, often such that the Remaining Length of its packet lies about 127 or 16,383. */
export const payload: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 20, arbitrary: fc.uint8Array({ maxLength: 12 }) },
  { weight: 4, arbitrary: filled(fc.integer({ min: 110, max: 130 })) },
  { weight: 1, arbitrary: filled(fc.integer({ min: 16_360, max: 16_390 })) },
);

function filled(length: fc.Arbitrary<number>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(length, fc.integer({ min: 0, max: 255 })).map(([size, byte]) => new Uint8Array(size).fill(byte));
}
