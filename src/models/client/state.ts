// What a client holds: its session, and while there is one its connection. (5.0 §4.1)
// It is changed in place, and by nothing but `handleClient`: the same inputs give the same effects, always.

import type { ReasonCode, RequirementId, Version } from "../../../spec/index.ts";
import type { AckType, Packet, PacketOf } from "../../codec/index.ts";
import { encode } from "../../codec/index.ts";
import type { Queue } from "../queue.ts";
import type { StateName } from "../step.ts";
import type { OutwardAliases } from "../topic-aliases.ts";
import type { ClientEffect, Failure } from "./effect.ts";
import type { ClientOptions } from "./options.ts";
import type { Publication, Token } from "./record.ts";

/** The whole client. */
export interface Client {
  options: ClientOptions;
  /** Of the machine of its connection. */
  state: StateName;
  /** Of the machine that keeps it alive. */
  keepAlive: StateName;
  /** Ours, or the one that the server assigned. */
  clientId: string;
  /** Whether there is a session that a server should know, too. */
  hasSession: boolean;
  readonly session: ClientSession;
  connection: ClientConnection | undefined;
}

/** What lives on when the network connection ends. */
interface ClientSession {
  /** Messages on their way to the server, by Packet Identifier, in the order in which they were first sent. */
  readonly outbound: Map<number, OutboundFlow>;
  /** Messages that wait for a connection, an identifier or the server's Receive Maximum. */
  readonly queue: Queue<WaitingPublication>;
  /** Flows that are to be taken up again on this connection, in order. */
  readonly resuming: Queue<OutboundFlow>;
  /** QoS 2 messages of the server that have been taken and not been released: the state of each, by Packet Identifier. */
  readonly inbound: Map<number, StateName>;
  /** Subscription Identifiers that we have asked for in this session; undefined where it is older than we are. */
  subscriptionIdentifiers: Set<number> | undefined;
  lastPacketId: number;
  lastSequence: number;
}

/** One message that waits. */
export interface WaitingPublication {
  readonly sequence: number;
  readonly token: Token;
  readonly publication: Publication;
}

/** One exchange as the sender. */
export interface OutboundFlow {
  readonly sequence: number;
  readonly token: Token;
  readonly packetId: number;
  readonly qos: 1 | 2;
  state: StateName;
  /** Undefined once PUBREC has come. */
  publication: Publication | undefined;
  /** Whether its PUBLISH counts against the server's Receive Maximum on this connection. */
  counts: boolean;
}

/** A request that waits for its SUBACK or UNSUBACK. */
interface PendingRequest {
  readonly type: "SUBSCRIBE" | "UNSUBSCRIBE";
  readonly token: Token;
  /** Topic Filters: as many answers must come in 5.0. */
  readonly size: number;
}

/** Nothing of it outlives the network connection. */
export interface ClientConnection {
  readonly requests: Map<number, PendingRequest>;
  /** Of the server: what CONNACK said, or what holds where it said nothing. */
  limits: ServerLimits;
  /** PUBLISH packets that we sent and the server has not answered in full. */
  unacknowledgedOut: number;
  /** Packet Identifiers of the server's QoS 2 messages that are open on this connection. */
  readonly open: Set<number>;
  readonly inwardAliases: Map<number, string>;
  outwardAliases: OutwardAliases;
  lastSentAtMs: number;
}

/** What a server allows. (5.0 §3.2.2.3) */
export interface ServerLimits {
  readonly receiveMaximum: number;
  readonly maximumQos: 0 | 1 | 2;
  readonly retainAvailable: boolean;
  readonly maximumPacketSize: number | undefined;
  readonly wildcardSubscriptionAvailable: boolean;
  readonly subscriptionIdentifierAvailable: boolean;
  readonly sharedSubscriptionAvailable: boolean;
  /** Seconds. */
  readonly keepAlive: number;
  readonly sessionExpiryInterval: number;
}

/** One call of `handleClient`. */
export interface ClientTurn {
  readonly client: Client;
  readonly atMs: number;
  readonly effects: ClientEffect[];
  /** What the effects of a step speak of: why a connection ends, and with which words. */
  ending: Failure | undefined;
  farewell: PacketOf<"DISCONNECT"> | undefined;
}

/** A rule that the server broke. */
export interface ServerBreach {
  readonly requirement: RequirementId;
  readonly reasonCode: ReasonCode;
  /** What was found, for a person. */
  readonly found: string;
}

/** The sentence that sending this packet would break, whatever the server takes. */
export function unsoundIn(packet: Packet, version: Version): RequirementId | undefined {
  const encoded = encode(packet, version);
  return encoded.kind === "refused" ? encoded.violation.requirement : undefined;
}

/** Sends a packet if the server takes one of its size, and answers whether it was sent. (5.0/MQTT-3.2.2-15) */
export function sendToServer(turn: ClientTurn, packet: Packet): boolean {
  const { client, effects, atMs } = turn;
  const maximum = client.connection?.limits.maximumPacketSize;
  if (maximum !== undefined) {
    const encoded = encode(packet, client.options.version);
    if (encoded.kind === "refused" || encoded.bytes.length > maximum) return false;
  }
  if (client.connection !== undefined) client.connection.lastSentAtMs = atMs;
  effects.push({ type: "send", packet });
  return true;
}

/** Sends an acknowledgement. It carries no more than it must, and so fits wherever one fits. (5.0/MQTT-3.4.2-2, -3, -3.5.2-2, -3, -3.6.2-2, -3, -3.7.2-2, -3) */
export function acknowledge(turn: ClientTurn, type: AckType, packetId: number, reasonCode: number): void {
  const packet =
    turn.client.options.version === "5.0" ? { type, packetId, reasonCode, properties: {} } : { type, packetId };
  sendToServer(turn, packet as PacketOf<AckType>);
}
