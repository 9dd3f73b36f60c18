// Brokers that answer SUBSCRIBE or UNSUBSCRIBE wrongly, or do something else than they answer. (§3.8 to §3.11, §3.3.4)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { deaf, lenient } from "./leniency.ts";
import { before, doesNotDeliver, isPublish, matches, plain, sessionAt } from "./state.ts";
import { answers, type BrokerEffect, changed, deafTo, hears, ignores, only, sends, steps, together, withProperties, writes } from "./wrappers.ts";

type Subscribe = PacketOf<"SUBSCRIBE">;
type Unsubscribe = PacketOf<"UNSUBSCRIBE">;

const isAnswer = (effect: BrokerEffect): boolean =>
  effect.type === "send" && (effect.packet.type === "SUBACK" || effect.packet.type === "UNSUBACK");

/** A SUBSCRIBE with these filters alone. */
function withFilters(subscribe: Subscribe, subscriptions: readonly object[]): Subscribe {
  return changed(subscribe, { subscriptions });
}

/** The codes of a SUBACK, changed. */
function withCodes(suback: PacketOf<"SUBACK">, change: (codes: readonly number[]) => readonly number[]): PacketOf<"SUBACK"> {
  return "reasonCodes" in suback
    ? changed(suback, { reasonCodes: change(suback.reasonCodes) })
    : changed(suback, { returnCodes: change(suback.returnCodes) });
}

const breaches: readonly Fault[] = [
  deaf("skips a SUBSCRIBE without a Topic Filter", ["3.1.1/MQTT-3.8.3-3", "5.0/MQTT-3.8.3-2"]),
  lenient("takes reserved bits behind a Topic Filter", ["3.1.1/MQTT-3.8.3-4", "5.0/MQTT-3.8.3-5"], {
    apply: ignores(["3.1.1/MQTT-3.8.3-4", "5.0/MQTT-3.8.3-5"]),
  }),
  lenient("takes a subscription for QoS 3", ["3.1.1/MQTT-3.8.3-4", "5.0/U5-101"], {
    apply: ignores(["3.1.1/MQTT-3.8.3-4", "5.0/U5-101"]),
  }),
  lenient("takes a Subscription Identifier that is 0, or there twice", ["5.0/U5-098"]),
  lenient("takes No Local on a shared subscription", ["5.0/MQTT-3.8.3-4"], {
    apply: only(() => true, steps((handle) => handle)),
    cited: [],
  }),
  deaf("skips an UNSUBSCRIBE without a Topic Filter", ["3.1.1/MQTT-3.10.3-2", "5.0/MQTT-3.10.3-2"]),
];

const answered: readonly Fault[] = [
  {
    name: "does not answer a SUBSCRIBE with an identifier above 0x00FF",
    breaks: ["3.1.1/MQTT-3.8.4-1", "5.0/MQTT-3.8.4-1"],
    apply: sends("SUBACK", (suback) => (BIG.has(suback.packetId) ? undefined : suback)),
  },
  {
    name: "answers SUBSCRIBE with another Packet Identifier",
    breaks: ["3.1.1/MQTT-3.8.4-2", "5.0/MQTT-3.8.4-2"],
    apply: sends("SUBACK", (suback) => (BIG.has(suback.packetId) ? changed(suback, { packetId: 9 }) : suback)),
  },
  {
    name: "answers each Topic Filter of a SUBSCRIBE by a SUBACK of its own",
    breaks: ["3.1.1/MQTT-3.8.4-4", "5.0/MQTT-3.8.4-5"],
    apply: sends("SUBACK", (suback) => codesIn(suback).map((code) => withCodes(suback, () => [code]))),
    alsoFails: [{ cases: "subscribe/codes-in-order", because: "there is one code in a SUBACK" }],
  },
  {
    name: "subscribes to the first two Topic Filters of a SUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.8.4-4", "5.0/MQTT-3.8.4-5"],
    apply: together(
      hears("SUBSCRIBE", (subscribe) => withFilters(subscribe, subscribe.subscriptions.slice(0, 2))),
      answers("SUBSCRIBE", (all, { subscriptions }) =>
        all.map((one) => (one.type === "send" && one.packet.type === "SUBACK" ? { ...one, packet: withCodes(one.packet, () => subscriptions.map(({ qos }) => qos)) } : one)),
      ),
    ),
  },
  {
    name: "obeys the first of two equal Topic Filters in a SUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.8.4-4", "5.0/MQTT-3.8.4-5"],
    apply: together(
      hears("SUBSCRIBE", (subscribe) => {
        const firsts = subscribe.subscriptions.filter(
          ({ topicFilter }, i, all) => all.findIndex((one) => one.topicFilter === topicFilter) === i,
        );
        return withFilters(subscribe, firsts);
      }),
      answers("SUBSCRIBE", (all, { subscriptions }) =>
        all.map((one) => (one.type === "send" && one.packet.type === "SUBACK" ? { ...one, packet: withCodes(one.packet, () => subscriptions.map(({ qos }) => qos)) } : one)),
      ),
    ),
  },
  {
    name: "sends the codes of SUBACK in order of size",
    breaks: ["3.1.1/MQTT-3.9.3-1", "5.0/MQTT-3.9.3-1"],
    apply: sends("SUBACK", (suback) => withCodes(suback, (codes) => [...codes].sort((a, b) => a - b))),
    alsoFails: [{ cases: "overlap/maximum-qos/", because: "never" }],
  },
  {
    name: "sends one code for all Topic Filters of a SUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.8.4-5", "5.0/MQTT-3.8.4-6", "5.0/MQTT-3.8.4-7"],
    apply: sends("SUBACK", (suback) => withCodes(suback, (codes) => codes.slice(0, 1))),
  },
  {
    name: "sends a code that SUBACK does not have",
    breaks: ["3.1.1/MQTT-3.9.3-2", "5.0/MQTT-3.9.3-2"],
    apply: writes("SUBACK", (bytes) => {
      bytes[bytes.length - 1] = 0x03;
      return bytes;
    }),
  },
  {
    name: "does not answer an UNSUBSCRIBE of what it does not hold",
    breaks: ["3.1.1/MQTT-3.10.4-5", "5.0/MQTT-3.10.4-5"],
    alsoFails: [{ cases: "connect/request-problem-information/", because: "it unsubscribes from what it never subscribed to" }],
    apply: deafTo("UNSUBSCRIBE", ({ topicFilters }, { session }) =>
      topicFilters.every((topicFilter) => session?.subscriptions.has(topicFilter) === false),
    ),
  },
  {
    name: "does not answer an UNSUBSCRIBE with an identifier above 0x00FF",
    breaks: ["3.1.1/MQTT-3.10.4-4", "5.0/MQTT-3.10.4-4"],
    apply: sends("UNSUBACK", (unsuback) => (BIG.has(unsuback.packetId) ? undefined : unsuback)),
  },
  {
    name: "answers UNSUBSCRIBE with another Packet Identifier",
    breaks: ["5.0/MQTT-3.10.4-5"],
    apply: sends("UNSUBACK", (unsuback) => (BIG.has(unsuback.packetId) ? changed(unsuback, { packetId: 9 }) : unsuback)),
  },
  {
    name: "answers each Topic Filter of an UNSUBSCRIBE by an UNSUBACK of its own",
    breaks: ["3.1.1/MQTT-3.10.4-6", "5.0/MQTT-3.10.4-6"],
    alsoFails: [{ cases: "unsubscribe/codes-in-order", because: "there is one code in an UNSUBACK" }],
    apply: answers("UNSUBSCRIBE", (all, { topicFilters }) =>
      all.flatMap((one) => (isAnswer(one) ? topicFilters.map((_, i) => ofFilter(one, i)) : [one])),
    ),
  },
  {
    name: "unsubscribes from the first two Topic Filters of an UNSUBSCRIBE",
    breaks: ["3.1.1/MQTT-3.10.4-6", "5.0/MQTT-3.10.4-6"],
    apply: together(
      hears("UNSUBSCRIBE", (unsubscribe) => changed(unsubscribe, { topicFilters: unsubscribe.topicFilters.slice(0, 2) })),
      withAllCodes(),
    ),
  },
  {
    name: "sends the codes of UNSUBACK in order of size",
    breaks: ["5.0/MQTT-3.11.3-1"],
    apply: sends("UNSUBACK", (unsuback) =>
      "reasonCodes" in unsuback ? changed(unsuback, { reasonCodes: [...unsuback.reasonCodes].sort((a, b) => a - b) }) : unsuback,
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

const granted: readonly Fault[] = [
  {
    name: "delivers at QoS 1 what was published at QoS 0",
    breaks: ["3.1.1/MQTT-3.8.4-6", "3.1.1/MQTT-4.3.1-1", "5.0/MQTT-3.8.4-8", "5.0/MQTT-4.3.1-1"],
    apply: sends("PUBLISH", (publish, { session }) => {
      const isGranted = [...(session?.subscriptions ?? [])].some(
        ([filter, { options }]) => options.qos > 0 && matches(plain(filter), publish.topicName),
      );
      const packetId = 40_000 + (raised += 1);
      return publish.qos === 0 && isGranted ? changed(publish, { qos: 1, packetId }) : publish;
    }),
  },
];

export const subscribe: readonly Fault[] = [breaches, answered, granted].flat();
