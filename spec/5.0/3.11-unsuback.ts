// The statements of MQTT 5.0, section 3.11: unsuback.

import type { Requirement } from "../requirement.ts";

export const unsuback = [
  {
    id: "5.0/MQTT-3.11.2-1",
    section: "3.11.2.1.2",
    level: "MUST NOT",
    binds: "server",
    observedAt: ["broker"],
    text: "Omit UNSUBACK Reason String when it would exceed the client's Maximum Packet Size.",
    note: "Visible only if the broker emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.11.2-2",
    section: "3.11.2.1.3",
    level: "MUST NOT",
    binds: "server",
    observedAt: ["broker"],
    text: "Omit UNSUBACK User Properties when they would exceed the client's Maximum Packet Size.",
    note: "Visible only if the broker emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.11.3-1",
    section: "3.11.3",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "UNSUBACK reason codes must follow the order of the filters in UNSUBSCRIBE.",
  },
  {
    id: "5.0/MQTT-3.11.3-2",
    section: "3.11.3",
    level: "MUST",
    binds: "server",
    observedAt: ["broker", "codec"],
    text: "UNSUBACK must use an Unsubscribe Reason Code for each filter received.",
  },
] as const satisfies readonly Requirement[];
