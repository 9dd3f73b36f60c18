// The statements of MQTT 3.1.1, section 2.3: variable header.

import type { Requirement } from "../requirement.ts";

export const variableHeader = [
  {
    id: "3.1.1/MQTT-2.3.1-1",
    section: "2.3.1",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "SUBSCRIBE, UNSUBSCRIBE and PUBLISH with QoS>0 must carry a non-zero 16-bit packet identifier.",
    note: "Broker reaction to identifier 0 follows from 4.8.0-1",
  },
  {
    id: "3.1.1/MQTT-2.3.1-2",
    section: "2.3.1",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must give each new SUBSCRIBE, UNSUBSCRIBE or QoS>0 PUBLISH an identifier not currently in use.",
  },
  {
    id: "3.1.1/MQTT-2.3.1-3",
    section: "2.3.1",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "Re-sends keep the original identifier; it is freed only by PUBACK, PUBCOMP, SUBACK or UNSUBACK respectively.",
    note: 'Appendix B prints "QO2" for "QoS 2"',
  },
  {
    id: "3.1.1/MQTT-2.3.1-4",
    section: "2.3.1",
    level: "STATED",
    binds: "server",
    observedAt: ["broker"],
    text: "The identifier allocation, re-send and release rules apply equally to a server sending QoS>0 PUBLISH.",
    note: "Body text lacks the bracketed cross-reference",
  },
  {
    id: "3.1.1/MQTT-2.3.1-5",
    section: "2.3.1",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "A QoS 0 PUBLISH must not contain a packet identifier.",
  },
  {
    id: "3.1.1/MQTT-2.3.1-6",
    section: "2.3.1",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "PUBACK, PUBREC and PUBREL must carry the identifier of the PUBLISH they belong to.",
    note: "PUBCOMP is not named here (4.3.3-2 covers it)",
  },
  {
    id: "3.1.1/MQTT-2.3.1-7",
    section: "2.3.1",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "SUBACK and UNSUBACK must echo the identifier of the SUBSCRIBE or UNSUBSCRIBE they answer.",
  },
  {
    id: "3.1.1/U3-005",
    section: "2.3.1",
    level: "STATED",
    binds: "both",
    observedAt: ["broker"],
    text: "Client and server assign identifiers independently; the same value may be in use in both directions.",
  },
] as const satisfies readonly Requirement[];
