// The statements of MQTT 3.1.1, section 3.14: disconnect.

import type { Requirement } from "../requirement.ts";

export const disconnect = [
  {
    id: "3.1.1/MQTT-3.14.1-1",
    section: "3.14.1",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "The server must check DISCONNECT's reserved flag bits are zero and disconnect if not.",
    note: "A malformed DISCONNECT must not suppress the will",
  },
  {
    id: "3.1.1/MQTT-3.14.4-1",
    section: "3.14.4",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "After sending DISCONNECT the client must close the connection.",
  },
  {
    id: "3.1.1/MQTT-3.14.4-2",
    section: "3.14.4",
    level: "MUST NOT",
    binds: "client",
    observedAt: ["client"],
    text: "After sending DISCONNECT the client must send no further packets on that connection.",
  },
  {
    id: "3.1.1/MQTT-3.14.4-3",
    section: "3.14.4",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "On DISCONNECT the server must discard the connection's will without publishing it.",
  },
  {
    id: "3.1.1/U3-031",
    section: "3.14.4",
    level: "SHOULD",
    binds: "server",
    observedAt: ["broker"],
    text: "On DISCONNECT the server should close if the client has not.",
  },
] as const satisfies readonly Requirement[];
