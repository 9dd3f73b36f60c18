// The statements of MQTT 3.1.1, section 4.5: message receipt.

import type { Requirement } from "../requirement.ts";

export const messageReceipt = [
  {
    id: "3.1.1/MQTT-4.5.0-1",
    section: "4.5",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "A server owning an incoming message must add it to the session state of every client with a matching subscription.",
  },
  {
    id: "3.1.1/MQTT-4.5.0-2",
    section: "4.5",
    level: "MUST",
    binds: "client",
    observedAt: ["client"],
    text: "A client must acknowledge every PUBLISH by its QoS rules, whether or not it processes the message.",
  },
  {
    id: "3.1.1/U3-037",
    section: "4.5",
    level: "STATED",
    binds: "client",
    observedAt: ["client"],
    text: "A client may get messages matching none of its explicit subscriptions.",
  },
] as const satisfies readonly Requirement[];
