// Topic Names and Topic Filters that may not be, and those that may and have brought brokers down.

import { topicAttacks } from "../attacks/topic.ts";
import { hex, publish, subscribe } from "../bytes/packets.ts";
import { after, breaks, breaks3, breaks5 } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases } from "../class.ts";

export const topic: readonly AbuseClass[] = [
  bytes("topic.empty-publish", "a PUBLISH to no topic", breaks3(publish("")), breaks5(publish(""), 0x82)),
  bytes(
    "topic.wildcard-publish",
    "a PUBLISH to a Topic Name with a wildcard",
    ...["#", "+", "abuse/#", "abuse/+/x", "abuse#"].map((name) => breaks(publish(name), 0x82)),
  ),
  bytes("topic.filter-empty", "an empty Topic Filter", breaks(subscribe([["", 0]]), 0x82)),
  bytes(
    "topic.filter-bad-wildcards",
    "wildcards where they may not stand",
    ...["a#", "a/#/b", "+a", "a+/b", "##", "#/"].map((filter) => breaks(subscribe([[filter, 0]]), 0x82)),
    breaks(
      subscribe([
        ["abuse", 0],
        ["a#", 0],
      ]),
      0x82,
    ),
  ),
  topicAttacks.deepFilters,
  topicAttacks.deepNames,
  cases(
    "topic.dollar-prefix-wildcard",
    "a filter that begins with a wildcard, and a topic that begins with $",
    "dollar/not-matched-by/hash",
    "dollar/not-matched-by/plus",
    "dollar/not-matched-by/plus-hash",
    "dollar/retained-not-matched",
  ),
  bytes(
    "topic.dollar-unknown-publish",
    "a PUBLISH to a topic that begins with $ and is nobody's",
    after("both", publish("$foo/bar"), "open"),
    after("both", publish("$", { first: 0x31 }), "open"),
    after("3.1.1", publish("$share", { first: 0x32, packetId: 1 }), "PUBACK, open"),
    after("5.0", publish("$share", { first: 0x32, packetId: 1 }), "PUBACK 0x10, open"),
  ),
  bytes(
    "topic.dollar-sys-publish",
    "a PUBLISH to $SYS, which is the server's: refused where MQTT can say it",
    after("5.0", publish("$SYS/abuse", { first: 0x32, packetId: 1 }), "PUBACK 0x87, open"),
    after("5.0", publish("$SYS/abuse", { first: 0x34, packetId: 1 }), "PUBREC 0x87, open"),
    after("3.1.1", publish("$SYS/abuse", { first: 0x32, packetId: 1 }), "PUBACK, open"),
    after("both", publish("$SYS/abuse"), "open"),
  ),
  cases(
    "topic.trailing-slash",
    "a separator at either end makes another topic, with an empty level that + matches",
    "matching/trailing-separator",
    "matching/leading-separator",
    "matching/plus-empty-level",
    "matching/first-level-empty",
  ),
  bytes(
    "topic.share-in-publish",
    "a PUBLISH to $share: no way into a shared subscription",
    after("both", publish("$share/g/abuse"), "open"),
  ),
  bytes(
    "topic.share-no-local",
    "a shared subscription with No Local",
    breaks5(subscribe([["$share/g/abuse", 0x04]]), 0x82),
  ),
  bytes(
    "topic.share-name-bad",
    "shared subscriptions without a name or a filter",
    ...["$share//abuse", "$share/g", "$share/g/", "$share/+/abuse", "$share/a#/abuse"].map((filter) =>
      breaks5(subscribe([[filter, 0]]), 0x82),
    ),
  ),
  cases(
    "topic.share-unsubscribe-mismatch",
    "UNSUBSCRIBE of a plain filter where a shared one is meant, and the other way round",
    "shared/unsubscribed-plain-filter",
    "shared/unsubscribed-shared-filter",
  ),
  cases(
    "topic.object-keys",
    "levels that are words of programming languages",
    "matching/names-of-objects",
    "spelling/dots",
    "spelling/percent",
    "spelling/asterisk",
  ),
  topicAttacks.wildcardStorm,
  topicAttacks.blowUp,
  bytes(
    "topic.response-topic-wildcard",
    "a Response Topic with a wildcard: nobody could answer there",
    breaks5(publish("abuse", { properties: [hex("08 00 01 23")] }), 0x82),
  ),
];
