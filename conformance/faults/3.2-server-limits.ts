// Brokers that cannot do everything, and say so wrongly, or do not hold to it. (5.0 §3.2.2.3)

import type { Fault } from "./fault.ts";
import { answers, changed, deafTo, hears, options, reads, sends, together, withProperties } from "./wrappers.ts";

/** What the probe would find out. */
const NO_QOS_2 = { maximumQos: { value: 1, from: "CONNACK" } } as const;

const NO_RETAIN = { retainAvailable: { value: false, from: "CONNACK" } } as const;

/** What a server says that it cannot do, and does all the same, or the other way round. */
export const serverLimits: readonly Fault[] = [
  {
    name: "takes no QoS 2 and does not say so",
    breaks: ["5.0/MQTT-3.2.2-9"],
    lacks: NO_QOS_2,
    apply: together(
      options({ maximumQos: 1 }),
      sends("CONNACK", (connack) => withProperties(connack, { maximumQos: undefined })),
    ),
  },
  {
    name: "refuses a subscription above its Maximum QoS",
    breaks: ["5.0/MQTT-3.2.2-10"],
    lacks: NO_QOS_2,
    apply: together(
      options({ maximumQos: 1 }),
      answers("SUBSCRIBE", (all, { subscriptions }) =>
        all.map((effect) =>
          effect.type === "send" && effect.packet.type === "SUBACK" && "reasonCodes" in effect.packet
            ? {
                ...effect,
                packet: changed(effect.packet, { reasonCodes: subscriptions.map(({ qos }) => (qos > 1 ? 0x80 : qos)) }),
              }
            : effect,
        ),
      ),
    ),
  },
  {
    name: "takes a will above its Maximum QoS",
    breaks: ["5.0/MQTT-3.2.2-12"],
    lacks: NO_QOS_2,
    apply: together(
      options({ maximumQos: 1 }),
      hears("CONNECT", (connect) =>
        connect.will?.qos === 2 ? changed(connect, { will: { ...connect.will, qos: 1 } }) : connect,
      ),
    ),
  },
  {
    name: "takes a PUBLISH above its Maximum QoS",
    breaks: ["5.0/MQTT-3.2.2-11", "5.0/U5-053"],
    lacks: NO_QOS_2,
    apply: together(
      options({ maximumQos: 1 }),
      deafTo("PUBLISH", ({ qos }) => qos === 2),
    ),
  },
  {
    name: "takes a will with Will Retain where it retains nothing",
    breaks: ["5.0/MQTT-3.2.2-13"],
    lacks: NO_RETAIN,
    apply: together(
      options({ retainAvailable: false }),
      hears("CONNECT", (connect) =>
        connect.will?.retain ? changed(connect, { will: { ...connect.will, retain: false } }) : connect,
      ),
    ),
  },
  {
    name: "takes a PUBLISH with RETAIN where it retains nothing",
    breaks: ["5.0/MQTT-3.2.2-14", "5.0/U5-055"],
    lacks: NO_RETAIN,
    apply: together(
      options({ retainAvailable: false }),
      deafTo("PUBLISH", ({ retain }) => retain),
    ),
  },
  {
    name: "skips a packet above its Maximum Packet Size",
    breaks: ["5.0/MQTT-3.2.2-15", "5.0/U5-057"],
    alsoFails: [{ cases: "receipt/payload/", because: "its payload may be larger than that" }],
    apply: together(
      options({ maximumPacketSize: 1_000_000 }),
      reads(({ requirement }) => (requirement === "5.0/U5-057" ? "ignored" : "refused")),
    ),
  },
];
