// The statements of MQTT 3.1.1, section 7: conformance.

import type { Requirement } from "../requirement.ts";

export const conformance = [
  {
    id: "3.1.1/MQTT-7.0.0-1",
    section: "7",
    level: "MUST",
    binds: "server",
    observedAt: [],
    text: "A server that also connects out to other servers must conform as both client and server.",
  },
  {
    id: "3.1.1/MQTT-7.0.0-2",
    section: "7",
    level: "MUST NOT",
    binds: "both",
    observedAt: [],
    text: "Interoperation must not require any extension from outside the specification.",
  },
  {
    id: "3.1.1/MQTT-7.1.1-1",
    section: "7.1.1",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "A conformant server must support at least one ordered, lossless, bidirectional byte-stream transport.",
    note: "Satisfied by any successful TCP, TLS or WebSocket session",
  },
  {
    id: "3.1.1/MQTT-7.1.2-1",
    section: "7.1.2",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A conformant client must support at least one ordered, lossless, bidirectional byte-stream transport.",
    note: "Satisfied by any successful session",
  },
  {
    id: "3.1.1/U3-044",
    section: "7",
    level: "MAY",
    binds: "both",
    observedAt: [],
    text: "One implementation may conform as client and server.",
  },
] as const satisfies readonly Requirement[];
