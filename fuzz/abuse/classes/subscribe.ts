// SUBSCRIBE and UNSUBSCRIBE: options that may not be, and subscriptions made, taken back and made again.

import { frame, hex, subscribe, together, u16, unsubscribe, utf8 } from "../bytes/packets.ts";
import { after, breaks, breaks3, breaks5, toClient } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases, clientBytes } from "../class.ts";

const THREE = [
  ["abuse/1", 0],
  ["abuse/2", 1],
  ["abuse/3", 2],
] as const;
const MADE_AGAIN = together(
  subscribe(THREE),
  unsubscribe(["abuse/2"]),
  subscribe(THREE),
  unsubscribe(["abuse/1", "abuse/2", "abuse/3", "abuse/4"]),
);

export const subscribing: readonly AbuseClass[] = [
  bytes("subscribe.packet-id-0", "a Packet Identifier of 0", breaks(subscribe([["abuse", 0]], { packetId: 0 }), 0x82)),
  bytes(
    "subscribe.options-reserved-bits",
    "options with reserved bits",
    ...[0x40, 0x80, 0xc0].map((options) => breaks(subscribe([["abuse", options]]), 0x81)),
    ...[0x04, 0x08, 0x10, 0x20, 0xfc].map((options) => breaks3(subscribe([["abuse", options]]))),
  ),
  bytes("subscribe.retain-handling-3", "a Retain Handling of 3", breaks5(subscribe([["abuse", 0x30]]), 0x82)),
  bytes("subscribe.qos-3", "a subscription for QoS 3", breaks(subscribe([["abuse", 0x03]]), 0x82)),
  bytes(
    "subscribe.nothing-asked",
    "a SUBSCRIBE or an UNSUBSCRIBE without a filter, or with half of one",
    breaks(subscribe([]), 0x82),
    breaks(unsubscribe([]), 0x82),
    breaks3(frame(0x82, u16(1), utf8("abuse"))),
    breaks5(frame(0x82, u16(1), [0], utf8("abuse")), 0x81),
  ),
  cases(
    "subscribe.same-filter-twice",
    "a subscription that is made again: it replaces the first",
    "subscribe/replaced/raised",
    "subscribe/replaced/lowered",
    "subscribe/replaced/same",
    "subscribe/replaced/retained-again",
    "subscribe/replaced/nothing-lost",
    "subscribe/same-filter-twice-in-one-packet",
  ),
  cases(
    "subscribe.retained-on-resume",
    "a session that is resumed: no retained message comes again without a SUBSCRIBE",
    "retain-handling/1-resumed",
    "resume/retained-not-again",
  ),
  bytes(
    "subscribe.unsub-resub-crash",
    "three subscriptions, one taken back, all made again",
    after("3.1.1", MADE_AGAIN, "SUBACK 0x00 0x01 0x02, UNSUBACK, SUBACK 0x00 0x01 0x02, UNSUBACK, open"),
    after(
      "5.0",
      MADE_AGAIN,
      "SUBACK 0x00 0x01 0x02, UNSUBACK 0x00, SUBACK 0x00 0x01 0x02, UNSUBACK 0x00 0x00 0x00 0x11, open",
    ),
  ),
  clientBytes(
    "subscribe.suback-count-mismatch-from-server",
    "a SUBACK with more codes than filters were asked for, or none",
    toClient("3.1.1", "after CONNACK", hex("90 02 00 01"), "closed"),
    toClient("3.1.1", "after CONNACK", hex("90 04 00 01 00 00"), "closed"),
    toClient("5.0", "after CONNACK", hex("90 03 00 01 00"), "DISCONNECT 0x81, closed"),
    toClient("5.0", "after CONNACK", hex("90 05 00 01 00 00 00"), "DISCONNECT 0x82, closed"),
  ),
  cases(
    "unsubscribe.with-qos2-outstanding",
    "UNSUBSCRIBE in the middle of an exchange: it goes on to its end, and no new one begins",
    "unsubscribe/started-qos-1",
    "unsubscribe/started-qos-2",
    "unsubscribe/no-more-messages",
  ),
];
