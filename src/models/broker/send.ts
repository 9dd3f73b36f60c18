// Packets on their way out, none larger than the client takes. (5.0 §3.1.2.11.4)

import type { ReasonCode, Version } from "../../../spec/index.ts";
import { type AckType, encode, type Packet, type PacketOf } from "../../codec/index.ts";
import type { Connection, Turn } from "./state.ts";

/** Sends a packet if the client takes one of its size, and answers whether it was sent. (5.0/MQTT-3.1.2-24) */
export function send(turn: Turn, connection: Connection, packet: Packet): boolean {
  if (!fits(packet, connection.version, connection.maximumPacketSize)) return false;
  turn.effects.push({ type: "send", connection: connection.id, packet });
  return true;
}

/** Sends an acknowledgement. MQTT 3.1.1 has no Reason Code to say more with. */
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
  if (maximumPacketSize === undefined) return true;
  const encoded = encode(packet, version, { checkPayloadFormat: false });
  return encoded.kind === "bytes" && encoded.bytes.length <= maximumPacketSize;
}
