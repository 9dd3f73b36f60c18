// The statements of MQTT 5.0, section 3.4: puback.

import type { Requirement } from "../requirement.ts";

export const puback = [
  {
    id: "5.0/MQTT-3.4.2-1",
    section: "3.4.2.1",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "PUBACK must use a reason code from its table.",
  },
  {
    id: "5.0/MQTT-3.4.2-2",
    section: "3.4.2.2.2",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBACK Reason String when it would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.4.2-3",
    section: "3.4.2.2.3",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBACK User Properties when they would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
  {
    id: "5.0/U5-096",
    section: "3.4.2.1",
    level: "STATED",
    binds: "both",
    observedAt: ["codec"],
    text: "PUBACK, PUBREC, PUBREL, PUBCOMP: Remaining Length 2 means reason 0x00; below 4 means no Property Length (so 3 = reason only).",
  },
  {
    id: "5.0/U5-097",
    section: "3.4.2.1",
    level: "MAY",
    binds: "server",
    observedAt: ["broker"],
    text: "0x10 (no matching subscribers) may replace 0x00 in PUBACK/PUBREC; only servers send it.",
  },
] as const satisfies readonly Requirement[];
