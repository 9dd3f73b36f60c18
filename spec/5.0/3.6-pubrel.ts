// The statements of MQTT 5.0, section 3.6: pubrel.

import type { Requirement } from "../requirement.ts";

export const pubrel = [
  {
    id: "5.0/MQTT-3.6.1-1",
    section: "3.6.1",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "codec"],
    text: "PUBREL flags must be 0010; the server must treat anything else as malformed and close.",
  },
  {
    id: "5.0/MQTT-3.6.2-1",
    section: "3.6.2.1",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "PUBREL must use a reason code from its table.",
  },
  {
    id: "5.0/MQTT-3.6.2-2",
    section: "3.6.2.2.2",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBREL Reason String when it would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.6.2-3",
    section: "3.6.2.2.3",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit PUBREL User Properties when they would exceed the receiver's Maximum Packet Size.",
    note: "Visible only if the sender emits it otherwise",
  },
] as const satisfies readonly Requirement[];
