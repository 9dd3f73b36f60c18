// What a server owes on every connection, whatever the case is about: judged for free, from the connection's packets.

import type { RequirementId, Version } from "../spec/index.ts";
import type { Packet } from "../src/codec/index.ts";
import { brokenBySize } from "./left-out.ts";

/** A sentence that a received packet broke, and how. */
export interface Breach {
  readonly requirement: RequirementId;
  readonly expected: string;
  readonly observed: string;
  /** Other sentences that it broke by the same bytes. */
  readonly also?: readonly RequirementId[];
}

/** Judges what comes on one connection. */
export interface Judge {
  /** Takes note of a packet that we sent. */
  noteSent(packet: Packet): void;
  /** Judges a packet that came; gives the first sentence that it breaks. */
  judgeReceived(packet: Packet, size: number): Breach | undefined;
}

/** The judge of what a server sends. */
export function serverJudge(version: Version): Judge {
  const duties = createDuties(version);
  return {
    noteSent: (packet) => noteSent(duties, packet),
    judgeReceived: (packet, size) => judgeReceived(duties, packet, size),
  };
}

/** What one connection remembers in order to judge. */
export interface Duties {
  readonly version: Version;
  connacks: number;
  disconnected: boolean;
  maximumPacketSize: number;
  topicAliasMaximum: number;
  receiveMaximum: number;
  problemInformation: boolean;
  /** Packet Identifiers of the server's PUBLISH packets whose exchange is not over. */
  readonly inFlight: Set<number>;
}

/** The duties on a connection on which nothing has been sent. */
export function createDuties(version: Version): Duties {
  return {
    version,
    connacks: 0,
    disconnected: false,
    maximumPacketSize: Number.POSITIVE_INFINITY,
    topicAliasMaximum: 0,
    receiveMaximum: 65_535,
    problemInformation: true,
    inFlight: new Set(),
  };
}

/** Takes note of a packet that the client sent. */
export function noteSent(duties: Duties, packet: Packet): void {
  switch (packet.type) {
    case "CONNECT":
      if (packet.version !== "5.0") return;
      // 0 is an error of the client's, and no size to keep to. (5.0/U5-024)
      duties.maximumPacketSize = packet.properties.maximumPacketSize || duties.maximumPacketSize;
      duties.topicAliasMaximum = packet.properties.topicAliasMaximum ?? 0;
      duties.receiveMaximum = packet.properties.receiveMaximum ?? 65_535;
      duties.problemInformation = packet.properties.requestProblemInformation !== 0;
      return;
    case "PUBACK":
    case "PUBCOMP":
      duties.inFlight.delete(packet.packetId);
      return;
    case "PUBREC":
      if ("reasonCode" in packet && packet.reasonCode >= 0x80) duties.inFlight.delete(packet.packetId);
      return;
    default:
      return;
  }
}

/** Judges a packet that the server sent; gives the first sentence that it breaks. */
export function judgeReceived(duties: Duties, packet: Packet, size: number): Breach | undefined {
  const breach = judgeOrder(duties, packet) ?? judgeLimits(duties, packet, size);
  if (packet.type === "CONNACK") duties.connacks += 1;
  if (packet.type === "DISCONNECT") duties.disconnected = true;
  return breach;
}

function judgeOrder(duties: Duties, packet: Packet): Breach | undefined {
  const is50 = duties.version === "5.0";
  if (duties.disconnected) {
    return broken("5.0/MQTT-3.14.4-1", "nothing after the server's DISCONNECT", packet.type);
  }
  if (duties.connacks === 0 && packet.type !== "CONNACK" && packet.type !== "AUTH") {
    if (packet.type === "DISCONNECT") {
      return broken("5.0/MQTT-3.14.0-1", "no DISCONNECT before a CONNACK", "DISCONNECT as the first packet");
    }
    return broken(is50 ? "5.0/MQTT-3.2.0-1" : "3.1.1/MQTT-3.2.0-1", "CONNACK as the first packet", packet.type);
  }
  if (is50 && duties.connacks > 0 && packet.type === "CONNACK") {
    return broken("5.0/MQTT-3.2.0-2", "at most one CONNACK", "a second CONNACK");
  }
  return undefined;
}

function judgeLimits(duties: Duties, packet: Packet, size: number): Breach | undefined {
  if (size > duties.maximumPacketSize) {
    const observed = `${packet.type} of ${size} bytes`;
    const expected = `no packet larger than the client's ${duties.maximumPacketSize} bytes`;
    return { ...broken("5.0/MQTT-3.1.2-24", expected, observed), also: brokenBySize(packet) };
  }
  if (packet.type !== "PUBLISH") return judgeProblemInformation(duties, packet);
  const alias = "properties" in packet ? packet.properties.topicAlias : undefined;
  if (alias !== undefined && alias > duties.topicAliasMaximum) {
    const requirement = duties.topicAliasMaximum === 0 ? "5.0/MQTT-3.1.2-27" : "5.0/MQTT-3.1.2-26";
    return broken(requirement, `no Topic Alias above ${duties.topicAliasMaximum}`, `Topic Alias ${alias}`);
  }
  if (packet.qos === 0) return undefined;
  if (duties.inFlight.has(packet.packetId) && !packet.dup) {
    const requirement = duties.version === "5.0" ? "5.0/MQTT-2.2.1-4" : "3.1.1/MQTT-2.3.1-4";
    return broken(requirement, "an unused Packet Identifier", `${packet.packetId}, whose exchange is not over`);
  }
  duties.inFlight.add(packet.packetId);
  if (duties.inFlight.size > duties.receiveMaximum) {
    const observed = `${duties.inFlight.size} PUBLISH packets that are not acknowledged`;
    return broken("5.0/MQTT-3.3.4-9", `at most ${duties.receiveMaximum}, the client's Receive Maximum`, observed);
  }
  return undefined;
}

function judgeProblemInformation(duties: Duties, packet: Packet): Breach | undefined {
  if (duties.problemInformation || packet.type === "CONNACK" || packet.type === "DISCONNECT") return undefined;
  const properties: object = "properties" in packet ? packet.properties : {};
  if (!("reasonString" in properties) && !("userProperties" in properties)) return undefined;
  return broken(
    "5.0/MQTT-3.1.2-29",
    "no Reason String and no User Property, as Request Problem Information is 0",
    `${packet.type} with ${Object.keys(properties).join(" and ")}`,
  );
}

function broken(requirement: RequirementId, expected: string, observed: string): Breach {
  return { requirement, expected, observed };
}
