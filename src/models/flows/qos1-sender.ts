// The sender's half of a QoS 1 exchange, for one Packet Identifier. (5.0 §4.3.2, 3.1.1 §4.3.2)
// In `idle` the identifier is free: an acknowledgement that comes then is late, and harmless.

import { model, type SenderEvent, send, sendPublish, violation } from "../model.ts";

const ANSWERED_AT_ANOTHER_QOS = violation({ "3.1.1": "3.1.1/MQTT-3.3.4-1", "5.0": "5.0/MQTT-3.3.4-1" });
const IDENTIFIER_IN_USE = violation({ "3.1.1": "3.1.1/MQTT-2.3.1-2", "5.0": "5.0/MQTT-2.2.1-4" });

export const qos1Sender = model<SenderEvent>().createMachine({
  id: "qos1-sender",
  context: {},
  initial: "idle",
  states: {
    idle: {
      on: {
        submit: {
          target: "awaitingPuback",
          actions: ["storeMessage", sendPublish("first")],
          meta: {
            cites: [
              "5.0/MQTT-4.3.2-1",
              "5.0/MQTT-4.3.2-2",
              "5.0/MQTT-4.3.2-3",
              "3.1.1/MQTT-4.3.2-1",
              "3.1.1/MQTT-2.3.1-4",
            ],
          },
        },
        resume: { meta: { cites: ["5.0/MQTT-4.4.0-1", "3.1.1/MQTT-4.4.0-1"] } },
        PUBACK: { meta: { cites: ["5.0/U5-010", "3.1.1/MQTT-2.3.1-3"] } },
        PUBREC: [
          { guard: "isRefused", meta: { cites: ["5.0/U5-149"] } },
          { actions: send("PUBREL", "not found"), meta: { cites: ["5.0/MQTT-3.6.2-1", "3.1.1/MQTT-4.3.3-1"] } },
        ],
        PUBCOMP: { meta: { cites: ["5.0/U5-010", "3.1.1/MQTT-2.3.1-3"] } },
      },
    },
    awaitingPuback: {
      on: {
        submit: { actions: IDENTIFIER_IN_USE, meta: { cites: ["5.0/MQTT-2.2.1-4", "3.1.1/MQTT-2.3.1-4"] } },
        resume: {
          actions: sendPublish("again"),
          meta: { cites: ["5.0/MQTT-4.4.0-1", "5.0/MQTT-3.3.1-1", "3.1.1/MQTT-4.4.0-1", "3.1.1/MQTT-3.3.1-1"] },
        },
        // A Reason Code of 0x80 or above settles the message as any other does.
        PUBACK: {
          target: "idle",
          actions: "freePacketId",
          meta: {
            cites: ["5.0/MQTT-4.3.2-3", "5.0/MQTT-4.4.0-2", "5.0/U5-010", "3.1.1/MQTT-4.3.2-1", "3.1.1/MQTT-2.3.1-3"],
          },
        },
        PUBREC: { actions: ANSWERED_AT_ANOTHER_QOS, meta: { cites: ["5.0/MQTT-3.3.4-1", "3.1.1/MQTT-3.3.4-1"] } },
        PUBCOMP: { actions: ANSWERED_AT_ANOTHER_QOS, meta: { cites: ["5.0/MQTT-3.3.4-1", "3.1.1/MQTT-3.3.4-1"] } },
      },
    },
  },
});
