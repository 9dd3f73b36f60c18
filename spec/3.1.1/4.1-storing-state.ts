// The statements of MQTT 3.1.1, section 4.1: storing state.

import type { Requirement } from "../requirement.ts";

export const storingState = [
  {
    id: "3.1.1/MQTT-4.1.0-1",
    section: "4.1",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "Both sides must keep session state for the whole life of the session.",
  },
  {
    id: "3.1.1/MQTT-4.1.0-2",
    section: "4.1",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "A session must last at least as long as its active network connection.",
  },
  {
    id: "3.1.1/U3-032",
    section: "4.1",
    level: "SHOULD",
    binds: "server",
    observedAt: ["broker"],
    text: "Retained messages should be kept until a client deletes them.",
  },
] as const satisfies readonly Requirement[];
