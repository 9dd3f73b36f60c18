// What has been subscribed to, so that it can be again where a server has forgotten it.

import type { Subscription50, UserProperty } from "../../codec/index.ts";

/** One request to subscribe. */
export interface SubscriptionRequest {
  readonly subscriptions: readonly Subscription50[];
  readonly subscriptionIdentifier?: number;
  readonly userProperties?: readonly UserProperty[];
}

/** The subscriptions that the server has granted. */
export interface Subscriptions {
  /** A later one with the same filter replaces the one before. (5.0/MQTT-3.8.4-3, 3.1.1/MQTT-3.8.4-3) */
  remember(request: SubscriptionRequest, granted: readonly string[]): void;
  forget(topicFilters: readonly string[]): void;
  /** The requests that make all of them again. */
  requests(): readonly SubscriptionRequest[];
}

/** None yet. */
export function createSubscriptions(): Subscriptions {
  const all = new Map<string, { readonly subscription: Subscription50; readonly rest: object }>();
  return {
    remember({ subscriptions, ...rest }, granted) {
      for (const subscription of subscriptions) {
        if (granted.includes(subscription.topicFilter)) all.set(subscription.topicFilter, { subscription, rest });
      }
    },
    forget(topicFilters) {
      for (const topicFilter of topicFilters) all.delete(topicFilter);
    },
    requests() {
      // What was asked for in one packet, and is still wanted, is asked for in one again.
      const groups = new Map<object, Subscription50[]>();
      for (const { subscription, rest } of all.values()) {
        const group = groups.get(rest) ?? [];
        groups.set(rest, group);
        group.push(subscription);
      }
      return [...groups].map(([rest, subscriptions]) => ({ ...rest, subscriptions }));
    },
  };
}
