// The statements of MQTT 3.1.1, section 3.6: pubrel.

import type { Requirement } from "../requirement.ts";

export const pubrel = [
  {
    id: "3.1.1/MQTT-3.6.1-1",
    section: "3.6.1",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "codec"],
    text: "PUBREL flags must be 0010; the server must treat anything else as malformed and close.",
  },
] as const satisfies readonly Requirement[];
