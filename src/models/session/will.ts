// The life of a will: from the CONNECT that leaves it to its publication, or to the end of all need for it. (5.0 §3.1.2.5, §3.1.3.2.2; 3.1.1 §3.1.2.5)
// How long it waits is settled when its connection ends: not at all, for its delay, or until the session ends, whichever is first.

import { setup } from "xstate";
import { asked, types } from "../chart.ts";

/** What a will can be told. */
export type WillEvent =
  /** A CONNECT leaves it. */
  | "left"
  /** The client says farewell: DISCONNECT 0x00. */
  | "farewell"
  /** The connection ends in any other way, and it is due at once, after its delay, or with the session. */
  | "lost"
  | "lost, with a delay"
  | "lost, before the session ends"
  /** The delay is over; the session goes on on another connection; it ends. */
  | "elapsed"
  | "resumed"
  | "sessionEnded";

const DUE = ["5.0/MQTT-3.1.2-8", "5.0/MQTT-3.1.2-10", "3.1.1/MQTT-3.1.2-8", "3.1.1/MQTT-3.1.2-10"] as const;
const SPARED = ["5.0/MQTT-3.1.3-9", "5.0/MQTT-3.1.2-10"] as const;
const FAREWELL = ["5.0/MQTT-3.14.4-3", "5.0/MQTT-3.1.2-10", "3.1.1/MQTT-3.14.4-3", "3.1.1/MQTT-3.1.2-10"] as const;
/** Without a will nothing is published. */
const NONE = ["5.0/MQTT-3.1.2-8", "3.1.1/MQTT-3.1.2-12"] as const;

const nothing = { meta: { cites: NONE } } as const;
const due = { target: "none", actions: "publish", meta: { cites: DUE } } as const;
const spared = { target: "none", actions: "remove", meta: { cites: SPARED } } as const;

const will = setup({
  types: types<WillEvent>(),
  actions: { keep: asked, publish: asked, remove: asked, startDelay: asked, stopDelay: asked },
});

/** The machine. */
export const willMachine = will.createMachine({
  id: "will",
  context: {},
  initial: "none",
  states: {
    none: {
      on: {
        left: {
          target: "pending",
          actions: "keep",
          meta: { cites: ["5.0/MQTT-3.1.2-7", "3.1.1/MQTT-3.1.2-8"] },
        },
        farewell: nothing,
        lost: nothing,
        "lost, with a delay": nothing,
        "lost, before the session ends": nothing,
        elapsed: nothing,
        resumed: nothing,
        sessionEnded: nothing,
      },
    },
    // The client is connected.
    pending: {
      on: {
        // It cannot be: the last one was published or removed when its connection ended.
        left: nothing,
        farewell: { target: "none", actions: "remove", meta: { cites: FAREWELL } },
        lost: due,
        "lost, with a delay": { target: "delayed", actions: "startDelay", meta: { cites: DUE } },
        "lost, before the session ends": { target: "untilTheEnd", meta: { cites: DUE } },
        elapsed: nothing,
        resumed: nothing,
        sessionEnded: due,
      },
    },
    delayed: {
      on: {
        left: nothing,
        farewell: nothing,
        lost: nothing,
        "lost, with a delay": nothing,
        "lost, before the session ends": nothing,
        elapsed: due,
        resumed: { ...spared, actions: ["stopDelay", "remove"] },
        sessionEnded: { ...due, actions: ["stopDelay", "publish"] },
      },
    },
    untilTheEnd: {
      on: {
        left: nothing,
        farewell: nothing,
        lost: nothing,
        "lost, with a delay": nothing,
        "lost, before the session ends": nothing,
        elapsed: nothing,
        resumed: spared,
        sessionEnded: due,
      },
    },
  },
});
