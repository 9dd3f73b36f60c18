// The broker: one deterministic function from inputs to effects, for MQTT 3.1.1 and 5.0 at once. (5.0 and 3.1.1 chapters 3 and 4)

import type { RequirementId, Version } from "../../../spec/index.ts";
import type { Packet, PacketOf, Violation } from "../../codec/index.ts";
import { createSubscriptionTree, createTopicStore } from "../../topics/index.ts";
import { onAcknowledgement } from "./acknowledge.ts";
import { breakOff, breakOffFor, explain, onDisconnect } from "./close.ts";
import { onConnect, refuse } from "./connect.ts";
import type { BrokerEffect } from "./effect.ts";
import type { BrokerInput, ConnectionId, TimerId } from "./event.ts";
import { onPublish, onPubrel } from "./inbound.ts";
import { type BrokerOptions, DEFAULT_OPTIONS } from "./options.ts";
import { fullBucket } from "./rate.ts";
import { send } from "./send.ts";
import { endSession, leave } from "./sessions.ts";
import type { Broker, Connection, Turn } from "./state.ts";
import { onSubscribe, onUnsubscribe } from "./subscribe.ts";
import { publishWill } from "./will.ts";

/** A broker that knows nobody yet. */
export function createBroker(options: Partial<BrokerOptions> = {}): Broker {
  const all = { ...DEFAULT_OPTIONS, ...options };
  return {
    options: all,
    waiting: new Set(),
    connections: new Map(),
    sessions: new Map(),
    subscriptions: createSubscriptionTree(),
    retained: createTopicStore(),
    connects: fullBucket(all.connectionRate, 0),
    assignedClientIds: 0,
  };
}

/** Tells the broker one thing, and answers what is to be done, in order. Changes `broker` in place; does nothing else. */
export function handle(broker: Broker, input: BrokerInput): readonly BrokerEffect[] {
  const turn: Turn = { broker, atMs: input.atMs, effects: [] };
  switch (input.type) {
    case "opened":
      broker.waiting.add(input.connection);
      turn.effects.push({
        type: "startTimer",
        timer: `connect/${input.connection}`,
        afterMs: broker.options.connectTimeoutMs,
      });
      break;
    case "packet":
      onPacket(turn, input.connection, input.packet);
      break;
    case "malformed":
      onMalformed(turn, input.connection, input.violation);
      break;
    case "closed":
      onClosed(turn, input.connection);
      break;
    case "elapsed":
      onElapsed(turn, input.timer);
      break;
    case "stopped":
      for (const id of [...broker.waiting]) shut(turn, id);
      for (const connection of [...broker.connections.values()]) {
        breakOff(turn, connection, broker.options.redirection?.reasonCode ?? 0x8b);
      }
      break;
  }
  return turn.effects;
}

function onPacket(turn: Turn, id: ConnectionId, packet: Packet): void {
  const connection = turn.broker.connections.get(id);
  if (connection !== undefined) {
    connection.lastPacketAtMs = turn.atMs;
    obey(turn, connection, packet);
  } else if (packet.type === "CONNECT") {
    if (stopWaiting(turn, id)) onConnect(turn, id, packet);
  } else {
    // The first packet must be CONNECT, and no DISCONNECT may go before CONNACK. (5.0/MQTT-3.1.0-1, -3.14.0-1; 3.1.1/MQTT-3.1.0-1)
    shut(turn, id);
  }
}

function obey(turn: Turn, connection: Connection, packet: Packet): void {
  switch (packet.type) {
    case "CONNECT": {
      const requirement = connection.version === "5.0" ? "5.0/MQTT-3.1.0-2" : "3.1.1/MQTT-3.1.0-2";
      return breakOffFor(turn, connection, { reasonCode: 0x82, requirement, found: "a second CONNECT" });
    }
    case "PUBLISH":
      return onPublish(turn, connection, packet);
    case "PUBACK":
    case "PUBREC":
    case "PUBCOMP":
      return onAcknowledgement(turn, connection, packet);
    case "PUBREL":
      return onPubrel(turn, connection, packet);
    case "SUBSCRIBE":
      return onSubscribe(turn, connection, packet);
    case "UNSUBSCRIBE":
      return onUnsubscribe(turn, connection, packet);
    case "PINGREQ":
      // 5.0/MQTT-3.12.4-1, 3.1.1/MQTT-3.12.4-1
      send(turn, connection, { type: "PINGRESP" });
      return;
    case "DISCONNECT":
      return onDisconnect(turn, connection, packet);
    case "AUTH":
      return breakOffFor(turn, connection, {
        reasonCode: 0x82,
        requirement: "5.0/MQTT-4.12.0-7",
        found: "AUTH without a method",
      });
    case "CONNACK":
    case "SUBACK":
    case "UNSUBACK":
    case "PINGRESP":
      return breakOffFor(turn, connection, wrongWay(connection.version, packet));
  }
}

function wrongWay(version: Version, packet: PacketOf<"CONNACK" | "SUBACK" | "UNSUBACK" | "PINGRESP">) {
  const requirement = version === "5.0" ? "5.0/U5-153" : "3.1.1/U3-048";
  return { reasonCode: 0x82, requirement, found: `${packet.type} from a client` } as const;
}

function onMalformed(turn: Turn, id: ConnectionId, violation: Violation): void {
  const connection = turn.broker.connections.get(id);
  if (connection !== undefined) return breakOffFor(turn, connection, violation);
  if (SPEAKS_NO_MQTT.has(violation.requirement)) return shut(turn, id);
  if (!stopWaiting(turn, id)) return;
  const { requirement, reasonCode } = violation;
  // The sentence that was broken tells the version. One that does not exist is told so in the form of 3.1.1, which must say it;
  // 5.0 need not. (3.1.1/MQTT-3.1.2-2, 5.0/MQTT-3.1.2-2)
  const version: Version = reasonCode === 0x84 || requirement.startsWith("3.1.1/") ? "3.1.1" : "5.0";
  const reasonString = explain(turn, violation);
  refuse(turn, id, version, reasonCode, reasonString === undefined ? {} : { reasonString });
}

// Who does not begin with a CONNECT, or names another protocol, is not spoken to in this one.
const SPEAKS_NO_MQTT: ReadonlySet<RequirementId> = new Set<RequirementId>([
  "5.0/MQTT-3.1.0-1",
  "3.1.1/MQTT-3.1.0-1",
  "5.0/MQTT-3.1.2-1",
  "3.1.1/MQTT-3.1.2-1",
]);

function onClosed(turn: Turn, id: ConnectionId): void {
  const connection = turn.broker.connections.get(id);
  if (connection !== undefined) leave(turn, connection);
  else stopWaiting(turn, id);
}

function onElapsed(turn: Turn, timer: TimerId): void {
  const slash = timer.indexOf("/");
  const whose = timer.slice(slash + 1);
  switch (timer.slice(0, slash) as "connect" | "keepAlive" | "willDelay" | "sessionExpiry") {
    case "connect":
      return shut(turn, Number(whose));
    case "keepAlive":
      return onSilence(turn, Number(whose));
    case "willDelay": {
      const session = turn.broker.sessions.get(whose);
      if (session !== undefined && session.connection === undefined) publishWill(turn, session);
      return;
    }
    case "sessionExpiry": {
      const session = turn.broker.sessions.get(whose);
      if (session !== undefined && session.connection === undefined) endSession(turn, session);
    }
  }
}

// The timer is not started anew at each packet, but asked here how long the silence was. (5.0/MQTT-3.1.2-22, 3.1.1/MQTT-3.1.2-24)
function onSilence(turn: Turn, id: ConnectionId): void {
  const connection = turn.broker.connections.get(id);
  if (connection === undefined) return;
  const leftMs = connection.lastPacketAtMs + connection.silenceMs - turn.atMs;
  if (leftMs <= 0) breakOff(turn, connection, 0x8d);
  else turn.effects.push({ type: "startTimer", timer: `keepAlive/${id}`, afterMs: leftMs });
}

// Closes a connection that has not been accepted, without a word.
function shut(turn: Turn, id: ConnectionId): void {
  if (stopWaiting(turn, id)) turn.effects.push({ type: "close", connection: id });
}

function stopWaiting(turn: Turn, id: ConnectionId): boolean {
  if (!turn.broker.waiting.delete(id)) return false;
  turn.effects.push({ type: "stopTimer", timer: `connect/${id}` });
  return true;
}
