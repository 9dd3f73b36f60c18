// The statements of MQTT 5.0, section 3.13: pingresp.

import type { Requirement } from "../requirement.ts";

export const pingresp = [
  {
    id: "5.0/U5-112",
    section: "3.13.4",
    level: "STATED",
    binds: "client",
    observedAt: ["client"],
    text: "PINGRESP needs no action.",
  },
] as const satisfies readonly Requirement[];
