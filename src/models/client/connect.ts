// CONNECT and CONNACK as a client sees them, and what a connection's beginning and end mean for its session. (5.0 §3.1, §3.2, §4.1; 3.1.1 §3.1, §3.2, §4.1)

import type { ConnackProperties, PacketOf, Will50 } from "../../codec/index.ts";
import { createOutwardAliases } from "../topic-aliases.ts";
import type { Failure } from "./effect.ts";
import type { ClientOptions } from "./options.ts";
import { loseSession, resumeFlows } from "./outbound.ts";
import type { Client, ClientConnection, ClientTurn, ServerLimits } from "./state.ts";

/** The Session Expiry Interval of a session without end. */
const NEVER = 0xffff_ffff;

/** The CONNECT of a client. (5.0/MQTT-3.1.3-1, 3.1.1/MQTT-3.1.3-1) */
export function connectPacketOf(client: Client): PacketOf<"CONNECT"> {
  const { options, clientId } = client;
  const { version, clean, keepAlive, will } = options;
  if (version === "3.1.1") {
    const credentials = options.userName === undefined ? {} : withPassword(options, { userName: options.userName });
    return {
      type: "CONNECT",
      version,
      clientId,
      cleanSession: clean,
      keepAlive,
      ...(will && { will: withoutProperties(will) }),
      ...credentials,
    };
  }
  return {
    type: "CONNECT",
    version,
    clientId,
    cleanStart: clean,
    keepAlive,
    properties: connectProperties(options),
    ...(will && { will }),
    ...(options.userName !== undefined && { userName: options.userName }),
    ...(options.password !== undefined && { password: options.password }),
  };
}

// 3.1.1/MQTT-3.1.2-11: a will stands whole in the packet, or not at all.
function withoutProperties({ properties: _, ...will }: Will50) {
  return will;
}

function withPassword<T extends object>({ password }: ClientOptions, credentials: T) {
  return password === undefined ? credentials : { ...credentials, password };
}

function connectProperties(options: ClientOptions) {
  const { sessionExpiryInterval, receiveMaximum, maximumPacketSize, topicAliasMaximum } = options;
  const { authenticationMethod, authenticationData, userProperties } = options;
  return {
    ...(sessionExpiryInterval > 0 && { sessionExpiryInterval }),
    ...(receiveMaximum < 65_535 && { receiveMaximum }),
    ...(maximumPacketSize !== undefined && { maximumPacketSize }),
    ...(topicAliasMaximum > 0 && { topicAliasMaximum }),
    ...(options.requestResponseInformation && { requestResponseInformation: 1 as const }),
    ...(!options.requestProblemInformation && { requestProblemInformation: 0 as const }),
    ...(authenticationMethod !== undefined && { authenticationMethod }),
    ...(authenticationData !== undefined && { authenticationData }),
    ...(userProperties.length > 0 && { userProperties }),
  };
}

/** A connection whose CONNACK has not come yet: nothing is known of the server. */
export function createConnection({ options }: Client, atMs: number): ClientConnection {
  return {
    requests: new Map(),
    limits: limitsOf({}, options),
    unacknowledgedOut: 0,
    open: new Set(),
    inwardAliases: new Map(),
    outwardAliases: createOutwardAliases(0),
    lastSentAtMs: atMs,
  };
}

/** What a CONNACK that lets us in may not say: undefined where nothing is wrong with it. */
export function contradictionIn(client: Client, connack: PacketOf<"CONNACK">): Failure | undefined {
  const { options, hasSession } = client;
  // 5.0/MQTT-3.2.2-4, and what 3.1.1/MQTT-3.2.2-1 and -3 ask of a server.
  if (connack.sessionPresent && (options.clean || !hasSession)) {
    const requirement = options.version === "5.0" ? "5.0/MQTT-3.2.2-4" : "3.1.1/MQTT-3.2.2-1";
    return { kind: "violation", requirement, reasonCode: 0x82, found: "Session Present without a session" };
  }
  if (!("properties" in connack)) return undefined;
  // 5.0/MQTT-4.12.0-5, -6
  if (connack.properties.authenticationMethod !== options.authenticationMethod) {
    const requirement = options.authenticationMethod === undefined ? "5.0/MQTT-4.12.0-6" : "5.0/MQTT-4.12.0-5";
    return { kind: "violation", requirement, reasonCode: 0x82, found: "another Authentication Method" };
  }
  return undefined;
}

/** Takes over what a CONNACK says: the server's limits, its Keep Alive, and the identifier that it assigned. */
export function takeOver(client: Client, connack: PacketOf<"CONNACK">): void {
  const { connection, options } = client;
  const properties = "properties" in connack ? connack.properties : {};
  if (connection === undefined) return;
  connection.limits = limitsOf(properties, options);
  const aliases = Math.min(options.outwardTopicAliases, properties.topicAliasMaximum ?? 0);
  connection.outwardAliases = createOutwardAliases(aliases);
  if (properties.assignedClientIdentifier !== undefined) client.clientId = properties.assignedClientIdentifier;
}

function limitsOf(properties: ConnackProperties, options: ClientOptions): ServerLimits {
  const asked = options.version === "5.0" ? options.sessionExpiryInterval : options.clean ? 0 : NEVER;
  return {
    // 5.0/MQTT-4.9.0-1: the quota starts at the server's Receive Maximum. 3.1.1 knows none.
    receiveMaximum: properties.receiveMaximum ?? 65_535,
    maximumQos: properties.maximumQos ?? 2,
    retainAvailable: properties.retainAvailable !== 0,
    maximumPacketSize: properties.maximumPacketSize,
    wildcardSubscriptionAvailable: properties.wildcardSubscriptionAvailable !== 0,
    subscriptionIdentifierAvailable: properties.subscriptionIdentifierAvailable !== 0,
    sharedSubscriptionAvailable: properties.sharedSubscriptionAvailable !== 0,
    keepAlive: properties.serverKeepAlive ?? options.keepAlive,
    sessionExpiryInterval: properties.sessionExpiryInterval ?? asked,
  };
}

/** A connection has begun: what is not finished is taken up, and what waited is sent. */
export function beginConnection(turn: ClientTurn): void {
  const { client } = turn;
  client.hasSession = (client.connection?.limits.sessionExpiryInterval ?? 0) > 0;
  resumeFlows(turn);
}

/** A connection has ended, or never was. A session without an expiry ends with it. (5.0/MQTT-4.1.0-1, -3.1.2-23; 3.1.1/MQTT-4.1.0-1, -4.1.0-2) */
export function endConnection(turn: ClientTurn): void {
  const { client, effects } = turn;
  const { connection } = client;
  const failure = turn.ending ?? { kind: "connectionLost" };
  // 5.0 does not repeat them, and 3.1.1 need not: whoever asked may ask again.
  for (const { token } of connection?.requests.values() ?? []) {
    effects.push({ type: "failed", token, failure: { kind: "connectionLost" } });
  }
  client.connection = undefined;
  for (const flow of client.session.outbound.values()) flow.counts = false;
  effects.push({ type: "disconnected", failure });
  if (!client.hasSession && connection !== undefined) loseSession(turn);
}
