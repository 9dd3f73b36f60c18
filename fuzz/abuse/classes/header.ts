// Fixed headers that may not be: types, flags and directions.

import { connect, hex, join, publish, subscribe, unsubscribe } from "../bytes/packets.ts";
import { breaks, breaks3, breaks5, first } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases } from "../class.ts";

/** All flags but these, as the first byte of a packet of this type. */
function otherFlags(type: number, right: number): readonly number[] {
  return Array.from({ length: 16 }, (_, flags) => flags)
    .filter((flags) => flags !== right)
    .map((flags) => (type << 4) | flags);
}

export const header: readonly AbuseClass[] = [
  bytes(
    "header.reserved-type-0",
    "a packet of type 0; in MQTT 3.1.1 of type 15, too",
    breaks(hex("00 00"), 0x81),
    breaks(hex("0f 00"), 0x81),
    breaks3(hex("f0 00")),
    first("both", hex("00 00"), "closed"),
  ),
  bytes(
    "header.flags-nonzero-connect",
    "a CONNECT with each of the fifteen flags that it may not have",
    ...otherFlags(1, 0).map((byte) =>
      first("both", (version) => join([byte], connect()(version).subarray(1)), "CONNACK 0x81, closed"),
    ),
  ),
  bytes(
    "header.flags-subscribe-not-0010",
    "a SUBSCRIBE with each of the fifteen flags that it may not have",
    ...otherFlags(8, 2).map((byte) => breaks(subscribe([["abuse", 0]], { first: byte }), 0x81)),
  ),
  bytes(
    "header.flags-unsubscribe-not-0010",
    "an UNSUBSCRIBE with each of the fifteen flags that it may not have",
    ...otherFlags(10, 2).map((byte) => breaks(unsubscribe(["abuse"], byte), 0x81)),
  ),
  bytes(
    "header.flags-pubrel-not-0010",
    "a PUBREL with each of the fifteen flags that it may not have",
    ...otherFlags(6, 2).map((byte) => breaks(join([byte], hex("02 00 01")), 0x81)),
  ),
  bytes(
    "header.flags-of-other-packets",
    "acknowledgements, PINGREQ, DISCONNECT and AUTH with flags",
    ...[4, 5, 7].flatMap((type) => otherFlags(type, 0).map((byte) => breaks(join([byte], hex("02 00 01")), 0x81))),
    ...otherFlags(12, 0).map((byte) => breaks(Uint8Array.of(byte, 0), 0x81)),
    ...otherFlags(14, 0).map((byte) => breaks(Uint8Array.of(byte, 0), 0x81)),
    ...otherFlags(15, 0).map((byte) => breaks5(Uint8Array.of(byte, 0), 0x81)),
  ),
  bytes(
    "header.dup-on-qos0",
    "a PUBLISH of QoS 0 with DUP",
    breaks(publish("abuse", { first: 0x38 }), 0x81),
    breaks(publish("abuse", { first: 0x39 }), 0x81),
  ),
  bytes(
    "header.qos-3",
    "a PUBLISH with both bits of QoS",
    ...[0x36, 0x37, 0x3e, 0x3f].map((byte) => breaks(publish("abuse", { first: byte, packetId: 1 }), 0x81)),
  ),
  bytes(
    "header.server-only-packet-from-client",
    "packets that only a server sends, sent by a client",
    breaks3(hex("20 02 00 00")),
    breaks5(hex("20 03 00 00 00"), 0x82),
    breaks3(hex("90 03 00 01 00")),
    breaks5(hex("90 04 00 01 00 00"), 0x82),
    breaks3(hex("b0 02 00 01")),
    breaks5(hex("b0 04 00 01 00 00"), 0x82),
    breaks(hex("d0 00"), 0x82),
    first("3.1.1", hex("20 02 00 00"), "closed"),
    first("5.0", hex("20 03 00 00 00"), "closed"),
  ),
  cases(
    "header.client-only-packet-from-server",
    "packets that only a client sends, sent by a server",
    "client/errors/wrong-direction/subscribe",
    "client/errors/wrong-direction/unsubscribe",
    "client/errors/wrong-direction/pingreq",
    "client/errors/wrong-direction/connect",
    "client/errors/second-connack",
  ),
];
