// Brokers that misread Retain Handling. (5.0 §3.3.1.3, §3.8.3.1)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { lenient } from "./leniency.ts";
import { changed, hears, touching } from "./wrappers.ts";

type Subscribe = PacketOf<"SUBSCRIBE">;

export const retainOptions: readonly Fault[] = [
  {
    name: "sends retained messages to new subscriptions alone",
    breaks: ["3.1.1/MQTT-3.8.4-3", "5.0/MQTT-3.3.1-9", "5.0/MQTT-3.8.4-4"],
    alsoFails: [{ cases: "properties/forwarded/retained", because: "it subscribes again to see it" }],
    apply: touching(
      ["heard RETAIN"],
      hears("SUBSCRIBE", (subscribe) => {
        const plain = { noLocal: false, retainAsPublished: false, retainHandling: 0 };
        const subscriptions = subscribe.subscriptions.map((one) => {
          const asked = { ...plain, ...one };
          return { ...asked, retainHandling: asked.retainHandling === 0 ? 1 : asked.retainHandling };
        });
        return changed(subscribe, { subscriptions });
      }),
    ),
  },
  {
    name: "takes Retain Handling 1 for 0",
    breaks: ["5.0/MQTT-3.3.1-10"],
    apply: touching(
      ["heard RETAIN"],
      hears("SUBSCRIBE", (subscribe) => mapped(subscribe, 1, 0)),
    ),
  },
  {
    name: "takes Retain Handling 1 for 2",
    breaks: ["5.0/MQTT-3.3.1-10"],
    apply: touching(
      ["heard RETAIN"],
      hears("SUBSCRIBE", (subscribe) => mapped(subscribe, 1, 2)),
    ),
  },
  {
    name: "takes Retain Handling 2 for 0",
    breaks: ["5.0/MQTT-3.3.1-11"],
    apply: touching(
      ["heard RETAIN"],
      hears("SUBSCRIBE", (subscribe) => mapped(subscribe, 2, 0)),
    ),
  },
  {
    name: "takes Retain Handling 0 for 2",
    breaks: ["5.0/MQTT-3.3.1-9"],
    alsoFails: [
      { cases: "ret", because: "it sees by a new subscription what is retained" },
      { cases: "publish/retained-on-subscribe", because: "it sees by a new subscription what is retained" },
      { cases: "session/retained-messages-stay", because: "it sees by a new subscription what is retained" },
      { cases: "will/retained", because: "it sees by a new subscription what is retained" },
      { cases: "subscribe/replaced/retained-again", because: "it sees by a new subscription what is retained" },
    ],
    apply: touching(
      ["heard RETAIN"],
      hears("SUBSCRIBE", (subscribe) => mapped(subscribe, 0, 2)),
    ),
  },
  {
    name: "takes the Retain Handling of the first filter for that of all",
    breaks: ["5.0/MQTT-3.3.1-9", "5.0/MQTT-3.3.1-11"],
    apply: touching(
      ["heard RETAIN"],
      hears("SUBSCRIBE", (subscribe) => {
        const [first] = subscribe.subscriptions;
        return first !== undefined && "retainHandling" in first
          ? withOptions(subscribe, { retainHandling: first.retainHandling })
          : subscribe;
      }),
    ),
  },
  lenient("takes Retain Handling 3", ["5.0/U5-102"]),
];

/** A SUBSCRIBE with an option of its filters changed. */
function withOptions(subscribe: Subscribe, options: object): Subscribe {
  if (!("properties" in subscribe)) return subscribe;
  const subscriptions = subscribe.subscriptions.map((one) => ({ ...one, ...options }));
  return changed(subscribe, { subscriptions });
}

function mapped(subscribe: Subscribe, from: 0 | 1 | 2, to: 0 | 1 | 2): Subscribe {
  const subscriptions = subscribe.subscriptions.map((one) =>
    "retainHandling" in one && one.retainHandling === from ? { ...one, retainHandling: to } : one,
  );
  return changed(subscribe, { subscriptions });
}
