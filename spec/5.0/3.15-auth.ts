// The statements of MQTT 5.0, section 3.15: auth.

import type { Requirement } from "../requirement.ts";

export const auth = [
  {
    id: "5.0/MQTT-3.15.1-1",
    section: "3.15.1",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "codec", "client"],
    text: "AUTH flags must be 0000; receivers must treat anything else as malformed and close.",
  },
  {
    id: "5.0/MQTT-3.15.2-1",
    section: "3.15.2.1",
    level: "MUST",
    binds: "sender",
    observedAt: ["codec", "broker", "client"],
    text: "AUTH must use an Authenticate Reason Code: 0x00 (server), 0x18 (both), 0x19 (client).",
  },
  {
    id: "5.0/MQTT-3.15.2-2",
    section: "3.15.2.2.4",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit AUTH Reason String when it would exceed the receiver's Maximum Packet Size.",
    note: "Needs enhanced auth; visible only if the sender emits it otherwise",
  },
  {
    id: "5.0/MQTT-3.15.2-3",
    section: "3.15.2.2.5",
    level: "MUST NOT",
    binds: "sender",
    observedAt: ["broker", "client"],
    text: "Omit AUTH User Properties when they would exceed the receiver's Maximum Packet Size.",
    note: "Needs enhanced auth; visible only if the sender emits it otherwise",
  },
  {
    id: "5.0/U5-119",
    section: "3.15",
    level: "STATED",
    error: "Protocol Error",
    binds: "both",
    observedAt: ["broker"],
    text: "An AUTH after a CONNECT without an Authentication Method, or with another one, is a Protocol Error.",
  },
  {
    id: "5.0/U5-120",
    section: "3.15.2.2.2",
    level: "STATED",
    error: "Protocol Error",
    binds: "both",
    observedAt: ["broker"],
    text: "An AUTH without an Authentication Method, or with two, is a Protocol Error.",
  },
  {
    id: "5.0/U5-121",
    section: "3.15.2.2.3",
    level: "STATED",
    error: "Protocol Error",
    binds: "both",
    observedAt: ["broker"],
    text: "In AUTH, a second Authentication Data is a Protocol Error.",
  },
] as const satisfies readonly Requirement[];
