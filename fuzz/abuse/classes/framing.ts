// Lengths that lie, packets that are cut short or too long, and bytes of other protocols.

import { framingAttacks } from "../attacks/framing.ts";
import { connect, frame, hex, join, propertiesIn, publish, together, utf8 } from "../bytes/packets.ts";
import { after, breaks, breaks3, breaks5, first, refused } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases } from "../class.ts";

/** Where the version is not known yet, a CONNACK of MQTT 5.0 says why. (5.0/MQTT-3.1.4-1) */
const REFUSED = "CONNACK 0x81, closed";
const FIVE_BYTES = hex("ff ff ff ff 01");
/** The beginning of a TLS 1.3 ClientHello, with a record of 512 bytes. */
const CLIENT_HELLO = join(hex("16 03 01 02 00 01 00 01 fc 03 03"), new Uint8Array(506).fill(0x5a));
const HTTP = new TextEncoder().encode("GET /mqtt HTTP/1.1\r\nHost: broker\r\nConnection: Upgrade\r\n\r\n");
/** A CONNECT whose properties say that they are as long. */
const connectWithLength = (length: Uint8Array) => frame(0x10, utf8("MQTT"), [5, 2, 0, 0], length, utf8("c"));

const LENGTH_TOO_SHORT = together((version) => frame(0x30, utf8("abuse"), propertiesIn(version)), hex("00 00"));

export const framing: readonly AbuseClass[] = [
  bytes(
    "framing.varint-5-bytes",
    "a Remaining Length of five bytes",
    breaks(join([0x30], FIVE_BYTES), 0x81),
    breaks(join([0xc0], hex("80 80 80 80 00")), 0x81),
    first("both", join([0x10], FIVE_BYTES), REFUSED),
  ),
  bytes(
    "framing.varint-5-bytes-in-property-length",
    "a Property Length of five bytes, in CONNECT and PUBLISH",
    first("5.0", connectWithLength(hex("80 80 80 80 01")), "CONNACK 0x81, closed"),
    first("5.0", connectWithLength(FIVE_BYTES), "CONNACK 0x81, closed"),
    breaks5(frame(0x30, utf8("abuse"), FIVE_BYTES, utf8("x")), 0x81),
  ),
  bytes(
    "framing.varint-non-minimal",
    "a length in more bytes than it needs: an error in MQTT 5.0, and nothing is said of it in 3.1.1",
    breaks5(hex("c0 80 00"), 0x81),
    breaks5(hex("c0 80 80 00"), 0x81),
    breaks5(frame(0x30, utf8("abuse"), hex("80 00")), 0x81),
    after("3.1.1", hex("c0 80 00"), "open"),
  ),
  bytes(
    "framing.length-huge-non-connect-first",
    "a first packet that is no CONNECT and says 256 MiB: nobody waits for them",
    first("both", hex("30 ff ff ff 7f 00 04"), "closed"),
    first("both", hex("e0 ff ff ff 7f"), "closed"),
  ),
  bytes(
    "framing.length-256-mib",
    "a packet of 256 MiB, announced and not sent: refused by its length",
    first("both", hex("10 ff ff ff 7f"), "CONNACK 0x95, closed"),
    breaks(hex("30 ff ff ff 7f"), 0x95),
  ),
  framingAttacks.webSocketFrame,
  bytes(
    "framing.length-mismatch-packet-truncated-topic",
    "a Topic Name that reaches beyond its packet",
    breaks(hex("30 03 00 05 61"), 0x81),
    breaks(hex("30 02 ff ff"), 0x81),
    breaks(hex("30 01 00"), 0x81),
  ),
  bytes(
    "framing.publish-qos-without-packet-id",
    "a PUBLISH of QoS 1 or 2 that ends before its Packet Identifier",
    breaks(hex("32 03 00 01 61"), 0x81),
    breaks(hex("34 03 00 01 61"), 0x81),
    breaks(hex("32 04 00 01 61 00"), 0x81),
  ),
  framingAttacks.connectPrefixes,
  bytes(
    "framing.tls-clienthello-on-plain-port",
    "a client that speaks TLS to a port without: its first byte is a CONNECT with wrong flags",
    first("both", CLIENT_HELLO, REFUSED),
  ),
  bytes("framing.http-on-plain-port", "a request of HTTP where MQTT is spoken", first("both", HTTP, "closed")),
  bytes(
    "framing.zero-remaining-length-on-typed-packets",
    "packets that may not be empty, empty",
    first("both", hex("10 00"), REFUSED),
    ...["30 00", "32 00", "40 00", "50 00", "62 00", "70 00", "82 00", "a2 00"].map((empty) =>
      breaks(hex(empty), 0x81),
    ),
  ),
  cases(
    "framing.fixed-header-only-split",
    "a packet that comes a byte at a time, or is cut anywhere",
    "framing/byte-by-byte",
    "framing/cut-anywhere",
  ),
  bytes(
    "framing.trailing-bytes-connect",
    "a byte too many, in CONNECT and in packets of a fixed size",
    refused(connect({ rest: [[0]] }), 0x81),
    breaks(hex("c0 01 00"), 0x81),
    breaks3(hex("40 03 00 01 00")),
    breaks3(hex("e0 01 00")),
  ),
  bytes(
    "framing.back-to-back-after-error",
    "a right PUBLISH behind a wrong packet, in one segment: nothing of it takes effect",
    breaks(together(hex("00 00"), publish("abuse/behind")), 0x81),
    breaks(together(hex("30 03 00 05 61"), publish("abuse/behind")), 0x81),
    breaks((version) => join(publish("abuse/#")(version), publish("abuse/behind")(version)), 0x82),
    refused(together(connect({ flags: 0x03 }), publish("abuse/behind")), 0x81),
  ),
  cases(
    "framing.publish-before-connack",
    "packets right behind CONNECT, in one segment: obeyed where the client is let in, and else not",
    "connect/pipelined",
    "connect/refused/nothing-processed",
    "connect/refused/nothing-retained",
  ),
  bytes(
    "framing.length-runs-into-the-next-packet",
    "a length that is two bytes too short: what it covers is a packet, and the rest is none",
    breaks(LENGTH_TOO_SHORT, 0x81).map((row) => ({ ...row, heard: ["abuse"] })),
  ),
];
