// What servers do to clients: packets that lie, and silence.

import { clientAttacks } from "../attacks/client.ts";
import { frame, hex, publish, utf8 } from "../bytes/packets.ts";
import { toClient } from "../bytes/row.ts";
import { type AbuseClass, cases, clientBytes } from "../class.ts";

/** Behind CONNACK; MQTT 5.0 says why. */
function ends(text: string, code: string) {
  return [
    ...toClient("3.1.1", "after CONNACK", hex(text), "closed"),
    ...toClient("5.0", "after CONNACK", hex(text), `DISCONNECT ${code}, closed`),
  ];
}

export const client: readonly AbuseClass[] = [
  clientBytes(
    "client.malformed-connack-uaf",
    "a CONNACK that is cut short, too long, or of codes that there are not",
    ...["20 00", "20 01 00", "20 02 00 06", "20 02 02 00", "20 03 00 00 00", "20 02 ff ff", "2f 02 00 00"].map((text) =>
      toClient("3.1.1", "first", hex(text), "closed"),
    ),
    ...[
      "20 02 00 00",
      "20 03 00 00 05",
      "20 03 00 03 00",
      "20 03 02 00 00",
      "20 04 00 00 01 12",
      "20 05 00 00 02 7f 00",
    ].map((text) => toClient("5.0", "first", hex(text), "DISCONNECT 0x81, closed")),
    toClient("5.0", "first", hex("20 06 00 00 03 21 00 00"), "DISCONNECT 0x82, closed"),
  ),
  clientBytes(
    "client.publish-length-underflow",
    "a PUBLISH that is shorter than what it must hold",
    ends("30 00", "0x81"),
    ends("30 01 00", "0x81"),
    ends("30 02 00 01", "0x81"),
    ends("32 03 00 01 61", "0x81"),
    ends("34 04 00 01 61 00", "0x81"),
  ),
  clientBytes(
    "client.integer-overflow-loop",
    "lengths that wrap where they are added up",
    ends("30 ff ff ff ff 7f", "0x81"),
    ends("30 80 80 80 80 01", "0x81"),
    ends("30 05 ff ff 61 62 63", "0x81"),
    toClient("5.0", "after CONNACK", frame(0x30, utf8("a"), hex("ff ff ff 7f"), utf8("x")), "DISCONNECT 0x81, closed"),
    toClient("5.0", "after CONNACK", frame(0x30, utf8("a"), hex("05 26 ff ff 61 62")), "DISCONNECT 0x81, closed"),
  ),
  clientBytes(
    "client.malformed-disconnect",
    "a DISCONNECT that is cut short, or of MQTT 5.0 where 3.1.1 is spoken",
    ...["e0 01 77", "e0 02 00 05", "e0 04 00 02 1f 00", "e1 00"].map((text) =>
      toClient("5.0", "after CONNACK", hex(text), "DISCONNECT 0x81, closed"),
    ),
    ...["e0 00", "e0 01 00"].map((text) => toClient("3.1.1", "after CONNACK", hex(text), "closed")),
  ),
  clientBytes(
    "client.second-connack",
    "a CONNACK that comes again, or an acknowledgement before the first",
    toClient("3.1.1", "after CONNACK", hex("20 02 00 00"), "closed"),
    toClient("5.0", "after CONNACK", hex("20 03 00 00 00"), "DISCONNECT 0x82, closed"),
    ...["40 02 00 01", "d0 00"].flatMap((text) => [
      toClient("3.1.1", "first", hex(text), "closed"),
      toClient("5.0", "first", hex(text), "DISCONNECT 0x82, closed"),
    ]),
  ),
  clientBytes(
    "client.acknowledgement-unasked",
    "acknowledgements of what was never sent, or of the wrong kind",
    toClient("3.1.1", "after CONNACK", hex("40 02 12 34"), "open"),
    toClient("5.0", "after CONNACK", hex("40 02 12 34"), "open"),
    toClient("3.1.1", "after CONNACK", hex("50 02 12 34"), "PUBREL, open"),
    toClient("5.0", "after CONNACK", hex("50 02 12 34"), "PUBREL 0x92, open"),
    toClient("3.1.1", "after CONNACK", hex("62 02 12 34"), "PUBCOMP, open"),
    toClient("5.0", "after CONNACK", hex("62 02 12 34"), "PUBCOMP 0x92, open"),
    toClient("3.1.1", "after CONNACK", hex("40 02 00 01"), "open"),
    toClient("5.0", "after CONNACK", hex("40 02 00 01"), "open"),
  ),
  clientBytes(
    "client.strings-and-topics",
    "topics of a server that may not be: empty, with wildcards, or no UTF-8",
    ...["", "a/#", "+"].map((name) => toClient("5.0", "after CONNACK", publish(name), "DISCONNECT 0x82, closed")),
    ...["", "a/#", "+"].map((name) => toClient("3.1.1", "after CONNACK", publish(name), "closed")),
    ...["ff", "c0 80", "ed a0 80", "61 00"].map((text) =>
      toClient("5.0", "after CONNACK", publish(hex(text)), "DISCONNECT 0x81, closed"),
    ),
    toClient("3.1.1", "after CONNACK", publish("a", { first: 0x36, packetId: 1 }), "closed"),
    toClient("5.0", "after CONNACK", publish("a", { first: 0x36, packetId: 1 }), "DISCONNECT 0x81, closed"),
    toClient("5.0", "after CONNACK", publish("a", { first: 0x32, packetId: 0 }), "DISCONNECT 0x82, closed"),
  ),
  cases("client.keepalive-no-pingresp", "a server that never answers PINGREQ", "client/keep-alive/no-pingresp"),
  cases("client.bufferless-connack-timeout", "a server that never sends CONNACK", "client/connect/no-connack"),
  clientAttacks.garbage,
];
