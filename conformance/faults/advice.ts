// Brokers that do not take the advice of the standard, or break what has no number.

import type { Fault } from "./fault.ts";
import { answers, changed, deafTo, hears, options, remembering, sends, steps, together } from "./wrappers.ts";

export const advice: readonly Fault[] = [
  {
    name: "waits for CONNECT for ever",
    breaks: ["3.1.1/U3-017", "5.0/U5-044"],
    apply: options({ connectTimeoutMs: 3_600_000 }),
  },
  {
    name: "refuses a client without CONNACK",
    breaks: ["3.1.1/U3-023"],
    alsoFails: [{ cases: "connect/credentials/", because: "nobody with a wrong password is answered" }],
    apply: together(
      options({ authenticate: ({ password }) => (password === undefined ? 0x00 : 0x86) }),
      sends("CONNACK", (packet) => (codeOf(packet) === 0x05 || codeOf(packet) === 0x04 ? undefined : packet)),
    ),
  },
  {
    name: "refuses filters with wildcards",
    breaks: ["3.1.1/U3-027"],
    lacks: { wildcardSubscriptionAvailable: { value: false, from: "SUBSCRIBE" } },
    apply: sends("SUBACK", (packet) =>
      "returnCodes" in packet && packet.returnCodes.length === 2
        ? changed(packet, { returnCodes: [0x80, 0x80] })
        : packet,
    ),
  },
  {
    name: "passes on what clients publish under $SYS",
    breaks: ["3.1.1/U3-039", "5.0/U5-130"],
    apply: options({ authorise: ({ topic }) => topic !== "touchstone-forbidden" }),
  },
  {
    name: "closes all connections for the error of one",
    breaks: ["3.1.1/U3-041", "5.0/U5-148"],
    alsoFails: [{ cases: "", because: "every case in which something is wrong, and somebody watches" }],
    apply: steps((handle) => (broker, input) => {
      const all = handle(broker, input);
      if (input.type !== "malformed") return all;
      const others = [...broker.connections.keys()].filter((id) => id !== input.connection);
      return [...all, ...others.map((connection) => ({ type: "close", connection }) as const)];
    }),
  },
  {
    name: "closes for nothing, and acknowledges nothing, where a message may not be published",
    breaks: ["3.1.1/MQTT-3.3.5-2"],
    apply: deafTo("PUBLISH", ({ topicName }) => topicName === "touchstone-forbidden"),
    alsoFails: [{ cases: "authorisation/", because: "no message is refused" }],
  },
  {
    name: "takes a message of QoS 2 before it looks whether it may",
    breaks: ["5.0/U5-125"],
    apply: sends("PUBREC", (packet) =>
      "reasonCode" in packet && packet.reasonCode >= 0x80 ? changed(packet, { reasonCode: 0 }) : packet,
    ),
    alsoFails: [{ cases: "", because: "no message is refused" }],
  },
  {
    name: "keeps the identifier of a message that it refused by PUBREC",
    breaks: ["5.0/MQTT-4.3.3-9", "5.0/U5-010"],
    apply: remembering(() => {
      let isRefused = false;
      return together(
        sends("PUBREC", (packet) => {
          isRefused ||= "reasonCode" in packet && packet.reasonCode >= 0x80;
          return packet;
        }),
        hears("PUBLISH", (packet) => (isRefused && packet.qos === 2 ? undefined : packet)),
      );
    }),
  },
  ...(
    [
      ["wildcardSubscriptionAvailable", "5.0/U5-063", "wildcards"],
      ["subscriptionIdentifierAvailable", "5.0/U5-066", "Subscription Identifiers"],
      ["sharedSubscriptionAvailable", "5.0/U5-068", "shared subscriptions"],
    ] as const
  ).map(
    ([flag, sentence, what]): Fault => ({
      name: `says that it has no ${what}, and takes them`,
      breaks: [sentence],
      lacks: {
        wildcardSubscriptionAvailable: { value: false, from: "CONNACK" },
        subscriptionIdentifierAvailable: { value: false, from: "CONNACK" },
        sharedSubscriptionAvailable: { value: false, from: "CONNACK" },
      },
      alsoFails: [
        { cases: "connack/", because: "CONNACK says what is not so" },
        { cases: "connect/maximum-packet-size/", because: "CONNACK is longer than it was" },
      ],
      apply: sends("CONNACK", (packet) =>
        "properties" in packet ? { ...packet, properties: { ...packet.properties, [flag]: 0 as const } } : packet,
      ),
    }),
  ),
  {
    name: "keeps what waits for a shared subscription when its last session leaves",
    breaks: ["5.0/U5-137"],
    alsoFails: [{ cases: "shared/", because: "what waited is sent to who comes" }],
    apply: remembering(() => {
      const waiting: { topicName: string; payload: Uint8Array }[] = [];
      return together(
        sends("PUBLISH", (packet) => {
          if (packet.qos === 1) waiting.push(packet);
          return packet;
        }),
        hears("PUBACK", (packet) => {
          waiting.length = 0;
          return packet;
        }),
        answers("SUBSCRIBE", (all, { subscriptions }, { id, version }) => {
          const isShared = subscriptions.some(({ topicFilter }) => topicFilter.startsWith("$share/"));
          if (!isShared || version !== "5.0") return all;
          return [
            ...all,
            ...waiting.splice(0).map(
              ({ topicName, payload }) =>
                ({
                  type: "send",
                  connection: id,
                  packet: { type: "PUBLISH", topicName, payload, qos: 0, dup: false, retain: false, properties: {} },
                }) as const,
            ),
          ];
        }),
      );
    }),
  },
  {
    name: "loses a shared message whose member goes without acknowledging it",
    breaks: ["5.0/U5-134"],
    apply: remembering(() => {
      let members = 0;
      return together(
        hears("SUBSCRIBE", (packet) => {
          members += packet.subscriptions.some(({ topicFilter }) => topicFilter.startsWith("$share/")) ? 1 : 0;
          return packet;
        }),
        steps((handle) => (broker, input) => {
          const all = handle(broker, input);
          const isLost = input.type === "closed" && members > 1;
          return isLost ? all.filter((effect) => effect.type !== "send" || effect.packet.type !== "PUBLISH") : all;
        }),
      );
    }),
    alsoFails: [{ cases: "shared/", because: "they wait for such messages" }],
  },
];

function codeOf(packet: object): number {
  if ("reasonCode" in packet) return Number(packet.reasonCode);
  return "returnCode" in packet ? Number(packet.returnCode) : 0;
}
