// SUBSCRIBE and UNSUBSCRIBE, and the answers to them. (5.0 §3.8 to §3.11, 3.1.1 §3.8 to §3.11)

import type { RequirementId } from "../../../spec/index.ts";
import type { PacketOf } from "../../codec/index.ts";
import { parseSharedFilter } from "../../topics/index.ts";
import { nextPacketId } from "../packet-ids.ts";
import type { ClientInput } from "./event.ts";
import { identifiersInUse } from "./outbound.ts";
import type { Token } from "./record.ts";
import { type ClientTurn, type ServerBreach, type ServerLimits, sendToServer, unsoundIn } from "./state.ts";

type SubscribeInput = Extract<ClientInput, { readonly type: "subscribe" }>;
type UnsubscribeInput = Extract<ClientInput, { readonly type: "unsubscribe" }>;

/** Asks for subscriptions. */
export function subscribeTo(turn: ClientTurn, input: SubscribeInput): void {
  const { token, subscriptions, subscriptionIdentifier, userProperties } = input;
  const { client } = turn;
  const { version } = client.options;
  const refusal = client.connection === undefined ? undefined : refusalOf(input, client.connection.limits, version);
  if (refusal !== undefined) {
    return void turn.effects.push({ type: "failed", token, failure: { kind: "notAllowed", requirement: refusal } });
  }
  if (subscriptionIdentifier !== undefined) client.session.subscriptionIdentifiers?.add(subscriptionIdentifier);
  send(turn, token, "SUBSCRIBE", subscriptions.length, (packetId) => {
    if (version === "3.1.1") {
      return {
        type: "SUBSCRIBE",
        packetId,
        subscriptions: subscriptions.map(({ topicFilter, qos }) => ({ topicFilter, qos })),
      };
    }
    const properties = {
      ...(subscriptionIdentifier !== undefined && { subscriptionIdentifier }),
      ...(userProperties !== undefined && { userProperties }),
    };
    return { type: "SUBSCRIBE", packetId, properties, subscriptions };
  });
}

/** Gives subscriptions back. */
export function unsubscribeFrom(turn: ClientTurn, { token, topicFilters, userProperties }: UnsubscribeInput): void {
  send(turn, token, "UNSUBSCRIBE", topicFilters.length, (packetId) =>
    turn.client.options.version === "3.1.1"
      ? { type: "UNSUBSCRIBE", packetId, topicFilters }
      : {
          type: "UNSUBSCRIBE",
          packetId,
          properties: userProperties === undefined ? {} : { userProperties },
          topicFilters,
        },
  );
}

/** Obeys SUBACK or UNSUBACK, and answers the rule that it breaks, if it breaks one. Its codes are in the order of the filters that were asked for. (5.0/MQTT-3.9.3-1, -3.11.3-1; 3.1.1/MQTT-3.9.3-1) */
export function onAnswer(turn: ClientTurn, packet: PacketOf<"SUBACK" | "UNSUBACK">): ServerBreach | undefined {
  const { client } = turn;
  const request = client.connection?.requests.get(packet.packetId);
  const isV5 = client.options.version === "5.0";
  // 5.0/MQTT-3.8.4-2, 3.1.1/MQTT-3.8.4-2: an answer has the identifier of what it answers.
  if (request === undefined || (request.type === "SUBSCRIBE") !== (packet.type === "SUBACK")) {
    const requirement = isV5 ? "5.0/MQTT-3.8.4-2" : "3.1.1/MQTT-3.8.4-2";
    return { requirement, reasonCode: 0x82, found: `${packet.type} for what was not asked` };
  }
  const codes = "reasonCodes" in packet ? packet.reasonCodes : "returnCodes" in packet ? packet.returnCodes : undefined;
  if (codes !== undefined && codes.length !== request.size) {
    const requirement = isV5
      ? packet.type === "SUBACK"
        ? "5.0/MQTT-3.9.3-1"
        : "5.0/MQTT-3.11.3-1"
      : "3.1.1/MQTT-3.9.3-1";
    return { requirement, reasonCode: 0x82, found: `${codes.length} codes for ${request.size} Topic Filters` };
  }
  client.connection?.requests.delete(packet.packetId);
  turn.effects.push({ type: "completed", token: request.token, packet });
  return undefined;
}

function send(
  turn: ClientTurn,
  token: Token,
  type: "SUBSCRIBE" | "UNSUBSCRIBE",
  size: number,
  packetOf: (packetId: number) => PacketOf<"SUBSCRIBE" | "UNSUBSCRIBE">,
): void {
  const { client } = turn;
  const { connection, session } = client;
  const packetId = nextPacketId(identifiersInUse(turn), session.lastPacketId);
  const isUp = client.state === "connected" || client.state === "reauthenticating" || client.state === "rechallenged";
  if (connection === undefined || !isUp || packetId === undefined) {
    return void turn.effects.push({ type: "failed", token, failure: { kind: "notNow" } });
  }
  const packet = packetOf(packetId);
  const unsound = unsoundIn(packet, client.options.version);
  if (unsound !== undefined) {
    return void turn.effects.push({ type: "failed", token, failure: { kind: "notAllowed", requirement: unsound } });
  }
  if (!sendToServer(turn, packet)) {
    const failure = { kind: "notAllowed", requirement: "5.0/MQTT-3.2.2-15" } as const;
    return void turn.effects.push({ type: "failed", token, failure });
  }
  session.lastPacketId = packetId;
  connection.requests.set(packetId, { type, token, size });
}

function refusalOf(
  { subscriptions, subscriptionIdentifier }: SubscribeInput,
  limits: ServerLimits,
  version: "3.1.1" | "5.0",
): RequirementId | undefined {
  if (version === "3.1.1") return undefined;
  if (subscriptionIdentifier !== undefined && !limits.subscriptionIdentifierAvailable) return "5.0/U5-066";
  for (const { topicFilter } of subscriptions) {
    if (!limits.wildcardSubscriptionAvailable && /[#+]/.test(topicFilter)) return "5.0/U5-063";
    if (!limits.sharedSubscriptionAvailable && parseSharedFilter(topicFilter, version) !== undefined)
      return "5.0/U5-068";
  }
  return undefined;
}
