// The server's side of one network connection, from its opening to its end. (5.0 §3.1, §3.2, §3.14, §4.12, §4.13; 3.1.1 §3.1, §3.2, §3.14)
// Before CONNACK a client may send on (5.0/U5-047); what it sends is held until somebody has decided whether it may come in.

import { setup } from "xstate";
import { asked, types } from "../chart.ts";

/** What the server's connection can be told. */
export type ServerConnectionEvent =
  | "CONNECT"
  | "AUTH"
  /** A farewell, and one that asks for the will. */
  | "DISCONNECT"
  | "DISCONNECT with will"
  /** Any other packet. */
  | "packet"
  /** The bytes broke a rule; a packet did. */
  | "malformed"
  | "violation"
  /** Whoever decides about the client has decided, or wants to hear more. */
  | "accepted"
  | "refused"
  | "continued"
  /** No CONNECT in time; silence for one and a half times the Keep Alive. */
  | "timeout"
  /** Another connection has the Client Identifier now. */
  | "takenOver"
  /** The server is shutting down. */
  | "stopped"
  /** The transport is gone. */
  | "closed";

const connection = setup({
  types: types<ServerConnectionEvent>(),
  actions: {
    decide: asked,
    accept: asked,
    challenge: asked,
    sendAuthSuccess: asked,
    hold: asked,
    obey: asked,
    refuse: asked,
    sendDisconnect: asked,
    removeWill: asked,
    closeTransport: asked,
    forget: asked,
    leave: asked,
  },
});

/** It has no meaning here: it is too late, or too early. */
const nothing = { meta: { cites: ["5.0/MQTT-3.14.4-1", "3.1.1/MQTT-3.14.4-2"] } } as const;

/** Who does not speak as the first packet demands is not spoken to. */
const notConnect = {
  target: "closed",
  actions: ["closeTransport", "forget"],
  meta: { cites: ["5.0/MQTT-3.1.0-1", "5.0/MQTT-3.14.0-1", "3.1.1/MQTT-3.1.0-1"] },
} as const;
const refused = {
  target: "closed",
  actions: ["refuse", "closeTransport", "forget"],
  meta: {
    cites: ["5.0/MQTT-3.1.4-1", "5.0/MQTT-3.1.4-2", "5.0/MQTT-3.2.2-7", "3.1.1/MQTT-3.1.4-1", "3.1.1/MQTT-3.2.2-5"],
  },
} as const;
const unwanted = {
  target: "closed",
  actions: ["refuse", "closeTransport", "forget"],
  meta: { cites: ["5.0/MQTT-4.12.0-4", "5.0/MQTT-3.1.0-2", "3.1.1/MQTT-3.1.0-2"] },
} as const;
const tooLate = {
  target: "closed",
  actions: ["closeTransport", "forget"],
  meta: { cites: ["5.0/U5-044", "3.1.1/U3-017"] },
} as const;
const shutDown = {
  target: "closed",
  actions: ["closeTransport", "forget"],
  meta: { cites: ["5.0/MQTT-3.14.0-1", "3.1.1/MQTT-3.2.0-1"] },
} as const;
const gone = {
  target: "closed",
  actions: "forget",
  meta: { cites: ["5.0/MQTT-3.1.4-6", "3.1.1/MQTT-3.1.4-5"] },
} as const;

const brokenOff = {
  target: "closed",
  actions: ["sendDisconnect", "closeTransport", "leave"],
  meta: {
    cites: ["5.0/MQTT-4.13.1-1", "5.0/MQTT-4.13.2-1", "5.0/MQTT-3.14.4-1", "5.0/MQTT-3.14.4-2", "3.1.1/MQTT-4.8.0-1"],
  },
} as const;
const farewell = {
  target: "closed",
  actions: ["removeWill", "closeTransport", "leave"],
  meta: { cites: ["5.0/MQTT-3.14.4-3", "5.0/U5-118", "3.1.1/MQTT-3.14.4-3"] },
} as const;
const leaving = {
  target: "closed",
  actions: ["closeTransport", "leave"],
  meta: { cites: ["5.0/U5-017", "5.0/U5-118", "3.1.1/MQTT-3.14.4-3"] },
} as const;
const silent = {
  target: "closed",
  actions: ["sendDisconnect", "closeTransport", "leave"],
  meta: { cites: ["5.0/MQTT-3.1.2-22", "3.1.1/MQTT-3.1.2-24"] },
} as const;
const takenOver = {
  target: "closed",
  actions: ["sendDisconnect", "closeTransport", "leave"],
  meta: { cites: ["5.0/MQTT-3.1.4-3", "3.1.1/MQTT-3.1.4-2"] },
} as const;
const stopped = {
  target: "closed",
  actions: ["sendDisconnect", "closeTransport", "leave"],
  meta: { cites: ["5.0/U5-113", "3.1.1/MQTT-4.8.0-1"] },
} as const;
const lost = {
  target: "closed",
  actions: "leave",
  meta: { cites: ["5.0/MQTT-3.1.2-8", "5.0/MQTT-4.1.0-1", "3.1.1/MQTT-3.1.2-8", "3.1.1/MQTT-4.1.0-1"] },
} as const;
const secondConnect = { ...brokenOff, meta: { cites: ["5.0/MQTT-3.1.0-2", "3.1.1/MQTT-3.1.0-2"] } } as const;
/** The Packet is obeyed, also while the client authenticates anew. (5.0 §4.12.1) */
const obeyed = { actions: "obey", meta: { cites: ["5.0/MQTT-4.9.0-3", "3.1.1/MQTT-4.5.0-1"] } } as const;

/** The machine. */
export const serverConnection = connection.createMachine({
  id: "server-connection",
  context: {},
  initial: "awaitingConnect",
  states: {
    awaitingConnect: {
      on: {
        CONNECT: {
          target: "deciding",
          actions: "decide",
          meta: { cites: ["5.0/MQTT-3.1.0-1", "5.0/MQTT-3.1.4-2", "3.1.1/MQTT-3.1.0-1"] },
        },
        AUTH: notConnect,
        DISCONNECT: notConnect,
        "DISCONNECT with will": notConnect,
        packet: notConnect,
        malformed: refused,
        violation: refused,
        accepted: nothing,
        refused: nothing,
        continued: nothing,
        timeout: tooLate,
        takenOver: nothing,
        stopped: shutDown,
        closed: gone,
      },
    },
    deciding: {
      on: {
        CONNECT: unwanted,
        AUTH: unwanted,
        DISCONNECT: notConnect,
        "DISCONNECT with will": notConnect,
        packet: { actions: "hold", meta: { cites: ["5.0/U5-047", "3.1.1/U3-019"] } },
        malformed: refused,
        violation: refused,
        accepted: {
          target: "connected",
          actions: "accept",
          meta: {
            cites: [
              "5.0/MQTT-3.1.4-4",
              "5.0/MQTT-3.1.4-5",
              "5.0/MQTT-3.2.0-1",
              "5.0/MQTT-3.2.0-2",
              "3.1.1/MQTT-3.1.4-3",
              "3.1.1/MQTT-3.1.4-4",
              "3.1.1/MQTT-3.2.0-1",
            ],
          },
        },
        refused,
        continued: {
          target: "challenged",
          actions: "challenge",
          meta: { cites: ["5.0/MQTT-4.12.0-2", "5.0/MQTT-4.12.0-5"] },
        },
        timeout: tooLate,
        takenOver: nothing,
        stopped: shutDown,
        closed: gone,
      },
    },
    challenged: {
      on: {
        CONNECT: unwanted,
        AUTH: { target: "deciding", actions: "decide", meta: { cites: ["5.0/MQTT-4.12.0-3", "5.0/MQTT-4.12.0-5"] } },
        DISCONNECT: notConnect,
        "DISCONNECT with will": notConnect,
        packet: { ...unwanted, meta: { cites: ["5.0/MQTT-3.1.2-30"] } },
        malformed: refused,
        violation: refused,
        accepted: nothing,
        refused,
        continued: nothing,
        timeout: tooLate,
        takenOver: nothing,
        stopped: shutDown,
        closed: gone,
      },
    },
    connected: {
      on: {
        CONNECT: secondConnect,
        AUTH: { target: "redeciding", actions: "decide", meta: { cites: ["5.0/MQTT-4.12.1-1"] } },
        DISCONNECT: farewell,
        "DISCONNECT with will": leaving,
        packet: obeyed,
        malformed: brokenOff,
        violation: brokenOff,
        accepted: nothing,
        refused: nothing,
        continued: nothing,
        timeout: silent,
        takenOver,
        stopped,
        closed: lost,
      },
    },
    redeciding: {
      on: {
        CONNECT: secondConnect,
        AUTH: { ...brokenOff, meta: { cites: ["5.0/MQTT-4.12.0-2", "5.0/MQTT-4.12.0-3"] } },
        DISCONNECT: farewell,
        "DISCONNECT with will": leaving,
        packet: obeyed,
        malformed: brokenOff,
        violation: brokenOff,
        accepted: { target: "connected", actions: "sendAuthSuccess", meta: { cites: ["5.0/MQTT-4.12.0-5"] } },
        refused: { ...brokenOff, meta: { cites: ["5.0/MQTT-4.12.1-2"] } },
        continued: { target: "rechallenged", actions: "challenge", meta: { cites: ["5.0/MQTT-4.12.0-2"] } },
        timeout: silent,
        takenOver,
        stopped,
        closed: lost,
      },
    },
    rechallenged: {
      on: {
        CONNECT: secondConnect,
        AUTH: { target: "redeciding", actions: "decide", meta: { cites: ["5.0/MQTT-4.12.0-3", "5.0/MQTT-4.12.0-5"] } },
        DISCONNECT: farewell,
        "DISCONNECT with will": leaving,
        packet: obeyed,
        malformed: brokenOff,
        violation: brokenOff,
        accepted: nothing,
        refused: { ...brokenOff, meta: { cites: ["5.0/MQTT-4.12.1-2"] } },
        continued: nothing,
        timeout: silent,
        takenOver,
        stopped,
        closed: lost,
      },
    },
    closed: {
      on: {
        CONNECT: nothing,
        AUTH: nothing,
        DISCONNECT: nothing,
        "DISCONNECT with will": nothing,
        packet: nothing,
        malformed: nothing,
        violation: nothing,
        accepted: nothing,
        refused: nothing,
        continued: nothing,
        timeout: nothing,
        takenOver: nothing,
        stopped: nothing,
        closed: nothing,
      },
    },
  },
});
