// Writing: buffers of ours and of the caller's, sizes at which lengths change, and what a refusal says. (5.0 §1.5, §2.1.4)

import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import type { Packet, Packet50, Packet311 } from "./index.ts";
import { decode, encode, encodeInto } from "./index.ts";

const PUBLISH: Packet50 = {
  type: "PUBLISH",
  qos: 0,
  dup: false,
  retain: false,
  topicName: "a",
  properties: {},
  payload: Uint8Array.of(0x78),
};
const CONNECT: Packet50 = {
  type: "CONNECT",
  version: "5.0",
  clientId: "c",
  cleanStart: true,
  keepAlive: 0,
  properties: {},
};

/** A packet that no typed caller can make. */
function untyped<P extends Packet>(packet: P, fields: object): P {
  return { ...packet, ...fields };
}

function size(packet: Packet50): number {
  const encoded = encode(packet, "5.0");
  return encoded.kind === "bytes" ? encoded.bytes.length : -1;
}

test("fresh bytes are the caller's own: the next packet does not change them", () => {
  const first = encode(PUBLISH, "5.0");
  const second = encode({ ...PUBLISH, topicName: "b" }, "5.0");
  expect(first).toEqual({ kind: "bytes", bytes: Uint8Array.of(0x30, 5, 0, 1, 0x61, 0, 0x78) });
  expect(second).toEqual({ kind: "bytes", bytes: Uint8Array.of(0x30, 5, 0, 1, 0x62, 0, 0x78) });
  expect(first.kind === "bytes" && first.bytes.buffer.byteLength).toBe(7);
});

test.each([
  [127 - 4, 2 + 127],
  [128 - 4, 3 + 128],
  [16_383 - 4, 3 + 16_383],
  [16_384 - 4, 4 + 16_384],
  [65_536, 4 + 65_540],
  [2_097_151 - 4, 4 + 2_097_151],
  [2_097_152 - 4, 5 + 2_097_152],
])("a PUBLISH with a payload of %i bytes is written whole, also where it outgrows the scratch", (length, expected) => {
  const payload = new Uint8Array(length).fill(0x61);
  payload[length - 1] = 0x62;
  const encoded = encode({ ...PUBLISH, payload }, "5.0");
  const bytes = encoded.kind === "bytes" ? encoded.bytes : new Uint8Array(0);
  expect(bytes.length).toBe(expected);
  const decoded = decode(bytes, "5.0");
  expect(
    decoded.kind === "packet" && decoded.packet.type === "PUBLISH" && Buffer.compare(decoded.packet.payload, payload),
  ).toBe(0);
  expect(encode(PUBLISH, "5.0")).toEqual({ kind: "bytes", bytes: Uint8Array.of(0x30, 5, 0, 1, 0x61, 0, 0x78) });
});

test("what stands behind a length moves when the length takes more bytes than were kept for it", () => {
  const userProperties = [["n", "v".repeat(200)]] as const;
  const bytes = encode({ ...PUBLISH, topicName: "\u00e4".repeat(70), properties: { userProperties } }, "5.0");
  const value = Array<number>(200).fill(0x76);
  const name = Array(70).fill([0xc3, 0xa4]).flat();
  const properties = [0xce, 0x01, 0x26, 0, 1, 0x6e, 0, 200, ...value];
  expect(bytes).toEqual({
    kind: "bytes",
    bytes: Uint8Array.of(0x30, 0xdf, 0x02, 0, 140, ...name, ...properties, 0x78),
  });
});

test("many small fields outgrow the scratch too", () => {
  const userProperties = Array.from({ length: 6_000 }, (_, at) => [`${at}`, "\u20ac"] as const);
  const packet: Packet50 = { type: "PUBACK", packetId: 1, reasonCode: 0, properties: { userProperties } };
  const encoded = encode(packet, "5.0");
  expect(encoded.kind === "bytes" && decode(encoded.bytes, "5.0")).toEqual({
    kind: "packet",
    packet,
    size: encoded.kind === "bytes" ? encoded.bytes.length : -1,
    violations: [],
  });
});

test("an empty list of User Properties is none, and lets the shortest form be", () => {
  const properties = { userProperties: [], reasonString: undefined as unknown as string };
  const puback: Packet50 = { type: "PUBACK", packetId: 1, reasonCode: 0, properties };
  expect(encode(puback, "5.0")).toEqual({ kind: "bytes", bytes: Uint8Array.of(0x40, 2, 0, 1) });
  expect(encode({ ...puback, reasonCode: 0x10 }, "5.0")).toEqual({
    kind: "bytes",
    bytes: Uint8Array.of(0x40, 3, 0, 1, 0x10),
  });
  expect(encode({ type: "DISCONNECT", reasonCode: 0, properties }, "5.0")).toEqual({
    kind: "bytes",
    bytes: Uint8Array.of(0xe0, 0),
  });
});

const MANY_KINDS: readonly Packet50[] = [
  PUBLISH,
  { ...PUBLISH, topicName: "\u20ac", payload: new Uint8Array(130) },
  CONNECT,
  {
    ...CONNECT,
    will: { topicName: "w", payload: new Uint8Array(3), qos: 1, retain: true, properties: {} },
    userName: "u",
    password: new Uint8Array(2),
  },
  {
    type: "CONNACK",
    sessionPresent: false,
    reasonCode: 0,
    properties: { reasonString: "\u{1f600}", maximumPacketSize: 70_000, receiveMaximum: 3 },
  },
  {
    type: "SUBSCRIBE",
    packetId: 1,
    properties: { subscriptionIdentifier: 300 },
    subscriptions: [{ topicFilter: "a/#", qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 }],
  },
  { type: "UNSUBACK", packetId: 1, properties: { userProperties: [["", ""]] }, reasonCodes: [0, 0x11] },
  { type: "PUBREL", packetId: 1, reasonCode: 0x92, properties: { reasonString: "x".repeat(130) } },
  { type: "PINGREQ" },
];

test.each(MANY_KINDS)(
  "encodeInto writes nothing in front of the packet, needs not a byte more than it, and tells the size where there is less",
  (packet) => {
    const whole = size(packet);
    const before = 5;
    for (let room = 0; room <= whole + 2; room++) {
      const buffer = new Uint8Array(before + room).fill(0xee);
      const answer = encodeInto(packet, "5.0", buffer, before);
      expect(answer).toEqual({ kind: room < whole ? "short" : "written", size: whole });
      expect(buffer.subarray(0, before)).toEqual(new Uint8Array(before).fill(0xee));
    }
    const exact = new Uint8Array(whole);
    expect(encodeInto(packet, "5.0", exact)).toEqual({ kind: "written", size: whole });
    expect(encode(packet, "5.0")).toEqual({ kind: "bytes", bytes: exact });
  },
);

test("a place behind the end of the buffer is short too", () => {
  expect(encodeInto({ type: "PINGREQ" }, "5.0", new Uint8Array(2), 3)).toEqual({ kind: "short", size: 2 });
});

test("what may not be sent is refused, whether there is room or not", () => {
  const refused = {
    kind: "refused",
    violation: { requirement: "5.0/MQTT-3.3.2-2", reasonCode: 0x82, offset: 2, found: 'Topic Name "a/#"' },
  };
  const packet = { ...PUBLISH, topicName: "a/#" };
  expect(encode(packet, "5.0")).toEqual(refused);
  expect(encodeInto(packet, "5.0", new Uint8Array(99))).toEqual(refused);
  expect(encodeInto(packet, "5.0", new Uint8Array(99), 7)).toEqual(refused);
  expect(encodeInto(packet, "5.0", new Uint8Array(1))).toEqual(refused);
  expect(encodeInto(PUBLISH, "5.0", new Uint8Array(7))).toEqual({ kind: "written", size: 7 });
});

test.each<[string, Packet50, string, number, string]>([
  ["QoS 3", untyped(PUBLISH, { qos: 3 }), "5.0/MQTT-3.3.1-4", 0x81, "QoS 3"],
  ["DUP at QoS 0", untyped(PUBLISH, { dup: true }), "5.0/MQTT-3.3.1-2", 0x81, "DUP at QoS 0"],
  [
    "a Packet Identifier at QoS 0",
    untyped(PUBLISH, { packetId: 1 }),
    "5.0/MQTT-2.2.1-2",
    0x81,
    "Packet Identifier 1 at QoS 0",
  ],
  [
    "Packet Identifier 0",
    { type: "PUBACK", packetId: 0, reasonCode: 0, properties: {} },
    "5.0/MQTT-2.2.1-5",
    0x82,
    "Packet Identifier 0",
  ],
  [
    "Packet Identifier 65,536",
    { type: "PUBACK", packetId: 65_536, reasonCode: 0, properties: {} },
    "5.0/U5-157",
    0x81,
    "65536 as an integer of 2 bytes",
  ],
  ["half a Keep Alive", { ...CONNECT, keepAlive: 0.5 }, "5.0/U5-157", 0x81, "0.5 as an integer of 2 bytes"],
  ["a negative Keep Alive", { ...CONNECT, keepAlive: -1 }, "5.0/U5-157", 0x81, "-1 as an integer of 2 bytes"],
  [
    "an interval of 33 bits",
    { ...CONNECT, properties: { sessionExpiryInterval: 2 ** 32 } },
    "5.0/U5-157",
    0x81,
    "4294967296 as an integer of 4 bytes",
  ],
  [
    "an identifier of half",
    { ...PUBLISH, properties: { subscriptionIdentifiers: [1.5] } },
    "5.0/U5-157",
    0x81,
    "1.5 as a Variable Byte Integer",
  ],
  ["Receive Maximum 0", { ...CONNECT, properties: { receiveMaximum: 0 } }, "5.0/U5-023", 0x82, "Receive Maximum 0"],
  ["Topic Alias 0", { ...PUBLISH, properties: { topicAlias: 0 } }, "5.0/MQTT-3.3.2-8", 0x94, "Topic Alias 0"],
  ["a lone surrogate", { ...CONNECT, clientId: "\ud800" }, "5.0/MQTT-3.1.3-4", 0x81, "a lone surrogate"],
  ["U+0000", { ...CONNECT, clientId: "a\0" }, "5.0/MQTT-1.5.4-2", 0x81, "U+0000"],
  [
    "a string of 65,536 letters",
    { ...CONNECT, clientId: "a".repeat(65_536) },
    "5.0/U5-154",
    0x81,
    "a string of 65536 characters",
  ],
  [
    "a string of 65,536 bytes",
    { ...CONNECT, clientId: "\u00e4".repeat(32_768) },
    "5.0/U5-154",
    0x81,
    "a string of 65536 bytes",
  ],
  [
    "a Topic Name of 65,536 bytes",
    { ...PUBLISH, topicName: "\u00e4".repeat(32_768) },
    "5.0/MQTT-4.7.3-3",
    0x81,
    "a string of 65536 bytes",
  ],
  [
    "a Topic Name of 65,536 letters",
    { ...PUBLISH, topicName: "a".repeat(65_536) },
    "5.0/MQTT-4.7.3-3",
    0x81,
    "a string of 65536 characters",
  ],
  [
    "Binary Data of 65,536 bytes",
    { ...CONNECT, password: new Uint8Array(65_536) },
    "5.0/U5-154",
    0x81,
    "Binary Data of 65536 bytes",
  ],
  [
    "a CONNECT of the other version",
    untyped(CONNECT, { version: "3.1.1" }),
    "5.0/MQTT-3.1.2-2",
    0x84,
    "a CONNECT of 3.1.1",
  ],
  [
    "a property of another packet",
    { ...PUBLISH, properties: { receiveMaximum: 1 } as object },
    "5.0/U5-012",
    0x81,
    "receiveMaximum in PUBLISH",
  ],
  [
    "an empty Response Topic",
    { ...PUBLISH, properties: { responseTopic: "" } },
    "5.0/MQTT-4.7.3-1",
    0x82,
    "an empty Response Topic",
  ],
  [
    "a wildcard in a Response Topic",
    { ...PUBLISH, properties: { responseTopic: "a/+" } },
    "5.0/MQTT-3.3.2-14",
    0x82,
    'Topic Name "a/+"',
  ],
  [
    "a Reason Code of another packet",
    { type: "PUBACK", packetId: 1, reasonCode: 0x92, properties: {} },
    "5.0/MQTT-3.4.2-1",
    0x81,
    "Reason Code 0x92 in PUBACK",
  ],
])("%s is refused, and the refusal says so", (_, packet, requirement, reasonCode, found) => {
  const answer = encode(packet, "5.0");
  expect(answer.kind === "refused" && { ...answer.violation, offset: 0 }).toEqual({
    requirement,
    reasonCode,
    offset: 0,
    found,
  });
});

test("an AUTH cannot be said in 3.1.1", () => {
  const auth = { type: "AUTH", reasonCode: 0, properties: { authenticationMethod: "m" } } as unknown as Packet311;
  expect(encode(auth, "3.1.1")).toEqual({
    kind: "refused",
    violation: { requirement: "3.1.1/U3-003", reasonCode: 0x81, offset: 2, found: "AUTH" },
  });
});

test("a packet of more than 268,435,455 bytes behind its fixed header is refused", () => {
  const payload = new Uint8Array(268_435_455 - 3);
  expect(encode({ ...PUBLISH, payload }, "5.0")).toEqual({
    kind: "refused",
    violation: {
      requirement: "5.0/U5-005",
      reasonCode: 0x81,
      offset: 5 + 4 + payload.length,
      found: "268435456 bytes",
    },
  });
});

test("a field of the wrong type is our caller's mistake, and is thrown", () => {
  const topicless = untyped(PUBLISH, { topicName: undefined });
  const textual = untyped(PUBLISH, { payload: "text" });
  expect(() => encode(topicless, "5.0")).toThrow(TypeError);
  expect(() => encode(textual, "5.0")).toThrow(new TypeError("bytes are needed, not string"));
  expect(() => encodeInto(textual, "5.0", new Uint8Array(99))).toThrow(new TypeError("bytes are needed, not string"));
  expect(() => encode(untyped(CONNECT, { clientId: ["c"] }), "5.0")).toThrow(
    new TypeError("a string is needed, not object"),
  );
  expect(encode({ type: "PINGREQ" }, "5.0")).toEqual({ kind: "bytes", bytes: Uint8Array.of(0xc0, 0) });
});

test.each([
  ["\u0001", [0x01]],
  ["\u007f", [0x7f]],
  ["\u0080", [0xc2, 0x80]],
  ["a\u00ff", [0x61, 0xc3, 0xbf]],
  ["\ufeff", [0xef, 0xbb, 0xbf]],
])("%j is written as UTF-8", (topicName, utf8) => {
  const length = utf8.length;
  expect(
    encode({ type: "PUBLISH", qos: 0, dup: false, retain: false, topicName, payload: new Uint8Array(0) }, "3.1.1"),
  ).toEqual({
    kind: "bytes",
    bytes: Uint8Array.of(0x30, 2 + length, 0, length, ...utf8),
  });
});

test("text that is none is sent on by who says that it was written by others [5.0/MQTT-3.3.2-4]", () => {
  const payload = Uint8Array.of(0xff);
  const properties = { payloadFormatIndicator: 1 } as const;
  const publish: Packet50 = { ...PUBLISH, properties, payload } as Packet50;
  const connect = { ...CONNECT, will: { topicName: "w", payload, qos: 0, retain: false, properties } } as Packet50;
  for (const packet of [publish, connect]) {
    expect(encode(packet, "5.0").kind).toBe("refused");
    expect(encode(packet, "5.0", { checkPayloadFormat: true }).kind).toBe("refused");
    expect(encodeInto(packet, "5.0", new Uint8Array(99)).kind).toBe("refused");
    const forwarded = encode(packet, "5.0", { checkPayloadFormat: false });
    const size = forwarded.kind === "bytes" ? forwarded.bytes.length : 0;
    expect(decode(forwarded.kind === "bytes" ? forwarded.bytes : payload, "5.0")).toMatchObject({ packet });
    expect(encodeInto(packet, "5.0", new Uint8Array(99), 0, { checkPayloadFormat: false })).toEqual({
      kind: "written",
      size,
    });
    expect(encodeInto(packet, "5.0", new Uint8Array(3), 0, { checkPayloadFormat: false })).toEqual({
      kind: "short",
      size,
    });
  }
});
