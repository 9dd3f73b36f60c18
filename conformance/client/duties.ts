// What a client owes on every connection, whatever the case is about: judged for free, from the connection's packets.

import type { RequirementId, Version } from "../../spec/index.ts";
import type { ConnackProperties, Packet, PacketOf } from "../../src/codec/index.ts";
import type { Breach, Judge } from "../duties.ts";
import { brokenBySize } from "../left-out.ts";

interface ClientDuties {
  readonly version: Version;
  connected: boolean;
  accepted: boolean;
  disconnected: boolean;
  authenticationMethod: string | undefined;
  limits: ConnackProperties;
  /** Packet Identifiers of the client's requests and messages that are not answered in full. */
  readonly inUse: Set<number>;
  /** Those of them that count against our Receive Maximum. */
  readonly quota: Set<number>;
}

/** The judge of what a client sends on one connection. */
export function clientJudge(version: Version): Judge {
  const duties: ClientDuties = {
    version,
    connected: false,
    accepted: false,
    disconnected: false,
    authenticationMethod: undefined,
    limits: {},
    inUse: new Set(),
    quota: new Set(),
  };
  return {
    noteSent: (packet) => noteSent(duties, packet),
    judgeReceived: (packet, size) => judge(duties, packet, size),
  };
}

function noteSent(duties: ClientDuties, packet: Packet): void {
  switch (packet.type) {
    case "CONNACK":
      duties.accepted = true;
      if ("properties" in packet) duties.limits = packet.properties;
      return;
    case "PUBREC":
      if ("reasonCode" in packet && packet.reasonCode >= 0x80) free(duties, packet.packetId);
      return;
    case "PUBACK":
    case "PUBCOMP":
    case "SUBACK":
    case "UNSUBACK":
      return free(duties, packet.packetId);
    default:
      return;
  }
}

function free(duties: ClientDuties, packetId: number): void {
  duties.inUse.delete(packetId);
  duties.quota.delete(packetId);
}

function judge(duties: ClientDuties, packet: Packet, size: number): Breach | undefined {
  const breach = judgeOrder(duties, packet) ?? judgeSize(duties, packet, size);
  if (breach !== undefined) return breach;
  switch (packet.type) {
    case "CONNECT":
      duties.connected = true;
      if (packet.version === "5.0") duties.authenticationMethod = packet.properties.authenticationMethod;
      return undefined;
    case "DISCONNECT":
      duties.disconnected = true;
      return undefined;
    case "SUBSCRIBE":
    case "UNSUBSCRIBE":
      return judgeIdentifier(duties, packet.packetId, packet.type);
    case "PUBLISH":
      return judgePublish(duties, packet);
    case "AUTH":
      return judgeAuth(duties, packet);
    default:
      return undefined;
  }
}

function judgeOrder(
  { version, connected, accepted, disconnected, authenticationMethod }: ClientDuties,
  packet: Packet,
) {
  const is50 = version === "5.0";
  if (disconnected) {
    const requirement = is50 ? "5.0/MQTT-3.14.4-1" : "3.1.1/MQTT-3.14.4-2";
    return broken(requirement, "nothing after the client's DISCONNECT", packet.type);
  }
  if (!connected && packet.type !== "CONNECT") {
    return broken(is50 ? "5.0/MQTT-3.1.0-1" : "3.1.1/MQTT-3.1.0-1", "CONNECT as the first packet", packet.type);
  }
  const mayComeBefore = packet.type === "CONNECT" || packet.type === "AUTH" || packet.type === "DISCONNECT";
  if (authenticationMethod !== undefined && !accepted && !mayComeBefore) {
    return broken("5.0/MQTT-3.1.2-30", "AUTH or DISCONNECT alone before CONNACK", packet.type);
  }
  return undefined;
}

function judgeSize({ limits }: ClientDuties, packet: Packet, size: number): Breach | undefined {
  const { maximumPacketSize } = limits;
  // 0 is an error of the server's, and no size to keep to. (5.0/U5-056)
  if (maximumPacketSize === undefined || maximumPacketSize === 0 || size <= maximumPacketSize) return undefined;
  const observed = `${packet.type} of ${size} bytes`;
  const expected = `no packet larger than the server's ${maximumPacketSize} bytes`;
  return { ...broken("5.0/MQTT-3.2.2-15", expected, observed), also: brokenBySize(packet) };
}

function judgeIdentifier(duties: ClientDuties, packetId: number, what: string): Breach | undefined {
  if (duties.inUse.has(packetId)) {
    const requirement = duties.version === "5.0" ? "5.0/MQTT-2.2.1-3" : "3.1.1/MQTT-2.3.1-2";
    return broken(requirement, "an unused Packet Identifier", `${what} with ${packetId}, whose exchange is not over`);
  }
  duties.inUse.add(packetId);
  return undefined;
}

function judgePublish(duties: ClientDuties, packet: PacketOf<"PUBLISH">): Breach | undefined {
  const { limits } = duties;
  if (limits.maximumQos !== undefined && packet.qos > limits.maximumQos) {
    return broken("5.0/MQTT-3.2.2-11", `no QoS above ${limits.maximumQos}`, `PUBLISH with QoS ${packet.qos}`);
  }
  if (limits.retainAvailable === 0 && packet.retain) {
    return broken("5.0/MQTT-3.2.2-14", "no RETAIN, as Retain Available is 0", "PUBLISH with RETAIN 1");
  }
  const alias = "properties" in packet ? packet.properties.topicAlias : undefined;
  const aliases = limits.topicAliasMaximum ?? 0;
  if (alias !== undefined && alias > aliases) {
    const requirement = aliases === 0 ? "5.0/MQTT-3.2.2-18" : "5.0/MQTT-3.2.2-17";
    return broken(requirement, `no Topic Alias above ${aliases}`, `Topic Alias ${alias}`);
  }
  if (packet.qos === 0) return undefined;
  // What is repeated has its identifier from before.
  const breach = packet.dup ? undefined : judgeIdentifier(duties, packet.packetId, "PUBLISH");
  duties.inUse.add(packet.packetId);
  duties.quota.add(packet.packetId);
  const most = limits.receiveMaximum ?? 65_535;
  if (breach !== undefined || duties.quota.size <= most) return breach;
  const observed = `${duties.quota.size} PUBLISH packets that are not acknowledged`;
  return broken("5.0/MQTT-3.3.4-7", `at most ${most}, the server's Receive Maximum`, observed);
}

function judgeAuth({ authenticationMethod, accepted }: ClientDuties, packet: PacketOf<"AUTH">): Breach | undefined {
  if (authenticationMethod === undefined) {
    return broken("5.0/MQTT-4.12.0-7", "no AUTH, as CONNECT had no Authentication Method", "AUTH");
  }
  const { reasonCode, properties } = packet;
  if (properties.authenticationMethod !== authenticationMethod) {
    const requirement = reasonCode === 0x19 ? "5.0/MQTT-4.12.1-1" : "5.0/MQTT-4.12.0-5";
    return broken(requirement, `the method ${authenticationMethod}`, `${properties.authenticationMethod}`);
  }
  if (!accepted && reasonCode !== 0x18) {
    return broken("5.0/MQTT-4.12.0-3", "AUTH 0x18 before CONNACK", `AUTH 0x${reasonCode.toString(16)}`);
  }
  return undefined;
}

function broken(requirement: RequirementId, expected: string, observed: string): Breach {
  return { requirement, expected, observed };
}
