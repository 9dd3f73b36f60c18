// The control packet types, who sends them, and their fixed header flags (§2.1.2 and §2.1.3 of 5.0, §2.2.1 and §2.2.2 of 3.1.1).

import type { Version } from "../requirement.ts";
import type { RequirementId } from "../requirements.ts";

/** One control packet type. A version that is missing from `from` does not know it. */
export interface PacketTypeRow {
  /** The upper half of the first byte. */
  readonly type: number;
  readonly name: string;
  readonly from: Readonly<Partial<Record<Version, "client" | "server" | "both">>>;
  /** The lower half of the first byte; null for PUBLISH, where it means DUP, QoS and RETAIN. */
  readonly flags: number | null;
  /** The statement that other flags break. */
  readonly flagsRule: Readonly<Partial<Record<Version, RequirementId>>>;
}

export const PACKET_TYPES = [
  {
    type: 1,
    name: "CONNECT",
    from: { "3.1.1": "client", "5.0": "client" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 2,
    name: "CONNACK",
    from: { "3.1.1": "server", "5.0": "server" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 3,
    name: "PUBLISH",
    from: { "3.1.1": "both", "5.0": "both" },
    flags: null,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 4,
    name: "PUBACK",
    from: { "3.1.1": "both", "5.0": "both" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 5,
    name: "PUBREC",
    from: { "3.1.1": "both", "5.0": "both" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 6,
    name: "PUBREL",
    from: { "3.1.1": "both", "5.0": "both" },
    flags: 0b0010,
    flagsRule: { "3.1.1": "3.1.1/MQTT-3.6.1-1", "5.0": "5.0/MQTT-3.6.1-1" },
  },
  {
    type: 7,
    name: "PUBCOMP",
    from: { "3.1.1": "both", "5.0": "both" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 8,
    name: "SUBSCRIBE",
    from: { "3.1.1": "client", "5.0": "client" },
    flags: 0b0010,
    flagsRule: { "3.1.1": "3.1.1/MQTT-3.8.1-1", "5.0": "5.0/MQTT-3.8.1-1" },
  },
  {
    type: 9,
    name: "SUBACK",
    from: { "3.1.1": "server", "5.0": "server" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 10,
    name: "UNSUBSCRIBE",
    from: { "3.1.1": "client", "5.0": "client" },
    flags: 0b0010,
    flagsRule: { "3.1.1": "3.1.1/MQTT-3.10.1-1", "5.0": "5.0/MQTT-3.10.1-1" },
  },
  {
    type: 11,
    name: "UNSUBACK",
    from: { "3.1.1": "server", "5.0": "server" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 12,
    name: "PINGREQ",
    from: { "3.1.1": "client", "5.0": "client" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 13,
    name: "PINGRESP",
    from: { "3.1.1": "server", "5.0": "server" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-2.2.2-1", "5.0": "5.0/MQTT-2.1.3-1" },
  },
  {
    type: 14,
    name: "DISCONNECT",
    from: { "3.1.1": "client", "5.0": "both" },
    flags: 0b0000,
    flagsRule: { "3.1.1": "3.1.1/MQTT-3.14.1-1", "5.0": "5.0/MQTT-3.14.1-1" },
  },
  { type: 15, name: "AUTH", from: { "5.0": "both" }, flags: 0b0000, flagsRule: { "5.0": "5.0/MQTT-3.15.1-1" } },
] as const satisfies readonly PacketTypeRow[];

/** The name of a control packet type. */
export type PacketType = (typeof PACKET_TYPES)[number]["name"];
