// The broker: one deterministic function from inputs to effects, for MQTT 3.1.1 and 5.0 at once. (5.0 and 3.1.1 chapters 3 and 4)

import type { RequirementId, Version } from "../../../spec/index.ts";
import type { Packet, PacketOf, Violation } from "../../codec/index.ts";
import { createSubscriptionTree, createTopicStore } from "../../topics/index.ts";
import { serverConnection } from "../connection/server.ts";
import { messageOfServer } from "../message.ts";
import { step } from "../step.ts";
import { onAcknowledgement } from "./acknowledge.ts";
import { breakOff, breakOffFor, end, explain, onDisconnect } from "./close.ts";
import type { BrokerEffect } from "./effect.ts";
import type { AuthenticationOutcome, BrokerInput, ConnectionId, TimerId } from "./event.ts";
import { handOver } from "./hand-over.ts";
import { onPublish, onPubrel } from "./inbound.ts";
import { advance, onDecision, onNewcomerPacket, open } from "./newcomer.ts";
import { type BrokerOptions, DEFAULT_OPTIONS } from "./options.ts";
import { onDrained } from "./outbound.ts";
import { publish, take } from "./publication.ts";
import { fullBucket, takeFrom } from "./rate.ts";
import { onReauthenticate, onReauthenticated } from "./reauthenticate.ts";
import { restore } from "./restore.ts";
import { goOnWithRetained } from "./retained-delivery.ts";
import { send } from "./send.ts";
import { tellSession } from "./sessions.ts";
import type { Broker, Connection, Turn } from "./state.ts";
import { onSubscribe, onUnsubscribe } from "./subscribe.ts";
import { tellWill } from "./will.ts";

/** A broker that knows nobody yet. */
export function createBroker(options: Partial<BrokerOptions> = {}): Broker {
  const all = { ...DEFAULT_OPTIONS, ...options };
  return {
    options: all,
    waiting: new Map(),
    connections: new Map(),
    sessions: new Map(),
    subscriptions: createSubscriptionTree(),
    retained: createTopicStore(),
    retainedBytes: 0,
    retainedOfServer: 0,
    // Full whenever time begins.
    connects: fullBucket(all.connectionRate, Number.NEGATIVE_INFINITY),
    assignedClientIds: 0,
  };
}

/** Tells the broker one thing, and answers what is to be done, in order. Changes `broker` in place; does nothing else. */
export function handle(broker: Broker, input: BrokerInput): readonly BrokerEffect[] {
  const turn: Turn = { broker, atMs: input.atMs, effects: [] };
  switch (input.type) {
    case "opened":
      open(turn, input.connection);
      break;
    case "packet":
      onPacket(turn, input.connection, input.packet, input.sizeBytes);
      break;
    case "malformed":
      onMalformed(turn, input.connection, input.violation);
      break;
    case "closed":
      onClosed(turn, input.connection);
      break;
    case "claimed":
      handOver(turn, input.clientId);
      break;
    case "relayed":
      take(turn, input.message);
      break;
    case "drained": {
      const connection = broker.connections.get(input.connection);
      if (connection === undefined) break;
      onDrained(turn, connection);
      goOnWithRetained(turn, connection);
      break;
    }
    case "elapsed":
      onElapsed(turn, input.timer);
      break;
    case "restored":
      restore(turn, input.records);
      break;
    case "authenticated":
      onAuthenticated(turn, input.connection, input.outcome);
      break;
    case "published":
      publish(turn, messageOfServer(input.publication, turn.atMs));
      break;
    case "stopped":
      for (const newcomer of [...broker.waiting.values()]) advance(turn, newcomer, "stopped");
      for (const connection of [...broker.connections.values()]) {
        end(turn, connection, "stopped", input.redirection ?? { reasonCode: 0x8b });
      }
      break;
  }
  return turn.effects;
}

function onPacket(turn: Turn, id: ConnectionId, packet: Packet, sizeBytes = 0): void {
  const connection = turn.broker.connections.get(id);
  if (connection !== undefined) {
    connection.lastPacketAtMs = turn.atMs;
    if (!takeFrom(connection.bytes, turn.atMs, sizeBytes)) return breakOff(turn, connection, 0x96);
    return onMemberPacket(turn, connection, packet);
  }
  const newcomer = turn.broker.waiting.get(id);
  if (newcomer !== undefined) letGo(turn, id, onNewcomerPacket(turn, newcomer, packet));
}

function onAuthenticated(turn: Turn, id: ConnectionId, outcome: AuthenticationOutcome): void {
  const connection = turn.broker.connections.get(id);
  if (connection !== undefined) return onReauthenticated(turn, connection, outcome);
  const newcomer = turn.broker.waiting.get(id);
  if (newcomer !== undefined) letGo(turn, id, onDecision(turn, newcomer, outcome));
}

// What was held is obeyed as if it came now.
function letGo(turn: Turn, id: ConnectionId, held: readonly Packet[]): void {
  for (const packet of held) onPacket(turn, id, packet);
}

// Its end, its authentication, what it may not send; and all else, as far as its machine lets it.
function onMemberPacket(turn: Turn, connection: Connection, packet: Packet): void {
  switch (packet.type) {
    case "CONNECT": {
      const requirement = connection.version === "5.0" ? "5.0/MQTT-3.1.0-2" : "3.1.1/MQTT-3.1.0-2";
      return breakOffFor(turn, connection, { reasonCode: 0x82, requirement, found: "a second CONNECT" });
    }
    case "DISCONNECT":
      return onDisconnect(turn, connection, packet);
    case "AUTH":
      return onReauthenticate(turn, connection, packet);
    case "CONNACK":
    case "SUBACK":
    case "UNSUBACK":
    case "PINGRESP":
      return breakOffFor(turn, connection, wrongWay(connection.version, packet));
    default: {
      const [next, effects] = step(serverConnection, connection.state, A_PACKET);
      connection.state = next;
      if ((effects[0]?.type as string | undefined) === "obey") obey(turn, connection, packet);
    }
  }
}

const A_PACKET = { type: "packet" } as const;

type Request = PacketOf<
  "PUBLISH" | "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP" | "SUBSCRIBE" | "UNSUBSCRIBE" | "PINGREQ"
>;

function obey(turn: Turn, connection: Connection, packet: Request): void {
  switch (packet.type) {
    case "PUBLISH":
      return onPublish(turn, connection, packet);
    case "PUBACK":
    case "PUBREC":
    case "PUBCOMP":
      onAcknowledgement(turn, connection, packet);
      return goOnWithRetained(turn, connection);
    case "PUBREL":
      return onPubrel(turn, connection, packet);
    case "SUBSCRIBE":
      return onSubscribe(turn, connection, packet);
    case "UNSUBSCRIBE":
      return onUnsubscribe(turn, connection, packet);
    case "PINGREQ":
      // 5.0/MQTT-3.12.4-1, 3.1.1/MQTT-3.12.4-1
      send(turn, connection, { type: "PINGRESP" });
  }
}

function wrongWay(version: Version, packet: PacketOf<"CONNACK" | "SUBACK" | "UNSUBACK" | "PINGRESP">) {
  const requirement = version === "5.0" ? "5.0/U5-153" : "3.1.1/U3-048";
  return { reasonCode: 0x82, requirement, found: `${packet.type} from a client` } as const;
}

// Whatever is wrong with the bytes, the connection does not outlive it. (3.1.1/MQTT-2.2.2-2)
function onMalformed(turn: Turn, id: ConnectionId, violation: Violation): void {
  const connection = turn.broker.connections.get(id);
  if (connection !== undefined) return breakOffFor(turn, connection, violation);
  const newcomer = turn.broker.waiting.get(id);
  if (newcomer === undefined) return;
  if (SPEAKS_NO_MQTT.has(violation.requirement)) return void advance(turn, newcomer, "timeout", { breach: violation });
  const { requirement, reasonCode } = violation;
  // The sentence that was broken tells the version. One that does not exist is told so in the form of 3.1.1, which must say it;
  // 5.0 need not. (3.1.1/MQTT-3.1.2-2, 5.0/MQTT-3.1.2-2)
  const version: Version = reasonCode === 0x84 || requirement.startsWith("3.1.1/") ? "3.1.1" : "5.0";
  const reasonString = explain(turn, violation);
  advance(turn, newcomer, "malformed", { version, reasonCode, reasonString, breach: violation });
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
  if (connection !== undefined) return end(turn, connection, "closed");
  const newcomer = turn.broker.waiting.get(id);
  if (newcomer !== undefined) advance(turn, newcomer, "closed");
}

function onElapsed(turn: Turn, timer: TimerId): void {
  const slash = timer.indexOf("/");
  const whose = timer.slice(slash + 1);
  switch (timer.slice(0, slash) as "connect" | "authentication" | "keepAlive" | "willDelay" | "sessionExpiry") {
    case "connect":
      return onTooLate(turn, Number(whose));
    case "authentication": {
      // What let the client in holds no longer.
      const connection = turn.broker.connections.get(Number(whose));
      return connection && breakOff(turn, connection, 0x87);
    }
    case "keepAlive":
      return onSilence(turn, Number(whose));
    case "willDelay": {
      const session = turn.broker.sessions.get(whose);
      if (session !== undefined) tellWill(turn, session, "elapsed");
      return;
    }
    case "sessionExpiry": {
      const session = turn.broker.sessions.get(whose);
      if (session !== undefined) tellSession(turn, session, "elapsed");
    }
  }
}

// The timer is not started anew at each packet, but asked here how long the silence was. (5.0/MQTT-3.1.2-22, 3.1.1/MQTT-3.1.2-24)
function onSilence(turn: Turn, id: ConnectionId): void {
  const connection = turn.broker.connections.get(id);
  if (connection === undefined) return;
  const leftMs = connection.lastPacketAtMs + connection.silenceMs - turn.atMs;
  if (leftMs <= 0) end(turn, connection, "timeout", { reasonCode: 0x8d });
  else turn.effects.push({ type: "startTimer", timer: `keepAlive/${id}`, afterMs: leftMs });
}

function onTooLate(turn: Turn, id: ConnectionId): void {
  const newcomer = turn.broker.waiting.get(id);
  if (newcomer !== undefined) advance(turn, newcomer, "timeout");
}
