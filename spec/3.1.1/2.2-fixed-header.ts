// The statements of MQTT 3.1.1, section 2.2: fixed header.

import type { Requirement } from "../requirement.ts";

export const fixedHeader = [
  {
    id: "3.1.1/MQTT-2.2.2-1",
    section: "2.2.2",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "Reserved fixed-header flag bits must carry exactly the values fixed by the flag table.",
    note: "Broker side: check flag nibble of every packet the broker sends",
  },
  {
    id: "3.1.1/MQTT-2.2.2-2",
    section: "2.2.2",
    level: "MUST",
    binds: "receiver",
    observedAt: ["broker", "client"],
    text: "A receiver of invalid fixed-header flags must close the connection.",
  },
  {
    id: "3.1.1/U3-003",
    section: "2.2.1",
    level: "STATED",
    binds: "receiver",
    observedAt: ["broker"],
    text: "Packet types 0 and 15 are reserved and forbidden.",
  },
  {
    id: "3.1.1/U3-004",
    section: "2.2.3",
    level: "STATED",
    binds: "both",
    observedAt: ["codec"],
    text: "Remaining Length has at most four bytes, maximum 268,435,455; minimal encoding is not demanded in 3.1.1.",
  },
  {
    id: "3.1.1/U3-047",
    section: "2.2.3",
    level: "STATED",
    binds: "receiver",
    observedAt: ["codec"],
    text: "No packet limit below 268,435,455 bytes of Remaining Length can be announced; a receiver that sets one can only close the connection.",
  },
  {
    id: "3.1.1/U3-048",
    section: "2.2.1",
    level: "STATED",
    binds: "both",
    observedAt: ["codec"],
    text: "Each packet type flows only in the directions that the table of packet types names for it.",
  },
] as const satisfies readonly Requirement[];
