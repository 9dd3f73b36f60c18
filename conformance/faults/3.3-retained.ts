// Brokers that retain too much or too little, or say RETAIN where they should not. (§3.3.1.3, §3.8.3.1)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import type { Seams } from "./open-broker.ts";
import { copyFor, isPublish, publishAsGhost } from "./state.ts";
import {
  answers,
  type Broker,
  type BrokerEffect,
  changed,
  hears,
  notes,
  remembering,
  sends,
  steps,
  together,
  touching,
} from "./wrappers.ts";

type Subscribe = PacketOf<"SUBSCRIBE">;

const withRetain = (effect: BrokerEffect, retain: boolean): BrokerEffect =>
  isPublish(effect) ? { ...effect, packet: changed(effect.packet, { retain }) } : effect;

export const retained: readonly Fault[] = [
  {
    name: "sends a new subscription no retained messages",
    breaks: ["3.1.1/U3-029", "5.0/U5-104", "3.1.1/MQTT-3.3.1-6", "5.0/MQTT-3.3.1-9"],
    alsoFails: [
      { cases: "ret", because: "it sees by a new subscription what is retained" },
      { cases: "publish/retained-on-subscribe", because: "it sees by a new subscription what is retained" },
      { cases: "session/retained-messages-stay", because: "it sees by a new subscription what is retained" },
      { cases: "will/retained", because: "it sees by a new subscription what is retained" },
      { cases: "subscribe/replaced/retained-again", because: "it sees by a new subscription what is retained" },
      { cases: "properties/forwarded/retained", because: "it sees by a new subscription what is retained" },
      { cases: "subscription-identifier/retained", because: "it sees by a new subscription what is retained" },
    ],
    apply: touching(
      ["sent a retained message"],
      answers("SUBSCRIBE", (all) => all.filter((one) => !isPublish(one))),
    ),
  },
  {
    name: "sends a new subscription one retained message alone",
    breaks: ["3.1.1/MQTT-3.3.1-6", "5.0/MQTT-3.3.1-9"],
    apply: touching(
      ["sent a retained message"],
      answers("SUBSCRIBE", (all) => all.filter((one) => !isPublish(one) || one === all.find(isPublish))),
    ),
  },
  {
    name: "sends a retained message to the first new subscription alone",
    breaks: ["5.0/MQTT-3.3.1-9"],
    alsoFails: [
      { cases: "ret", because: "it sees by several subscriptions what is retained" },
      { cases: "session/retained-messages-stay", because: "it sees by several subscriptions what is retained" },
      { cases: "subscribe/replaced/retained-again", because: "it sees by several subscriptions what is retained" },
      { cases: "properties/forwarded/retained", because: "it sees by several subscriptions what is retained" },
    ],
    apply: touching(
      ["sent a retained message"],
      remembering(() => {
        const sent = new Set<string>();
        return answers("SUBSCRIBE", (all) =>
          all.filter((one) => {
            if (!isPublish(one)) return true;
            const isFirst = !sent.has(one.packet.topicName);
            sent.add(one.packet.topicName);
            return isFirst;
          }),
        );
      }),
    ),
  },
  {
    name: "goes on with the first retained message of a topic",
    breaks: ["3.1.1/MQTT-3.3.1-6", "5.0/MQTT-3.3.1-5"],
    alsoFails: [{ cases: "subscribe/replaced/options", because: "the second message is no retained one" }],
    apply: touching(
      ["heard RETAIN"],
      remembering(() => {
        const known = new Set<string>();
        return hears("PUBLISH", (publish) => {
          const isFirst = !known.has(publish.topicName) || publish.payload.length === 0;
          if (publish.retain) known.add(publish.topicName);
          return isFirst || publish.qos === 0 ? publish : changed(publish, { retain: false });
        });
      }),
    ),
  },
  {
    name: "sends a new subscription all messages that a topic has ever retained",
    breaks: ["3.1.1/MQTT-3.3.1-6", "3.1.1/MQTT-3.3.1-7", "5.0/MQTT-3.3.1-5"],
    apply: touching(
      ["sent a retained message"],
      remembering(() => {
        const history = new Map<string, Uint8Array[]>();
        return together(
          notes("PUBLISH", (publish) => {
            const { topicName, payload, retain } = publish;
            if (retain && payload.length > 0) history.set(topicName, [...(history.get(topicName) ?? []), payload]);
          }),
          answers("SUBSCRIBE", (all, _, { version }) =>
            all.flatMap((one) => {
              if (!isPublish(one) || one.type !== "send") return [one];
              const older = history.get(one.packet.topicName)?.slice(0, -1) ?? [];
              const { topicName } = one.packet;
              return [
                ...older.map((payload) => ({
                  ...one,
                  packet: copyFor(version, { topicName, payload }, { retain: true }),
                })),
                one,
              ];
            }),
          ),
        );
      }),
    ),
  },
  {
    name: "sends retained messages to a new subscription with RETAIN 0",
    breaks: ["3.1.1/MQTT-3.3.1-8", "5.0/U5-075"],
    alsoFails: [
      { cases: "session/retained-messages-stay", because: "it waits for RETAIN 1" },
      { cases: "will/retained", because: "it waits for RETAIN 1" },
    ],
    apply: touching(
      ["sent a retained message"],
      answers("SUBSCRIBE", (all) => all.map((one) => withRetain(one, false))),
    ),
  },
  {
    name: "sends a retained message to an established subscription with RETAIN 1",
    breaks: ["3.1.1/MQTT-3.3.1-9", "5.0/MQTT-3.3.1-12"],
    alsoFails: [{ cases: "subscribe/replaced/options", because: "Retain As Published 0 is one of them" }],
    apply: touching(
      ["heard RETAIN"],
      answers("PUBLISH", (all, { retain }) => (retain ? all.map((one) => withRetain(one, true)) : all)),
    ),
  },
  {
    name: "sends all messages with RETAIN 1",
    breaks: ["5.0/MQTT-3.3.1-12", "5.0/MQTT-3.3.1-13"],
    alsoFails: [
      { cases: "subscribe/replaced/options", because: "Retain As Published is one of them" },
      { cases: "will/not-retained", because: "the will has RETAIN 1" },
    ],
    apply: sends("PUBLISH", (publish) => changed(publish, { retain: true })),
  },
  {
    name: "pays no attention to Retain As Published",
    breaks: ["5.0/MQTT-3.3.1-13"],
    alsoFails: [{ cases: "subscribe/replaced/options", because: "Retain As Published is one of them" }],
    apply: touching(
      ["heard Retain As Published"],
      hears("SUBSCRIBE", (subscribe) => withOptions(subscribe, { retainAsPublished: false })),
    ),
  },
  {
    name: "retains messages with RETAIN 0",
    breaks: ["3.1.1/MQTT-3.3.1-12", "5.0/MQTT-3.3.1-8"],
    apply: steps(
      (handle) => (broker, input) => {
        const all = handle(broker, input);
        if (input.type !== "packet" || input.packet.type !== "PUBLISH") return all;
        const { topicName, payload, retain, qos } = input.packet;
        if (!retain && qos > 0 && payload.length > 0) keep(handle, broker, input.atMs, { topicName, payload });
        return all;
      },
      "heard PUBLISH",
    ),
  },
  {
    name: "deletes a retained message for an empty one with RETAIN 0",
    breaks: ["3.1.1/MQTT-3.3.1-12", "5.0/MQTT-3.3.1-8"],
    apply: touching(
      ["heard no payload"],
      hears("PUBLISH", (publish) => (publish.payload.length === 0 ? changed(publish, { retain: true }) : publish)),
    ),
  },
  {
    name: "deletes no retained message",
    breaks: ["3.1.1/MQTT-3.3.1-10", "5.0/MQTT-3.3.1-6"],
    apply: touching(
      ["heard RETAIN"],
      hears("PUBLISH", (publish) => (publish.payload.length === 0 ? changed(publish, { retain: false }) : publish)),
    ),
  },
  {
    name: "does not deliver an empty message with RETAIN 1",
    breaks: ["3.1.1/U3-024", "3.1.1/MQTT-3.3.1-10", "5.0/MQTT-3.3.1-6"],
    apply: touching(
      ["heard no payload"],
      answers("PUBLISH", (all, { retain, payload }) =>
        retain && payload.length === 0 ? all.filter((one) => !isPublish(one)) : all,
      ),
    ),
  },
  {
    name: "retains an empty message",
    breaks: ["3.1.1/MQTT-3.3.1-11", "5.0/MQTT-3.3.1-7"],
    alsoFails: [{ cases: "retained/empty-deletes", because: "an empty message is there in place of the deleted one" }],
    apply: touching(
      ["heard RETAIN"],
      remembering(() => {
        const empty = new Set<string>();
        return together(
          notes("PUBLISH", (publish) => {
            if (publish.retain && publish.payload.length === 0) empty.add(publish.topicName);
          }),
          answers("SUBSCRIBE", (all, { subscriptions }, { id, version }) => [
            ...all,
            ...subscriptions
              .filter(({ topicFilter }) => empty.has(topicFilter))
              .map(({ topicFilter: topicName }) => {
                const packet = {
                  type: "PUBLISH",
                  topicName,
                  payload: NOTHING,
                  qos: 0,
                  dup: false,
                  retain: true,
                } as const;
                const sent = version === "5.0" ? { ...packet, properties: {} } : packet;
                return { type: "send", connection: id, packet: sent } as const;
              }),
          ]),
        );
      }),
    ),
  },
  {
    name: "keeps the retained message of a topic when a new one comes at QoS 0",
    breaks: ["3.1.1/MQTT-3.3.1-7", "5.0/MQTT-3.3.1-5"],
    alsoFails: [{ cases: "retained/qos-0-stored", because: "it is not stored" }],
    apply: touching(
      ["heard RETAIN"],
      hears("PUBLISH", (publish) =>
        publish.qos === 0 && publish.payload.length > 0 ? changed(publish, { retain: false }) : publish,
      ),
    ),
  },
  {
    name: "stores no retained message of QoS 0",
    breaks: ["3.1.1/U3-032", "5.0/U5-076"],
    apply: touching(
      ["heard RETAIN"],
      hears("PUBLISH", (publish) =>
        publish.qos === 0 && publish.retain
          ? [changed(publish, { payload: NOTHING }), changed(publish, { retain: false })]
          : publish,
      ),
    ),
  },
  {
    name: "retains messages at QoS 0",
    breaks: ["3.1.1/MQTT-3.3.1-5", "5.0/MQTT-3.8.4-8"],
    apply: touching(
      ["heard RETAIN"],
      steps(
        (handle) => (broker, input) => {
          const all = handle(broker, input);
          if (input.type !== "packet" || input.packet.type !== "PUBLISH") return all;
          const { topicName, payload, retain, qos } = input.packet;
          const properties = "properties" in input.packet ? { properties: input.packet.properties } : {};
          if (retain && qos > 0 && topicName !== "")
            keep(handle, broker, input.atMs, { topicName, payload, ...properties });
          return all;
        },
        "heard PUBLISH",
      ),
    ),
  },
];

const NOTHING = new Uint8Array(0);

/** A SUBSCRIBE with an option of its filters changed. */
function withOptions(subscribe: Subscribe, options: object): Subscribe {
  if (!("properties" in subscribe)) return subscribe;
  const subscriptions = subscribe.subscriptions.map((one) => ({ ...one, ...options }));
  return changed(subscribe, { subscriptions });
}

/** Retains a message that went to its subscribers already. */
function keep(
  handle: Seams["handle"],
  broker: Broker,
  atMs: number,
  message: { readonly topicName: string; readonly payload: Uint8Array },
): void {
  publishAsGhost(handle, broker, atMs, { ...message, retain: true });
}
