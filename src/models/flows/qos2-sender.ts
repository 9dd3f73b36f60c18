// The sender's half of a QoS 2 exchange, for one Packet Identifier. (5.0 §4.3.3, 3.1.1 §4.3.3)
// In `idle` the identifier is free: a PUBREC is answered all the same, or its sender would wait for ever.

import { model, type SenderEvent, send, sendPublish, violation } from "../model.ts";

const ANSWERED_AT_ANOTHER_QOS = violation({ "3.1.1": "3.1.1/MQTT-3.3.4-1", "5.0": "5.0/MQTT-3.3.4-1" });
const IDENTIFIER_IN_USE = violation({ "3.1.1": "3.1.1/MQTT-2.3.1-2", "5.0": "5.0/MQTT-2.2.1-4" });

export const qos2Sender = model<SenderEvent>().createMachine({
  id: "qos2-sender",
  context: {},
  initial: "idle",
  states: {
    idle: {
      on: {
        submit: {
          target: "awaitingPubrec",
          actions: ["storeMessage", sendPublish("first")],
          meta: {
            cites: [
              "5.0/MQTT-4.3.3-1",
              "5.0/MQTT-4.3.3-2",
              "5.0/MQTT-4.3.3-3",
              "3.1.1/MQTT-4.3.3-1",
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
    awaitingPubrec: {
      on: {
        submit: { actions: IDENTIFIER_IN_USE, meta: { cites: ["5.0/MQTT-2.2.1-4", "3.1.1/MQTT-2.3.1-4"] } },
        resume: {
          actions: sendPublish("again"),
          meta: { cites: ["5.0/MQTT-4.4.0-1", "5.0/MQTT-3.3.1-1", "3.1.1/MQTT-4.4.0-1", "3.1.1/MQTT-3.3.1-1"] },
        },
        PUBACK: { actions: ANSWERED_AT_ANOTHER_QOS, meta: { cites: ["5.0/MQTT-3.3.4-1", "3.1.1/MQTT-3.3.4-1"] } },
        PUBREC: [
          {
            guard: "isRefused",
            target: "idle",
            actions: "freePacketId",
            meta: { cites: ["5.0/MQTT-4.4.0-2", "5.0/U5-010"] },
          },
          {
            target: "awaitingPubcomp",
            actions: ["storeRelease", send("PUBREL")],
            meta: { cites: ["5.0/MQTT-4.3.3-4", "5.0/MQTT-4.3.3-5", "3.1.1/MQTT-4.3.3-1"] },
          },
        ],
        PUBCOMP: { actions: ANSWERED_AT_ANOTHER_QOS, meta: { cites: ["5.0/MQTT-4.3.3-8", "3.1.1/MQTT-4.3.3-2"] } },
      },
    },
    awaitingPubcomp: {
      on: {
        submit: { actions: IDENTIFIER_IN_USE, meta: { cites: ["5.0/MQTT-2.2.1-4", "3.1.1/MQTT-2.3.1-4"] } },
        resume: {
          actions: send("PUBREL"),
          meta: { cites: ["5.0/MQTT-4.4.0-1", "5.0/MQTT-4.3.3-6", "3.1.1/MQTT-4.4.0-1", "3.1.1/MQTT-4.3.3-1"] },
        },
        PUBACK: { actions: ANSWERED_AT_ANOTHER_QOS, meta: { cites: ["5.0/MQTT-3.3.4-1", "3.1.1/MQTT-3.3.4-1"] } },
        // The receiver did not see our PUBREL, or says now that it will not have the message.
        PUBREC: [
          {
            guard: "isRefused",
            target: "idle",
            actions: "freePacketId",
            meta: { cites: ["5.0/MQTT-4.4.0-2", "5.0/U5-010"] },
          },
          { actions: send("PUBREL"), meta: { cites: ["5.0/MQTT-4.3.3-4", "3.1.1/MQTT-4.3.3-1"] } },
        ],
        PUBCOMP: {
          target: "idle",
          actions: "freePacketId",
          meta: { cites: ["5.0/MQTT-4.3.3-5", "5.0/U5-010", "3.1.1/MQTT-4.3.3-1", "3.1.1/MQTT-2.3.1-3"] },
        },
      },
    },
  },
});
