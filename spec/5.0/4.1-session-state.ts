// The statements of MQTT 5.0, section 4.1: session state.

import type { Requirement } from "../requirement.ts";

export const sessionState = [
  {
    id: "5.0/MQTT-4.1.0-1",
    section: "4.1.1",
    level: "MUST NOT",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "Session state must not be discarded while the network connection is open.",
  },
  {
    id: "5.0/MQTT-4.1.0-2",
    section: "4.1.1",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "The server must discard session state once the connection is closed and Session Expiry has passed.",
  },
  {
    id: "5.0/U5-122",
    section: "4.1",
    level: "STATED",
    binds: "server",
    observedAt: ["broker"],
    text: "Retained messages are outside session state and survive it.",
  },
  {
    id: "5.0/U5-123",
    section: "4.1.1",
    level: "STATED",
    binds: "server",
    observedAt: [],
    text: "Administrative action may discard session state at any time, ending the session.",
  },
] as const satisfies readonly Requirement[];
