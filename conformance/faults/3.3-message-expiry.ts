// Brokers that cannot tell how long a message lasts. (5.0 §3.3.2.3.3)

import type { Fault, Wrapper } from "./fault.ts";
import { hears, notes, remembering, sends, together, touching, withProperties } from "./wrappers.ts";

export const messageExpiry: readonly Fault[] = [
  {
    name: "sends a Message Expiry Interval as it came",
    breaks: ["5.0/MQTT-3.3.2-6"],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      expiring((_, came) => came),
    ),
  },
  {
    name: "sends no Message Expiry Interval on",
    breaks: ["5.0/MQTT-3.3.2-6"],
    alsoFails: [{ cases: "will/properties/message-expiry-interval", because: "that of a will is not sent on either" }],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      sends("PUBLISH", (publish) => withProperties(publish, { messageExpiryInterval: undefined })),
    ),
  },
  {
    name: "takes a Message Expiry Interval for a signed number",
    breaks: ["5.0/MQTT-3.3.2-6"],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      hears("PUBLISH", (publish) =>
        "properties" in publish && (publish.properties.messageExpiryInterval ?? 0) > 0x7fff_ffff
          ? withProperties(publish, { messageExpiryInterval: 0 })
          : publish,
      ),
    ),
  },
  {
    name: "delivers messages that have expired",
    breaks: ["5.0/MQTT-3.3.2-5"],
    alsoFails: [{ cases: "message-expiry/retained-deleted", because: "the message is delivered" }],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      hears("PUBLISH", (publish) =>
        "properties" in publish && publish.properties.messageExpiryInterval === 1
          ? withProperties(publish, { messageExpiryInterval: 100 })
          : publish,
      ),
    ),
  },
  {
    name: "keeps retained messages that have expired",
    breaks: ["5.0/U5-077"],
    apply: touching(
      ["heard PUBLISH with messageExpiryInterval", "heard a will"],
      hears("PUBLISH", (publish) =>
        publish.retain && "properties" in publish && publish.properties.messageExpiryInterval === 1
          ? withProperties(publish, { messageExpiryInterval: 100 })
          : publish,
      ),
    ),
  },
];

/** A broker that sends another Message Expiry Interval than is left. */
function expiring(change: (left: number, came: number) => number): Wrapper {
  return remembering(() => {
    const came = new Map<string, number>();
    return together(
      notes("PUBLISH", (publish) => {
        const interval = "properties" in publish ? publish.properties.messageExpiryInterval : undefined;
        if (interval !== undefined) came.set(publish.topicName, interval);
      }),
      sends("PUBLISH", (publish) => {
        const left = "properties" in publish ? publish.properties.messageExpiryInterval : undefined;
        if (left === undefined) return publish;
        return withProperties(publish, { messageExpiryInterval: change(left, came.get(publish.topicName) ?? left) });
      }),
    );
  });
}
