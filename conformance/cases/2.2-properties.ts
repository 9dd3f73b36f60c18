// Cases of section 2.2.2: properties where they do not belong, and a Property Length that does not fit, in the packets
// after CONNECT. The reaction is commanded once the fault is seen (4.13.1-1), and not that it is looked for: these are
// a sender's duties.

import {
  type Connection,
  frame,
  hex,
  type Piece,
  properties,
  type Script,
  type TestCase,
  type Toolkit,
  testCase,
  u16,
  utf8,
} from "../case.ts";
import { bytesOf, type Carrier, foreignTo, UNKNOWN_PROPERTIES } from "./property-bytes.ts";

interface Place {
  readonly id: string;
  readonly packet: string;
  readonly carrier: Carrier;
  readonly needs?: TestCase["needs"];
  /** What has to be before the packet may be sent; gives a Packet Identifier for it. */
  readonly prepare?: (t: Toolkit, alice: Connection) => Script<number>;
  /** The packet with these bytes for its Property Length and its properties. */
  readonly bytes: (t: Toolkit, packetId: number, all: Piece) => Uint8Array;
}

const PLACES: readonly Place[] = [
  {
    id: "publish",
    packet: "PUBLISH",
    carrier: "PUBLISH",
    bytes: (t, _, all) => frame(0x30, utf8(t.topic("a")), all),
  },
  {
    id: "puback",
    packet: "PUBACK",
    carrier: "acknowledgement",
    needs: ["qos1"],
    *prepare(t, alice) {
      yield* alice.subscribe(t.topic("own"), { qos: 1 });
      yield* alice.publish(t.topic("own"), "x", { qos: 1 });
      const { packetId = 1 } = yield* t.control("the message arrives", () => alice.expect("PUBLISH", { qos: 1 }));
      return packetId;
    },
    bytes: (_, packetId, all) => frame(0x40, u16(packetId), [0x00], all),
  },
  {
    id: "pubrel",
    packet: "PUBREL",
    carrier: "acknowledgement",
    needs: ["qos2"],
    *prepare(t, alice) {
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 2, packetId: 7 });
      yield* t.control("PUBREC comes", () => alice.expect("PUBREC", { packetId: 7 }));
      return 7;
    },
    bytes: (_, packetId, all) => frame(0x62, u16(packetId), [0x00], all),
  },
  {
    id: "subscribe",
    packet: "SUBSCRIBE",
    carrier: "SUBSCRIBE",
    bytes: (t, packetId, all) => frame(0x82, u16(packetId), all, utf8(t.topic("a")), [0x00]),
  },
  {
    id: "unsubscribe",
    packet: "UNSUBSCRIBE",
    carrier: "UNSUBSCRIBE",
    bytes: (t, packetId, all) => frame(0xa2, u16(packetId), all, utf8(t.topic("a"))),
  },
];

/** Faults that any packet with properties may have. */
const BROKEN: readonly Piece[] = [
  // A Property Length beyond the end of the packet.
  hex("7f"),
  // One that ends inside the property.
  [0x03, ...bytesOf("User Property")],
  // A User Property that the end of the properties cuts off.
  properties(hex("26 00 04 6e61")),
  // One with a name and no value.
  properties([0x26], utf8("name")),
  // A Property Length of five bytes.
  hex("80 80 80 80 00"),
];

function* closes(t: Toolkit, { prepare, bytes }: Place, wrong: readonly Piece[]): Script<void> {
  const bob = yield* t.connect();
  const packetId = prepare ? yield* prepare(t, bob) : bob.packetId();
  yield* bob.send(bytes(t, packetId, properties(bytesOf("User Property"))));
  yield* t.control("the packet is taken with a property of its own", () => bob.barrier());
  for (const all of wrong) {
    const alice = yield* t.connect();
    const id = prepare ? yield* prepare(t, alice) : alice.packetId();
    yield* alice.send(bytes(t, id, all));
    yield* alice.expectClosed();
  }
}

const perPlace = PLACES.flatMap((place) => {
  const { id, packet, carrier, needs = [] } = place;
  const article = packet.startsWith("U") ? "an" : "a";
  return [
    testCase({
      id: `properties/foreign/${id}`,
      title: `a property that belongs to other packets closes the connection when it stands in ${article} ${packet}`,
      section: "2.2.2.2",
      level: "strict",
      requirements: { "5.0": ["5.0/U5-012"] },
      needs,
      *script(t) {
        // A Subscription Identifier in PUBLISH has a sentence of its own (3.3.4-6).
        const foreign = foreignTo(carrier).filter(({ id }) => carrier !== "PUBLISH" || id !== 0x0b);
        yield* closes(
          t,
          place,
          foreign.map(({ bytes }) => properties(bytes)),
        );
      },
    }),
    testCase({
      id: `properties/unknown/${id}`,
      title: `a property identifier that is not known closes the connection when it stands in ${article} ${packet}`,
      section: "2.2.2.2",
      level: "strict",
      requirements: { "5.0": ["5.0/U5-012"] },
      needs,
      *script(t) {
        yield* closes(
          t,
          place,
          UNKNOWN_PROPERTIES.map((one) => properties(one)),
        );
      },
    }),
    testCase({
      id: `properties/do-not-fit/${id}`,
      title: `properties that do not fit their Property Length, or the packet, close it in ${article} ${packet}`,
      section: "2.2.2.1",
      level: "strict",
      requirements: { "5.0": ["5.0/U5-152"] },
      needs,
      *script(t) {
        yield* closes(t, place, BROKEN);
      },
    }),
  ].flat();
});

export const propertiesOfPackets: readonly TestCase[] = [
  ...perPlace,
  ...testCase({
    id: "properties/length-missing",
    title: "a PUBLISH that ends before its Property Length closes the connection",
    section: "2.2.2.1",
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-2.2.2-1"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(frame(0x30, utf8(t.topic("a")), properties()));
      yield* t.control("the same PUBLISH with a Property Length of 0 is taken", () => alice.barrier());
      yield* alice.send(frame(0x30, utf8(t.topic("a"))));
      yield* alice.expectClosed();
    },
  }),
  ...testCase({
    id: "properties/any-order",
    title: "properties mean the same in any order",
    section: "2.2.2.2",
    requirements: { "5.0": ["5.0/U5-013"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.connect();
      const set = ["Message Expiry Interval", "Content Type", "Response Topic", "Correlation Data"].map(bytesOf);
      const publish = (payload: string, all: readonly Uint8Array[]): Uint8Array =>
        frame(0x30, utf8(t.topic("a")), properties(...all), new TextEncoder().encode(payload));
      yield* alice.send(publish("in order", set));
      const first = yield* t.control("it arrives", () => bob.expect("PUBLISH", { payload: "in order" }));
      yield* alice.send(publish("reversed", [...set].reverse()));
      const { contentType = "", responseTopic = "" } = first.properties ?? {};
      yield* bob.expect("PUBLISH", { payload: "reversed", properties: { contentType, responseTopic } });
    },
  }),
  ...testCase({
    id: "properties/user-property-repeats",
    title: "a User Property may stand in a CONNECT more than once, with the same name too",
    section: "3.1.2.11.8",
    requirements: { "5.0": ["5.0/U5-032", "5.0/MQTT-3.1.4-5"] },
    *script(t) {
      yield* t.connect();
      const connection = yield* t.open();
      const userProperties = [
        ["name", "value"],
        ["name", "value"],
        ["name", "other"],
        ["", ""],
      ] as const;
      yield* connection.send(t.connectPacket({ properties: { userProperties } }));
      yield* connection.expect("CONNACK", { reasonCode: 0 });
    },
  }),
];
