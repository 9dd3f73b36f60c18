// The stream: how its version is learnt, what its state owns, and what ends it. Chunks of all sizes are fuzz/laws' to try.

import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import type { DecodeOptions, DecoderState, Streamed, Violation } from "./index.ts";
import { createDecoder, decode, feed } from "./index.ts";

type Options = NonNullable<Parameters<typeof createDecoder>[0]>;

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

/** Feeds the chunks in order, each with memory of its own. */
function run(state: DecoderState, ...chunks: readonly Uint8Array[]): readonly [DecoderState, readonly Streamed[]] {
  let current = state;
  const results: Streamed[] = [];
  for (const chunk of chunks) {
    const [next, found] = feed(current, chunk.slice());
    current = next;
    results.push(...found);
  }
  return [current, results];
}

function oneByOne(all: Uint8Array): readonly Uint8Array[] {
  return Array.from(all, (byte) => Uint8Array.of(byte));
}

/** What a stream gives in one chunk; and byte by byte it must give the same. */
function results(options: Options, hex: string): readonly Streamed[] {
  const [whole, atOnce] = run(createDecoder(options), bytes(hex));
  const [pieces, slowly] = run(createDecoder(options), ...oneByOne(bytes(hex)));
  expect(slowly).toEqual(atOnce);
  expect([pieces.version, pieces.ended, pieces.length, pieces.needed]).toEqual([
    whole.version,
    whole.ended,
    whole.length,
    whole.needed,
  ]);
  return atOnce;
}

function malformed(
  requirement: Violation["requirement"],
  reasonCode: Violation["reasonCode"],
  offset: number,
  found: string,
): Streamed {
  return { kind: "malformed", violation: { requirement, reasonCode, offset, found } };
}

const CONNECT_311 = "10 0c 0004 4d515454 04 02 003c 0000";
const CONNECT_50 = "10 0d 0004 4d515454 05 02 003c 00 0000";
const PUBACK: Streamed = { kind: "packet", packet: { type: "PUBACK", packetId: 1 }, size: 4, violations: [] };

function publish(payload: string): Streamed {
  const read = decode(bytes(payload), "3.1.1");
  return read as Streamed;
}

test("a decoder begins with nothing, and knows the version that it was given", () => {
  const { slab, ...state } = createDecoder({ version: "5.0", lenient: true, maximumPacketSize: 9 });
  expect(state).toEqual({
    version: "5.0",
    options: { lenient: true, maximumPacketSize: 9 },
    start: 0,
    length: 0,
    needed: 0,
    ended: false,
  });
  expect(slab.bytes.length).toBe(0);
  expect(createDecoder().version).toBeUndefined();
  expect(createDecoder().options).toEqual({});
});

test("a server learns 3.1.1 from CONNECT, and reads on in it", () => {
  const [connect, ...rest] = results({}, `${CONNECT_311} 40020001`);
  expect(connect).toEqual(decode(bytes(CONNECT_311), "3.1.1"));
  expect(rest).toEqual([PUBACK]);
  expect(run(createDecoder(), bytes(CONNECT_311))[0].version).toBe("3.1.1");
});

test("a server learns 5.0 from CONNECT, and reads on in it", () => {
  const [connect, ...rest] = results({}, `${CONNECT_50} 4003000110`);
  expect(connect).toEqual(decode(bytes(CONNECT_50), "5.0"));
  expect(rest).toEqual([decode(bytes("4003000110"), "5.0")]);
  expect(run(createDecoder(), bytes(CONNECT_50))[0].version).toBe("5.0");
});

test("an overlong Remaining Length of CONNECT is taken from 3.1.1 and refused from 5.0 [5.0/MQTT-1.5.5-1]", () => {
  const [older] = results({}, CONNECT_311.replace("10 0c", "10 8c80 00"));
  expect(older).toEqual({ ...decode(bytes(CONNECT_311), "3.1.1"), size: 16 });
  expect(results({}, CONNECT_50.replace("10 0d", "10 8d00"))).toEqual([
    malformed("5.0/MQTT-1.5.5-1", 0x81, 1, "Remaining Length 13 in 2 bytes"),
  ]);
});

test("an overlong Remaining Length waits for the version, however much of the packet is there", () => {
  expect(results({}, "10 8d00 0004 4d515454 05 02 003c")).toEqual([]);
});

test("a version that does not exist is refused in the words of 5.0 [5.0/MQTT-3.1.2-2]", () => {
  expect(results({}, CONNECT_311.replace("04 02", "06 02"))).toEqual([
    malformed("5.0/MQTT-3.1.2-2", 0x84, 8, "protocol version 6"),
  ]);
  expect(results({}, CONNECT_311.replace("04 02", "03 02"))).toEqual([
    malformed("5.0/MQTT-3.1.2-2", 0x84, 8, "protocol version 3"),
  ]);
});

test("a CONNECT too short to tell its version is not judged by the bytes behind it", () => {
  const cut = malformed("5.0/U5-152", 0x81, 2, "a length of 4, and 0 bytes left");
  expect(results({}, "10 02 0004 4d51 5454 0404 04 04")).toEqual([cut]);
  expect(results({}, "10 06 0004 4d515454 04 02 003c 0000")).toEqual([
    malformed("5.0/U5-152", 0x81, 8, "a field of 1 bytes, and 0 left"),
  ]);
  expect(results({}, "10 07 0004 4d515454 04")).toEqual([
    malformed("3.1.1/U3-045", 0x81, 9, "a field of 1 bytes, and 0 left"),
  ]);
});

test.each([
  ["PUBLISH", "30", 3],
  ["CONNACK", "20020000", 2],
  ["the reserved type 0", "00", 0],
  ["AUTH", "f0", 15],
])("%s before CONNECT is refused at its first byte [5.0/MQTT-3.1.0-1]", (_, hex, type) => {
  expect(results({}, hex)).toEqual([malformed("5.0/MQTT-3.1.0-1", 0x82, 0, `packet type ${type} before CONNECT`)]);
});

test("a CONNECT with flags of its own is refused at its first byte, in the words of 5.0", () => {
  const refusal = malformed("5.0/MQTT-2.1.3-1", 0x81, 0, "CONNECT with flags 0x01");
  expect(results({}, "11")).toEqual([refusal]);
  expect(results({}, CONNECT_311.replace("10", "11"))).toEqual([refusal]);
  expect(results({}, CONNECT_311.replace("10 0c", "11 8c00"))).toEqual([refusal]);
});

test("a CONNECT that is too large is refused by its fixed header, and a Remaining Length of five bytes too", () => {
  const tooLarge = malformed("5.0/U5-057", 0x95, 1, "a packet of 14 bytes, and at most 13 are taken");
  expect(results({ maximumPacketSize: 13 }, "10 0c")).toEqual([tooLarge]);
  expect(results({ maximumPacketSize: 13 }, CONNECT_311)).toEqual([tooLarge]);
  expect(results({ maximumPacketSize: 14 }, CONNECT_311)).toEqual([decode(bytes(CONNECT_311), "3.1.1")]);
  expect(results({}, "10 80808080")).toEqual([
    malformed("5.0/U5-005", 0x81, 1, "a Remaining Length of more than four bytes"),
  ]);
  expect(results({}, "10 808080")).toEqual([]);
});

test("a lenient server learns the version although the header is wrong, and names that first", () => {
  const [read] = results({ lenient: true }, CONNECT_50.replace("10 0d", "11 8d00"));
  expect(read).toEqual({
    ...decode(bytes(CONNECT_50), "5.0"),
    size: 16,
    violations: [
      { requirement: "5.0/MQTT-2.1.3-1", reasonCode: 0x81, offset: 0, found: "CONNECT with flags 0x01" },
      { requirement: "5.0/MQTT-1.5.5-1", reasonCode: 0x81, offset: 1, found: "Remaining Length 13 in 2 bytes" },
    ],
  });
});

test("a second CONNECT does not change the version", () => {
  const [state] = run(createDecoder({ version: "5.0" }), bytes(CONNECT_50));
  expect(state.version).toBe("5.0");
  expect(results({}, `${CONNECT_50} ${CONNECT_311}`)[1]).toEqual(
    malformed("5.0/MQTT-3.1.2-2", 0x84, 8, "protocol version 4"),
  );
});

test("options hold for every packet of the stream", () => {
  const options: DecodeOptions = { from: "server" };
  const refusal = malformed("5.0/U5-153", 0x82, 0, "PINGREQ from a server");
  expect(results({ version: "5.0", ...options }, "d000 c000 d000")).toEqual([decode(bytes("d000"), "5.0"), refusal]);
  expect(results({ version: "5.0", maximumPacketSize: 4 }, "40020001 4003000100 c000").map(({ kind }) => kind)).toEqual(
    ["packet", "malformed"],
  );
  expect(
    results({ version: "5.0", checkPayloadFormat: true }, "3007 0001 61 02 0101 ff").map(({ kind }) => kind),
  ).toEqual(["malformed"]);
  expect(results({ version: "3.1.1", lenient: true }, "41020001 40020000 40020001")).toEqual([
    {
      ...PUBACK,
      violations: [{ requirement: "3.1.1/MQTT-2.2.2-1", reasonCode: 0x81, offset: 0, found: "PUBACK with flags 0x01" }],
    },
    {
      ...PUBACK,
      packet: { type: "PUBACK", packetId: 0 },
      violations: [{ requirement: "3.1.1/MQTT-2.3.1-6", reasonCode: 0x82, offset: 2, found: "Packet Identifier 0" }],
    },
    PUBACK,
  ]);
});

test("offsets and lengths of a breach count from the first byte of its packet, not of the chunk", () => {
  expect(results({ version: "5.0" }, "c000 c08000")[1]).toEqual(
    malformed("5.0/MQTT-1.5.5-1", 0x81, 1, "Remaining Length 0 in 2 bytes"),
  );
  expect(results({ version: "5.0" }, "c000 40030001 92")[1]).toEqual(
    malformed("5.0/MQTT-3.4.2-1", 0x81, 4, "Reason Code 0x92 in PUBACK"),
  );
  expect(results({ version: "5.0", maximumPacketSize: 2 }, "c000 4002")[1]).toEqual(
    malformed("5.0/U5-057", 0x95, 1, "a packet of 4 bytes, and at most 2 are taken"),
  );
});

test("a breach is the last that a stream gives: nothing behind it is read, in its chunk or in another", () => {
  const breach = malformed("3.1.1/MQTT-2.3.1-6", 0x82, 2, "Packet Identifier 0");
  expect(results({ version: "3.1.1" }, "40020001 40020000 40020001")).toEqual([PUBACK, breach]);
  const [state] = run(createDecoder({ version: "3.1.1" }), bytes("40020000"));
  expect([state.ended, state.length, state.needed, state.start, state.slab.bytes.length]).toEqual([true, 0, 0, 0, 0]);
  expect(state.version).toBe("3.1.1");
  expect(feed(state, bytes("40020001"))).toEqual([state, []]);
  expect(feed(state, bytes("c0"))).toEqual([state, []]);
});

test("a breach in a packet that came in parts ends the stream as well", () => {
  const [state, found] = run(
    createDecoder({ version: "3.1.1" }),
    bytes("4002"),
    bytes("0000 40020001"),
    bytes("40020001"),
  );
  expect(found).toEqual([malformed("3.1.1/MQTT-2.3.1-6", 0x82, 2, "Packet Identifier 0")]);
  expect(state.ended).toBe(true);
});

test("an empty chunk changes nothing, wherever it comes", () => {
  for (const before of ["", "40", "4002", "400200", "40020001"]) {
    const [state] = run(createDecoder({ version: "3.1.1" }), bytes(before));
    expect(feed(state, new Uint8Array(0))).toEqual([state, []]);
    expect(feed(state, new Uint8Array(0))[0]).toBe(state);
  }
});

test("a packet in parts is whole again, and what follows in its last chunk is read too", () => {
  const [state, found] = run(
    createDecoder({ version: "3.1.1" }),
    bytes("40"),
    bytes("02"),
    bytes("00"),
    bytes("01 40020001 4002"),
    bytes("0001"),
  );
  expect(found).toEqual([PUBACK, PUBACK, PUBACK]);
  expect([state.length, state.needed]).toEqual([0, 0]);
});

test("a state says how many bytes of a packet it holds, and how many the packet needs", () => {
  const start = createDecoder({ version: "3.1.1" });
  const told = ["30", "3080", "308001", "30800100", "c000 30", "c000 3005 0001"].map((hex) => {
    const [{ length, needed }] = run(start, bytes(hex));
    return [length, needed];
  });
  expect(told).toEqual([
    [1, 2],
    [2, 3],
    [3, 131],
    [4, 131],
    [1, 2],
    [4, 7],
  ]);
});

test("a payload that came in parts stays as it was while the stream goes on", () => {
  const first = bytes("3005 0001 61 7878");
  const second = bytes("3005 0001 62 7979");
  const [state, early] = run(createDecoder({ version: "3.1.1" }), first.subarray(0, 5), first.subarray(5));
  const [, late] = run(state, ...oneByOne(second), ...oneByOne(second));
  expect(early).toEqual([publish("3005 0001 61 7878")]);
  expect(late).toEqual([publish("3005 0001 62 7979"), publish("3005 0001 62 7979")]);
});

test("a state that was fed once can be fed again, and neither future overwrites the other", () => {
  const [state] = run(createDecoder({ version: "3.1.1" }), bytes("3006 0001 61 78"));
  const [left, fromLeft] = feed(state, bytes("79"));
  const [right, fromRight] = feed(state, bytes("7a"));
  expect([fromLeft, fromRight]).toEqual([[], []]);
  expect(feed(left, bytes("7b"))[1]).toEqual([publish("3006 0001 61 78 79 7b")]);
  expect(feed(right, bytes("7c"))[1]).toEqual([publish("3006 0001 61 78 7a 7c")]);
  expect(feed(left, bytes("7d"))[1]).toEqual([publish("3006 0001 61 78 79 7d")]);
  expect(feed(state, bytes("7e7f"))[1]).toEqual([publish("3006 0001 61 78 7e 7f")]);
  expect(feed(feed(right, bytes("80 c0"))[0], bytes("00"))[1]).toEqual([decode(bytes("c000"), "3.1.1")]);
});

test("a state that was fed byte by byte owns its bytes, also where an older one is fed again", () => {
  const [older] = run(createDecoder({ version: "3.1.1" }), bytes("3006 0001"));
  const [newer] = run(older, bytes("61"), bytes("78"), bytes("79"));
  const [other] = run(older, bytes("62"));
  expect(feed(newer, bytes("7a"))[1]).toEqual([publish("3006 0001 61 78 79 7a")]);
  expect(feed(other, bytes("414243"))[1]).toEqual([publish("3006 0001 62 41 42 43")]);
  expect(feed(newer, bytes("7b"))[1]).toEqual([publish("3006 0001 61 78 79 7b")]);
});

test("a state keeps its bytes where one that is two bytes older is fed again", () => {
  const [oldest] = run(createDecoder({ version: "3.1.1" }), bytes("30"));
  const [newer] = run(oldest, bytes("06"), bytes("00"));
  const [other] = run(oldest, bytes("07"));
  expect(feed(newer, bytes("01 61 787980"))[1]).toEqual([publish("3006 0001 61 787980")]);
  expect(feed(other, bytes("0001 61 78798081"))[1]).toEqual([publish("3007 0001 61 78798081")]);
});

test("a chunk that completes nothing costs no list", () => {
  const [state, nothing] = feed(createDecoder({ version: "3.1.1" }), bytes("3006"));
  expect(feed(state, bytes("00"))[1]).toBe(nothing);
  expect(feed(state, bytes("0001"))[1]).toBe(nothing);
  expect(feed(state, bytes(""))[1]).toBe(nothing);
});

test("the results of one future stay right while another is fed", () => {
  const [state] = run(createDecoder({ version: "3.1.1" }), bytes("3005 0001 61"));
  const [, first] = feed(state, bytes("7878"));
  const [, second] = feed(state, bytes("7979"));
  const [idle] = run(createDecoder({ version: "3.1.1" }), bytes("3005 0001 61 7878".slice(0, -2)), bytes("78"));
  const [, third] = run(idle, bytes("3005 0001 61 7a"), bytes("7a"));
  const [, fourth] = run(idle, bytes("3005 0001 61 7b"), bytes("7b"));
  expect(first).toEqual([publish("3005 0001 61 7878")]);
  expect(second).toEqual([publish("3005 0001 61 7979")]);
  expect(third).toEqual([publish("3005 0001 61 7a7a")]);
  expect(fourth).toEqual([publish("3005 0001 61 7b7b")]);
});

/** How large the slab is after each chunk. */
function slabs(state: DecoderState, ...chunks: readonly Uint8Array[]): readonly number[] {
  let current = state;
  return chunks.map((chunk) => {
    current = feed(current, chunk)[0];
    return current.slab.bytes.length;
  });
}

test("a length field promises nothing: the slab is at most twice what has come, at least 512 bytes, and never more than is needed", () => {
  const start = createDecoder({ version: "3.1.1" });
  const header = bytes("30 ffffff7f");
  const more = (size: number) => new Uint8Array(size).fill(0x61);
  expect(slabs(start, header)).toEqual([512]);
  expect(slabs(start, header, more(507))).toEqual([512, 512]);
  expect(slabs(start, header, more(508))).toEqual([512, 1026]);
  expect(slabs(start, header, more(508), more(513), more(1))).toEqual([512, 1026, 1026, 2054]);
  expect(slabs(start, header, more(100_000))).toEqual([512, 200_010]);
  // 1,003 bytes are all that this one needs.
  expect(slabs(start, bytes("30 e807"), more(600), more(399))).toEqual([512, 1003, 1003]);
});

test("a packet of many chunks outgrows its slab again and again, and is whole", () => {
  const payload = Uint8Array.from({ length: 5_000 }, (_, at) => at % 251);
  const packet = Uint8Array.of(0x30, 0x8b, 0x27, 0, 1, 0x61, ...payload);
  const chunks = Array.from({ length: 72 }, (_, at) => packet.slice(at * 70, at * 70 + 70));
  const [, found] = run(createDecoder({ version: "3.1.1" }), ...chunks);
  expect(found).toEqual([
    {
      kind: "packet",
      packet: { type: "PUBLISH", qos: 0, dup: false, retain: false, topicName: "a", payload },
      size: 5_006,
      violations: [],
    },
  ]);
});

test("one slab serves many packets in parts, until it is full", () => {
  const start = createDecoder({ version: "3.1.1" });
  const [first] = run(start, bytes("4002"), bytes("0001"));
  const [second, found] = run(first, bytes("40"), bytes("020001"));
  expect(second.slab).toBe(first.slab);
  expect([second.start, second.length]).toEqual([8, 0]);
  expect(found).toEqual([PUBACK]);
  let state = start;
  const all: Streamed[] = [];
  for (let count = 0; count < 300; count++) {
    const [next, results] = run(state, bytes("40"), bytes("0200"), bytes("01"));
    state = next;
    all.push(...results);
  }
  expect(all).toEqual(Array(300).fill(PUBACK));
  expect(state.slab.bytes.length).toBe(512);
});
