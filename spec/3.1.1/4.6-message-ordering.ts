// The statements of MQTT 3.1.1, section 4.6: message ordering.

import type { Requirement } from "../requirement.ts";

export const messageOrdering = [
  {
    id: "3.1.1/MQTT-4.6.0-1",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must re-send PUBLISH packets in their original send order.",
    note: "Servers are bound through 4.6.0-6",
  },
  {
    id: "3.1.1/MQTT-4.6.0-2",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must send PUBACKs in the order the QoS 1 PUBLISHes arrived.",
    note: "Servers are bound through 4.6.0-6",
  },
  {
    id: "3.1.1/MQTT-4.6.0-3",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must send PUBRECs in the order the QoS 2 PUBLISHes arrived.",
    note: "Servers are bound through 4.6.0-6",
  },
  {
    id: "3.1.1/MQTT-4.6.0-4",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must send PUBRELs in the order the PUBRECs arrived.",
    note: "Servers are bound through 4.6.0-6",
  },
  {
    id: "3.1.1/MQTT-4.6.0-5",
    section: "4.6",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "Every topic is ordered by default; the server may offer a way to make topics unordered.",
  },
  {
    id: "3.1.1/MQTT-4.6.0-6",
    section: "4.6",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "For ordered topics the server follows the same ordering rules and sends same topic and QoS in each publisher's order.",
  },
  {
    id: "3.1.1/U3-038",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "The four ordering rules bind clients; 4.6.0-6 extends them to servers.",
  },
] as const satisfies readonly Requirement[];
