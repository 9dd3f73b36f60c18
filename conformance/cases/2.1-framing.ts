// Cases of section 2.1 (3.1.1: 2.2): Remaining Length, reserved packet types, and packets that are not as long as they
// say.

import {
  frame,
  hex,
  type IdOf,
  join,
  properties,
  type TestCase,
  type Toolkit,
  testCase,
  u16,
  utf8,
  variableByteInteger,
} from "../case.ts";

/** The lengths at which a Variable Byte Integer grows by a byte. */
const EDGES = [127, 128, 16_383, 16_384];

/** A PUBLISH with this Remaining Length exactly. */
function publishOfLength(t: Toolkit, remainingLength: number, packetId: number): Uint8Array {
  const head = join(utf8(t.topic("edge")), u16(packetId), t.version === "5.0" ? properties() : []);
  return frame(0x32, head, new Uint8Array(remainingLength - head.length).fill(0x78));
}

const edges = EDGES.flatMap((length) =>
  testCase({
    id: `framing/remaining-length/${length}`,
    title: `a PUBLISH with Remaining Length ${length} is read to its last byte and sent on with as many`,
    section: { "3.1.1": "2.2.3", "5.0": "1.5.5" },
    requirements: { "3.1.1": ["3.1.1/U3-004"], "5.0": ["5.0/MQTT-1.5.5-1", "5.0/U5-005"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("edge"), { qos: 1 });
      const alice = yield* t.connect();
      const limit = alice.connack.properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
      if (length + 5 > limit) t.notApplicable(`the server takes at most ${limit} bytes`);
      const packet = publishOfLength(t, length, alice.packetId());
      // What comes after it shows that not one byte more was read.
      yield* alice.send(packet, { type: "PINGREQ" });
      yield* alice.expect("PUBACK");
      yield* alice.expect("PINGRESP");
      const received = yield* bob.expect("PUBLISH", { topicName: t.topic("edge") });
      const sent = length - (t.version === "5.0" ? 5 : 4) - t.topic("edge").length;
      t.check(received.payload.length === sent, `a payload of ${sent} bytes`, `${received.payload.length} bytes`);
    },
  }),
);

/** Something that comes after CONNACK and closes the connection: 3.1.1 commands it, 5.0 once it is seen (4.13.1-1). */
function fault(
  id: string,
  title: string,
  section: { readonly "3.1.1": string; readonly "5.0": string },
  in311: readonly IdOf<"3.1.1">[],
  in50: readonly [IdOf<"5.0">, ...IdOf<"5.0">[]],
  bytes: readonly ((t: Toolkit) => Uint8Array)[],
): readonly TestCase[] {
  const shared = {
    id: `framing/${id}`,
    title,
    section,
    *script(t: Toolkit) {
      for (const make of bytes) {
        const alice = yield* t.connect();
        yield* t.control("the connection is open", () => alice.barrier());
        yield* alice.send(make(t));
        yield* alice.expectClosed();
      }
    },
  };
  return [
    ...testCase({ ...shared, requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1", ...in311] } }),
    ...testCase({ ...shared, level: "strict", requirements: { "5.0": in50 } }),
  ];
}

const LENGTH_SECTION = { "3.1.1": "2.2.3", "5.0": "1.5.5" };
const TYPE_SECTION = { "3.1.1": "2.2.1", "5.0": "2.1.2" };
const FIELDS_SECTION = { "3.1.1": "4.8", "5.0": "4.13" };

const noProperties = (t: Toolkit): Uint8Array => (t.version === "5.0" ? properties() : hex(""));

const faults = [
  fault(
    "five-byte-remaining-length",
    "a Remaining Length whose fourth byte promises a fifth closes the connection",
    LENGTH_SECTION,
    ["3.1.1/U3-004"],
    ["5.0/U5-005"],
    [() => hex("30 ff ff ff ff 01"), () => hex("30 80 80 80 80 00"), () => hex("c0 80 80 80 80 00")],
  ),
  fault(
    "reserved-type/0",
    "a packet of the reserved type 0 closes the connection",
    TYPE_SECTION,
    ["3.1.1/U3-003"],
    ["5.0/U5-008"],
    [() => hex("00 00"), () => hex("02 02 00 01")],
  ),
  fault(
    "truncated/publish",
    "a PUBLISH that ends inside a field closes the connection",
    FIELDS_SECTION,
    ["3.1.1/U3-045"],
    ["5.0/U5-152"],
    [
      () => hex("30 00"),
      () => hex("30 01 00"),
      (t) => frame(0x30, utf8(t.topic("a")).subarray(0, 5)),
      (t) => frame(0x32, utf8(t.topic("a"))),
      (t) => frame(0x32, utf8(t.topic("a")), [0x00]),
    ],
  ),
  fault(
    "truncated/subscribe",
    "a SUBSCRIBE that ends inside a field closes the connection",
    FIELDS_SECTION,
    ["3.1.1/U3-045"],
    ["5.0/U5-152"],
    [
      () => hex("82 00"),
      () => hex("82 01 00"),
      (t) => frame(0x82, u16(1), noProperties(t), utf8(t.topic("a"))),
      (t) => frame(0x82, u16(1), noProperties(t), utf8(t.topic("a")).subarray(0, 5)),
    ],
  ),
  fault(
    "truncated/unsubscribe",
    "an UNSUBSCRIBE that ends inside a field closes the connection",
    FIELDS_SECTION,
    ["3.1.1/U3-045"],
    ["5.0/U5-152"],
    [
      () => hex("a2 00"),
      () => hex("a2 01 00"),
      (t) => frame(0xa2, u16(1), noProperties(t), utf8(t.topic("a")).subarray(0, 5)),
    ],
  ),
  fault(
    "truncated/acknowledgement",
    "a PUBACK, PUBREC, PUBREL or PUBCOMP without a whole Packet Identifier closes the connection",
    FIELDS_SECTION,
    ["3.1.1/U3-045"],
    ["5.0/U5-152"],
    [0x40, 0x50, 0x62, 0x70].flatMap((first) => [() => frame(first), () => frame(first, [0x00])]),
  ),
];

/** Sender's duties in both versions: no sentence of either names the receiver's reaction. */
function strictFault(
  id: string,
  title: string,
  section: { readonly "3.1.1"?: string; readonly "5.0": string },
  in311: readonly [] | readonly [IdOf<"3.1.1">],
  in50: readonly [IdOf<"5.0">],
  bytes: readonly ((t: Toolkit) => Uint8Array)[],
): readonly TestCase[] {
  const [only311] = in311;
  return testCase({
    id: `framing/${id}`,
    title,
    section,
    level: "strict",
    requirements: { ...(only311 !== undefined && { "3.1.1": [only311] as const }), "5.0": in50 },
    *script(t) {
      for (const make of bytes) {
        const alice = yield* t.connect();
        yield* t.control("the connection is open", () => alice.barrier());
        yield* alice.send(make(t));
        yield* alice.expectClosed();
      }
    },
  });
}

const strictFaults = [
  strictFault(
    "not-shortest",
    "a Remaining Length or Property Length in more bytes than it needs closes the connection",
    { "5.0": "1.5.5" },
    [],
    ["5.0/MQTT-1.5.5-1"],
    [() => hex("c0 80 00"), () => hex("c0 80 80 00"), (t) => frame(0x30, utf8(t.topic("a")), hex("80 00"), [0x78])],
  ),
  strictFault(
    "left-over-bytes",
    "bytes left over in a packet that has no place for them close the connection",
    FIELDS_SECTION,
    ["3.1.1/U3-045"],
    ["5.0/U5-152"],
    [() => hex("c0 01 00"), (t) => frame(0x62, u16(1), t.version === "5.0" ? hex("00 00 00") : hex("00"))],
  ),
  ...(["20 02 00 00", "90 03 00 01 00", "b0 02 00 01", "d0 00"] as const).map((packet, i) => {
    const name = ["CONNACK", "SUBACK", "UNSUBACK", "PINGRESP"][i] ?? "";
    return strictFault(
      `wrong-direction/${name.toLowerCase()}`,
      `a ${name} from a client closes the connection`,
      TYPE_SECTION,
      ["3.1.1/U3-048"],
      ["5.0/U5-153"],
      [(t) => hex(t.version === "3.1.1" ? packet : (IN_50[name] ?? packet))],
    );
  }),
];

/** The same in 5.0, where they have properties. */
const IN_50: Readonly<Record<string, string>> = {
  CONNACK: "20 03 00 00 00",
  SUBACK: "90 04 00 01 00 00",
  UNSUBACK: "b0 04 00 01 00 00",
};

const STREAM = {
  section: "4.2",
  requirements: { "3.1.1": ["3.1.1/MQTT-7.1.1-1"], "5.0": ["5.0/MQTT-4.2.0-1"] },
} as const;

const stream = [
  testCase({
    ...STREAM,
    id: "framing/byte-by-byte",
    title: "packets that come a byte at a time are read as if they came whole",
    *script(t) {
      const alice = yield* t.open();
      const bytes = join(t.bytes(t.connectPacket({ clientId: t.clientId() })), hex("c0 00"));
      for (const byte of bytes) yield* alice.send(Uint8Array.of(byte));
      yield* alice.expect("CONNACK");
      yield* alice.expect("PINGRESP");
    },
  }),
  testCase({
    ...STREAM,
    id: "framing/many-at-once",
    title: "many packets in one piece are read one after the other, and each is answered",
    *script(t) {
      const alice = yield* t.connect();
      const many = 50;
      yield* alice.send(...Array.from({ length: many }, () => ({ type: "PINGREQ" }) as const));
      for (let i = 0; i < many; i += 1) yield* alice.expect("PINGRESP");
      yield* alice.barrier();
    },
  }),
  testCase({
    ...STREAM,
    id: "framing/cut-anywhere",
    title: "a PUBLISH that comes in two pieces is read whole, wherever it is cut",
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.connect();
      const packet = t.bytes({ type: "PUBLISH", topicName: t.topic("a"), payload: "x".repeat(120) });
      for (const cut of [1, 2, 3, 4, 5, variableByteInteger(packet.length).length + 8, packet.length - 1]) {
        yield* alice.send(packet.subarray(0, cut));
        yield* alice.send(packet.subarray(cut));
        yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "x".repeat(120) });
      }
    },
  }),
].flat();

const reservedType15 = testCase({
  id: "framing/reserved-type/15",
  title: "a packet of type 15, which is reserved, closes the connection",
  section: "2.2.1",
  requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1", "3.1.1/U3-003"] },
  *script(t) {
    const alice = yield* t.connect();
    yield* t.control("the connection is open", () => alice.barrier());
    yield* alice.send("f0 00");
    yield* alice.expectClosed();
  },
});

export const framing: readonly TestCase[] = [
  ...edges,
  ...stream,
  ...faults.flat(),
  ...reservedType15,
  ...strictFaults.flat(),
];
