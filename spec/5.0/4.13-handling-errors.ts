// The statements of MQTT 5.0, section 4.13: handling errors.

import type { Requirement } from "../requirement.ts";

export const handlingErrors = [
  {
    id: "5.0/MQTT-4.13.1-1",
    section: "4.13.1",
    level: "MUST",
    binds: "server",
    observedAt: ["broker"],
    text: "A server detecting a Malformed Packet or Protocol Error with a given reason code must close the connection.",
    note: "DISCONNECT with the code beforehand is SHOULD; CONNACK for CONNECT errors is MAY",
  },
  {
    id: "5.0/MQTT-4.13.2-1",
    section: "4.13.2",
    level: "MUST",
    binds: "both",
    observedAt: ["broker", "client"],
    text: "Where CONNACK or DISCONNECT 0x80 or above applies, the connection must be closed whether or not the packet is sent.",
  },
  {
    id: "5.0/U5-146",
    section: "4.13.1",
    level: "SHOULD",
    binds: "client",
    observedAt: ["client"],
    text: "A client detecting an error should send DISCONNECT with the code (MAY for AUTH errors) and close.",
  },
  {
    id: "5.0/U5-147",
    section: "4.13.1",
    level: "SHOULD",
    binds: "server",
    observedAt: ["broker"],
    text: "CONNECT errors: CONNACK with code MAY precede the close; other errors: DISCONNECT with code SHOULD precede it.",
  },
  {
    id: "5.0/U5-148",
    section: "4.13.1",
    level: "STATED",
    binds: "server",
    observedAt: ["broker"],
    text: "Errors of one client have no consequence for other sessions.",
  },
  {
    id: "5.0/U5-149",
    section: "4.13.2",
    level: "STATED",
    binds: "both",
    observedAt: ["broker"],
    text: "Negative acks concern only the packet they identify; the session continues.",
  },
  {
    id: "5.0/U5-150",
    section: "4.13.2",
    level: "STATED",
    binds: "receiver",
    observedAt: ["broker"],
    text: "With several errors in one packet any of them may be reported.",
  },
  {
    id: "5.0/U5-152",
    section: "4.13",
    level: "STATED",
    error: "Malformed Packet",
    binds: "receiver",
    observedAt: ["codec"],
    text: "The fields of a packet fill its Remaining Length exactly: a field that runs past the end, or bytes left over, make the packet malformed.",
    note: "Follows from the definition of Malformed Packet in 1.2 and 4.13.1.",
  },
] as const satisfies readonly Requirement[];
