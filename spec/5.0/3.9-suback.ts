// The statements of MQTT 5.0, section 3.9: suback.

import type { Requirement } from "../requirement.ts";

export const suback = [
  {
    id: "5.0/MQTT-3.9.2-1",
    section: "3.9.2.1.2",
    level: "MUST NOT",
    binds: "server",
    observedAt: ["broker"],
    text: "Omit SUBACK Reason String when it would exceed the client's Maximum Packet Size.",
    note: "Visible only if the broker emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.9.2-2",
    section: "3.9.2.1.3",
    level: "MUST NOT",
    binds: "server",
    observedAt: ["broker"],
    text: "Omit SUBACK User Properties when they would exceed the client's Maximum Packet Size.",
    note: "Visible only if the broker emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.9.3-1",
    section: "3.9.3",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "SUBACK reason codes must follow the order of the filters in SUBSCRIBE.",
  },
  {
    id: "5.0/MQTT-3.9.3-2",
    section: "3.9.3",
    level: "MUST",
    binds: "server",
    observedAt: ["broker", "codec"],
    text: "SUBACK must use a Subscribe Reason Code for each filter received.",
  },
  {
    id: "5.0/U5-108",
    section: "3.9.3",
    level: "STATED",
    binds: "server",
    observedAt: ["broker"],
    text: "A reason that concerns the whole packet (e.g. 0x91) is repeated for each filter; same for UNSUBACK.",
  },
] as const satisfies readonly Requirement[];
