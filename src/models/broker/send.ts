// Packets on their way out, none larger than the client takes. (5.0 §3.1.2.11.4)

import type { ReasonCode, Version } from "../../../spec/index.ts";
import { type AckType, encode, type Packet, type PacketOf } from "../../codec/index.ts";
import { nameOutward, rememberOutward } from "../topic-aliases.ts";
import type { Connection, Turn } from "./state.ts";

/** Sends a packet if the client takes one of its size, and answers whether it was sent. (5.0/MQTT-3.1.2-24) */
export function send(turn: Turn, connection: Connection, packet: Packet): boolean {
  if (!fits(packet, connection.version, connection.maximumPacketSize)) return false;
  turn.effects.push({ type: "send", connection: connection.id, packet });
  return true;
}

/**
 * Sends a PUBLISH, its Topic Name by an alias where the client takes one, and answers whether it was sent. An alias is set only
 * by a packet that really leaves. (5.0/MQTT-3.1.2-26, -27, -3.3.2-11)
 */
export function sendPublication(turn: Turn, connection: Connection, publish: PacketOf<"PUBLISH">): boolean {
  const { outwardAliases } = connection;
  if (outwardAliases.maximum === 0 || !("properties" in publish)) return send(turn, connection, publish);
  const named = nameOutward(outwardAliases, publish.topicName);
  const { topicName, topicAlias } = named;
  if (topicAlias === undefined) return send(turn, connection, publish);
  if (send(turn, connection, { ...publish, topicName, properties: { ...publish.properties, topicAlias } })) {
    rememberOutward(outwardAliases, named);
    return true;
  }
  // An alias takes three bytes: the name alone may fit.
  return send(turn, connection, publish);
}

/**
 * Sends an acknowledgement. MQTT 3.1.1 has no Reason Code to say more with; and in 5.0 it carries neither Reason String nor User
 * Properties, so that it fits where one fits, and suits who asked for none. (5.0/MQTT-3.1.2-29, -3.4.2-2, -3, -3.5.2-2, -3,
 * -3.6.2-2, -3, -3.7.2-2, -3)
 */
export function sendAck(
  turn: Turn,
  connection: Connection,
  type: AckType,
  packetId: number,
  reasonCode: ReasonCode,
): void {
  const packet = connection.version === "5.0" ? { type, packetId, reasonCode, properties: {} } : { type, packetId };
  send(turn, connection, packet as PacketOf<AckType>);
}

/** Whether a packet is no larger than `maximumPacketSize`; undefined for no limit. */
export function fits(packet: Packet, version: Version, maximumPacketSize: number | undefined): boolean {
  return maximumPacketSize === undefined || sizeOf(packet, version) <= maximumPacketSize;
}

/** How many bytes a packet has on the network; without end where it may not be there at all. */
export function sizeOf(packet: Packet, version: Version): number {
  const encoded = encode(packet, version, { checkPayloadFormat: false });
  return encoded.kind === "bytes" ? encoded.bytes.length : Number.POSITIVE_INFINITY;
}
