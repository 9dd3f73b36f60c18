// Acknowledgements of a client: PUBACK, PUBREC and PUBCOMP. (5.0 §3.4, §3.5, §3.7; 3.1.1 §3.4, §3.5, §3.7)

import type { PacketOf } from "../../codec/index.ts";
import { qos1Sender } from "../flows/qos1-sender.ts";
import { qos2Sender } from "../flows/qos2-sender.ts";
import { step } from "../step.ts";
import { breakOffFor } from "./close.ts";
import { pump, stepOutbound } from "./outbound.ts";
import { sendAck } from "./send.ts";
import type { Connection, Turn } from "./state.ts";

/** Obeys an acknowledgement: its flow takes a step, and what waited for its quota is sent. */
export function onAcknowledgement(
  turn: Turn,
  connection: Connection,
  packet: PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP">,
): void {
  const { session } = connection;
  const flow = session.outbound.get(packet.packetId);
  if (flow === undefined) return answerUnknown(turn, connection, packet);
  const broken = stepOutbound(turn, session, flow, packet);
  if (broken !== undefined) {
    const found = `${packet.type} for a message at QoS ${flow.qos}`;
    return breakOffFor(turn, connection, { reasonCode: 0x82, requirement: broken[connection.version], found });
  }
  pump(turn, session);
}

// An identifier that is not in use is one in `idle`.
function answerUnknown(turn: Turn, connection: Connection, packet: PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP">): void {
  const [, effects] = step(packet.type === "PUBACK" ? qos1Sender : qos2Sender, "idle", packet);
  for (const effect of effects) {
    if (effect.type === "send" && effect.packet !== "PUBLISH")
      sendAck(turn, connection, effect.packet, packet.packetId, 0x92);
  }
}
