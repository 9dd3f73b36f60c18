// The Topic Aliases that a client has set on one network connection. (5.0 §3.3.2.3.4)

import type { ReasonCode, RequirementId } from "../../../spec/index.ts";

/** The Topic Name that a PUBLISH means, or why it means none. */
export type ResolvedTopic =
  | { readonly kind: "topic"; readonly topicName: string }
  | { readonly kind: "refused"; readonly reasonCode: ReasonCode; readonly requirement: RequirementId };

/** Reads a Topic Name and its alias, and remembers what they say. `aliases` goes with the connection. (5.0/MQTT-3.3.2-7) */
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
