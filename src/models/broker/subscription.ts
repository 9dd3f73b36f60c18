// What a subscription asks for, in the words of 5.0; MQTT 3.1.1 asks for the QoS alone. (5.0 §3.8.3.1)

import type { QoS, Subscription50, Subscription311 } from "../../codec/index.ts";

/** The options of one subscription, as granted. */
export interface SubscriptionOptions {
  /** The granted Maximum QoS. */
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
  readonly subscriptionIdentifier: number | undefined;
}

type Plain = Omit<SubscriptionOptions, "subscriptionIdentifier">;

// Without a Subscription Identifier there are so few that all subscriptions share them.
const SHARED: readonly SubscriptionOptions[] = ([0, 1, 2] as const).flatMap((qos) =>
  [false, true].flatMap((noLocal) =>
    [false, true].flatMap((retainAsPublished) =>
      ([0, 1, 2] as const).map((retainHandling) => ({
        qos,
        noLocal,
        retainAsPublished,
        retainHandling,
        subscriptionIdentifier: undefined,
      })),
    ),
  ),
);

/** The same options, in one copy for all that have no Subscription Identifier. */
export function sharedOptions(options: SubscriptionOptions): SubscriptionOptions {
  return options.subscriptionIdentifier === undefined ? shared(options) : options;
}

function shared({ qos, noLocal, retainAsPublished, retainHandling }: Plain): SubscriptionOptions {
  return SHARED[
    ((qos * 2 + Number(noLocal)) * 2 + Number(retainAsPublished)) * 3 + retainHandling
  ] as SubscriptionOptions;
}

// What 3.1.1 always does: retained messages at every SUBSCRIBE, live ones with RETAIN 0. (3.1.1/MQTT-3.8.4-3, -3.3.1-9)
const AS_BEFORE = { noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;

/** The options of a requested subscription. The granted QoS may be lower than the one asked for. (5.0/MQTT-3.2.2-10) */
export function optionsOf(
  requested: Subscription311 | Subscription50,
  maximumQos: QoS,
  subscriptionIdentifier: number | undefined,
): SubscriptionOptions {
  const qos = requested.qos < maximumQos ? requested.qos : maximumQos;
  if (!("noLocal" in requested)) return shared({ ...AS_BEFORE, qos });
  const { noLocal, retainAsPublished, retainHandling } = requested;
  const plain = { qos, noLocal, retainAsPublished, retainHandling };
  return subscriptionIdentifier === undefined ? shared(plain) : { ...plain, subscriptionIdentifier };
}
