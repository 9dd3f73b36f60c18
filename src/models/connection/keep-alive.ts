// How a client keeps a connection alive: PINGREQ when it has nothing else to say, and PINGRESP in time. (5.0 §3.1.2.10, §3.12; 3.1.1 §3.1.2.10, §3.12)

import { setup } from "xstate";
import { asked, types } from "../chart.ts";

/** `elapsed` is told when the Keep Alive has gone by in silence, or the time to answer has. */
export type KeepAliveEvent = "begin" | "elapsed" | "PINGRESP" | "end";

const PING = ["5.0/MQTT-3.1.2-20", "3.1.1/MQTT-3.1.2-23"] as const;
const NOTHING_DUE = ["5.0/U5-019", "5.0/U5-112", "3.1.1/U3-012"] as const;

const keepAlive = setup({
  types: types<KeepAliveEvent>(),
  actions: { startSilence: asked, sendPingreq: asked, startAnswer: asked, stop: asked, giveUp: asked },
});

/** The machine. */
export const clientKeepAlive = keepAlive.createMachine({
  id: "client-keep-alive",
  context: {},
  initial: "idle",
  states: {
    idle: {
      on: {
        begin: { target: "silent", actions: "startSilence", meta: { cites: PING } },
        elapsed: { meta: { cites: NOTHING_DUE } },
        PINGRESP: { meta: { cites: NOTHING_DUE } },
        end: { meta: { cites: NOTHING_DUE } },
      },
    },
    silent: {
      on: {
        begin: { meta: { cites: NOTHING_DUE } },
        elapsed: { target: "asked", actions: ["sendPingreq", "startAnswer"], meta: { cites: PING } },
        // Nobody asked. It does no harm.
        PINGRESP: { meta: { cites: NOTHING_DUE } },
        end: { target: "idle", actions: "stop", meta: { cites: NOTHING_DUE } },
      },
    },
    asked: {
      on: {
        begin: { meta: { cites: NOTHING_DUE } },
        elapsed: { target: "idle", actions: "giveUp", meta: { cites: ["5.0/U5-020", "3.1.1/U3-013"] } },
        PINGRESP: { target: "silent", actions: "startSilence", meta: { cites: PING } },
        end: { target: "idle", actions: "stop", meta: { cites: NOTHING_DUE } },
      },
    },
  },
});
