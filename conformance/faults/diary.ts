// What happens on the honest broker, in words: by them a fault says before what it can do nothing (`Wrapper.touches`).

import type { Packet, PacketOf } from "../../src/codec/index.ts";
import type { BrokerEffect, BrokerInput } from "../../src/models/index.ts";
import { frameLength, isWhole, type Seams } from "./open-broker.ts";
import type { Broker } from "./wrappers.ts";

/** An honest broker that keeps a diary. */
export function keepingDiary(diary: Set<string>): (honest: Seams) => Seams {
  return (honest) => ({
    ...honest,
    receive: (chunk, id) => {
      if (!isWhole(chunk)) diary.add("half a packet");
      if (frameLength(chunk) < chunk.length) diary.add("several packets");
      return honest.receive(chunk, id);
    },
    read: (refused) => {
      diary.add("refused").add(`refused ${refused.requirement}`);
      return honest.read(refused);
    },
    handle: (broker, input) => {
      for (const word of wordsFor(broker, input)) diary.add(word);
      const effects = honest.handle(broker, input);
      for (const effect of effects) for (const word of wordsOf(effect, input)) diary.add(word);
      return effects;
    },
  });
}

function wordsFor(broker: Broker, input: BrokerInput): readonly string[] {
  switch (input.type) {
    case "packet": {
      const isAgain = input.packet.type === "CONNECT" && broker.connections.has(input.connection);
      return [`heard ${input.packet.type}`, ...traitsOf(broker, input), ...(isAgain ? ["heard CONNECT again"] : [])];
    }
    case "elapsed":
      return [`elapsed ${input.timer.slice(0, input.timer.indexOf("/"))}`];
    default:
      return [input.type];
  }
}

/** What a packet has that few have, for faults of nothing else. */
function traitsOf(broker: Broker, input: BrokerInput & { readonly type: "packet" }): readonly string[] {
  const { packet } = input;
  const session = broker.connections.get(input.connection)?.session;
  const properties = "properties" in packet ? Object.keys(packet.properties) : [];
  const traits = properties.map((name) => `heard ${packet.type} with ${name}`);
  const has = (is: boolean | undefined, trait: string): readonly string[] => (is ? [trait] : []);
  if (packet.type === "CONNECT") {
    return [
      ...traits,
      ...has(packet.will !== undefined, "heard a will"),
      ...has(broker.sessions.has(packet.clientId), "heard CONNECT to a session"),
      ...has(packet.clientId === "", "heard CONNECT without a name"),
      ...has(!/^[a-z0-9]{0,22}$/.test(packet.clientId), "heard CONNECT with an unusual name"),
      ...has(packet.userName !== undefined || packet.password !== undefined, "heard credentials"),
    ];
  }
  if (packet.type === "PUBLISH") {
    return [
      ...traits,
      `heard PUBLISH at QoS ${packet.qos}`,
      ...has(packet.retain, "heard RETAIN"),
      ...has(packet.dup, "heard DUP"),
      ...has(packet.payload.length === 0, "heard no payload"),
      ...has(isUnusual(packet.topicName), "heard an unusual name"),
    ];
  }
  if (packet.type !== "SUBSCRIBE") return traits;
  return [
    ...traits,
    ...has(packet.subscriptions.length > 1, "heard several filters"),
    ...packet.subscriptions.flatMap(({ topicFilter, ...options }) => [
      ...has(session?.subscriptions.has(topicFilter), "heard a filter again"),
      ...has(topicFilter.startsWith("$share/"), "heard a shared filter"),
      ...has(isUnusual(topicFilter), "heard an unusual name"),
      ...has("noLocal" in options && options.noLocal, "heard No Local"),
      ...has("retainAsPublished" in options && options.retainAsPublished, "heard Retain As Published"),
      ...has(
        "retainHandling" in options,
        `heard Retain Handling ${"retainHandling" in options && options.retainHandling}`,
      ),
    ]),
  ];
}

/** Whether a topic has characters that most cases do without. */
function isUnusual(topic: string): boolean {
  return /[^a-z0-9/+#$-]/.test(topic);
}

function wordsOf(effect: BrokerEffect, input: BrokerInput): readonly string[] {
  if (effect.type !== "send") return [];
  const { packet } = effect;
  const isRetained = packet.type === "PUBLISH" && input.type === "packet" && input.packet.type === "SUBSCRIBE";
  return [
    `sent ${packet.type}`,
    ...(packet.type === "CONNACK" && isRefusal(packet) ? ["sent a refusal"] : []),
    ...(isRetained ? ["sent a retained message"] : []),
    ...("packetId" in packet && isLarge(packet) ? [`sent ${packet.type} with a large identifier`] : []),
  ];
}

function isRefusal(packet: PacketOf<"CONNACK">): boolean {
  return ("reasonCode" in packet ? packet.reasonCode : packet.returnCode) !== 0;
}

function isLarge({ packetId }: Packet & { readonly packetId?: number }): boolean {
  return (packetId ?? 0) === 256 || (packetId ?? 0) > 0x7000;
}
