// What happens at a broker, for tests of clients: each thing under the name that a person would give it, in order, and given once.

import type { Version } from "../../../spec/index.ts";
import type { PacketOf, QoS } from "../../codec/index.ts";
import type { BrokerEffect, BrokerInput, ConnectionId } from "../../models/index.ts";
import type { Observer } from "../notice.ts";

/** A message, as a test wants to see it. */
export interface SeenMessage {
  readonly clientId: string;
  readonly topicName: string;
  readonly payload: Uint8Array;
  /** The payload as UTF-8. */
  readonly text: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
}

/** What can happen, and what is known of it. */
export interface Happenings {
  /** A client was let in. */
  readonly connected: { readonly clientId: string; readonly version: Version; readonly sessionPresent: boolean };
  /** The connection of a client that had been let in has ended: by DISCONNECT, by the broker (`reasonCode`), or by the network. */
  readonly disconnected: {
    readonly clientId: string;
    readonly by: "client" | "broker" | "network";
    readonly reasonCode: number | undefined;
  };
  /** A client was not let in. */
  readonly refused: { readonly clientId: string; readonly reasonCode: number };
  /** A client subscribed to a Topic Filter; its SUBACK says whether it may. */
  readonly subscribed: { readonly clientId: string; readonly topicFilter: string; readonly qos: QoS };
  readonly unsubscribed: { readonly clientId: string; readonly topicFilter: string };
  /** The broker got a message from a client. */
  readonly received: SeenMessage;
  /** The broker sent a message to a client. */
  readonly sent: SeenMessage;
  /** A client acknowledged a message of QoS 1, or has finished one of QoS 2. */
  readonly acknowledged: { readonly clientId: string; readonly packetId: number };
}

/** The name of what can happen. */
export type HappeningName = keyof Happenings;

/** One thing that has happened. */
export type Happening = { readonly [N in HappeningName]: { readonly name: N } & Happenings[N] }[HappeningName];

interface Member {
  clientId: string;
  version: Version;
  isIn: boolean;
  /** Topic Aliases of either side. (5.0 §3.3.2.3.4) */
  readonly aliases: { readonly in: Map<number, string>; readonly out: Map<number, string> };
}

/** Watches a broker, and tells what happens. */
export function happeningsObserver(tell: (happening: Happening) => void): Observer {
  const members = new Map<ConnectionId, Member>();

  function hear(input: BrokerInput): void {
    if (input.type === "closed") return left(input.connection, "network", undefined);
    if (input.type !== "packet") return;
    const { connection, packet } = input;
    if (packet.type === "CONNECT") {
      if (members.has(connection)) return;
      const aliases = { in: new Map(), out: new Map() };
      members.set(connection, { clientId: packet.clientId, version: packet.version, isIn: false, aliases });
      return;
    }
    const member = members.get(connection);
    if (member === undefined) return;
    const { clientId } = member;
    switch (packet.type) {
      case "PUBLISH":
        return tell({ name: "received", ...seen(member, "in", packet) });
      case "PUBACK":
      case "PUBCOMP":
        return tell({ name: "acknowledged", clientId, packetId: packet.packetId });
      case "SUBSCRIBE":
        for (const { topicFilter, qos } of packet.subscriptions)
          tell({ name: "subscribed", clientId, topicFilter, qos });
        return;
      case "UNSUBSCRIBE":
        for (const topicFilter of packet.topicFilters) tell({ name: "unsubscribed", clientId, topicFilter });
    }
  }

  function see(effect: BrokerEffect): void {
    if (effect.type === "close") {
      const isFarewell = effect.why?.event.startsWith("DISCONNECT") === true;
      return left(effect.connection, isFarewell ? "client" : "broker", isFarewell ? undefined : effect.why?.reasonCode);
    }
    if (effect.type !== "send") return;
    const { connection, packet } = effect;
    const member = members.get(connection);
    if (member === undefined) return;
    if (packet.type === "PUBLISH") tell({ name: "sent", ...seen(member, "out", packet) });
    if (packet.type === "CONNACK") welcome(member, packet);
  }

  function welcome(member: Member, connack: PacketOf<"CONNACK">): void {
    const reasonCode = "reasonCode" in connack ? connack.reasonCode : connack.returnCode;
    if ("properties" in connack) member.clientId = connack.properties.assignedClientIdentifier ?? member.clientId;
    const { clientId, version } = member;
    if (reasonCode !== 0) return tell({ name: "refused", clientId, reasonCode });
    member.isIn = true;
    tell({ name: "connected", clientId, version, sessionPresent: connack.sessionPresent });
  }

  function left(connection: ConnectionId, by: "client" | "broker" | "network", reasonCode: number | undefined): void {
    const member = members.get(connection);
    members.delete(connection);
    if (member?.isIn) tell({ name: "disconnected", clientId: member.clientId, by, reasonCode });
  }

  return (notice) => {
    if (notice.type !== "step") return;
    hear(notice.input);
    for (const effect of notice.effects) see(effect);
  };
}

function seen(member: Member, direction: "in" | "out", packet: PacketOf<"PUBLISH">): SeenMessage {
  const { qos, retain, dup } = packet;
  // The bytes are those of a socket's chunk, which is nobody's to keep.
  const payload = new Uint8Array(packet.payload);
  const topicName = topicOf(member.aliases[direction], packet);
  return { clientId: member.clientId, topicName, payload, text: new TextDecoder().decode(payload), qos, retain, dup };
}

function topicOf(aliases: Map<number, string>, packet: PacketOf<"PUBLISH">): string {
  const topicAlias = "properties" in packet ? packet.properties.topicAlias : undefined;
  if (topicAlias === undefined) return packet.topicName;
  if (packet.topicName !== "") aliases.set(topicAlias, packet.topicName);
  return aliases.get(topicAlias) ?? "";
}
