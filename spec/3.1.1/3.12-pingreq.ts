// The statements of MQTT 3.1.1, section 3.12: pingreq.

import type { Requirement } from "../requirement.ts";

export const pingreq = [
  {
    id: "3.1.1/MQTT-3.12.4-1",
    section: "3.12.4",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "PINGREQ must be answered by PINGRESP.",
  },
] as const satisfies readonly Requirement[];
