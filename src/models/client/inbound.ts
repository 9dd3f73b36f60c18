// Messages that the server sends: PUBLISH and PUBREL. Each is acknowledged, whatever the application makes of it. (5.0 §3.3, §4.3, §4.5; 3.1.1 §3.3, §4.3, §4.5)

import type { PacketOf } from "../../codec/index.ts";
import { qos1Receiver } from "../flows/qos1-receiver.ts";
import { qos2Receiver } from "../flows/qos2-receiver.ts";
import type { ReceiverEvent } from "../model.ts";
import { type Step, step } from "../step.ts";
import { resolveTopic } from "../topic-aliases.ts";
import { acknowledge, type Client, type ClientTurn, type ServerBreach } from "./state.ts";

type Publish = PacketOf<"PUBLISH">;

/** Obeys a PUBLISH of the server, and answers the rule that it breaks, if it breaks one. (5.0/MQTT-4.5.0-2, 3.1.1/MQTT-4.5.0-2) */
export function onServerPublish(turn: ClientTurn, packet: Publish): ServerBreach | undefined {
  const { client } = turn;
  const { connection, options } = client;
  if (connection === undefined) return undefined;
  const unknown = unknownIdentifierIn(client, packet);
  if (unknown !== undefined) {
    return {
      requirement: "5.0/U5-089",
      reasonCode: 0x82,
      found: `Subscription Identifier ${unknown}, never asked for`,
    };
  }
  const topicAlias = "properties" in packet ? packet.properties.topicAlias : undefined;
  const topic = resolveTopic(connection.inwardAliases, options.topicAliasMaximum, packet.topicName, topicAlias);
  if (topic.kind === "refused") {
    return { ...topic, found: `Topic Alias ${topicAlias ?? "missing"}` };
  }
  const message = { ...packet, topicName: topic.topicName };
  if (packet.qos === 0) {
    turn.effects.push({ type: "deliver", message });
    return undefined;
  }
  if (packet.qos === 1) {
    obey(turn, packet.packetId, message, step(qos1Receiver, "idle", packet));
    return undefined;
  }
  // More than we said that we take. (5.0/MQTT-3.3.4-9) MQTT 3.1.1 has no such word.
  if (!connection.open.has(packet.packetId)) {
    if (options.version === "5.0" && connection.open.size >= options.receiveMaximum) {
      return {
        requirement: "5.0/MQTT-3.3.4-9",
        reasonCode: 0x93,
        found: `more than ${options.receiveMaximum} unacknowledged messages`,
      };
    }
    connection.open.add(packet.packetId);
  }
  stepInbound(turn, packet.packetId, message, packet);
  return undefined;
}

// What a subscription once had it may have in a message that is repeated, too: none is forgotten. (5.0/U5-107)
function unknownIdentifierIn({ session }: Client, packet: Publish): number | undefined {
  const { subscriptionIdentifiers: asked } = session;
  if (asked === undefined || !("properties" in packet)) return undefined;
  return packet.properties.subscriptionIdentifiers?.find((identifier) => !asked.has(identifier));
}

/** Obeys a PUBREL of the server: one for an unknown identifier is answered too. (5.0/MQTT-4.3.3-11, 3.1.1/MQTT-4.3.3-2) */
export function onServerPubrel(turn: ClientTurn, packet: PacketOf<"PUBREL">): void {
  stepInbound(turn, packet.packetId, undefined, packet);
}

function stepInbound(turn: ClientTurn, packetId: number, message: Publish | undefined, event: ReceiverEvent): void {
  const { inbound } = turn.client.session;
  const answer = step(qos2Receiver, inbound.get(packetId) ?? "idle", event);
  if (inbound.has(packetId)) inbound.set(packetId, answer[0]);
  obey(turn, packetId, message, answer);
}

// Acknowledgements leave in the order in which their messages came: at once. (5.0/MQTT-4.6.0-2, -3; 3.1.1/MQTT-4.6.0-2, -3)
function obey(turn: ClientTurn, packetId: number, message: Publish | undefined, [next, effects]: Step): void {
  const { session, connection } = turn.client;
  for (const effect of effects) {
    switch (effect.type) {
      case "storePacketId":
        session.inbound.set(packetId, next);
        turn.effects.push({ type: "store", record: { kind: "inbound", packetId } });
        break;
      case "deliver":
        if (message !== undefined) turn.effects.push({ type: "deliver", message });
        break;
      case "send":
        if (effect.packet === "PUBLISH") break;
        acknowledge(turn, effect.packet, packetId, effect.reason === "not found" ? 0x92 : 0x00);
        break;
      case "freePacketId":
        session.inbound.delete(packetId);
        connection?.open.delete(packetId);
        turn.effects.push({ type: "erase", key: { kind: "inbound", packetId } });
        break;
      case "storeMessage":
      case "storeRelease":
      case "violation":
        break;
    }
  }
}
