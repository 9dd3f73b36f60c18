// The statements of MQTT 5.0, section 3.7: pubcomp.

import type { Requirement } from "../requirement.ts";

export const pubcomp = [
  {
    id: "5.0/MQTT-3.7.2-1",
    section: "3.7.2.1",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "PUBCOMP must use a reason code from its table.",
  },
  {
    id: "5.0/MQTT-3.7.2-2",
    section: "3.7.2.2.2",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBCOMP Reason String when it would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.7.2-3",
    section: "3.7.2.2.3",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBCOMP User Properties when they would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
] as const satisfies readonly Requirement[];
