// The receiver's half of a QoS 2 exchange in the other way that 3.1.1 describes, Method A: the message is kept, and handed onward
// when its PUBREL has come. (3.1.1 §4.3.3, 5.0 §4.3.3)
// Between PUBLISH and PUBREL an observer can tell the two apart; docs/qos2-methods.md says when.

import { model, type ReceiverEvent, send } from "../model.ts";

export const qos2ReceiverMethodA = model<ReceiverEvent>().createMachine({
  id: "qos2-receiver-method-a",
  context: {},
  initial: "idle",
  states: {
    idle: {
      on: {
        PUBLISH: {
          target: "held",
          actions: ["storeMessage", send("PUBREC")],
          meta: { cites: ["5.0/MQTT-4.3.3-8", "3.1.1/MQTT-4.3.3-2"] },
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
        refusal: { actions: send("PUBREC"), meta: { cites: ["5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2"] } },
        // Onward and forgotten in one: a crash between the two would lose the message, or deliver it twice.
        PUBREL: {
          target: "idle",
          actions: ["deliver", "freePacketId", send("PUBCOMP")],
          meta: { cites: ["5.0/MQTT-4.3.3-11", "5.0/MQTT-4.3.3-12", "5.0/MQTT-4.3.3-13", "3.1.1/MQTT-4.3.3-2"] },
        },
      },
    },
  },
});
