// The receiver's half of a QoS 2 exchange, for one Packet Identifier; it hands the message onward at once, which 3.1.1 calls
// Method B. (5.0 §4.3.3, 3.1.1 §4.3.3)
// A PUBREL in `idle` is answered too: our PUBCOMP may have been lost on the way.

import { model, type ReceiverEvent, send } from "../model.ts";

export const qos2Receiver = model<ReceiverEvent>().createMachine({
  id: "qos2-receiver",
  context: {},
  initial: "idle",
  states: {
    idle: {
      on: {
        // Onward first: only then is it known whether anybody had asked for the message (0x10).
        PUBLISH: {
          target: "held",
          actions: ["storePacketId", "deliver", send("PUBREC")],
          meta: { cites: ["5.0/MQTT-4.3.3-8", "5.0/MQTT-4.3.3-12", "3.1.1/MQTT-4.3.3-2"] },
        },
        refusal: {
          actions: send("PUBREC", "refused"),
          meta: { cites: ["5.0/MQTT-4.3.3-9", "5.0/U5-125", "3.1.1/MQTT-3.3.5-2"] },
        },
        PUBREL: { actions: send("PUBCOMP", "not found"), meta: { cites: ["5.0/MQTT-4.3.3-11", "3.1.1/MQTT-4.3.3-2"] } },
      },
    },
    held: {
      on: {
        PUBLISH: { actions: send("PUBREC"), meta: { cites: ["5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2"] } },
        // It was taken when it could be; it cannot be refused any more.
        refusal: { actions: send("PUBREC"), meta: { cites: ["5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2"] } },
        PUBREL: {
          target: "idle",
          actions: ["freePacketId", send("PUBCOMP")],
          meta: { cites: ["5.0/MQTT-4.3.3-11", "5.0/MQTT-4.3.3-12", "5.0/MQTT-4.3.3-13", "3.1.1/MQTT-4.3.3-2"] },
        },
      },
    },
  },
});
