// The statements of MQTT 3.1.1, section 4.3: quality of service.

import type { Requirement } from "../requirement.ts";

export const qualityOfService = [
  {
    id: "3.1.1/MQTT-4.3.1-1",
    section: "4.3.1",
    level: "MUST",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "A QoS 0 sender must send PUBLISH with QoS 0 and DUP 0.",
  },
  {
    id: "3.1.1/MQTT-4.3.2-1",
    section: "4.3.2",
    level: "MUST",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "QoS 1 sender: take an unused identifier, send PUBLISH QoS 1 DUP 0, hold as unacknowledged until PUBACK.",
  },
  {
    id: "3.1.1/MQTT-4.3.2-2",
    section: "4.3.2",
    level: "MUST",
    binds: "receiver",
    observedAt: ["broker", "client"],
    text: "QoS 1 receiver: send PUBACK with that identifier on taking ownership; afterwards the same identifier is a new publication whatever DUP says.",
  },
  {
    id: "3.1.1/MQTT-4.3.3-1",
    section: "4.3.3",
    level: "MUST",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "QoS 2 sender: unused id, PUBLISH DUP 0; after PUBREC send PUBREL, same id; await PUBCOMP; never re-send PUBLISH after PUBREL.",
  },
  {
    id: "3.1.1/MQTT-4.3.3-2",
    section: "4.3.3",
    level: "MUST",
    binds: "receiver",
    observedAt: ["broker", "client"],
    text: "QoS 2 receiver: PUBREC every PUBLISH with that id until PUBREL, no duplicate delivery; answer PUBREL with PUBCOMP; then id is new.",
  },
  {
    id: "3.1.1/U3-034",
    section: "4.3.2",
    level: "STATED",
    binds: "receiver",
    observedAt: ["broker"],
    text: "Onward delivery need not be complete before PUBACK (QoS 1), PUBREC or PUBCOMP (QoS 2).",
  },
  {
    id: "3.1.1/U3-035",
    section: "4.3.3",
    level: "STATED",
    binds: "receiver",
    observedAt: ["broker"],
    text: "QoS 2 receivers pick Method A (store message, deliver on PUBREL) or Method B (store id, deliver on PUBLISH).",
  },
] as const satisfies readonly Requirement[];
