// The statements of MQTT 3.1.1, section 5.1: security.

import type { Requirement } from "../requirement.ts";

export const security = [
  {
    id: "3.1.1/U3-042",
    section: "5.1",
    level: "SHOULD",
    binds: "server",
    observedAt: [],
    text: "TLS servers should use port 8883 (secure-mqtt).",
  },
] as const satisfies readonly Requirement[];
