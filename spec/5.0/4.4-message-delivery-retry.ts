// The statements of MQTT 5.0, section 4.4: message delivery retry.

import type { Requirement } from "../requirement.ts";

export const messageDeliveryRetry = [
  {
    id: "5.0/MQTT-4.4.0-1",
    section: "4.4",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "On resuming a session, re-send unacknowledged QoS>0 PUBLISH and PUBREL with original identifiers; never re-send at any other time.",
  },
  {
    id: "5.0/MQTT-4.4.0-2",
    section: "4.4",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "PUBACK or PUBREC of 0x80 or above settles the PUBLISH, which must not be retransmitted.",
  },
] as const satisfies readonly Requirement[];
