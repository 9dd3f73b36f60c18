// Which strings are Topic Filters, what a shared one is made of, and which Topic Names a filter matches. (5.0 §4.7, §4.8.2)

import type { Version } from "../../spec/index.ts";
import { DOLLAR, HASH, NULL, overflowAt, PLUS, SLASH } from "./characters.ts";
import { shareFault, type TopicFault, topicFault } from "./fault.ts";

/** The two parts of `$share/{ShareName}/{filter}`. */
export interface SharedFilter {
  readonly shareName: string;
  /** The Topic Filter that is matched: what follows the ShareName and its slash. */
  readonly topicFilter: string;
}

const SHARE = "$share/";

/** What keeps `topicFilter` from being a Topic Filter, shared or not: undefined where nothing does. */
export function topicFilterFault(topicFilter: string, version: Version): TopicFault | undefined {
  if (topicFilter.length === 0) return topicFault("empty", version, 0);
  const overflow = overflowAt(topicFilter);
  if (overflow !== undefined) return topicFault("too-long", version, overflow);
  if (!isSharedFilter(topicFilter, version)) return wildcardFault(topicFilter, 0, version);
  return shareNameFault(topicFilter) ?? wildcardFault(topicFilter, endOfShareName(topicFilter) + 1, version);
}

/** Whether `topicFilter` asks for a shared subscription. Only 5.0 has them, and `$share` without a slash is none. */
export function isSharedFilter(topicFilter: string, version: Version): boolean {
  return version === "5.0" && topicFilter.startsWith(SHARE);
}

/** Takes a valid Topic Filter apart where it is shared, and answers undefined where it is not. */
export function parseSharedFilter(topicFilter: string, version: Version): SharedFilter | undefined {
  if (!isSharedFilter(topicFilter, version)) return undefined;
  const end = endOfShareName(topicFilter);
  return { shareName: topicFilter.slice(SHARE.length, end), topicFilter: topicFilter.slice(end + 1) };
}

/**
 * Whether a valid Topic Filter matches a valid Topic Name, unit by unit and with no normalisation (5.0/MQTT-4.7.3-4, 3.1.1/MQTT-4.7.3-4).
 * A shared filter is matched by its inner filter: see `parseSharedFilter`.
 */
export function matches(topicFilter: string, topicName: string): boolean {
  if (isHidden(topicName) && startsWithWildcard(topicFilter)) return false;
  let at = 0;
  for (let i = 0; i < topicFilter.length; i++) {
    const unit = topicFilter.charCodeAt(i);
    if (unit === HASH) return true;
    if (unit === PLUS) {
      at = endOfLevel(topicName, at);
    } else if (at === topicName.length) {
      // The name ends here. What is left of the filter may only be `/#`, which matches the parent level too.
      return unit === SLASH && topicFilter.charCodeAt(i + 1) === HASH;
    } else if (unit === topicName.charCodeAt(at)) {
      at++;
    } else {
      return false;
    }
  }
  return at === topicName.length;
}

/** The index just past the level of `topic` that begins at `start`. */
export function endOfLevel(topic: string, start: number): number {
  const slash = topic.indexOf("/", start);
  return slash === -1 ? topic.length : slash;
}

/** Whether a Topic Name, or its first level, is one that a wildcard at the start of a filter never matches (5.0/MQTT-4.7.2-1). */
export function isHidden(topicName: string): boolean {
  return topicName.charCodeAt(0) === DOLLAR;
}

function startsWithWildcard(topicFilter: string): boolean {
  const first = topicFilter.charCodeAt(0);
  return first === HASH || first === PLUS;
}

function endOfShareName(topicFilter: string): number {
  return endOfLevel(topicFilter, SHARE.length);
}

function shareNameFault(topicFilter: string): TopicFault | undefined {
  const end = endOfShareName(topicFilter);
  for (let at = SHARE.length; at < end; at++) {
    const unit = topicFilter.charCodeAt(at);
    if (unit === HASH || unit === PLUS) return shareFault("bad-share", at);
    if (unit === NULL) return topicFault("null-character", "5.0", at);
  }
  if (end === SHARE.length) return shareFault("no-share-name", end);
  // The ShareName needs its slash, and the slash a Topic Filter of at least one character.
  if (end + 1 >= topicFilter.length) return shareFault("bad-share", topicFilter.length);
  return undefined;
}

function wildcardFault(topicFilter: string, start: number, version: Version): TopicFault | undefined {
  const last = topicFilter.length - 1;
  let previous = SLASH;
  for (let at = start; at <= last; at++) {
    const unit = topicFilter.charCodeAt(at);
    if (unit === HASH && (previous !== SLASH || at !== last)) return topicFault("multi-level-wildcard", version, at);
    if (unit === PLUS && (previous !== SLASH || !endsLevel(topicFilter, at))) {
      return topicFault("single-level-wildcard", version, at);
    }
    if (unit === NULL) return topicFault("null-character", version, at);
    previous = unit;
  }
  return undefined;
}

function endsLevel(topicFilter: string, at: number): boolean {
  return at + 1 === topicFilter.length || topicFilter.charCodeAt(at + 1) === SLASH;
}
