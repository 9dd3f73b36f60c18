// The statements of MQTT 5.0, section 4.11: server redirection.

import type { Requirement } from "../requirement.ts";

export const serverRedirection = [
  {
    id: "5.0/U5-140",
    section: "4.11",
    level: "SHOULD",
    binds: "client",
    observedAt: ["client"],
    text: "0x9C: use another server for now; 0x9D: for good. Server Reference is a space-separated list and may be ignored.",
  },
] as const satisfies readonly Requirement[];
