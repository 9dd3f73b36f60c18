// Packets that are right by themselves, and come where they may not; and clients that say nothing.

import { stateAttacks } from "../attacks/state.ts";
import { connect, hex, publish, subscribe, together } from "../bytes/packets.ts";
import { after, breaks, breaks5, first } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases } from "../class.ts";

/** A client that subscribes, hears its own message at QoS 2, and acknowledges it as if it had come at QoS 1. */
const WRONG_ACKNOWLEDGEMENT = together(
  subscribe([["abuse", 2]]),
  publish("abuse", { first: 0x34, packetId: 9 }),
  hex("40 02 00 01"),
  publish("abuse/behind"),
);

export const state: readonly AbuseClass[] = [
  bytes(
    "state.first-packet-not-connect.puback",
    "a connection that begins with an acknowledgement: closed without a word",
    ...["40 02 00 01", "50 02 00 01", "62 02 00 01", "70 02 00 01"].map((text) => first("both", hex(text), "closed")),
  ),
  bytes(
    "state.first-packet-not-connect.publish",
    "a connection that begins with PUBLISH or anything else but CONNECT: closed without a word, and nothing is sent on",
    first("both", publish("abuse/early"), "closed"),
    first("both", publish("abuse/early", { first: 0x32, packetId: 1 }), "closed"),
    first("both", subscribe([["abuse", 0]]), "closed"),
    first("both", hex("c0 00"), "closed"),
    first("both", hex("e0 00"), "closed"),
    first("5.0", hex("f0 00"), "closed"),
  ),
  cases(
    "state.second-connect",
    "a second CONNECT on one connection: closed, and the will is published",
    "connect/second-connect",
    "connect/second-connect-other-client",
    "will/published/second-connect",
  ),
  bytes(
    "state.second-connect-says-why",
    "a second CONNECT: MQTT 5.0 names the protocol error, and nothing behind it is obeyed",
    breaks(together(connect(), publish("abuse/behind")), 0x82),
  ),
  stateAttacks.nothingSent,
  stateAttacks.partialConnectDrip,
  stateAttacks.oneByteASecond,
  stateAttacks.keepAliveEqualMaximum,
  bytes(
    "state.puback-for-unknown-id",
    "acknowledgements of what was never sent: no reason to close",
    after("both", hex("40 02 12 34"), "open"),
    after("both", hex("70 02 12 34"), "open"),
  ),
  bytes(
    "state.pubrec-for-unknown-id",
    "a PUBREC of what was never sent: MQTT 5.0 answers that it is not known, and the connection stays",
    after("5.0", hex("50 02 00 01"), "PUBREL 0x92, open"),
    after("3.1.1", hex("50 02 00 01"), "PUBREL, open"),
  ),
  cases(
    "state.pubrel-for-unknown-id-after-reconnect",
    "a PUBREL that comes again because its PUBCOMP was lost",
    "qos2/pubrel-unknown",
    "qos2/pubrel-after-reconnection",
    "qos2/pubrel-repeated",
  ),
  bytes(
    "state.ack-type-mismatch-qos2",
    "a PUBACK for a PUBLISH of QoS 2 that the server has sent",
    after("3.1.1", WRONG_ACKNOWLEDGEMENT, "SUBACK 0x02, PUBLISH, PUBREC, closed", "abuse"),
    after("5.0", WRONG_ACKNOWLEDGEMENT, "SUBACK 0x02, PUBLISH, PUBREC 0x00, DISCONNECT 0x82, closed", "abuse"),
  ),
  cases("state.pubrec-repeated", "a PUBREC that comes twice", "sender/pubrec-repeated"),
  bytes(
    "state.auth-without-method",
    "an AUTH of a client whose CONNECT named no method",
    breaks5(hex("f0 00"), 0x82),
    breaks5(hex("f0 02 18 00"), 0x82),
    breaks5(hex("f0 02 19 00"), 0x82),
  ),
  cases(
    "state.reauth-with-other-method",
    "a client that authenticates again by another method",
    "auth/again/other-method",
  ),
];
