// The statements of MQTT 5.0, section 6: websocket.

import type { Requirement } from "../requirement.ts";

export const websocket = [
  {
    id: "5.0/MQTT-6.0.0-1",
    section: "6",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "MQTT over WebSocket uses binary data frames only; any other data frame type must close the connection.",
  },
  {
    id: "5.0/MQTT-6.0.0-2",
    section: "6",
    level: "MUST NOT",
    binds: "receiver",
    observedAt: ["broker", "client"],
    text: "Frames may hold several or partial packets; receivers must not assume packet/frame alignment.",
  },
  {
    id: "5.0/MQTT-6.0.0-3",
    section: "6",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: 'The client must offer WebSocket subprotocol "mqtt".',
  },
  {
    id: "5.0/MQTT-6.0.0-4",
    section: "6",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: 'The server must select and return subprotocol "mqtt".',
  },
  {
    id: "5.0/U5-151",
    section: "6",
    level: "STATED",
    binds: "both",
    observedAt: ["broker"],
    text: "The WebSocket URI has no meaning for MQTT.",
  },
] as const satisfies readonly Requirement[];
