// The statements of MQTT 3.1.1, section 3.9: suback.

import type { Requirement } from "../requirement.ts";

export const suback = [
  {
    id: "3.1.1/MQTT-3.9.3-1",
    section: "3.9.3",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "SUBACK return codes must follow the order of the filters in SUBSCRIBE.",
  },
  {
    id: "3.1.1/MQTT-3.9.3-2",
    section: "3.9.3",
    level: "MUST NOT",
    binds: "server",
    observedAt: ["broker", "codec"],
    text: "Only 0x00, 0x01, 0x02 and 0x80 may appear as SUBACK return codes.",
  },
] as const satisfies readonly Requirement[];
