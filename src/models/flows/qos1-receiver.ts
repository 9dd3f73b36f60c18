// The receiver's half of a QoS 1 exchange, for one Packet Identifier. (5.0 §4.3.2, 3.1.1 §4.3.2)
// It remembers nothing: after PUBACK the same identifier is a new message, whatever its DUP flag says.

import { model, type ReceiverEvent, send } from "../model.ts";

export const qos1Receiver = model<ReceiverEvent>().createMachine({
  id: "qos1-receiver",
  context: {},
  initial: "idle",
  states: {
    idle: {
      on: {
        PUBLISH: {
          actions: ["deliver", send("PUBACK")],
          meta: { cites: ["5.0/MQTT-4.3.2-4", "5.0/MQTT-4.3.2-5", "3.1.1/MQTT-4.3.2-2"] },
        },
        // MQTT 3.1.1 has no negative acknowledgement: it acknowledges what it throws away.
        refusal: { actions: send("PUBACK", "refused"), meta: { cites: ["5.0/U5-149", "3.1.1/MQTT-3.3.5-2"] } },
        PUBREL: { actions: send("PUBCOMP", "not found"), meta: { cites: ["5.0/MQTT-4.3.3-11", "3.1.1/MQTT-4.3.3-2"] } },
      },
    },
  },
});
