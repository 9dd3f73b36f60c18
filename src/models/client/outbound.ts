// Messages that the client publishes: at once, or when there is a connection and room in the server's quota. (5.0 §3.3, §4.3, §4.4, §4.9; 3.1.1 §3.3, §4.3, §4.4)

import type { RequirementId, Version } from "../../../spec/index.ts";
import type { Packet, PacketOf, PublishProperties } from "../../codec/index.ts";
import { qos1Sender } from "../flows/qos1-sender.ts";
import { qos2Sender } from "../flows/qos2-sender.ts";
import type { BrokenRule, SenderEvent } from "../model.ts";
import { nextPacketId } from "../packet-ids.ts";
import { dequeue, enqueue, peek, queueSize } from "../queue.ts";
import { step } from "../step.ts";
import { nameOutward, rememberOutward } from "../topic-aliases.ts";
import type { Failure } from "./effect.ts";
import type { ClientRecord, Publication, Token } from "./record.ts";
import {
  acknowledge,
  type ClientTurn,
  type OutboundFlow,
  type ServerBreach,
  type ServerLimits,
  sendToServer,
  unsoundIn,
  type WaitingPublication,
} from "./state.ts";

/** Publishes a message, now or as soon as it can be. */
export function publishMessage(turn: ClientTurn, token: Token, publication: Publication): void {
  const { client } = turn;
  const { session, connection } = client;
  const unsound = unsoundIn(publishPacketOf(publication, client.options.version), client.options.version);
  if (unsound !== undefined) return fail(turn, token, { kind: "notAllowed", requirement: unsound });
  const isConnected = connection !== undefined && canSend(turn);
  const refusal = isConnected ? refusalOf(publication, connection.limits) : undefined;
  if (refusal !== undefined) return fail(turn, token, { kind: "notAllowed", requirement: refusal });
  if (publication.qos === 0) {
    // No promise was given for it: where there is no connection it is gone. (5.0/MQTT-4.3.1-1, 3.1.1/MQTT-4.3.1-1)
    if (!isConnected) return fail(turn, token, { kind: "notNow" });
    if (sendPublication(turn, publication, 0, false))
      turn.effects.push({ type: "completed", token, packet: undefined });
    else fail(turn, token, { kind: "notAllowed", requirement: "5.0/MQTT-3.2.2-15" });
    return;
  }
  const waiting = { sequence: ++session.lastSequence, token, publication };
  const isFirst = queueSize(session.queue) === 0 && queueSize(session.resuming) === 0;
  if (isConnected && isFirst && hasQuota(turn) && begin(turn, waiting)) return;
  if (queueSize(session.queue) >= client.options.maximumQueuedMessages) return fail(turn, token, { kind: "queueFull" });
  enqueue(session.queue, waiting);
  const { sequence } = waiting;
  turn.effects.push({
    type: "store",
    record: { kind: "outbound", sequence, token, qos: publication.qos, publication },
  });
}

/** Obeys PUBACK, PUBREC or PUBCOMP, and answers the rule that it breaks, if it breaks one. */
export function onServerAcknowledgement(
  turn: ClientTurn,
  packet: PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP">,
): ServerBreach | undefined {
  const flow = turn.client.session.outbound.get(packet.packetId);
  if (flow === undefined) {
    answerUnknown(turn, packet);
    return undefined;
  }
  const broken = stepFlow(turn, flow, packet, packet);
  if (broken !== undefined) {
    const { version } = turn.client.options;
    return { requirement: broken[version], reasonCode: 0x82, found: `${packet.type} for a message at QoS ${flow.qos}` };
  }
  pump(turn);
  return undefined;
}

/** Takes up again what was not finished, in the order in which it was first sent. (5.0/MQTT-4.4.0-1, -4.6.0-1; 3.1.1/MQTT-4.4.0-1, -4.6.0-1) */
export function resumeFlows(turn: ClientTurn): void {
  const { outbound, resuming } = turn.client.session;
  while (dequeue(resuming) !== undefined);
  const flows = [...outbound.values()];
  for (const flow of flows) flow.counts = false;
  for (const flow of flows) if (flow.publication === undefined) enqueue(resuming, flow);
  for (const flow of flows) if (flow.publication !== undefined) enqueue(resuming, flow);
  pump(turn);
}

/** The session is over: nobody will answer for what was under way. (5.0/MQTT-3.2.2-5) */
export function loseSession(turn: ClientTurn): void {
  const { session } = turn.client;
  for (const { token, sequence } of session.outbound.values()) {
    turn.effects.push({ type: "erase", key: { kind: "outbound", sequence } });
    fail(turn, token, { kind: "sessionLost" });
  }
  for (const packetId of session.inbound.keys())
    turn.effects.push({ type: "erase", key: { kind: "inbound", packetId } });
  session.outbound.clear();
  session.inbound.clear();
  session.subscriptionIdentifiers = new Set();
  while (dequeue(session.resuming) !== undefined);
}

/** Puts back what was under way when the client crashed. They come in the order of their sequence. */
export function restoreFlow(
  { client }: ClientTurn,
  record: Extract<ClientRecord, { readonly kind: "outbound" }>,
): void {
  const { session } = client;
  const { sequence, token, qos, packetId, publication } = record;
  session.lastSequence = Math.max(session.lastSequence, sequence);
  if (packetId === undefined) {
    if (publication !== undefined) enqueue(session.queue, { sequence, token, publication });
    return;
  }
  const state = publication === undefined ? "awaitingPubcomp" : qos === 1 ? "awaitingPuback" : "awaitingPubrec";
  session.outbound.set(packetId, { sequence, token, packetId, qos, state, publication, counts: false });
}

function pump(turn: ClientTurn): void {
  const { session, connection } = turn.client;
  const { resuming, queue } = session;
  if (connection === undefined || !canSend(turn)) return;
  for (let flow = peek(resuming); flow !== undefined; flow = peek(resuming)) {
    if (flow.publication !== undefined && !hasQuota(turn)) return;
    stepFlow(turn, flow, { type: "resume" });
    dequeue(resuming);
  }
  for (let waiting = peek(queue); waiting !== undefined && hasQuota(turn); waiting = peek(queue)) {
    const refusal = refusalOf(waiting.publication, connection.limits);
    if (refusal !== undefined) {
      turn.effects.push({ type: "erase", key: { kind: "outbound", sequence: waiting.sequence } });
      fail(turn, waiting.token, { kind: "notAllowed", requirement: refusal });
    } else if (!begin(turn, waiting)) return;
    dequeue(queue);
  }
}

function begin(turn: ClientTurn, { sequence, token, publication }: WaitingPublication): boolean {
  const { session, connection } = turn.client;
  const packetId = nextPacketId(identifiersInUse(turn), session.lastPacketId);
  if (packetId === undefined || connection === undefined) return false;
  session.lastPacketId = packetId;
  const qos = publication.qos === 1 ? 1 : 2;
  const flow: OutboundFlow = { sequence, token, packetId, qos, state: "idle", publication, counts: false };
  stepFlow(turn, flow, { type: "submit" });
  return true;
}

/** The Packet Identifiers that are in use: of messages, and of requests. (5.0/MQTT-2.2.1-3, 3.1.1/MQTT-2.3.1-2) */
export function identifiersInUse({ client }: ClientTurn): { readonly size: number; has(packetId: number): boolean } {
  const { outbound } = client.session;
  const requests = client.connection?.requests ?? new Map<number, unknown>();
  return { size: outbound.size + requests.size, has: (packetId) => outbound.has(packetId) || requests.has(packetId) };
}

function stepFlow(
  turn: ClientTurn,
  flow: OutboundFlow,
  event: SenderEvent,
  packet?: PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP">,
): BrokenRule | undefined {
  const { session } = turn.client;
  const [next, effects] = step(flow.qos === 1 ? qos1Sender : qos2Sender, flow.state, event);
  flow.state = next;
  for (const effect of effects) {
    switch (effect.type) {
      case "send":
        if (effect.packet === "PUBLISH") sendFlow(turn, flow, effect.dup);
        else acknowledge(turn, effect.packet, flow.packetId, 0x00);
        break;
      case "storeRelease":
        flow.publication = undefined;
        // PUBRELs go again in the order of their PUBRECs. (5.0/MQTT-4.6.0-4, 3.1.1/MQTT-4.6.0-4)
        session.outbound.delete(flow.packetId);
        keep(turn, flow);
        break;
      case "storeMessage":
        keep(turn, flow);
        break;
      case "freePacketId":
        forget(turn, flow);
        settle(turn, flow, packet);
        break;
      case "violation":
        return effect.breaks;
      case "storePacketId":
      case "deliver":
        break;
    }
  }
  return undefined;
}

function keep(turn: ClientTurn, flow: OutboundFlow): void {
  const { sequence, token, packetId, qos, publication } = flow;
  turn.client.session.outbound.set(packetId, flow);
  const record = { kind: "outbound", sequence, token, packetId, qos, ...(publication && { publication }) } as const;
  turn.effects.push({ type: "store", record });
}

function sendFlow(turn: ClientTurn, flow: OutboundFlow, dup: boolean): void {
  const { connection } = turn.client;
  if (flow.publication === undefined || connection === undefined) return;
  if (sendPublication(turn, flow.publication, flow.packetId, dup)) {
    flow.counts = true;
    connection.unacknowledgedOut++;
    return;
  }
  forget(turn, flow);
  fail(turn, flow.token, { kind: "notAllowed", requirement: "5.0/MQTT-3.2.2-15" });
}

// A message as its application wrote it, with any identifier. What may be sent at all is seen before it waits. (5.0/MQTT-3.3.2-2, 3.1.1/MQTT-3.3.2-2)
function publishPacketOf({ topicName, payload, qos, retain, properties }: Publication, version: Version): Packet {
  const packet = { type: "PUBLISH", topicName, payload, retain, dup: false, qos, ...(qos > 0 && { packetId: 1 }) };
  return (version === "3.1.1" ? packet : { ...packet, properties }) as Packet;
}

function sendPublication(turn: ClientTurn, publication: Publication, packetId: number, dup: boolean): boolean {
  const { client } = turn;
  const { topicName, payload, qos, retain, properties } = publication;
  const delivery = qos === 0 ? { qos, dup: false } : { qos, dup, packetId };
  const head = { type: "PUBLISH", payload, retain, ...delivery } as const;
  if (client.options.version === "3.1.1")
    return sendToServer(turn, { ...head, topicName } as PacketOf<"PUBLISH", "3.1.1">);
  const { connection } = client;
  const named = connection === undefined ? { topicName } : nameOutward(connection.outwardAliases, topicName);
  const { topicAlias } = named;
  const all: PublishProperties = topicAlias === undefined ? properties : { ...properties, topicAlias };
  const packet = { ...head, topicName: named.topicName, properties: all } as PacketOf<"PUBLISH", "5.0">;
  if (!sendToServer(turn, packet)) return false;
  if (connection !== undefined) rememberOutward(connection.outwardAliases, named);
  return true;
}

function forget(turn: ClientTurn, flow: OutboundFlow): void {
  const { session, connection } = turn.client;
  session.outbound.delete(flow.packetId);
  if (flow.counts && connection !== undefined) connection.unacknowledgedOut--;
  flow.counts = false;
  turn.effects.push({ type: "erase", key: { kind: "outbound", sequence: flow.sequence } });
}

// A Reason Code of 0x80 or above says that the message was not taken. PUBCOMP comes too late for that: with 0x92 it says that
// its sender had done with the message before our PUBREL was repeated.
function settle(
  turn: ClientTurn,
  { token }: OutboundFlow,
  packet: PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP"> | undefined,
) {
  const isRefused =
    packet !== undefined && packet.type !== "PUBCOMP" && "reasonCode" in packet && packet.reasonCode >= 0x80;
  if (!isRefused) return void turn.effects.push({ type: "completed", token, packet });
  const { reasonCode, properties } = packet;
  const { reasonString } = properties;
  fail(turn, token, { kind: "refused", reasonCode, ...(reasonString !== undefined && { reasonString }) });
}

// An identifier that is not in use is one in `idle`.
function answerUnknown(turn: ClientTurn, packet: PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP">): void {
  const [, effects] = step(packet.type === "PUBACK" ? qos1Sender : qos2Sender, "idle", packet);
  for (const effect of effects) {
    if (effect.type === "send" && effect.packet !== "PUBLISH") acknowledge(turn, effect.packet, packet.packetId, 0x92);
  }
}

function canSend({ client }: ClientTurn): boolean {
  return client.state === "connected" || client.state === "reauthenticating" || client.state === "rechallenged";
}

// At zero nothing but PUBLISH waits. (5.0/MQTT-4.9.0-2, -3; 5.0/MQTT-3.3.4-7, -8)
function hasQuota({ client }: ClientTurn): boolean {
  const { connection } = client;
  return connection !== undefined && connection.unacknowledgedOut < connection.limits.receiveMaximum;
}

function refusalOf({ qos, retain }: Publication, limits: ServerLimits): RequirementId | undefined {
  if (qos > limits.maximumQos) return "5.0/MQTT-3.2.2-11";
  return retain && !limits.retainAvailable ? "5.0/MQTT-3.2.2-14" : undefined;
}

function fail(turn: ClientTurn, token: Token, failure: Failure): void {
  turn.effects.push({ type: "failed", token, failure });
}
