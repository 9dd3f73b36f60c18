// SUBSCRIBE and UNSUBSCRIBE, and their answers: one code for each Topic Filter, in order. (5.0 §3.8 to §3.11, 3.1.1 §3.8 to §3.11)

import type { ReasonCode } from "../../../spec/index.ts";
import type { PacketOf, Subscription50, Subscription311 } from "../../codec/index.ts";
import { isSharedFilter, parseSharedFilter } from "../../topics/index.ts";
import { type SubscriptionEvent, subscriptionMachine } from "../session/subscription.ts";
import { step } from "../step.ts";
import { type Breach, breakOffFor } from "./close.ts";
import { isTooLarge } from "./refusals.ts";
import { sendRetained } from "./retained-delivery.ts";
import { mayRead } from "./review.ts";
import { subscribe, unsubscribe } from "./routing.ts";
import { send } from "./send.ts";
import { type Connection, isDurable, type Turn } from "./state.ts";
import { optionsOf, type SubscriptionOptions } from "./subscription.ts";

/** Obeys a SUBSCRIBE: as if each of its filters had come alone, with one SUBACK. (5.0/MQTT-3.8.4-5, 3.1.1/MQTT-3.8.4-4) */
export function onSubscribe(turn: Turn, connection: Connection, packet: PacketOf<"SUBSCRIBE">): void {
  const breach = breachOf(turn, connection, packet);
  if (breach !== undefined) return breakOffFor(turn, connection, breach);
  const identifier = "properties" in packet ? packet.properties.subscriptionIdentifier : undefined;
  const reasonCodes: ReasonCode[] = [];
  const due: string[] = [];
  for (const requested of packet.subscriptions) {
    const refusal = refusalOf(turn, connection, packet.packetId, requested);
    const options = optionsOf(requested, turn.broker.options.maximumQos, identifier);
    reasonCodes.push(refusal ?? options.qos);
    if (refusal === undefined && add(turn, connection, requested.topicFilter, options)) due.push(requested.topicFilter);
  }
  sendSuback(turn, connection, packet.packetId, reasonCodes);
  for (const topicFilter of due) sendRetained(turn, connection, topicFilter);
}

/** Obeys an UNSUBSCRIBE. Its filters are compared, not matched. (5.0/MQTT-3.10.4-1 to -6, 3.1.1/MQTT-3.10.4-1 to -6) */
export function onUnsubscribe(turn: Turn, connection: Connection, packet: PacketOf<"UNSUBSCRIBE">): void {
  const { session, version } = connection;
  const { packetId } = packet;
  const reasonCodes = packet.topicFilters.map((topicFilter): ReasonCode => {
    if (isInUse(connection, packetId)) return 0x91;
    if (!unsubscribe(turn, session, topicFilter)) return 0x11;
    if (isDurable(session)) {
      turn.effects.push({ type: "erase", key: { kind: "subscription", clientId: session.clientId, topicFilter } });
    }
    return 0x00;
  });
  // 5.0/MQTT-3.11.2-1, -2
  if (version === "5.0") send(turn, connection, { type: "UNSUBACK", packetId, reasonCodes, properties: {} });
  else send(turn, connection, { type: "UNSUBACK", packetId });
}

// Subscribes, and answers whether retained messages are due.
function add(turn: Turn, connection: Connection, topicFilter: string, options: SubscriptionOptions): boolean {
  const { session, version } = connection;
  const event: SubscriptionEvent = isSharedFilter(topicFilter, version)
    ? "SUBSCRIBE, shared"
    : RETAIN_HANDLING[options.retainHandling];
  const state = session.subscriptions.has(topicFilter) ? "held" : "absent";
  let sendsRetained = false;
  for (const { type } of step(subscriptionMachine, state, { type: event })[1] as readonly { readonly type: string }[]) {
    if (type === "sendRetained") sendsRetained = true;
    else if (type === "subscribe") subscribeAndStore(turn, connection, topicFilter, options);
  }
  return sendsRetained;
}

const RETAIN_HANDLING = [
  "SUBSCRIBE, retained always",
  "SUBSCRIBE, retained if new",
  "SUBSCRIBE, retained never",
] as const;

function subscribeAndStore(
  turn: Turn,
  { session, version }: Connection,
  topicFilter: string,
  options: SubscriptionOptions,
): void {
  subscribe(turn, session, topicFilter, version, options);
  if (!isDurable(session)) return;
  const { clientId } = session;
  const isShared = isSharedFilter(topicFilter, version);
  turn.effects.push({ type: "store", record: { kind: "subscription", clientId, topicFilter, isShared, options } });
}

// One SUBACK for each SUBSCRIBE, with its identifier, and nothing in it that it could do without. (5.0/MQTT-3.8.4-1, -7, -3.9.2-1, -2;
// 3.1.1/MQTT-3.8.4-1)
function sendSuback(turn: Turn, connection: Connection, packetId: number, reasonCodes: readonly ReasonCode[]): void {
  if (connection.version === "5.0") {
    send(turn, connection, { type: "SUBACK", packetId, reasonCodes, properties: {} });
    return;
  }
  // 3.1.1/MQTT-3.9.3-2
  const returnCodes = reasonCodes.map((code) => (code === 0 || code === 1 || code === 2 ? code : 0x80));
  send(turn, connection, { type: "SUBACK", packetId, returnCodes });
}

// What the whole packet is refused for, as CONNACK has said that it is not to be had.
function breachOf(turn: Turn, connection: Connection, packet: PacketOf<"SUBSCRIBE">): Breach | undefined {
  const { sharedSubscriptionAvailable, subscriptionIdentifierAvailable, wildcardSubscriptionAvailable } =
    turn.broker.options;
  if (!("properties" in packet)) return undefined;
  if (packet.properties.subscriptionIdentifier !== undefined && !subscriptionIdentifierAvailable) {
    return { reasonCode: 0xa1, requirement: "5.0/U5-066", found: "a Subscription Identifier" };
  }
  for (const { topicFilter, noLocal } of packet.subscriptions) {
    const isShared = isSharedFilter(topicFilter, connection.version);
    if (isShared && noLocal)
      return { reasonCode: 0x82, requirement: "5.0/MQTT-3.8.3-4", found: "No Local on a shared subscription" };
    if (isShared && !sharedSubscriptionAvailable) {
      return { reasonCode: 0x9e, requirement: "5.0/U5-068", found: "a shared subscription" };
    }
    if (hasWildcard(topicFilter) && !wildcardSubscriptionAvailable) {
      return { reasonCode: 0xa2, requirement: "5.0/U5-063", found: "a wildcard in a Topic Filter" };
    }
  }
  return undefined;
}

function refusalOf(
  turn: Turn,
  connection: Connection,
  packetId: number,
  { topicFilter }: Subscription311 | Subscription50,
): ReasonCode | undefined {
  const { options } = turn.broker;
  const { maximumSubscriptions, wildcardSubscriptionAvailable } = options;
  const { session, version } = connection;
  if (isInUse(connection, packetId)) return 0x91;
  // 3.1.1/MQTT-3.8.3-2
  if (hasWildcard(topicFilter) && !wildcardSubscriptionAvailable) return 0xa2;
  // What a shared subscription reads is its inner filter.
  const topic = parseSharedFilter(topicFilter, version)?.topicFilter ?? topicFilter;
  if (!mayRead(turn, connection, topic)) return 0x87;
  if (isTooLarge(topic, options)) return 0x8f;
  const isNew = !session.subscriptions.has(topicFilter);
  return isNew && session.subscriptions.size >= maximumSubscriptions ? 0x97 : undefined;
}

// A QoS 2 message of this client still has the identifier. (5.0/MQTT-2.2.1-3, 5.0/U5-108) MQTT 3.1.1 cannot say it.
function isInUse(connection: Connection, packetId: number): boolean {
  return connection.version === "5.0" && connection.session.inbound.has(packetId);
}

function hasWildcard(topicFilter: string): boolean {
  return topicFilter.includes("#") || topicFilter.includes("+");
}
