// The statements of MQTT 3.1.1, section 4.2: network connections.

import type { Requirement } from "../requirement.ts";

export const networkConnections = [
  {
    id: "3.1.1/U3-033",
    section: "4.2",
    level: "STATED",
    binds: "both",
    observedAt: [],
    text: "UDP alone is unsuitable; ports 1883 (plain) and 8883 (TLS) are registered.",
  },
] as const satisfies readonly Requirement[];
