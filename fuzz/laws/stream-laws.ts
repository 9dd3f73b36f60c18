// The laws of a stream: how its bytes are cut into chunks says nothing, and its state is a value.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Version } from "../../spec/index.ts";
import type { DecodeOptions, DecoderState, Streamed } from "../../src/codec/index.ts";
import {
  bytesOf,
  framed,
  joined,
  mutatedBytes,
  PACKETS_50,
  PACKETS_311,
  packetOf,
  version,
} from "../arbitraries/index.ts";
import type { Codec, Law } from "./law.ts";
import { law } from "./law.ts";

/** Bytes of several packets, and the decoder that is to read them. */
interface Stream {
  readonly bytes: Uint8Array;
  readonly options: DecodeOptions & { readonly version?: Version };
}

/** One packet of a stream: mostly sound, so that there is something behind it. */
function part(inVersion: Version, packets: fc.Arbitrary<unknown>): fc.Arbitrary<Uint8Array> {
  const sound = packets.map((packet) => bytesOf({ version: inVersion, packet } as Parameters<typeof bytesOf>[0]));
  return fc.oneof({ weight: 9, arbitrary: sound }, { weight: 1, arbitrary: sound.chain(mutatedBytes) });
}

function streamOf(inVersion: Version, isKnown: boolean): fc.Arbitrary<Stream> {
  const connect = inVersion === "3.1.1" ? PACKETS_311.CONNECT : PACKETS_50.CONNECT;
  const any = part(inVersion, packetOf(inVersion));
  // Where the version is not known, CONNECT tells it; now and then something else comes first.
  const first = isKnown
    ? any
    : fc.oneof({ weight: 4, arbitrary: part(inVersion, connect) }, { weight: 1, arbitrary: any });
  const options = fc.record(
    { maximumPacketSize: fc.integer({ min: 2, max: 60 }), lenient: fc.boolean(), checkPayloadFormat: fc.boolean() },
    { requiredKeys: [], noNullPrototype: true },
  );
  return fc
    .tuple(first, fc.array(any, { maxLength: 5 }), fc.oneof(fc.constant({}), options))
    .map(([head, rest, how]) => ({
      bytes: joined([head, ...rest]),
      options: isKnown ? { ...how, version: inVersion } : how,
    }));
}

const stream = fc.tuple(version, fc.boolean()).chain(([inVersion, isKnown]) => streamOf(inVersion, isKnown));

/** Sizes of chunks, used in turn: empty ones, single bytes, and such that hold many packets. */
const chunkSizes = fc.oneof(
  fc.constant([1]),
  fc.array(fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20_000 })), {
    minLength: 1,
    maxLength: 6,
  }),
);

/** Feeds all of `chunks` in order. */
function feedAll(
  codec: Codec,
  before: DecoderState,
  chunks: readonly Uint8Array[],
): readonly [DecoderState, readonly Streamed[]] {
  const results: Streamed[] = [];
  let state = before;
  for (const chunk of chunks) {
    const [next, found] = codec.feed(state, chunk);
    state = next;
    results.push(...found);
  }
  return [state, results];
}

/** `bytes` in chunks of these sizes, which are used again and again. Each chunk has memory of its own. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const all = sizes.some((size) => size > 0) ? sizes : [...sizes, 1];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = all[turn % all.length] as number;
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return chunks;
}

/** All of a state that can be told from outside. */
function standing({ version: learnt, length, needed, ended, slab, start }: DecoderState) {
  return { learnt, length, needed, ended, pending: slab.bytes.slice(start, start + length) };
}

const chunking = law(
  "chunking",
  "how a stream is cut into chunks changes nothing in what it holds, nor where it stands afterwards",
  fc.record({ stream, sizes: chunkSizes }),
  (codec, { stream: { bytes, options }, sizes }) => {
    const [whole, expected] = feedAll(codec, codec.createDecoder(options), [bytes]);
    const [pieces, found] = feedAll(codec, codec.createDecoder(options), cut(bytes, sizes));
    assert.deepStrictEqual(found, expected);
    assert.deepStrictEqual(standing(pieces), standing(whole));
  },
);

const oneByOne = law(
  "stream-is-decode",
  "a stream holds what its packets hold one by one, up to the first breach",
  stream.filter(({ options }) => options.version !== undefined),
  (codec, { bytes, options: { version: inVersion, ...how } }) => {
    const expected: unknown[] = [];
    for (let at = 0; at < bytes.length; ) {
      const decoded = codec.decode(bytes.subarray(at), inVersion as Version, how);
      if (decoded.kind === "incomplete") break;
      expected.push(decoded);
      if (decoded.kind === "malformed") break;
      at += decoded.size;
    }
    const [, found] = codec.feed(codec.createDecoder({ version: inVersion as Version, ...how }), bytes);
    assert.deepStrictEqual(found, expected);
  },
);

const stateIsValue = law(
  "state-is-a-value",
  "a state that was fed once can be fed again with other bytes, and neither future knows of the other",
  fc.record({
    left: stream,
    right: fc.uint8Array({ maxLength: 600 }),
    places: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0, max: 1, noNaN: true }))),
    sizes: chunkSizes,
  }),
  (codec, { left: { bytes, options }, right, places, sizes }) => {
    const [first, second] = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b) as [
      number,
      number,
    ];
    const head = cut(bytes.slice(0, first), sizes);
    const middle = cut(bytes.slice(first, second), sizes);
    const tail = cut(bytes.slice(second), sizes);
    const other = cut(right, sizes);
    const fresh = (chunks: readonly Uint8Array[]) => feedAll(codec, codec.createDecoder(options), [joined(chunks)])[1];

    const [state, early] = feedAll(codec, codec.createDecoder(options), head);
    const [leftState, onLeft] = feedAll(codec, state, middle);
    const [, onRight] = feedAll(codec, state, other);
    const [, again] = feedAll(codec, state, middle);
    const [, further] = feedAll(codec, leftState, tail);

    assert.deepStrictEqual([...early, ...onLeft], fresh([...head, ...middle]));
    assert.deepStrictEqual([...early, ...onRight], fresh([...head, ...other]));
    assert.deepStrictEqual(again, onLeft);
    assert.deepStrictEqual([...early, ...onLeft, ...further], fresh([...head, ...middle, ...tail]));
  },
);

const SMALLEST_SLAB = 512;

const memory = law(
  "memory",
  "a length field promises nothing: a decoder keeps at most twice what has come, or its smallest slab",
  fc.record({
    inVersion: version,
    promised: fc.integer({ min: 1_000, max: 268_435_455 }),
    chunks: fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 8 }),
  }),
  (codec, { inVersion, promised, chunks }) => {
    const header = framed(0x30, new Uint8Array(0)).slice(0, 1);
    const length = [promised & 0x7f, (promised >>> 7) & 0x7f, (promised >>> 14) & 0x7f, promised >>> 21];
    while (length.at(-1) === 0) length.pop();
    const remaining = length.map((byte, at) => (at === length.length - 1 ? byte : byte | 0x80));
    let come = 0;
    let state = codec.createDecoder({ version: inVersion });
    for (const chunk of [
      joined([header, Uint8Array.from(remaining)]),
      ...chunks.map((size) => new Uint8Array(size).fill(0x61)),
    ]) {
      if (come + chunk.length >= promised) return;
      come += chunk.length;
      const [next, results] = codec.feed(state, chunk);
      state = next;
      assert.equal(results.length, 0);
      assert.ok(
        state.slab.bytes.length <= Math.max(SMALLEST_SLAB, 2 * come),
        `${state.slab.bytes.length} bytes for ${come}`,
      );
    }
  },
);

/** The laws of a stream. */
export const STREAM_LAWS: readonly Law[] = [chunking, oneByOne, stateIsValue, memory];
