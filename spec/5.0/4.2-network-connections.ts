// The statements of MQTT 5.0, section 4.2: network connections.

import type { Requirement } from "../requirement.ts";

export const networkConnections = [
  {
    id: "5.0/MQTT-4.2.0-1",
    section: "4.2",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "Support at least one ordered, lossless, bidirectional byte-stream transport.",
    note: "Printed as [MQTT-4.2-1] in the body; satisfied by any successful session",
  },
] as const satisfies readonly Requirement[];
