// The statements of MQTT 5.0, section 4.6: message ordering.

import type { Requirement } from "../requirement.ts";

export const messageOrdering = [
  {
    id: "5.0/MQTT-4.6.0-1",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must re-send PUBLISH packets in their original send order.",
  },
  {
    id: "5.0/MQTT-4.6.0-2",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must send PUBACKs in the order the QoS 1 PUBLISHes arrived.",
  },
  {
    id: "5.0/MQTT-4.6.0-3",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must send PUBRECs in the order the QoS 2 PUBLISHes arrived.",
  },
  {
    id: "5.0/MQTT-4.6.0-4",
    section: "4.6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must send PUBRELs in the order the PUBRECs arrived.",
  },
  {
    id: "5.0/MQTT-4.6.0-5",
    section: "4.6",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "On an ordered topic, same topic and QoS must be sent in the order received from each publisher.",
  },
  {
    id: "5.0/MQTT-4.6.0-6",
    section: "4.6",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "For non-shared subscriptions every topic is an ordered topic by default.",
    note: 'Appendix B drops "By default"; an option to unorder topics is allowed',
  },
  {
    id: "5.0/U5-126",
    section: "4.6",
    level: "MAY",
    binds: "server",
    observedAt: [],
    text: "An administrative option may make topics not ordered.",
  },
] as const satisfies readonly Requirement[];
