// Which strings are Topic Names. (5.0 §4.7, 3.1.1 §4.7)

import type { Version } from "../../spec/index.ts";
import { HASH, NULL, overflowAt, PLUS } from "./characters.ts";
import { type TopicFault, topicFault } from "./fault.ts";

/**
 * What keeps `topicName` from being a Topic Name: undefined where nothing does.
 * A PUBLISH of 5.0 may carry an empty one beside a Topic Alias; that is for the reader of the PUBLISH to know.
 */
export function topicNameFault(topicName: string, version: Version): TopicFault | undefined {
  if (topicName.length === 0) return topicFault("empty", version, 0);
  const overflow = overflowAt(topicName);
  if (overflow !== undefined) return topicFault("too-long", version, overflow);
  for (let at = 0; at < topicName.length; at++) {
    const unit = topicName.charCodeAt(at);
    if (unit === HASH || unit === PLUS) return topicFault("wildcard", version, at);
    if (unit === NULL) return topicFault("null-character", version, at);
  }
  return undefined;
}
