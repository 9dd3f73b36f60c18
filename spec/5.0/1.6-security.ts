// The statements of MQTT 5.0, section 1.6: security.

import type { Requirement } from "../requirement.ts";

export const security = [
  {
    id: "5.0/U5-007",
    section: "1.6",
    level: "SHOULD",
    binds: "both",
    observedAt: [],
    text: "Implementations should offer authentication, authorisation and secure transport.",
  },
] as const satisfies readonly Requirement[];
