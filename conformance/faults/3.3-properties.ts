// Brokers that lose the properties of a message, or change them. (5.0 §3.3.2.3)

import type { Fault } from "./fault.ts";
import { lenient } from "./leniency.ts";
import { sends, touching, withProperties } from "./wrappers.ts";

/** What goes out with a message as it came in: who leaves it out, or changes it. */
const FORWARDED = [
  ["payloadFormatIndicator", "Payload Format Indicator", "5.0/MQTT-3.3.2-4"],
  ["responseTopic", "Response Topic", "5.0/MQTT-3.3.2-15"],
  ["correlationData", "Correlation Data", "5.0/MQTT-3.3.2-16"],
  ["contentType", "Content Type", "5.0/MQTT-3.3.2-20"],
  ["userProperties", "User Properties", "5.0/MQTT-3.3.2-17"],
] as const;

export const publishProperties: readonly Fault[] = [
  ...FORWARDED.map(
    ([name, title, requirement]): Fault => ({
      name: `does not send the ${title} of a message on`,
      breaks: [requirement],
      alsoFails: [
        { cases: "will/properties/", because: "the property of the will is not sent on either" },
        { cases: "utf8/byte-order-mark/user-property", because: "there is no User Property" },
        { cases: "properties/any-order", because: "there is no such property, in whatever order" },
      ],
      apply: touching(
        [`heard PUBLISH with ${name}`, "heard a will"],
        sends("PUBLISH", (publish) => withProperties(publish, { [name]: undefined })),
      ),
    }),
  ),
  {
    name: "takes an empty Content Type for none",
    breaks: ["5.0/MQTT-3.3.2-20"],
    apply: touching(
      ["heard PUBLISH with contentType"],
      sends("PUBLISH", (publish) =>
        "properties" in publish && publish.properties.contentType === ""
          ? withProperties(publish, { contentType: undefined })
          : publish,
      ),
    ),
  },
  {
    name: "takes Correlation Data for text that ends at a zero byte",
    breaks: ["5.0/MQTT-3.3.2-16"],
    alsoFails: [{ cases: "will/properties/request", because: "its Correlation Data begins with a zero byte" }],
    apply: touching(
      ["heard PUBLISH with correlationData", "heard a will"],
      sends("PUBLISH", (publish) =>
        "properties" in publish &&
        (publish.properties.correlationData?.length ?? 1) !== 1 &&
        publish.properties.correlationData?.[0] !== 0x64
          ? withProperties(publish, { correlationData: undefined })
          : publish,
      ),
    ),
  },
  {
    name: "sorts User Properties",
    breaks: ["5.0/MQTT-3.3.2-18"],
    alsoFails: [
      { cases: "will/properties/user-properties", because: "those of a will are sorted too" },
      { cases: "properties/forwarded/retained", because: "those of a retained message are sorted too" },
    ],
    apply: touching(
      ["heard PUBLISH with userProperties", "heard a will"],
      sends("PUBLISH", (publish) => {
        const { userProperties } = "properties" in publish ? publish.properties : {};
        if (userProperties === undefined) return publish;
        const sorted = [...userProperties].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
        return withProperties(publish, { userProperties: sorted });
      }),
    ),
  },
  lenient("takes a second Response Topic", ["5.0/U5-083"]),
  lenient("takes second Correlation Data", ["5.0/U5-084"]),
  lenient("takes a second Content Type", ["5.0/U5-086"]),
  lenient("takes a wildcard in a Response Topic", ["5.0/MQTT-3.3.2-14"]),
  lenient("takes a Subscription Identifier from a client", ["5.0/MQTT-3.3.4-6"]),
];
