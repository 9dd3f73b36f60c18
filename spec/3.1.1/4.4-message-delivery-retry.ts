// The statements of MQTT 3.1.1, section 4.4: message delivery retry.

import type { Requirement } from "../requirement.ts";

export const messageDeliveryRetry = [
  {
    id: "3.1.1/MQTT-4.4.0-1",
    section: "4.4",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "On a CleanSession=0 reconnect both sides must re-send unacknowledged QoS>0 PUBLISH and PUBREL with original identifiers.",
  },
  {
    id: "3.1.1/U3-036",
    section: "4.4",
    level: "STATED",
    binds: "both",
    observedAt: ["broker"],
    text: "Reconnection is the only case where re-sending is required; in-connection retry is not forbidden (5.0 forbids it).",
  },
] as const satisfies readonly Requirement[];
