// Topic Aliases of one network connection, one map for each direction. (5.0 §3.3.2.3.4)

import type { ReasonCode, RequirementId } from "../../spec/index.ts";

/** The Topic Name that a PUBLISH means, or why it means none. */
export type ResolvedTopic =
  | { readonly kind: "topic"; readonly topicName: string }
  | { readonly kind: "refused"; readonly reasonCode: ReasonCode; readonly requirement: RequirementId };

/**
 * Reads a Topic Name and its alias, and remembers what they say. `aliases` goes with the connection. (5.0/MQTT-3.3.2-7)
 * Each alias from 1 to the maximum that this side announced is taken. (5.0/MQTT-3.3.2-10, -12)
 */
export function resolveTopic(
  aliases: Map<number, string>,
  topicAliasMaximum: number,
  topicName: string,
  topicAlias: number | undefined,
): ResolvedTopic {
  if (topicAlias === undefined) {
    if (topicName === "") return { kind: "refused", reasonCode: 0x82, requirement: "5.0/U5-078" };
    return { kind: "topic", topicName };
  }
  if (topicAlias === 0) return { kind: "refused", reasonCode: 0x94, requirement: "5.0/MQTT-3.3.2-8" };
  if (topicAlias > topicAliasMaximum) return { kind: "refused", reasonCode: 0x94, requirement: "5.0/MQTT-3.3.2-9" };
  if (topicName !== "") {
    aliases.set(topicAlias, topicName);
    return { kind: "topic", topicName };
  }
  const known = aliases.get(topicAlias);
  if (known === undefined) return { kind: "refused", reasonCode: 0x82, requirement: "5.0/U5-093" };
  return { kind: "topic", topicName: known };
}

/** The aliases that one side has set for the other, at most as many as that one takes. They end with the connection. (5.0/MQTT-3.3.2-7) */
export interface OutwardAliases {
  readonly maximum: number;
  readonly byTopicName: Map<string, number>;
}

/** No alias is set yet. A `maximum` of 0 lets none be set. (5.0/MQTT-3.1.2-26, -27, -3.2.2-17, -18, -3.3.2-11) */
export function createOutwardAliases(maximum: number): OutwardAliases {
  return { maximum, byTopicName: new Map() };
}

/** How a Topic Name goes out. */
export interface NamedTopic {
  readonly topicName: string;
  readonly topicAlias?: number;
}

/**
 * How a topic is named in the next PUBLISH: by its alias alone where the other side knows it, with a new one where there is
 * room. The first topics keep their aliases: one that is used once more costs nothing, and a new one saves nothing before its
 * second use, so that who comes and goes must not push out who stays.
 */
export function nameOutward({ maximum, byTopicName }: OutwardAliases, topicName: string): NamedTopic {
  const known = byTopicName.get(topicName);
  if (known !== undefined) return { topicName: "", topicAlias: known };
  return byTopicName.size < maximum ? { topicName, topicAlias: byTopicName.size + 1 } : { topicName };
}

/** Remembers an alias, once the PUBLISH that sets it has been sent. */
export function rememberOutward({ byTopicName }: OutwardAliases, { topicName, topicAlias }: NamedTopic): void {
  if (topicAlias !== undefined && topicName !== "") byTopicName.set(topicName, topicAlias);
}
