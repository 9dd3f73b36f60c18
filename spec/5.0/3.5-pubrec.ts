// The statements of MQTT 5.0, section 3.5: pubrec.

import type { Requirement } from "../requirement.ts";

export const pubrec = [
  {
    id: "5.0/MQTT-3.5.2-1",
    section: "3.5.2.1",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "PUBREC must use a reason code from its table.",
  },
  {
    id: "5.0/MQTT-3.5.2-2",
    section: "3.5.2.2.2",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBREC Reason String when it would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.5.2-3",
    section: "3.5.2.2.3",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBREC User Properties when they would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
] as const satisfies readonly Requirement[];
