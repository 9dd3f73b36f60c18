// What can be wrong with a Topic Name or a Topic Filter, and which sentence says so. (5.0 §4.7, §4.8.2; 3.1.1 §4.7)

import type { RequirementId, Version } from "../../spec/index.ts";

/** One fault of a Topic Name or Topic Filter. */
export interface TopicFault {
  readonly fault:
    | "empty"
    | "wildcard"
    | "null-character"
    | "too-long"
    | "multi-level-wildcard"
    | "single-level-wildcard"
    | "no-share-name"
    | "bad-share";
  /** The sentence that it breaks. */
  readonly requirement: RequirementId;
  /** Where, as an index into the string; its length where something is missing at the end. */
  readonly at: number;
}

const SENTENCES = {
  empty: { "3.1.1": "3.1.1/MQTT-4.7.3-1", "5.0": "5.0/MQTT-4.7.3-1" },
  wildcard: { "3.1.1": "3.1.1/MQTT-4.7.1-1", "5.0": "5.0/MQTT-4.7.0-1" },
  "null-character": { "3.1.1": "3.1.1/MQTT-4.7.3-2", "5.0": "5.0/MQTT-4.7.3-2" },
  "too-long": { "3.1.1": "3.1.1/MQTT-4.7.3-3", "5.0": "5.0/MQTT-4.7.3-3" },
  "multi-level-wildcard": { "3.1.1": "3.1.1/MQTT-4.7.1-2", "5.0": "5.0/MQTT-4.7.1-1" },
  "single-level-wildcard": { "3.1.1": "3.1.1/MQTT-4.7.1-3", "5.0": "5.0/MQTT-4.7.1-2" },
  // MQTT 3.1.1 knows no shared subscription: `$share` is a level there as any other, and these two cannot be said.
  "no-share-name": { "5.0": "5.0/MQTT-4.8.2-1" },
  "bad-share": { "5.0": "5.0/MQTT-4.8.2-2" },
} as const satisfies Record<TopicFault["fault"], { readonly [V in Version]?: RequirementId }>;

type FaultOfBoth = Exclude<TopicFault["fault"], "no-share-name" | "bad-share">;

/** The fault at `at`, with the sentence that it breaks in this version. */
export function topicFault(fault: FaultOfBoth, version: Version, at: number): TopicFault {
  return { fault, requirement: SENTENCES[fault][version], at };
}

/** The fault of a shared filter at `at`; only 5.0 has them. */
export function shareFault(fault: "no-share-name" | "bad-share", at: number): TopicFault {
  return { fault, requirement: SENTENCES[fault]["5.0"], at };
}
