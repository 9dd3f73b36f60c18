// Brokers that answer SUBSCRIBE or UNSUBSCRIBE wrongly. (§3.8 to §3.11)

import { decode, type Packet, type PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { deaf, lenient } from "./leniency.ts";
import { grantsWhatIsAskedFor, withCodes } from "./state.ts";
import { answers, changed, deafTo, hears, reads, sends, together, touching, writes } from "./wrappers.ts";

type Subscribe = PacketOf<"SUBSCRIBE">;
type Suback = PacketOf<"SUBACK">;

const codesIn = (suback: Suback): readonly number[] =>
  "reasonCodes" in suback ? suback.reasonCodes : suback.returnCodes;

/** A broker that obeys some filters of a SUBSCRIBE alone, and answers as if it obeyed all. */
function obeysSome(which: (all: Subscribe["subscriptions"]) => readonly object[]): Wrapper {
  return together(
    hears("SUBSCRIBE", (subscribe) => changed(subscribe, { subscriptions: which(subscribe.subscriptions) })),
    grantsWhatIsAskedFor,
  );
}

/** Packet Identifiers of two bytes that no case chooses but those about them. */
const isBig = (packetId: number): boolean => packetId === 256 || packetId > 0x7000;

const breaches: readonly Fault[] = [
  deaf("skips a SUBSCRIBE without a Topic Filter", ["3.1.1/MQTT-3.8.3-3", "5.0/MQTT-3.8.3-2", "5.0/U5-100"]),
  deaf("skips a SUBSCRIBE with reserved bits, or QoS 3, behind a Topic Filter", [
    "3.1.1/MQTT-3.8.3-4",
    "5.0/MQTT-3.8.3-5",
  ]),
  deaf("skips a subscription for QoS 3", ["5.0/U5-101"]),
  lenient("takes a Subscription Identifier that is 0, or there twice", ["5.0/U5-098"]),
  lenient("takes No Local on a shared subscription", ["5.0/MQTT-3.8.3-4"], {
    apply: reads(({ frame, version, requirement }) => {
      if (requirement !== "5.0/MQTT-3.8.3-4") return "refused";
      const decoded = decode(frame, version, { from: "client", lenient: true });
      if (decoded.kind !== "packet" || decoded.packet.type !== "SUBSCRIBE") return "ignored";
      const subscriptions = decoded.packet.subscriptions.map((one) => ({ ...one, noLocal: false }));
      return changed<Packet>(decoded.packet, { subscriptions });
    }),
  }),
  deaf("skips an UNSUBSCRIBE without a Topic Filter", ["3.1.1/MQTT-3.10.3-2", "5.0/MQTT-3.10.3-2", "5.0/U5-109"]),
];

const suback: readonly Fault[] = [
  {
    name: "does not answer a SUBSCRIBE with a large Packet Identifier",
    breaks: ["3.1.1/MQTT-3.8.4-1", "5.0/MQTT-3.8.4-1"],
    alsoFails: [{ cases: "packet-identifier/echoed/suback", because: "no SUBACK comes" }],
    apply: touching(
      ["sent SUBACK with a large identifier"],
      sends("SUBACK", (packet) => (isBig(packet.packetId) ? undefined : packet)),
    ),
  },
  {
    name: "answers a SUBSCRIBE with another Packet Identifier where it is large",
    breaks: ["3.1.1/MQTT-3.8.4-2", "5.0/MQTT-3.8.4-2"],
    alsoFails: [{ cases: "packet-identifier/echoed/suback", because: "another identifier comes" }],
    apply: touching(
      ["sent SUBACK with a large identifier"],
      sends("SUBACK", (packet) => (isBig(packet.packetId) ? changed(packet, { packetId: 9 }) : packet)),
    ),
  },
  {
    name: "answers each Topic Filter of a SUBSCRIBE by a SUBACK of its own",
    breaks: ["3.1.1/MQTT-3.8.4-4", "5.0/MQTT-3.8.4-5"],
    alsoFails: [{ cases: "subscribe/codes-", because: "there is one code in a SUBACK" }],
    apply: touching(
      ["heard several filters"],
      sends("SUBACK", (packet) => codesIn(packet).map((code) => withCodes(packet, [code]))),
    ),
  },
  {
    name: "subscribes to the first two Topic Filters of a SUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.8.4-4", "5.0/MQTT-3.8.4-5"],
    apply: touching(
      ["heard several filters"],
      obeysSome((all) => all.slice(0, 2)),
    ),
  },
  {
    name: "obeys the first of two equal Topic Filters in a SUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.8.4-4", "5.0/MQTT-3.8.4-5"],
    apply: touching(
      ["heard several filters"],
      obeysSome((all) => all.filter((one, i) => all.findIndex((o) => o.topicFilter === one.topicFilter) === i)),
    ),
  },
  {
    name: "sends the codes of SUBACK in order of size",
    breaks: ["3.1.1/MQTT-3.9.3-1", "5.0/MQTT-3.9.3-1"],
    apply: touching(
      ["heard several filters"],
      sends("SUBACK", (packet) =>
        withCodes(
          packet,
          [...codesIn(packet)].sort((a, b) => a - b),
        ),
      ),
    ),
  },
  {
    name: "sends one code for all Topic Filters of a SUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.8.4-5", "5.0/MQTT-3.8.4-6", "5.0/MQTT-3.8.4-7"],
    apply: touching(
      ["heard several filters"],
      sends("SUBACK", (packet) => withCodes(packet, codesIn(packet).slice(0, 1))),
    ),
  },
  {
    name: "sends a code that SUBACK does not have",
    breaks: ["3.1.1/MQTT-3.9.3-2", "5.0/MQTT-3.9.3-2"],
    apply: writes("SUBACK", (bytes) => {
      bytes[bytes.length - 1] = 0x03;
      return bytes;
    }),
  },
];

const unsuback: readonly Fault[] = [
  {
    name: "does not answer an UNSUBSCRIBE with a large Packet Identifier",
    breaks: ["3.1.1/MQTT-3.10.4-4", "5.0/MQTT-3.10.4-4"],
    alsoFails: [{ cases: "packet-identifier/echoed/unsuback", because: "no UNSUBACK comes" }],
    apply: sends("UNSUBACK", (packet) => (isBig(packet.packetId) ? undefined : packet)),
  },
  {
    name: "answers an UNSUBSCRIBE with another Packet Identifier where it is large",
    breaks: ["3.1.1/MQTT-2.3.1-7", "5.0/MQTT-3.10.4-5"],
    alsoFails: [{ cases: "packet-identifier/echoed/unsuback", because: "another identifier comes" }],
    apply: sends("UNSUBACK", (packet) => (isBig(packet.packetId) ? changed(packet, { packetId: 9 }) : packet)),
  },
  {
    name: "does not answer an UNSUBSCRIBE of what it does not hold",
    breaks: ["3.1.1/MQTT-3.10.4-5", "5.0/MQTT-3.10.4-5"],
    alsoFails: [
      { cases: "connect/request-problem-information/", because: "it unsubscribes from what it never subscribed to" },
    ],
    apply: deafTo("UNSUBSCRIBE", ({ topicFilters }, { session }) =>
      topicFilters.every((topicFilter) => session?.subscriptions.has(topicFilter) === false),
    ),
  },
  {
    name: "answers each Topic Filter of an UNSUBSCRIBE by an UNSUBACK of its own",
    breaks: ["3.1.1/MQTT-3.10.4-6", "5.0/MQTT-3.10.4-6"],
    alsoFails: [{ cases: "unsubscribe/codes-in-order", because: "there is one code in an UNSUBACK" }],
    apply: answers("UNSUBSCRIBE", (all, { topicFilters }) =>
      all.flatMap((one) => {
        if (one.type !== "send" || one.packet.type !== "UNSUBACK") return [one];
        const { packet } = one;
        return topicFilters.map((_, i) => ({
          ...one,
          packet:
            "reasonCodes" in packet ? changed(packet, { reasonCodes: packet.reasonCodes.slice(i, i + 1) }) : packet,
        }));
      }),
    ),
  },
  {
    name: "unsubscribes from the first two Topic Filters of an UNSUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.10.4-6", "5.0/MQTT-3.10.4-6"],
    alsoFails: [{ cases: "unsubscribe/codes-in-order", because: "there are two codes in an UNSUBACK" }],
    apply: hears("UNSUBSCRIBE", (packet) => changed(packet, { topicFilters: packet.topicFilters.slice(0, 2) })),
  },
  {
    name: "sends the codes of UNSUBACK in order of size",
    breaks: ["5.0/MQTT-3.11.3-1"],
    apply: sends("UNSUBACK", (packet) =>
      "reasonCodes" in packet
        ? changed(packet, { reasonCodes: [...packet.reasonCodes].sort((a, b) => a - b) })
        : packet,
    ),
  },
  {
    name: "sends a code that UNSUBACK does not have",
    breaks: ["5.0/MQTT-3.11.3-2"],
    apply: writes("UNSUBACK", (bytes, _, version) => {
      if (version === "5.0") bytes[bytes.length - 1] = 0x02;
      return bytes;
    }),
  },
];

export const subscribe: readonly Fault[] = [breaches, suback, unsuback].flat();
