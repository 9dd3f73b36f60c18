// What a target can do, how that is known, and which cases ask for more.

import type { Version } from "../spec/index.ts";
import type { CaseFacts, Need } from "./case.ts";

/** One thing that is known of a target, and what told it. */
export interface Capability {
  readonly value: number | string | boolean | readonly string[];
  readonly from: string;
}

/** All that is known of a target. */
export interface Capabilities {
  readonly versions: Capability & { readonly value: readonly Version[] };
  readonly [name: string]: Capability;
}

/** A target of which nothing is known: everything is tried. */
export const UNKNOWN_TARGET: Capabilities = { versions: { value: ["3.1.1", "5.0"], from: "not probed" } };

const NEEDS: Readonly<
  Record<
    Need,
    {
      readonly capability: string;
      readonly enough: (value: Capability["value"]) => boolean;
      /** No probe finds it out: whoever runs the suite offers it, or the case does not apply. */
      readonly offered?: true;
    }
  >
> = {
  qos1: { capability: "maximumQos", enough: (value) => Number(value) >= 1 },
  qos2: { capability: "maximumQos", enough: (value) => Number(value) >= 2 },
  retain: { capability: "retainAvailable", enough: Boolean },
  wildcard: { capability: "wildcardSubscriptionAvailable", enough: Boolean },
  shared: { capability: "sharedSubscriptionAvailable", enough: Boolean },
  subscriptionIdentifiers: { capability: "subscriptionIdentifierAvailable", enough: Boolean },
  topicAlias: { capability: "topicAliasMaximum", enough: (value) => Number(value) >= 1 },
  emptyClientId: { capability: "emptyClientId", enough: Boolean },
  authentication: { capability: "authenticationMethod", enough: Boolean, offered: true },
  forbiddenTopic: { capability: "forbiddenTopic", enough: Boolean, offered: true },
  webSocket: { capability: "webSocket", enough: Boolean, offered: true },
};

/** Why a case does not apply to a target, in words that name the probe; undefined where it does. */
export function lacking(
  { version, needs }: Pick<CaseFacts, "version" | "needs">,
  capabilities: Capabilities,
): string | undefined {
  const { versions } = capabilities;
  if (!versions.value.includes(version)) return `the target does not speak MQTT ${version} (${versions.from})`;
  for (const need of needs) {
    const { capability, enough, offered } = NEEDS[need];
    const known = capabilities[capability];
    if (known === undefined && offered) return `nothing offers ${need}: no ${capability} is named (--profile)`;
    if (known && !enough(known.value))
      return `the target lacks ${need}: ${capability} is ${known.value} (${known.from})`;
  }
  return undefined;
}

/** Under which name it is known what a target does in one version where it is free. */
export function choiceKey(name: string, version: Version): string {
  return `${name} (${version})`;
}
