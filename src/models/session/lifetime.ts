// The life of a session at a server: begun by a CONNECT, left by its connection, resumed or ended. (5.0 §3.1.2.4, §3.1.2.11.2, §4.1; 3.1.1 §3.1.2.4)

import { setup } from "xstate";
import { asked, types } from "../chart.ts";

/** What a session can be told. */
export type SessionEvent =
  /** A CONNECT finds it, or begins it. */
  | "connected"
  /** A CONNECT wants a clean start instead. */
  | "cleanStart"
  /** Its connection ends, and it with it; it waits for its expiry; it waits without end. */
  | "left, and over"
  | "left, for a time"
  | "left, for ever"
  /** Its expiry has come. */
  | "elapsed";

const BEGIN = [
  "5.0/MQTT-3.1.2-4",
  "5.0/MQTT-3.1.2-6",
  "5.0/MQTT-3.2.2-2",
  "3.1.1/MQTT-3.1.2-4",
  "3.1.1/MQTT-3.2.2-3",
] as const;
const RESUME = ["5.0/MQTT-3.1.2-5", "5.0/MQTT-3.2.2-3", "3.1.1/MQTT-3.1.2-4", "3.1.1/MQTT-3.2.2-2"] as const;
const CLEAN = ["5.0/MQTT-3.1.2-4", "5.0/MQTT-3.2.2-2", "3.1.1/MQTT-3.1.2-6", "3.1.1/MQTT-3.2.2-1"] as const;
const LINGER = ["5.0/MQTT-3.1.2-23", "5.0/MQTT-4.1.0-1", "3.1.1/MQTT-3.1.2-5", "3.1.1/MQTT-4.1.0-1"] as const;
const OVER = ["5.0/MQTT-4.1.0-2", "3.1.1/MQTT-3.1.2-6"] as const;
/** A session lasts as long as its connection at least. */
const nothing = { meta: { cites: ["5.0/MQTT-4.1.0-1", "3.1.1/MQTT-4.1.0-2"] } } as const;

const session = setup({
  types: types<SessionEvent>(),
  actions: { create: asked, startExpiry: asked, stopExpiry: asked, destroy: asked },
});

/** The machine. */
export const sessionMachine = session.createMachine({
  id: "session",
  context: {},
  initial: "absent",
  states: {
    absent: {
      on: {
        connected: { target: "connected", actions: "create", meta: { cites: BEGIN } },
        cleanStart: nothing,
        "left, and over": nothing,
        "left, for a time": nothing,
        "left, for ever": nothing,
        elapsed: nothing,
      },
    },
    connected: {
      on: {
        // Another connection takes over, but this one is left first.
        connected: nothing,
        cleanStart: nothing,
        "left, and over": { target: "absent", actions: "destroy", meta: { cites: OVER } },
        "left, for a time": { target: "lingering", actions: "startExpiry", meta: { cites: LINGER } },
        "left, for ever": { target: "everlasting", meta: { cites: LINGER } },
        elapsed: nothing,
      },
    },
    lingering: {
      on: {
        connected: { target: "connected", actions: "stopExpiry", meta: { cites: RESUME } },
        cleanStart: { target: "absent", actions: ["stopExpiry", "destroy"], meta: { cites: CLEAN } },
        "left, and over": nothing,
        "left, for a time": nothing,
        "left, for ever": nothing,
        elapsed: { target: "absent", actions: "destroy", meta: { cites: OVER } },
      },
    },
    everlasting: {
      on: {
        connected: { target: "connected", meta: { cites: RESUME } },
        cleanStart: { target: "absent", actions: "destroy", meta: { cites: CLEAN } },
        "left, and over": nothing,
        "left, for a time": nothing,
        "left, for ever": nothing,
        elapsed: nothing,
      },
    },
  },
});
