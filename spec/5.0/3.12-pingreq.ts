// The statements of MQTT 5.0, section 3.12: pingreq.

import type { Requirement } from "../requirement.ts";

export const pingreq = [
  {
    id: "5.0/MQTT-3.12.4-1",
    section: "3.12.4",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "PINGREQ must be answered by PINGRESP.",
  },
] as const satisfies readonly Requirement[];
