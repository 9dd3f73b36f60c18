// One Topic Filter of one session: subscribed to, subscribed to again, given back; and when retained messages are due. (5.0 §3.8, §3.10; 3.1.1 §3.8, §3.10)
// MQTT 3.1.1 has no Retain Handling, and behaves as 0 says.

import { setup } from "xstate";
import { asked, types } from "../chart.ts";

/** What a subscription can be told: SUBSCRIBE by its Retain Handling, or to a shared filter; UNSUBSCRIBE. */
export type SubscriptionEvent =
  | "SUBSCRIBE, retained always"
  | "SUBSCRIBE, retained if new"
  | "SUBSCRIBE, retained never"
  | "SUBSCRIBE, shared"
  | "UNSUBSCRIBE";

const subscription = setup({
  types: types<SubscriptionEvent>(),
  actions: { subscribe: asked, sendRetained: asked, unsubscribe: asked },
});

const ALWAYS = ["5.0/MQTT-3.3.1-9", "5.0/MQTT-3.8.4-4", "3.1.1/MQTT-3.3.1-6", "3.1.1/MQTT-3.8.4-3"] as const;
const REPLACES = ["5.0/MQTT-3.8.4-3", "3.1.1/MQTT-3.8.4-3"] as const;

/** The machine. */
export const subscriptionMachine = subscription.createMachine({
  id: "subscription",
  context: {},
  initial: "absent",
  states: {
    absent: {
      on: {
        "SUBSCRIBE, retained always": {
          target: "held",
          actions: ["subscribe", "sendRetained"],
          meta: { cites: ALWAYS },
        },
        "SUBSCRIBE, retained if new": {
          target: "held",
          actions: ["subscribe", "sendRetained"],
          meta: { cites: ["5.0/MQTT-3.3.1-10"] },
        },
        "SUBSCRIBE, retained never": { target: "held", actions: "subscribe", meta: { cites: ["5.0/MQTT-3.3.1-11"] } },
        "SUBSCRIBE, shared": { target: "held", actions: "subscribe", meta: { cites: ["5.0/U5-105"] } },
        UNSUBSCRIBE: { meta: { cites: ["5.0/MQTT-3.10.4-5", "3.1.1/MQTT-3.10.4-5"] } },
      },
    },
    held: {
      on: {
        "SUBSCRIBE, retained always": {
          actions: ["subscribe", "sendRetained"],
          meta: { cites: [...ALWAYS, ...REPLACES] },
        },
        "SUBSCRIBE, retained if new": {
          actions: "subscribe",
          meta: { cites: ["5.0/MQTT-3.3.1-10", "5.0/MQTT-3.8.4-3"] },
        },
        "SUBSCRIBE, retained never": {
          actions: "subscribe",
          meta: { cites: ["5.0/MQTT-3.3.1-11", "5.0/MQTT-3.8.4-3"] },
        },
        "SUBSCRIBE, shared": { actions: "subscribe", meta: { cites: ["5.0/U5-105", "5.0/MQTT-3.8.4-3"] } },
        UNSUBSCRIBE: {
          target: "absent",
          actions: "unsubscribe",
          meta: { cites: ["5.0/MQTT-3.10.4-1", "5.0/MQTT-3.10.4-2", "3.1.1/MQTT-3.10.4-1", "3.1.1/MQTT-3.10.4-2"] },
        },
      },
    },
  },
});
