// Bytes that are nearly packets: valid ones with edits, the kinds of damage that decoders fell over in the field.

import fc from "fast-check";
import { encode } from "../../src/codec/index.ts";
import type { Sample } from "./packets.ts";

/** One edit. Places are fractions of the length, so that an edit keeps its meaning while the packet shrinks. */
type Edit =
  | { readonly kind: "flip"; readonly place: number; readonly bit: number }
  | { readonly kind: "set"; readonly place: number; readonly byte: number }
  | { readonly kind: "insert"; readonly place: number; readonly bytes: Uint8Array }
  | { readonly kind: "delete"; readonly place: number; readonly count: number }
  | { readonly kind: "truncate"; readonly place: number }
  | { readonly kind: "copy"; readonly place: number; readonly source: number; readonly count: number }
  | { readonly kind: "lengthen"; readonly place: number; readonly by: number };

const HOSTILE_BYTES = [0x00, 0x01, 0x02, 0x03, 0x04, 0x23, 0x26, 0x2b, 0x7f, 0x80, 0xc0, 0xc2, 0xed, 0xef, 0xf4, 0xff];

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const byte = fc.oneof(fc.constantFrom(...HOSTILE_BYTES), fc.integer({ min: 0, max: 255 }));
const count = fc.integer({ min: 1, max: 8 });

function edit<K extends Edit["kind"]>(kind: K, fields: object): fc.Arbitrary<Edit> {
  return fc.record(
    { kind: fc.constant(kind), place, ...fields },
    { noNullPrototype: true },
  ) as unknown as fc.Arbitrary<Edit>;
}

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  edit("flip", { bit: fc.integer({ min: 0, max: 7 }) }),
  edit("set", { byte }),
  edit("insert", { bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }) }),
  edit("delete", { count }),
  edit("truncate", {}),
  edit("copy", { source: place, count }),
  edit("lengthen", { by: fc.constantFrom(-2, -1, 1, 2, 256) }),
);

/** Spread over the whole, and more often at the front, where the headers and lengths are. */
function index(at: number, length: number): number {
  return Math.floor(at * at * length);
}

function apply(bytes: Uint8Array, change: Edit): Uint8Array {
  const at = index(change.place, bytes.length);
  const edited = bytes.slice();
  switch (change.kind) {
    case "flip":
      if (at < edited.length) edited[at] = (edited[at] as number) ^ (1 << change.bit);
      return edited;
    case "set":
      if (at < edited.length) edited[at] = change.byte;
      return edited;
    case "insert":
      return splice(bytes, at, 0, change.bytes);
    case "delete":
      return splice(bytes, at, change.count, new Uint8Array(0));
    case "truncate":
      return bytes.slice(0, at);
    case "copy": {
      const source = index(change.source, bytes.length);
      return splice(bytes, at, 0, bytes.slice(source, source + change.count));
    }
    case "lengthen": {
      // Two bytes taken for a length, whatever they are.
      if (at + 1 >= edited.length) return edited;
      const length = ((edited[at] as number) << 8) + (edited[at + 1] as number) + change.by;
      edited[at] = length >> 8;
      edited[at + 1] = length;
      return edited;
    }
  }
}

function splice(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return joined([bytes.subarray(0, at), inserted, bytes.subarray(Math.min(bytes.length, at + removed))]);
}

/** All the parts, one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The size of a fixed header, or undefined where it is not all there. Not the codec's word: the laws hold the codec to it. */
export function headerSize(bytes: Uint8Array): number | undefined {
  for (let at = 1; at < 5 && at < bytes.length; at++) {
    if ((bytes[at] as number) < 0x80) return at + 1;
  }
  return undefined;
}

/** What the Remaining Length says, where it is all there. */
export function remainingLength(bytes: Uint8Array): number | undefined {
  const header = headerSize(bytes);
  if (header === undefined) return undefined;
  let value = 0;
  for (let at = header - 1; at > 0; at--) value = value * 128 + ((bytes[at] as number) & 0x7f);
  return value;
}

/** `body` behind a fixed header that tells its length truly. */
export function framed(first: number, body: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return joined([Uint8Array.of(first, ...length), body]);
}

/** The bytes of a packet that may be sent. */
export function bytesOf({ packet, version }: Sample): Uint8Array {
  const encoded = encode(packet, version);
  if (encoded.kind === "refused") throw new Error(`a valid packet was refused: ${JSON.stringify(encoded.violation)}`);
  return encoded.bytes;
}

/**
 * `bytes` with up to four edits. Mostly the Remaining Length is made right again afterwards: else nearly all damage would be
 * found in the fixed header, and none behind it.
 */
export function mutatedBytes(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(anyEdit, { minLength: 1, maxLength: 4 });
  return fc.tuple(edits, fc.constantFrom(true, true, true, false)).map(([changes, isFramed]) => {
    const header = headerSize(bytes);
    if (!isFramed || header === undefined) return changes.reduce(apply, bytes);
    return framed(bytes[0] as number, changes.reduce(apply, bytes.slice(header)));
  });
}

/** Bytes without any plan, of which about half have a fixed header that tells their length. */
export const randomBytes: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.boolean(), byte, fc.array(byte, { maxLength: 24 }))
  .map(([isFramed, first, body]) => (isFramed ? framed(first, Uint8Array.from(body)) : Uint8Array.of(first, ...body)));
