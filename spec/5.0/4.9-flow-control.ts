// The statements of MQTT 5.0, section 4.9: flow control.

import type { Requirement } from "../requirement.ts";

export const flowControl = [
  {
    id: "5.0/MQTT-4.9.0-1",
    section: "4.9",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "Initial send quota must be non-zero and at most the peer's Receive Maximum.",
  },
  {
    id: "5.0/MQTT-4.9.0-2",
    section: "4.9",
    level: "MUST NOT",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "Each QoS>0 PUBLISH lowers the send quota; at zero no further QoS>0 PUBLISH may be sent.",
  },
  {
    id: "5.0/MQTT-4.9.0-3",
    section: "4.9",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "At zero quota all other packets must still be processed and answered.",
  },
  {
    id: "5.0/U5-138",
    section: "4.9",
    level: "STATED",
    binds: "both",
    observedAt: ["broker"],
    text: "Send quota rises by 1 on PUBACK, PUBCOMP (any code) and PUBREC>=0x80, never above its initial value; reset per connection.",
  },
  {
    id: "5.0/U5-139",
    section: "4.9",
    level: "MAY",
    binds: "both",
    observedAt: ["broker"],
    text: "At zero quota QoS 0 PUBLISH may continue or pause.",
  },
] as const satisfies readonly Requirement[];
