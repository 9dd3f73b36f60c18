// The statements of MQTT 3.1.1, section 4.8: handling errors.

import type { Requirement } from "../requirement.ts";

export const handlingErrors = [
  {
    id: "3.1.1/MQTT-4.8.0-1",
    section: "4.8",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "Unless stated otherwise, a protocol violation obliges the receiver to close the connection it came on.",
  },
  {
    id: "3.1.1/MQTT-4.8.0-2",
    section: "4.8",
    level: "MUST",
    binds: "both",
    observedAt: [],
    text: "On a transient error while processing an inbound packet, close the connection it came on.",
  },
  {
    id: "3.1.1/U3-041",
    section: "4.8",
    level: "SHOULD NOT",
    binds: "server",
    observedAt: ["broker"],
    text: "A transient error should not affect other clients.",
  },
  {
    id: "3.1.1/U3-045",
    section: "4.8",
    level: "STATED",
    binds: "receiver",
    observedAt: ["codec"],
    text: "The fields of a packet fill its Remaining Length exactly: a field that runs past the end, or bytes left over, violate the protocol.",
  },
] as const satisfies readonly Requirement[];
