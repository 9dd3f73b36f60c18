// The client: one deterministic function from inputs to effects, for MQTT 3.1.1 and 5.0 at once. (5.0 and 3.1.1 chapters 3 and 4)

import type { Packet, PacketOf } from "../../codec/index.ts";
import { createQueue } from "../queue.ts";
import { type AdvanceDetail, advance, advanceKeepAlive, onSilence, serverBroke } from "./advance.ts";
import { connectPacketOf, contradictionIn, createConnection, takeOver } from "./connect.ts";
import type { ClientEffect } from "./effect.ts";
import type { ClientInput } from "./event.ts";
import { onServerPublish, onServerPubrel } from "./inbound.ts";
import { type ClientOptions, DEFAULT_CLIENT_OPTIONS, type FreshCredentials } from "./options.ts";
import { loseSession, onServerAcknowledgement, publishMessage, restoreFlow } from "./outbound.ts";
import type { ClientRecord } from "./record.ts";
import { onAnswer, subscribeTo, unsubscribeFrom } from "./requests.ts";
import { type Client, type ClientTurn, type ServerBreach, unsoundIn } from "./state.ts";

/** A client that has not connected yet. */
export function createClient(options: Partial<ClientOptions> = {}): Client {
  const all = { ...DEFAULT_CLIENT_OPTIONS, ...options };
  return {
    options: all,
    state: "offline",
    keepAlive: "idle",
    clientId: all.clientId,
    hasSession: false,
    session: {
      outbound: new Map(),
      queue: createQueue(),
      resuming: createQueue(),
      inbound: new Map(),
      subscriptionIdentifiers: new Set(),
      lastPacketId: 0,
      lastSequence: 0,
    },
    connection: undefined,
  };
}

/** Tells the client one thing, and answers what is to be done, in order. Changes `client` in place; does nothing else. */
export function handleClient(client: Client, input: ClientInput): readonly ClientEffect[] {
  const turn: ClientTurn = { client, atMs: input.atMs, effects: [], ending: undefined, farewell: undefined };
  switch (input.type) {
    case "restored":
      restore(turn, input.records);
      break;
    case "connect":
      connect(turn, input.credentials);
      break;
    case "opened":
      open(turn);
      break;
    case "closed":
      advance(turn, "closed", { ending: { kind: "connectionLost" } });
      break;
    case "packet":
      onPacket(turn, input.packet);
      break;
    case "malformed":
      serverBroke(turn, input.violation);
      break;
    case "elapsed":
      if (input.timer === "connack") advance(turn, "timeout", { ending: { kind: "timeout" } });
      else onSilence(turn);
      break;
    case "publish":
      publishMessage(turn, input.token, input.publication);
      break;
    case "subscribe":
      subscribeTo(turn, input);
      break;
    case "unsubscribe":
      unsubscribeFrom(turn, input);
      break;
    case "disconnect":
      disconnect(turn, input);
      break;
    case "answer":
    case "reauthenticate":
      authenticate(turn, input);
      break;
  }
  return turn.effects;
}

// The session is there as it was, as far as we know: the server will tell. (5.0/MQTT-4.1.0-1, 3.1.1/MQTT-4.1.0-1)
function restore(turn: ClientTurn, records: readonly ClientRecord[]): void {
  const { client } = turn;
  client.hasSession = !client.options.clean;
  client.session.subscriptionIdentifiers = undefined;
  const outbound = records.filter((record) => record.kind === "outbound");
  for (const record of outbound.toSorted((left, right) => left.sequence - right.sequence)) restoreFlow(turn, record);
  for (const record of records) if (record.kind === "inbound") client.session.inbound.set(record.packetId, "held");
}

// Who asks for a clean start gives the old session up before. (5.0/MQTT-3.1.2-4, 3.1.1/MQTT-3.1.2-6)
function open(turn: ClientTurn): void {
  const { client } = turn;
  if (client.state !== "opening") return;
  if (client.options.clean && client.hasSession) {
    client.hasSession = false;
    loseSession(turn);
  }
  client.connection = createConnection(client, turn.atMs);
  advance(turn, "opened");
}

// What its options make of CONNECT may be what no client sends. (3.1.1/MQTT-3.1.3-7)
function connect(turn: ClientTurn, credentials: Partial<FreshCredentials> | undefined): void {
  const { client, effects } = turn;
  if (credentials !== undefined && client.state === "offline") client.options = { ...client.options, ...credentials };
  const requirement = unsoundIn(connectPacketOf(client), client.options.version);
  if (requirement === undefined) return command(turn, "connect");
  effects.push({ type: "failed", token: undefined, failure: { kind: "notAllowed", requirement } });
}

function command(turn: ClientTurn, event: "connect" | "answer" | "reauthenticate", detail?: AdvanceDetail): void {
  if (advance(turn, event, detail))
    turn.effects.push({ type: "failed", token: undefined, failure: { kind: "notNow" } });
}

// MQTT 3.1.1 knows no AUTH; and who began without a method has none to go on with. (5.0/MQTT-4.12.1-1)
function authenticate(
  turn: ClientTurn,
  input: Extract<ClientInput, { readonly type: "answer" | "reauthenticate" }>,
): void {
  if (turn.client.options.authenticationMethod === undefined) {
    const failure = { kind: "notAllowed", requirement: "5.0/MQTT-4.12.0-6" } as const;
    turn.effects.push({ type: "failed", token: undefined, failure });
    return;
  }
  const { authenticationData } = input;
  command(turn, input.type, { authenticationData });
}

function disconnect(turn: ClientTurn, input: Extract<ClientInput, { readonly type: "disconnect" }>): void {
  const { client } = turn;
  const { reasonCode = 0x00, sessionExpiryInterval } = input;
  // A session that was to end with its connection cannot be made to live on. (5.0/U5-116)
  if (sessionExpiryInterval !== undefined && sessionExpiryInterval > 0 && client.options.sessionExpiryInterval === 0) {
    turn.effects.push({ type: "failed", token: undefined, failure: { kind: "notAllowed", requirement: "5.0/U5-116" } });
    return;
  }
  turn.farewell =
    client.options.version === "5.0"
      ? {
          type: "DISCONNECT",
          reasonCode,
          properties: sessionExpiryInterval === undefined ? {} : { sessionExpiryInterval },
        }
      : { type: "DISCONNECT" };
  // It ends with this connection, if there is one to end.
  if (sessionExpiryInterval === 0 && client.connection !== undefined) client.hasSession = false;
  if (advance(turn, "disconnect", { ending: { kind: "left" } })) {
    turn.effects.push({ type: "failed", token: undefined, failure: { kind: "notNow" } });
  }
}

function onPacket(turn: ClientTurn, packet: Packet): void {
  const { client } = turn;
  if (client.connection === undefined) return;
  const isOpen = client.state === "connected" || client.state === "reauthenticating" || client.state === "rechallenged";
  if (packet.type === "CONNACK") return onConnack(turn, packet);
  if (!client.options.requestProblemInformation && explains(packet)) {
    const found = `${packet.type} with a Reason String or a User Property`;
    return serverBroke(turn, { requirement: "5.0/U5-031", reasonCode: 0x82, found });
  }
  if (packet.type === "AUTH") return onAuth(turn, packet);
  if (packet.type === "DISCONNECT") return onServerDisconnect(turn, packet);
  if (!isOpen) {
    // CONNACK, or AUTH, comes first. (5.0/MQTT-3.2.0-1, 3.1.1/MQTT-3.2.0-1)
    const requirement = client.options.version === "5.0" ? "5.0/MQTT-3.2.0-1" : "3.1.1/MQTT-3.2.0-1";
    return serverBroke(turn, { requirement, reasonCode: 0x82, found: `${packet.type} before CONNACK` });
  }
  const breach = obey(turn, packet);
  if (breach !== undefined) serverBroke(turn, breach);
}

// What a server may not do for a client that asked for no problem information. (5.0/MQTT-3.1.2-29)
function explains(packet: Packet): boolean {
  if (!("properties" in packet) || packet.type === "PUBLISH" || packet.type === "DISCONNECT") return false;
  return "reasonString" in packet.properties || "userProperties" in packet.properties;
}

function obey(turn: ClientTurn, packet: Packet): ServerBreach | undefined {
  switch (packet.type) {
    case "PUBLISH":
      return onServerPublish(turn, packet);
    case "PUBREL":
      onServerPubrel(turn, packet);
      return undefined;
    case "PUBACK":
    case "PUBREC":
    case "PUBCOMP":
      return onServerAcknowledgement(turn, packet);
    case "SUBACK":
    case "UNSUBACK":
      return onAnswer(turn, packet);
    case "PINGRESP":
      advanceKeepAlive(turn, "PINGRESP");
      return undefined;
    default: {
      const requirement = turn.client.options.version === "5.0" ? "5.0/U5-153" : "3.1.1/U3-048";
      return { requirement, reasonCode: 0x82, found: `${packet.type} from a server` };
    }
  }
}

function onConnack(turn: ClientTurn, packet: PacketOf<"CONNACK">): void {
  const { client } = turn;
  const code = "reasonCode" in packet ? packet.reasonCode : packet.returnCode;
  if (code !== 0) {
    const { reasonString, serverReference } = "properties" in packet ? packet.properties : {};
    const words = {
      ...(reasonString !== undefined && { reasonString }),
      ...(serverReference !== undefined && { serverReference }),
    };
    advance(turn, "refused", { ending: { kind: "refused", reasonCode: code, ...words } });
    return;
  }
  const contradiction = client.state === "awaitingConnack" ? contradictionIn(client, packet) : undefined;
  if (contradiction?.kind === "violation") return serverBroke(turn, contradiction);
  if (client.state !== "awaitingConnack") {
    const requirement = client.options.version === "5.0" ? "5.0/MQTT-3.2.0-2" : "3.1.1/MQTT-3.2.0-1";
    return serverBroke(turn, { requirement, reasonCode: 0x82, found: "CONNACK out of place" });
  }
  takeOver(client, packet);
  turn.effects.push({ type: "connected", connack: packet });
  // The server has none of it any more. (5.0/MQTT-3.2.2-5)
  if (!packet.sessionPresent) loseSession(turn);
  advance(turn, "accepted");
}

// Every AUTH repeats the method of CONNECT. (5.0/MQTT-4.12.0-5, -6)
function onAuth(turn: ClientTurn, packet: PacketOf<"AUTH">): void {
  const { authenticationMethod } = turn.client.options;
  const { reasonCode, properties } = packet;
  if (authenticationMethod === undefined || properties.authenticationMethod !== authenticationMethod) {
    const requirement = authenticationMethod === undefined ? "5.0/MQTT-4.12.0-6" : "5.0/MQTT-4.12.0-5";
    return serverBroke(turn, { requirement, reasonCode: 0x82, found: `AUTH with ${properties.authenticationMethod}` });
  }
  const found = `AUTH 0x${reasonCode.toString(16)} out of place`;
  const requirement = "5.0/MQTT-4.12.0-2";
  turn.farewell = { type: "DISCONNECT", reasonCode: 0x82, properties: {} };
  const ending = { kind: "violation", requirement, reasonCode: 0x82, found } as const;
  const event = reasonCode === 0x18 ? "challenge" : reasonCode === 0x00 ? "authenticated" : "violation";
  advance(turn, event, { ending, authenticationData: properties.authenticationData });
}

function onServerDisconnect(turn: ClientTurn, packet: PacketOf<"DISCONNECT">): void {
  // A server of 3.1.1 has no such packet; and one of 5.0 has it after CONNACK only. (5.0/MQTT-3.14.0-1)
  if (!("reasonCode" in packet)) {
    return serverBroke(turn, { requirement: "3.1.1/U3-048", reasonCode: 0x82, found: "DISCONNECT from a server" });
  }
  const { reasonCode, properties } = packet;
  const { reasonString, serverReference } = properties;
  const words = {
    ...(reasonString !== undefined && { reasonString }),
    ...(serverReference !== undefined && { serverReference }),
  };
  turn.farewell = { type: "DISCONNECT", reasonCode: 0x82, properties: {} };
  advance(turn, "DISCONNECT", { ending: { kind: "refused", reasonCode, ...words } });
}
