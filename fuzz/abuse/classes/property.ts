// Properties of MQTT 5.0 that are not known, do not fit, or stand where they may not.

import { clientAttacks } from "../attacks/client.ts";
import { frame, hex, join, publish, subscribe, u16, utf8 } from "../bytes/packets.ts";
import { after, breaks5 } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases } from "../class.ts";

const inPublish = (...properties: readonly string[]) => publish("abuse", { properties: properties.map(hex) });

export const property: readonly AbuseClass[] = [
  bytes(
    "property.wrong-packet",
    "properties of other packets in a PUBLISH: it is not sent on",
    ...["11 00 00 00 0a", "15 00 01 61", "1f 00 01 61", "21 00 01", "24 01", "25 01"].map((text) =>
      breaks5(inPublish(text), 0x81),
    ),
  ),
  bytes(
    "property.unknown-id",
    "identifiers that no property has",
    ...["7f 00", "00 00", "04 00", "2b 00", "ff 01 00", "80 01 00"].map((text) => breaks5(inPublish(text), 0x81)),
  ),
  bytes(
    "property.length-overruns-packet",
    "a Property Length beyond the packet, or beyond its last value",
    breaks5(hex("30 05 00 01 61 05 23"), 0x81),
    breaks5(frame(0x30, utf8("abuse"), [0x02], hex("23 00")), 0x81),
    breaks5(frame(0x30, utf8("abuse"), [0x7f]), 0x81),
    breaks5(frame(0x30, utf8("abuse"), [0x01], hex("02")), 0x81),
    breaks5(frame(0x30, utf8("abuse")), 0x81),
  ),
  bytes(
    "property.user-property-pair-short",
    "a User Property that ends within its pair",
    ...["26 00 05 61 62", "26 00 01 61", "26 00 01 61 00", "26 00 01 61 00 02 62", "26"].map((text) =>
      breaks5(inPublish(text), 0x81),
    ),
  ),
  cases(
    "property.user-property-duplicate-empty",
    "User Properties that come again, or are empty: all are kept, in their order",
    "properties/forwarded/user-properties-repeated",
    "properties/forwarded/user-properties-empty",
    "properties/forwarded/user-properties-order",
  ),
  bytes(
    "property.subscription-id-0",
    "a Subscription Identifier of 0, or of two, or above the largest",
    breaks5(subscribe([["abuse", 0]], { properties: [hex("0b 00")] }), 0x82),
    breaks5(subscribe([["abuse", 0]], { properties: [hex("0b 01"), hex("0b 02")] }), 0x82),
    breaks5(subscribe([["abuse", 0]], { properties: [hex("0b 80 80 80 80 01")] }), 0x81),
  ),
  bytes(
    "property.subscription-id-from-client-publish",
    "a Subscription Identifier in the PUBLISH of a client: it is not sent on",
    breaks5(inPublish("0b 01"), 0x82),
  ),
  bytes(
    "property.topic-alias-0",
    "a Topic Alias of 0, or above the maximum",
    breaks5(inPublish("23 00 00"), 0x94),
    breaks5(inPublish("23 ff ff"), 0x94),
  ),
  bytes(
    "property.topic-alias-unmapped",
    "a Topic Alias that stands for nothing, without a Topic Name",
    breaks5(publish("", { properties: [hex("23 00 01")] }), 0x82),
  ),
  clientAttacks.unsolicitedAlias,
  cases(
    "property.topic-alias-survives-reconnect",
    "a Topic Alias of an earlier connection",
    "topic-alias/not-after-reconnection",
    "client/topic-alias/of-one-connection",
    "client/topic-alias/own-of-one-connection",
  ),
  bytes(
    "property.payload-format-bad",
    "a Payload Format Indicator of 2, and text that is none: sent on as it came",
    breaks5(inPublish("01 02"), 0x82),
    breaks5(inPublish("01 00", "01 00"), 0x82),
    after("5.0", publish("abuse/text", { properties: [hex("01 01")], payload: hex("ff fe") }), "open", "abuse/text"),
  ),
  cases(
    "property.message-expiry-retained",
    "a retained message whose time has passed",
    "message-expiry/retained-deleted",
  ),
  bytes(
    "property.disconnect-raises-session-expiry",
    "a DISCONNECT that asks to keep a session that was to end",
    breaks5(frame(0xe0, hex("00 05 11 00 00 00 0a")), 0x82),
    breaks5(frame(0xe0, hex("00 0a 11 00 00 00 00 11 00 00 00 00")), 0x82),
  ),
  bytes(
    "property.puback-reason-invalid",
    "Reason Codes that a packet may not carry",
    ...["40 03 00 01 50", "40 03 00 01 92", "50 03 00 01 01", "62 03 00 01 87", "70 03 00 01 10", "e0 01 03"].map(
      (text) => breaks5(hex(text), 0x81),
    ),
  ),
  bytes(
    "property.value-twice",
    "properties of a PUBLISH that may come once, twice",
    ...["02 00 00 00 01", "03 00 01 61", "08 00 01 61", "09 00 01 61", "23 00 01"].map((text) =>
      breaks5(inPublish(text, text), 0x82),
    ),
    breaks5(publish("abuse", { properties: [join([0x08], utf8("a/#"))] }), 0x82),
    breaks5(frame(0x82, u16(1), hex("03 0b 01 23"), utf8("abuse"), [0]), 0x81),
  ),
];
