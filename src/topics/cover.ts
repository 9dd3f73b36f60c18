// Two Topic Filters beside each other: whether one covers the other, and whether they overlap. (5.0 §4.7, 3.1.1 §4.7)
//
// Both go level by level and answer exactly: as if every Topic Name that there can be were tried with `matches`.

import { isHidden } from "./filter.ts";

/** Whether the valid Topic Filter `wider` matches every Topic Name that the valid Topic Filter `narrower` matches. */
export function covers(wider: string, narrower: string): boolean {
  if (isHidden(narrower) && startsWithWildcard(wider)) return false;
  const [wide, narrow] = [levelsOf(wider), levelsOf(narrower)];
  for (const [i, level] of wide.entries()) {
    const other = narrow[i];
    // `a/#` matches `a` too: it covers what ends here.
    if (level === "#") return true;
    if (other === undefined || other === "#") return false;
    if (level !== "+" && level !== other) return false;
  }
  return wide.length === narrow.length;
}

/** Whether there is a Topic Name that both of two valid Topic Filters match. */
export function overlaps(one: string, other: string): boolean {
  if (isHidden(one) && startsWithWildcard(other)) return false;
  if (isHidden(other) && startsWithWildcard(one)) return false;
  const [left, right] = [levelsOf(one), levelsOf(other)];
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const [a, b] = [left[i], right[i]];
    if (a === "#" || b === "#") return true;
    if (a !== b && a !== "+" && b !== "+") return false;
  }
  // What is left of the longer one may only be `/#`, which matches the parent level too.
  const longer = left.length > right.length ? left : right;
  return longer.length === shared || longer[shared] === "#";
}

// Two filters look like less, or like more, than they are: no Topic Name is without a first level, so `+/#` matches what `#`
// does; and the parent of `/#` is empty, which no Topic Name is. (5.0/MQTT-4.7.3-1, 3.1.1/MQTT-4.7.3-1)
function levelsOf(topicFilter: string): readonly string[] {
  if (topicFilter === "+/#") return ["#"];
  return topicFilter === "/#" ? ["", "+", "#"] : topicFilter.split("/");
}

// 5.0/MQTT-4.7.2-1, 3.1.1/MQTT-4.7.2-1
function startsWithWildcard(topicFilter: string): boolean {
  return topicFilter.startsWith("#") || topicFilter.startsWith("+");
}
