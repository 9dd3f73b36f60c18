// The client's side of one network connection, from its opening to its end. (5.0 §3.1, §3.2, §3.14, §4.12, §4.13; 3.1.1 §3.1, §3.2, §3.14)
// Before CONNACK nothing is sent but CONNECT, AUTH and DISCONNECT; what waits is sent in `connected`.

import { setup } from "xstate";
import { asked, types } from "../chart.ts";

/** What the client's connection can be told. */
export type ClientConnectionEvent =
  /** The application wants a connection, or wants none any more. */
  | "connect"
  | "disconnect"
  /** The transport is open; it is gone. */
  | "opened"
  | "closed"
  /** CONNACK lets us in; CONNACK does not. */
  | "accepted"
  | "refused"
  /** AUTH asks for more; the application has the answer; AUTH says that re-authentication is done. */
  | "challenge"
  | "answer"
  | "authenticated"
  /** The application wants to authenticate anew. */
  | "reauthenticate"
  /** The server says farewell. */
  | "DISCONNECT"
  /** The server broke a rule, or has been silent for too long. */
  | "violation"
  | "timeout";

const connection = setup({
  types: types<ClientConnectionEvent>(),
  actions: {
    openTransport: asked,
    sendConnect: asked,
    startConnackTimer: asked,
    stopConnackTimer: asked,
    begin: asked,
    askAuthentication: asked,
    sendAuth: asked,
    sendReauthenticate: asked,
    reportReauthenticated: asked,
    refuseCommand: asked,
    sendDisconnect: asked,
    closeTransport: asked,
    end: asked,
  },
});

const FAREWELL = ["5.0/MQTT-3.14.4-1", "5.0/MQTT-3.14.4-2", "3.1.1/MQTT-3.14.4-1", "3.1.1/MQTT-3.14.4-2"] as const;
const NOTHING_TO_SAY = ["5.0/MQTT-3.1.0-1", "3.1.1/MQTT-3.1.0-1"] as const;

/** Nothing comes of an event that has no meaning here: it is too late, or too early. */
const nothing = { meta: { cites: NOTHING_TO_SAY } };
/** The application asks for what cannot be now. */
const impossible = { actions: "refuseCommand", meta: { cites: NOTHING_TO_SAY } } as const;
/** The transport is gone. */
const closed = {
  target: "offline",
  actions: ["stopConnackTimer", "end"],
  meta: { cites: ["5.0/MQTT-4.1.0-1", "5.0/MQTT-3.1.2-23", "3.1.1/MQTT-4.1.0-1"] },
} as const;
/** We leave, and say so. */
const leave = {
  target: "offline",
  actions: ["stopConnackTimer", "sendDisconnect", "closeTransport", "end"],
  meta: { cites: FAREWELL },
} as const;
/** The server broke a rule: 5.0 may be told which. */
const violated = {
  target: "offline",
  actions: ["stopConnackTimer", "sendDisconnect", "closeTransport", "end"],
  meta: { cites: ["5.0/MQTT-4.13.1-1", "5.0/MQTT-4.13.2-1", "3.1.1/MQTT-4.8.0-1"] },
} as const;
/** The server does not answer in a reasonable time. */
const tooLate = {
  target: "offline",
  actions: ["stopConnackTimer", "closeTransport", "end"],
  meta: { cites: ["5.0/U5-048", "5.0/U5-020", "3.1.1/U3-020", "3.1.1/U3-013"] },
} as const;
/** The server may not say this now. */
const outOfPlace = violated;

/** The machine. */
export const clientConnection = connection.createMachine({
  id: "client-connection",
  context: {},
  initial: "offline",
  states: {
    offline: {
      on: {
        connect: {
          target: "opening",
          actions: "openTransport",
          meta: { cites: ["5.0/MQTT-4.2.0-1", "3.1.1/MQTT-7.1.2-1"] },
        },
        disconnect: impossible,
        opened: nothing,
        closed: nothing,
        accepted: nothing,
        refused: nothing,
        challenge: nothing,
        answer: impossible,
        authenticated: nothing,
        reauthenticate: impossible,
        DISCONNECT: nothing,
        violation: nothing,
        timeout: nothing,
      },
    },
    opening: {
      on: {
        connect: impossible,
        disconnect: { target: "offline", actions: ["closeTransport", "end"], meta: { cites: NOTHING_TO_SAY } },
        opened: {
          target: "awaitingConnack",
          actions: ["sendConnect", "startConnackTimer"],
          meta: { cites: ["5.0/MQTT-3.1.0-1", "5.0/MQTT-3.1.0-2", "3.1.1/MQTT-3.1.0-1", "3.1.1/MQTT-3.1.0-2"] },
        },
        closed,
        accepted: nothing,
        refused: nothing,
        challenge: nothing,
        answer: impossible,
        authenticated: nothing,
        reauthenticate: impossible,
        DISCONNECT: nothing,
        violation: nothing,
        timeout: nothing,
      },
    },
    awaitingConnack: {
      on: {
        connect: impossible,
        disconnect: leave,
        opened: nothing,
        closed,
        accepted: {
          target: "connected",
          actions: ["stopConnackTimer", "begin"],
          meta: { cites: ["5.0/MQTT-3.2.0-1", "5.0/MQTT-3.1.2-30", "3.1.1/MQTT-3.2.0-1"] },
        },
        refused: {
          target: "offline",
          actions: ["stopConnackTimer", "closeTransport", "end"],
          meta: { cites: ["5.0/MQTT-3.2.2-7", "5.0/MQTT-4.12.0-4", "3.1.1/MQTT-3.2.2-5"] },
        },
        challenge: { target: "challenged", actions: "askAuthentication", meta: { cites: ["5.0/MQTT-4.12.0-2"] } },
        answer: impossible,
        authenticated: outOfPlace,
        reauthenticate: impossible,
        DISCONNECT: outOfPlace,
        violation: violated,
        timeout: tooLate,
      },
    },
    challenged: {
      on: {
        connect: impossible,
        disconnect: leave,
        opened: nothing,
        closed,
        accepted: outOfPlace,
        refused: {
          target: "offline",
          actions: ["stopConnackTimer", "closeTransport", "end"],
          meta: { cites: ["5.0/MQTT-4.12.0-4", "5.0/MQTT-3.2.2-7"] },
        },
        challenge: outOfPlace,
        answer: {
          target: "awaitingConnack",
          actions: "sendAuth",
          meta: { cites: ["5.0/MQTT-4.12.0-3", "5.0/MQTT-4.12.0-5"] },
        },
        authenticated: outOfPlace,
        reauthenticate: impossible,
        DISCONNECT: outOfPlace,
        violation: violated,
        timeout: tooLate,
      },
    },
    connected: {
      on: {
        connect: impossible,
        disconnect: leave,
        opened: nothing,
        closed,
        accepted: { ...violated, meta: { cites: ["5.0/MQTT-3.2.0-2", "3.1.1/MQTT-3.2.0-1"] } },
        refused: { ...violated, meta: { cites: ["5.0/MQTT-3.2.0-2", "3.1.1/MQTT-3.2.0-1"] } },
        challenge: outOfPlace,
        answer: impossible,
        authenticated: outOfPlace,
        reauthenticate: {
          target: "reauthenticating",
          actions: "sendReauthenticate",
          meta: { cites: ["5.0/MQTT-4.12.1-1"] },
        },
        DISCONNECT: {
          target: "offline",
          actions: ["closeTransport", "end"],
          meta: { cites: ["5.0/U5-118", "5.0/MQTT-3.14.4-2"] },
        },
        violation: violated,
        timeout: tooLate,
      },
    },
    reauthenticating: {
      on: {
        connect: impossible,
        disconnect: leave,
        opened: nothing,
        closed,
        accepted: { ...violated, meta: { cites: ["5.0/MQTT-3.2.0-2"] } },
        refused: { ...violated, meta: { cites: ["5.0/MQTT-3.2.0-2"] } },
        challenge: { target: "rechallenged", actions: "askAuthentication", meta: { cites: ["5.0/MQTT-4.12.0-2"] } },
        answer: impossible,
        authenticated: {
          target: "connected",
          actions: "reportReauthenticated",
          meta: { cites: ["5.0/MQTT-4.12.0-5"] },
        },
        reauthenticate: impossible,
        DISCONNECT: {
          target: "offline",
          actions: ["closeTransport", "end"],
          meta: { cites: ["5.0/MQTT-4.12.1-2", "5.0/MQTT-3.14.4-2"] },
        },
        violation: violated,
        timeout: tooLate,
      },
    },
    rechallenged: {
      on: {
        connect: impossible,
        disconnect: leave,
        opened: nothing,
        closed,
        accepted: { ...violated, meta: { cites: ["5.0/MQTT-3.2.0-2"] } },
        refused: { ...violated, meta: { cites: ["5.0/MQTT-3.2.0-2"] } },
        challenge: outOfPlace,
        answer: {
          target: "reauthenticating",
          actions: "sendAuth",
          meta: { cites: ["5.0/MQTT-4.12.0-3", "5.0/MQTT-4.12.0-5"] },
        },
        authenticated: outOfPlace,
        reauthenticate: impossible,
        DISCONNECT: {
          target: "offline",
          actions: ["closeTransport", "end"],
          meta: { cites: ["5.0/MQTT-4.12.1-2", "5.0/MQTT-3.14.4-2"] },
        },
        violation: violated,
        timeout: tooLate,
      },
    },
  },
});
