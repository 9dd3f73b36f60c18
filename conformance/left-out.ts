// What must be left out of a packet before it becomes too large for its receiver: the Reason String, and User Properties. (5.0 §3.2 to §3.15)

import type { RequirementId } from "../spec/index.ts";
import type { Packet } from "../src/codec/index.ts";

const RULES: Readonly<Partial<Record<Packet["type"], readonly [RequirementId, RequirementId]>>> = {
  CONNACK: ["5.0/MQTT-3.2.2-19", "5.0/MQTT-3.2.2-20"],
  PUBACK: ["5.0/MQTT-3.4.2-2", "5.0/MQTT-3.4.2-3"],
  PUBREC: ["5.0/MQTT-3.5.2-2", "5.0/MQTT-3.5.2-3"],
  PUBREL: ["5.0/MQTT-3.6.2-2", "5.0/MQTT-3.6.2-3"],
  PUBCOMP: ["5.0/MQTT-3.7.2-2", "5.0/MQTT-3.7.2-3"],
  SUBACK: ["5.0/MQTT-3.9.2-1", "5.0/MQTT-3.9.2-2"],
  UNSUBACK: ["5.0/MQTT-3.11.2-1", "5.0/MQTT-3.11.2-2"],
  DISCONNECT: ["5.0/MQTT-3.14.2-3", "5.0/MQTT-3.14.2-4"],
  AUTH: ["5.0/MQTT-3.15.2-2", "5.0/MQTT-3.15.2-3"],
};

/** The sentences that a packet breaks by what it carries, where it is too large for its receiver. */
export function brokenBySize(packet: Packet): readonly RequirementId[] {
  const [reasonString, userProperties] = RULES[packet.type] ?? [];
  const carried: object = "properties" in packet ? packet.properties : {};
  return [
    ...(reasonString !== undefined && "reasonString" in carried ? [reasonString] : []),
    ...(userProperties !== undefined && "userProperties" in carried ? [userProperties] : []),
  ];
}
