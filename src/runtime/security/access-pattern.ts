// A rule that names its client: `%c` is its Client Identifier, `%u` its user name.
//
// A client chooses its identifier, and may choose one that would widen a rule: `#`, `+`, `a/b`, `$SYS`. Such a text is never put
// in. What a rule would have allowed it then does not allow; what it would have denied is denied more widely.

import type { AccessRule, Act } from "../../models/index.ts";

type Client = Pick<Act, "clientId" | "userName">;

const PLACE = /%[cu]/g;
const FIRST_PLACE = /%[cu]/;

/** The rule that a pattern is for this client; undefined where it is none. */
export function fillPattern(pattern: AccessRule, client: Client): AccessRule | undefined {
  const { effect, topicFilter } = pattern;
  const texts = [...topicFilter.matchAll(PLACE)].map(([place]) => textFor(place, client));
  if (texts.every((text) => text !== undefined && isOneLevel(text))) {
    const filled = topicFilter.replace(PLACE, (place) => textFor(place, client) ?? "");
    // What begins with $ is hidden from who does not say so; a client must not say so for the rule. (5.0/MQTT-4.7.2-1)
    if (effect === "deny" || filled.startsWith("$") === topicFilter.startsWith("$"))
      return { ...pattern, topicFilter: filled };
  }
  // A client without a user name is none of those that `%u` speaks of.
  if (effect === "allow" || texts.includes(undefined)) return undefined;
  return { ...pattern, topicFilter: widened(topicFilter) };
}

/** Where a pattern can be filled in, for those who look whether it is a Topic Filter. */
export function examplePattern(topicFilter: string): string {
  return topicFilter.replace(PLACE, "x");
}

function textFor(place: string, { clientId, userName }: Client): string | undefined {
  return place === "%c" ? clientId : userName;
}

function isOneLevel(text: string): boolean {
  return text !== "" && !/[+#/]/.test(text);
}

// All that the pattern may mean: whatever follows the last level before the first place.
function widened(topicFilter: string): string {
  const before = topicFilter.slice(0, topicFilter.search(FIRST_PLACE));
  return `${before.slice(0, before.lastIndexOf("/") + 1)}#`;
}
