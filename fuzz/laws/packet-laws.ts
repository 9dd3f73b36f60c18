// The laws of one packet: there and back, and what holds for any bytes at all. (5.0 chapters 2 and 3, 3.1.1 chapters 2 and 3)

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Version } from "../../spec/index.ts";
import type { Decoded, DecodeOptions } from "../../src/codec/index.ts";
import type { Sample } from "../arbitraries/index.ts";
import { bytesOf, headerSize, joined, mutatedBytes, randomBytes, sample, version } from "../arbitraries/index.ts";
import { assertAnswer } from "./answer.ts";
import type { Codec, Law } from "./law.ts";
import { law } from "./law.ts";

/** Bytes and how they are to be read. */
interface Input {
  readonly version: Version;
  readonly bytes: Uint8Array;
}

const damaged: fc.Arbitrary<Input> = sample.chain((valid) =>
  mutatedBytes(bytesOf(valid)).map((bytes) => ({ version: valid.version, bytes })),
);
const random: fc.Arbitrary<Input> = fc.record({ version, bytes: randomBytes }, { noNullPrototype: true });
const valid: fc.Arbitrary<Input> = sample.map((made) => ({ version: made.version, bytes: bytesOf(made) }));

/** Mostly damaged packets: random bytes seldom get past the fixed header. */
const anyInput = fc.oneof(
  { weight: 4, arbitrary: damaged },
  { weight: 1, arbitrary: random },
  { weight: 1, arbitrary: valid },
);

const from = fc.constantFrom("client" as const, "server" as const);

/** Options, each there now and then. */
const options: fc.Arbitrary<DecodeOptions> = fc.record(
  {
    from,
    lenient: fc.boolean(),
    checkPayloadFormat: fc.boolean(),
    maximumPacketSize: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 0xffff_ffff })),
  },
  { requiredKeys: [], noNullPrototype: true },
);

function packetIn(decoded: Decoded): Extract<Decoded, { readonly kind: "packet" }> {
  assert.equal(decoded.kind, "packet", JSON.stringify(decoded));
  return decoded as Extract<Decoded, { readonly kind: "packet" }>;
}

function encoded(codec: Codec, { packet, version: inVersion }: Sample): Uint8Array {
  const answer = codec.encode(packet, inVersion);
  assert.equal(answer.kind, "bytes", JSON.stringify(answer));
  return (answer as Extract<typeof answer, { readonly kind: "bytes" }>).bytes;
}

const roundTrip = law(
  "round-trip",
  "a packet that may be sent is read again as it was written, and takes all of its bytes",
  sample,
  (codec, made) => {
    const bytes = encoded(codec, made);
    const decoded = codec.decode(bytes, made.version, { checkPayloadFormat: true });
    assert.deepStrictEqual(decoded, { kind: "packet", packet: made.packet, size: bytes.length, violations: [] });
  },
);

const FILLER = 0xa5;

/** Encodes into a buffer with `before` bytes in front and room for `room`: nothing in front may change. */
function writeInto(codec: Codec, made: Sample, before: number, room: number) {
  const buffer = new Uint8Array(before + room).fill(FILLER);
  const answer = codec.encodeInto(made.packet, made.version, buffer, before);
  const isUntouched = buffer.subarray(0, before).every((byte) => byte === FILLER);
  assert.ok(isUntouched, "bytes before the packet were written to");
  return { answer, bytes: buffer.slice(before) };
}

const encodeInto = law(
  "encode-into",
  "a packet is written into a buffer at any place as into fresh bytes, if it fits exactly or with room to spare, and is short otherwise",
  fc.record({
    made: sample,
    before: fc.integer({ min: 0, max: 20 }),
    spare: fc.integer({ min: 0, max: 3 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  (codec, { made, before, spare, share }) => {
    const expected = encoded(codec, made);
    const size = expected.length;
    for (const room of [size, size + spare]) {
      const { answer, bytes } = writeInto(codec, made, before, room);
      assert.deepStrictEqual(answer, { kind: "written", size });
      assert.deepStrictEqual(bytes.subarray(0, size), expected);
    }
    for (const room of [0, size - 1, Math.floor((size - 1) * share)]) {
      assert.deepStrictEqual(writeInto(codec, made, before, room).answer, { kind: "short", size });
    }
  },
);

const canonical = law(
  "canonical",
  "what was accepted can be sent, takes no more bytes than it came in, means the same, and is then in its last form",
  anyInput,
  (codec, { version: inVersion, bytes }) => {
    // A receiver need not check a payload that is called text (5.0/U5-081); a sender may not send what is none (5.0/U5-080).
    const options = { checkPayloadFormat: true };
    const first = codec.decode(bytes, inVersion, options);
    if (first.kind !== "packet") return;
    const form = encoded(codec, { packet: first.packet, version: inVersion });
    assert.ok(form.length <= first.size, `${first.size} bytes became ${form.length}`);
    const second = packetIn(codec.decode(form, inVersion, options));
    assert.deepStrictEqual(second.packet, first.packet);
    assert.deepStrictEqual(encoded(codec, { packet: second.packet, version: inVersion }), form);
  },
);

const total = law(
  "total",
  "any bytes have exactly one of the three answers, and a refusal cites a sentence of the version, a Reason Code and a place in the packet",
  fc.record({ input: anyInput, options }),
  (codec, { input, options: how }) => {
    const decoded = codec.decode(input.bytes, input.version, how);
    assertAnswer(decoded, input.bytes, input.version);
    const isStrict = how.lenient !== true;
    assert.ok(
      !(isStrict && decoded.kind === "packet" && decoded.violations.length > 0),
      "a strict reading passed over a breach",
    );
  },
);

const lenient = law(
  "lenient",
  "a lenient reading accepts all that a strict one accepts, with the same packet, and names first what the strict one refuses",
  fc.record({ input: anyInput, options }),
  (codec, { input: { bytes, version: inVersion }, options: how }) => {
    const strict = codec.decode(bytes, inVersion, { ...how, lenient: false });
    const lax = codec.decode(bytes, inVersion, { ...how, lenient: true });
    if (strict.kind !== "malformed") return assert.deepStrictEqual(lax, strict);
    if (lax.kind === "packet") assert.deepStrictEqual(lax.violations[0], strict.violation);
    // The rest has not come, so that only the fixed header can have been judged.
    if (lax.kind === "incomplete") assert.ok(strict.violation.offset < 2, `offset ${strict.violation.offset}`);
  },
);

const sender = law(
  "from",
  "to know who sent the bytes never turns a refusal into a packet, nor a packet into another",
  fc.record({ input: anyInput, options, from }),
  (codec, { input: { bytes, version: inVersion }, options: { from: _, ...how }, from: who }) => {
    const unknown = codec.decode(bytes, inVersion, { ...how, lenient: false });
    const known = codec.decode(bytes, inVersion, { ...how, lenient: false, from: who });
    if (unknown.kind === "malformed") assert.equal(known.kind, "malformed");
    if (known.kind !== "malformed") assert.deepStrictEqual(known, unknown);
  },
);

const nothingPast = law(
  "nothing-past",
  "the bytes behind a packet change nothing in its answer",
  fc.record({ input: anyInput, options, behind: fc.uint8Array({ minLength: 1, maxLength: 20 }) }),
  (codec, { input: { bytes, version: inVersion }, options: how, behind }) => {
    const alone = codec.decode(bytes, inVersion, how);
    if (alone.kind === "incomplete") return;
    const followed = codec.decode(joined([bytes, behind]), inVersion, how);
    assert.deepStrictEqual(followed, alone);
    if (alone.kind !== "packet") return;
    assert.deepStrictEqual(codec.decode(bytes.slice(0, alone.size), inVersion, how), alone);
  },
);

const prefix = law(
  "prefix",
  "a packet that has not all come is incomplete, and from the Remaining Length on it is known how much is missing",
  fc.record({ input: valid, share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }) }),
  (codec, { input: { bytes, version: inVersion }, share }) => {
    const header = headerSize(bytes) as number;
    for (const come of [Math.floor(bytes.length * share), bytes.length - 1, header, header - 1, 0]) {
      const missing = come < header ? undefined : bytes.length - come;
      const answer = codec.decode(bytes.slice(0, come), inVersion);
      if (come < bytes.length) assert.deepStrictEqual(answer, { kind: "incomplete", missing }, `${come} bytes`);
    }
  },
);

const maximumPacketSize = law(
  "maximum-packet-size",
  "a packet larger than the maximum is refused as soon as its fixed header is there, and one as large is taken",
  fc.record({
    input: valid,
    more: fc.nat({ max: 1000 }),
    less: fc.nat({ max: 1000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  (codec, { input: { bytes, version: inVersion }, more, less, share }) => {
    const unlimited = codec.decode(bytes, inVersion);
    for (const maximum of [bytes.length, bytes.length + more]) {
      assert.deepStrictEqual(codec.decode(bytes, inVersion, { maximumPacketSize: maximum }), unlimited);
    }
    const header = headerSize(bytes) as number;
    for (const maximum of [bytes.length - 1, Math.max(1, bytes.length - 1 - less)]) {
      const how = { maximumPacketSize: maximum };
      const whole = codec.decode(bytes, inVersion, how);
      assert.ok(whole.kind === "malformed" && whole.violation.reasonCode === 0x95, JSON.stringify(whole));
      const come = header + Math.floor((bytes.length - header) * share);
      assert.deepStrictEqual(codec.decode(bytes.slice(0, come), inVersion, how), whole);
      assert.equal(codec.decode(bytes.slice(0, header - 1), inVersion, how).kind, "incomplete");
    }
  },
);

/** The laws of one packet. */
export const PACKET_LAWS: readonly Law[] = [
  roundTrip,
  encodeInto,
  canonical,
  total,
  lenient,
  sender,
  nothingPast,
  prefix,
  maximumPacketSize,
];
