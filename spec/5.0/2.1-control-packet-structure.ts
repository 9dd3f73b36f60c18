// The statements of MQTT 5.0, section 2.1: control packet structure.

import type { Requirement } from "../requirement.ts";

export const controlPacketStructure = [
  {
    id: "5.0/MQTT-2.1.3-1",
    section: "2.1.3",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "Reserved fixed-header flag bits must carry exactly the listed values.",
    note: "Receiver reaction: Malformed Packet (unnumbered)",
  },
  {
    id: "5.0/U5-008",
    section: "2.1.2",
    level: "STATED",
    binds: "receiver",
    observedAt: ["broker"],
    text: "Packet type 0 is reserved and forbidden; receiving it is malformed.",
  },
  {
    id: "5.0/U5-009",
    section: "2.1.3",
    level: "STATED",
    error: "Malformed Packet",
    binds: "receiver",
    observedAt: ["broker"],
    text: "Invalid fixed-header flags make the packet malformed.",
  },
  {
    id: "5.0/U5-153",
    section: "2.1.2",
    level: "STATED",
    binds: "both",
    observedAt: ["codec"],
    text: "Each packet type flows only in the directions that the table of packet types names for it.",
    note: "A server that sends SUBSCRIBE, or a client that sends CONNACK, makes a Protocol Error.",
  },
] as const satisfies readonly Requirement[];
