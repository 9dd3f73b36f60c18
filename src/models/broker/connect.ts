// CONNECT: who may come in, to which session, and what the server says to it. (5.0 §3.1, §3.2; 3.1.1 §3.1, §3.2)

import type { ReasonCode } from "../../../spec/index.ts";
import type { ConnackProperties, ConnectReturnCode, PacketOf } from "../../codec/index.ts";
import { createQueue } from "../queue.ts";
import type { StateName } from "../step.ts";
import { createOutwardAliases } from "../topic-aliases.ts";
import { connackCode, end } from "./close.ts";
import type { Acceptance, ConnectionId } from "./event.ts";
import { resume } from "./outbound.ts";
import { fullBucket, takeFrom } from "./rate.ts";
import { isText, isTooLarge } from "./refusals.ts";
import { holdFor, review } from "./review.ts";
import { fits } from "./send.ts";
import { beginSession, NEVER, setSessionExpiry, tellSession } from "./sessions.ts";
import type { Connection, Newcomer, Session, Turn } from "./state.ts";
import { keepWill, tellWill, willOf } from "./will.ts";

type Connect = PacketOf<"CONNECT">;

/** Lets a client in, to its session. */
export function letIn(
  turn: Turn,
  { id, state }: Newcomer,
  connect: Connect,
  clientId: string,
  outcome: Acceptance,
): void {
  const found = turn.broker.sessions.get(clientId);
  // 5.0/MQTT-3.1.4-3, 3.1.1/MQTT-3.1.4-2. Its session may end by this, and its will is due as at any other end (5.0/U5-046).
  if (found?.connection !== undefined) end(turn, found.connection, "takenOver", { reasonCode: 0x8e });
  const { session, isPresent } = sessionFor(turn, connect, clientId);
  const connection = connectionOf(turn, id, state, connect, session, outcome);
  turn.broker.connections.set(id, connection);
  session.connection = connection;
  setSessionExpiry(turn, session, sessionExpiryOf(turn, connect));
  if (isPresent) review(turn, connection);
  keepWill(turn, session, willOf(connect, clientId, connection));
  const connack = connackOf(turn, connect, clientId, isPresent, outcome.authenticationData);
  turn.effects.push({ type: "send", connection: id, packet: withResponseInformation(turn, connect, connack) });
  if (connection.silenceMs > 0) {
    turn.effects.push({ type: "startTimer", timer: `keepAlive/${id}`, afterMs: connection.silenceMs });
  }
  holdFor(turn, connection, outcome.forMs);
  resume(turn, session);
}

/**
 * The Client Identifier of a CONNECT: its own, whatever it is, or one that it is assigned and goes by from then on.
 * (5.0/MQTT-3.1.3-5, -7; 3.1.1/MQTT-3.1.3-5)
 */
export function clientIdOf(turn: Turn, connect: Connect): string {
  return connect.clientId === "" ? assign(turn) : connect.clientId;
}

/**
 * Refuses a connection that is to be closed: with a CONNACK where the version has a code for it. (5.0/MQTT-3.2.2-7, -3.1.3-8; 3.1.1/MQTT-3.2.2-5, -6)
 * What comes after is not heard: the connection is in no map any more. (5.0/MQTT-3.1.4-6, 3.1.1/MQTT-3.1.4-5)
 */
export function refuse(
  turn: Turn,
  id: ConnectionId,
  version: "3.1.1" | "5.0",
  reasonCode: ReasonCode,
  words: RefusalWords = {},
  maximumPacketSize?: number,
): void {
  const packet =
    version === "5.0"
      ? refusal50(reasonCode, { ...words, ...referenceFor(turn, reasonCode) }, maximumPacketSize)
      : refusal311(RETURN_CODES.get(reasonCode));
  if (packet !== undefined && fits(packet, version, maximumPacketSize))
    turn.effects.push({ type: "send", connection: id, packet });
}

// What the return codes of MQTT 3.1.1 can say of a Reason Code.
const RETURN_CODES: ReadonlyMap<ReasonCode, Exclude<ConnectReturnCode, 0>> = new Map([
  [0x84, 1],
  [0x85, 2],
  [0x86, 4],
  [0x87, 5],
  [0x88, 3],
  [0x89, 3],
  [0x8a, 5],
  [0x97, 3],
  [0x9c, 3],
  [0x9d, 3],
  [0x9f, 3],
] as const);

/** What a refusal says beside its Reason Code. */
type RefusalWords = Pick<ConnackProperties, "reasonString" | "serverReference">;

function referenceFor(turn: Turn, reasonCode: ReasonCode): RefusalWords {
  const { redirection } = turn.broker.options;
  return redirection?.reasonCode === reasonCode ? { serverReference: redirection.serverReference } : {};
}

function refusal50(
  reasonCode: ReasonCode,
  words: RefusalWords,
  maximumPacketSize?: number,
): PacketOf<"CONNACK", "5.0"> {
  const bare = { type: "CONNACK", sessionPresent: false, reasonCode: connackCode(reasonCode), properties: {} } as const;
  const full = { ...bare, properties: words };
  // 5.0/MQTT-3.2.2-19
  return fits(full, "5.0", maximumPacketSize) ? full : bare;
}

function refusal311(returnCode: Exclude<ConnectReturnCode, 0> | undefined): PacketOf<"CONNACK", "3.1.1"> | undefined {
  return returnCode === undefined ? undefined : { type: "CONNACK", sessionPresent: false, returnCode };
}

/** Why a CONNECT is refused whoever sends it; undefined where nothing speaks against it. */
export function refusalOf(turn: Turn, connect: Connect, clientId: string): ReasonCode | undefined {
  const { authenticationMethods, maximumQos, redirection, retainAvailable } = turn.broker.options;
  if (!takeFrom(turn.broker.connects, turn.atMs)) return 0x9f;
  if (redirection !== undefined) return redirection.reasonCode;
  if (isOverSessionQuota(turn, clientId)) return 0x97;
  if (connect.will !== undefined && isTooLarge(connect.will.topicName, turn.broker.options)) return 0x90;
  // 5.0/MQTT-4.12.0-1
  const method = methodOf(connect);
  if (method !== undefined && !authenticationMethods.includes(method)) return 0x8c;
  // 3.1.1/MQTT-3.1.3-8, -9
  if (connect.version === "3.1.1" && connect.clientId === "" && !connect.cleanSession) return 0x85;
  // 5.0/MQTT-3.2.2-12, -13
  if (connect.will !== undefined && connect.will.qos > maximumQos) return 0x9b;
  if (connect.will?.retain === true && !retainAvailable) return 0x9a;
  if (turn.broker.options.checksPayloadFormat && isFalselyText(connect)) return 0x99;
  // Who takes not even our CONNACK cannot be served. (5.0/MQTT-3.1.2-24)
  if (!fits(connackOf(turn, connect, clientId, false), connect.version, maximumPacketSizeOf(connect))) return 0x95;
  return undefined;
}

/** The Authentication Method of a CONNECT. MQTT 3.1.1 has none. */
export function methodOf(connect: Connect): string | undefined {
  return connect.version === "5.0" ? connect.properties.authenticationMethod : undefined;
}

/** Whether one session more would be too many. */
export function isOverSessionQuota({ broker }: Turn, clientId: string): boolean {
  return !broker.sessions.has(clientId) && broker.sessions.size >= broker.options.maximumSessions;
}

function isFalselyText({ will }: Connect): boolean {
  return (
    will !== undefined && "properties" in will && will.properties.payloadFormatIndicator === 1 && !isText(will.payload)
  );
}

// The session of this Client Identifier, or a new one. (5.0/MQTT-3.1.2-4, -5, -6; 3.1.1/MQTT-3.1.2-4, -6)
function sessionFor(
  turn: Turn,
  connect: Connect,
  clientId: string,
): { readonly session: Session; readonly isPresent: boolean } {
  const found = turn.broker.sessions.get(clientId);
  const isClean = connect.version === "5.0" ? connect.cleanStart : connect.cleanSession;
  if (found !== undefined && !isClean) {
    tellSession(turn, found, "connected");
    // In time: the will is not published. (5.0/MQTT-3.1.3-9)
    tellWill(turn, found, "resumed");
    return { session: found, isPresent: true };
  }
  if (found !== undefined) tellSession(turn, found, "cleanStart");
  return { session: beginSession(turn, clientId), isPresent: false };
}

function connectionOf(
  turn: Turn,
  id: ConnectionId,
  state: StateName,
  connect: Connect,
  session: Session,
  { userName = connect.userName, grants }: Acceptance,
): Connection {
  const properties = connect.version === "5.0" ? connect.properties : undefined;
  return {
    id,
    state,
    version: connect.version,
    session,
    userName,
    grants,
    isForATime: false,
    authenticationMethod: methodOf(connect),
    asksToBeKept: askedSessionExpiry(connect) > 0,
    // One and a half times. (5.0/MQTT-3.1.2-22, 3.1.1/MQTT-3.1.2-24)
    silenceMs: keepAliveOf(turn, connect) * 1500,
    receiveMaximum: Math.min(properties?.receiveMaximum ?? 65_535, turn.broker.options.maximumInFlightMessages),
    maximumPacketSize: properties?.maximumPacketSize,
    topicAliases: new Map(),
    outwardAliases: createOutwardAliases(
      Math.min(turn.broker.options.outwardTopicAliases, properties?.topicAliasMaximum ?? 0),
    ),
    messages: fullBucket(turn.broker.options.messageRate, turn.atMs),
    bytes: fullBucket(turn.broker.options.byteRate, turn.atMs),
    lastPacketAtMs: turn.atMs,
    unacknowledgedOut: 0,
    unsentBytes: 0,
    isAwaitingDrain: false,
    retained: [],
    held: createQueue(),
    heldBytes: 0,
    unacknowledgedIn: 0,
  };
}

// What the broker allows is announced where it is less than all (5.0/MQTT-3.2.2-9). User Properties there are none (5.0/MQTT-3.2.2-20).
function connackOf(
  turn: Turn,
  connect: Connect,
  clientId: string,
  sessionPresent: boolean,
  authenticationData?: Uint8Array,
): PacketOf<"CONNACK"> {
  if (connect.version === "3.1.1") return { type: "CONNACK", sessionPresent, returnCode: 0 };
  const { options } = turn.broker;
  const keepAlive = keepAliveOf(turn, connect);
  const sessionExpiryInterval = sessionExpiryOf(turn, connect);
  const { receiveMaximum, topicAliasMaximum, maximumPacketSize } = options;
  const properties: ConnackProperties = {
    ...(sessionExpiryInterval !== (connect.properties.sessionExpiryInterval ?? 0) && { sessionExpiryInterval }),
    ...(receiveMaximum < 65_535 && { receiveMaximum }),
    ...(options.maximumQos !== 2 && { maximumQos: options.maximumQos }),
    ...(!options.retainAvailable && { retainAvailable: 0 }),
    ...(maximumPacketSize < LARGEST_PACKET && { maximumPacketSize }),
    ...(connect.clientId === "" && { assignedClientIdentifier: clientId }),
    ...(topicAliasMaximum > 0 && { topicAliasMaximum }),
    ...(!options.wildcardSubscriptionAvailable && { wildcardSubscriptionAvailable: 0 }),
    ...(!options.subscriptionIdentifierAvailable && { subscriptionIdentifierAvailable: 0 }),
    ...(!options.sharedSubscriptionAvailable && { sharedSubscriptionAvailable: 0 }),
    ...(keepAlive !== connect.keepAlive && { serverKeepAlive: keepAlive }),
    // 5.0/MQTT-4.12.0-5, -6
    ...(connect.properties.authenticationMethod !== undefined && {
      authenticationMethod: connect.properties.authenticationMethod,
      ...(authenticationData && { authenticationData }),
    }),
  };
  return { type: "CONNACK", sessionPresent, reasonCode: 0x00, properties };
}

// Told to a client that asks for it (5.0/MQTT-3.1.2-28), where there is room: it is of use, and no more.
function withResponseInformation(turn: Turn, connect: Connect, connack: PacketOf<"CONNACK">): PacketOf<"CONNACK"> {
  const { responseInformation } = turn.broker.options;
  if (connect.version === "3.1.1" || !("properties" in connack) || responseInformation === undefined) return connack;
  if (connect.properties.requestResponseInformation !== 1) return connack;
  const full = { ...connack, properties: { ...connack.properties, responseInformation } };
  return fits(full, connect.version, maximumPacketSizeOf(connect)) ? full : connack;
}

// The largest packet that can be: its Remaining Length, that length itself, and one byte.
const LARGEST_PACKET = 268_435_455 + 5;

// MQTT 3.1.1 has no way to tell its client another Keep Alive. (5.0/MQTT-3.2.2-22)
function keepAliveOf(turn: Turn, connect: Connect): number {
  const { serverKeepAlive } = turn.broker.options;
  if (serverKeepAlive === undefined || connect.version === "3.1.1") return connect.keepAlive;
  return connect.keepAlive === 0 || connect.keepAlive > serverKeepAlive ? serverKeepAlive : connect.keepAlive;
}

function sessionExpiryOf(turn: Turn, connect: Connect): number {
  return Math.min(askedSessionExpiry(connect), turn.broker.options.maximumSessionExpiryInterval);
}

// CleanSession 0 never ends; CleanSession 1 ends with its connection. (3.1.1/MQTT-3.1.2-4, -6)
function askedSessionExpiry(connect: Connect): number {
  if (connect.version === "5.0") return connect.properties.sessionExpiryInterval ?? 0;
  return connect.cleanSession ? 0 : NEVER;
}

/** The Maximum Packet Size of the client; undefined for none. */
export function maximumPacketSizeOf(connect: Connect): number | undefined {
  return connect.version === "5.0" ? connect.properties.maximumPacketSize : undefined;
}

// 5.0/MQTT-3.1.3-6, -3.2.2-16; 3.1.1/MQTT-3.1.3-6
function assign(turn: Turn): string {
  const { broker } = turn;
  let clientId: string;
  do clientId = `auto-${broker.options.seed.toString(36)}-${(++broker.assignedClientIds).toString(36)}`;
  while (broker.sessions.has(clientId));
  return clientId;
}
