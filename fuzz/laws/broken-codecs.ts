// Codecs that are broken on purpose, each so that one law must find it. They wrap the honest functions from outside.

import type { Version } from "../../spec/index.ts";
import type { Decoded, DecodeOptions, DecoderState, Packet, Streamed } from "../../src/codec/index.ts";
import * as honest from "../../src/codec/index.ts";
import type { Codec } from "./law.ts";

/** A codec with one fault, and the law that must find it. */
export interface BrokenCodec {
  /** Finishes the sentence "a codec that …". */
  readonly name: string;
  readonly law: string;
  readonly codec: Codec;
}

type Decode = (bytes: Uint8Array, version: Version, options?: DecodeOptions) => Decoded;
type Feed = (state: DecoderState, chunk: Uint8Array) => readonly [DecoderState, readonly Streamed[]];

function broken(name: string, law: string, faulty: Partial<Codec>): BrokenCodec {
  return { name, law, codec: { ...honest, ...faulty } };
}

function decoding(name: string, law: string, decode: Decode): BrokenCodec {
  return broken(name, law, { decode: decode as Codec["decode"] });
}

function feeding(name: string, law: string, feed: Feed): BrokenCodec {
  return broken(name, law, { feed: feed as Codec["feed"] });
}

/** Changes the packets that the honest `decode` reads. */
function reading(name: string, law: string, change: (packet: Packet, bytes: Uint8Array) => Packet): BrokenCodec {
  return decoding(name, law, (bytes, version, options) => {
    const decoded = honest.decode(bytes, version, options);
    return decoded.kind === "packet" ? { ...decoded, packet: change(decoded.packet, bytes) } : decoded;
  });
}

const encodesIntoTheFront = broken("forgets where in the buffer it was to write", "encode-into", {
  encodeInto: (packet, version, buffer) => honest.encodeInto(packet, version, buffer, 0),
});

const guessesShort = broken("says of a buffer too small one byte less than the packet takes", "encode-into", {
  encodeInto: (packet, version, buffer, at) => {
    const answer = honest.encodeInto(packet, version, buffer, at);
    return answer.kind === "short" ? { kind: "short", size: answer.size - 1 } : answer;
  },
});

const writesLong = broken(
  "writes the Reason Code and the Property Length of an acknowledgement even where both can go",
  "canonical",
  {
    encode: (packet, version) => {
      const encoded = honest.encode(packet, version);
      if (encoded.kind !== "bytes" || version !== "5.0" || packet.type !== "PUBACK" || encoded.bytes.length !== 4)
        return encoded;
      return { kind: "bytes", bytes: Uint8Array.of(0x40, 4, ...encoded.bytes.subarray(2), 0, 0) };
    },
  },
);

const answersAfterTheEnd = decoding("waits for a byte more after the last", "prefix", (bytes, version, options) => {
  const decoded = honest.decode(bytes, version, options);
  if (decoded.kind !== "incomplete" || decoded.missing === undefined) return decoded;
  return { kind: "incomplete", missing: decoded.missing + 1 };
});

const throwsInside = decoding("throws where a packet is malformed", "total", (bytes, version, options) => {
  const decoded = honest.decode(bytes, version, options);
  if (decoded.kind === "malformed") throw new RangeError(decoded.violation.found);
  return decoded;
});

const pointsOutside = decoding(
  "counts offsets from the end of the fixed header",
  "total",
  (bytes, version, options) => {
    const decoded = honest.decode(bytes, version, options);
    if (decoded.kind !== "malformed") return decoded;
    return { kind: "malformed", violation: { ...decoded.violation, offset: decoded.violation.offset - 2 } };
  },
);

const citesTheOther = decoding("cites 5.0 whatever the version", "total", (bytes, version, options) => {
  const decoded = honest.decode(bytes, version, options);
  if (decoded.kind !== "malformed") return decoded;
  return { kind: "malformed", violation: { ...decoded.violation, requirement: "5.0/MQTT-1.5.4-1" } };
});

const forgetsBreaches = decoding("does not say what it passed over", "lenient", (bytes, version, options) => {
  const decoded = honest.decode(bytes, version, options);
  return decoded.kind === "packet" ? { ...decoded, violations: [] } : decoded;
});

const trustsTheSender = decoding("trusts a sender that it knows", "from", (bytes, version, options = {}) =>
  honest.decode(bytes, version, options.from === undefined ? options : { ...options, lenient: true }),
);

const judgesSizeLate = decoding(
  "waits for all of a packet before it finds it too large",
  "maximum-packet-size",
  (bytes, version, options) => {
    const { maximumPacketSize: _, ...rest } = options ?? {};
    const decoded = honest.decode(bytes, version, rest);
    return decoded.kind === "incomplete" ? decoded : honest.decode(bytes, version, options);
  },
);

const readsPast = reading("takes all that came for the payload", "nothing-past", (packet, bytes) => {
  if (packet.type !== "PUBLISH" || packet.payload.length === 0) return packet;
  return { ...packet, payload: bytes.subarray(packet.payload.byteOffset - bytes.byteOffset) };
});

const forgetsRetain = reading("forgets RETAIN", "round-trip", (packet) =>
  packet.type === "PUBLISH" ? { ...packet, retain: false } : packet,
);

const losesMarks = reading("takes U+FEFF at the front of a string for a mark of byte order", "round-trip", (packet) =>
  packet.type === "CONNECT" ? { ...packet, clientId: packet.clientId.replace(/^\ufeff/, "") } : packet,
);

const losesSmallChunks = feeding("loses a single byte between two packets", "chunking", (state, chunk) =>
  chunk.length === 1 && state.length === 0 ? [state, []] : honest.feed(state, chunk),
);

const endsOnNothing = feeding("takes an empty chunk for the end", "chunking", (state, chunk) =>
  chunk.length === 0 ? [{ ...state, ended: true }, []] : honest.feed(state, chunk),
);

const readsOn = feeding("reads on behind a breach", "stream-is-decode", (state, chunk) => {
  const [next, results] = honest.feed(state, chunk);
  if (!next.ended) return [next, results];
  return [next, [...results, ...honest.feed(state, Uint8Array.of(0xc0, 0x00))[1]]];
});

/** Remembers for each state the newest that was made of it. */
function feedInPlace(): Feed {
  const newest = new WeakMap<DecoderState, DecoderState>();
  return (state, chunk) => {
    let current = state;
    for (let next = newest.get(current); next !== undefined; next = newest.get(current)) current = next;
    const [next, results] = honest.feed(current, chunk);
    if (next !== current) newest.set(current, next);
    return [next, results];
  };
}

const LARGEST_TRUSTED = 0x10_0000;

const trustsLengths = feeding("makes room for a packet as soon as its length is told", "memory", (state, chunk) => {
  const [next, results] = honest.feed(state, chunk);
  const bytes = new Uint8Array(Math.min(next.needed, LARGEST_TRUSTED));
  if (bytes.length <= next.slab.bytes.length) return [next, results];
  bytes.set(next.slab.bytes);
  return [{ ...next, slab: { bytes, used: next.slab.used } }, results];
});

/** At least one broken codec for each law. */
export const BROKEN_CODECS: readonly BrokenCodec[] = [
  forgetsRetain,
  losesMarks,
  encodesIntoTheFront,
  guessesShort,
  writesLong,
  throwsInside,
  pointsOutside,
  citesTheOther,
  forgetsBreaches,
  trustsTheSender,
  readsPast,
  answersAfterTheEnd,
  judgesSizeLate,
  losesSmallChunks,
  endsOnNothing,
  readsOn,
  feeding("changes a state where it stands", "state-is-a-value", feedInPlace()),
  trustsLengths,
];
