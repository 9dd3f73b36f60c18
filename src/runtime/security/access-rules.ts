// Who may publish and subscribe to what: rules as data, and the answer that they give. (5.0 §5.4.2, 3.1.1 §5.4.2)

import type { AccessRule, Act } from "../../models/index.ts";
import { covers, matches, overlaps } from "../../topics/index.ts";
import { fillPattern } from "./access-pattern.ts";

/** Rules for all clients of a broker. What no rule allows is denied, and what one denies no other allows. */
export interface AccessRules {
  /** Of clients without a user name. */
  readonly anonymous: readonly AccessRule[];
  /** By user name. */
  readonly users: ReadonlyMap<string, readonly AccessRule[]>;
  /** Of every client: `%c` in a Topic Filter is its Client Identifier, `%u` its user name. */
  readonly patterns: readonly AccessRule[];
}

/** How many clients' rules are kept as they were filled in. */
const MOST_FILLED = 10_000;

/**
 * Makes what the broker asks: whether a client may do something. `rules` is asked each time, so that they may be read again;
 * without rules a client may do anything.
 *
 * The grants of an authentication take the place of what the rules allow. What the rules deny stays denied.
 * Nobody publishes to `$SYS`, which is the server's own. (5.0/U5-130, 3.1.1/U3-039)
 */
export function createAuthorise(rules: () => AccessRules | undefined): (act: Act) => boolean {
  let known: AccessRules | undefined;
  const filled = new Map<string, readonly AccessRule[]>();
  const rulesOf = (all: AccessRules, act: Act): readonly AccessRule[] => {
    // No text of MQTT has the character U+0000. (5.0/MQTT-1.5.4-2)
    const client = act.userName === undefined ? act.clientId : `${act.clientId}\0${act.userName}`;
    if (all !== known || filled.size > MOST_FILLED) filled.clear();
    known = all;
    const found = filled.get(client) ?? rulesFor(all, act);
    filled.set(client, found);
    return found;
  };
  return (act) => {
    if (act.action === "publish" && isOfServer(act.topic)) return false;
    const all = rules();
    if (all === undefined) return act.grants === undefined || permits(act.grants, act);
    const own = rulesOf(all, act);
    if (act.grants === undefined) return permits(own, act);
    return permits([...act.grants, ...own.filter(({ effect }) => effect === "deny")], act);
  };
}

/**
 * Whether rules allow an act, and none denies it. A subscription is allowed where one rule covers its whole Topic Filter,
 * and denied where one overlaps it: nothing is looked at again when a message is delivered.
 */
export function permits(rules: readonly AccessRule[], { action, topic }: Pick<Act, "action" | "topic">): boolean {
  const applies = (rule: AccessRule, hits: (filter: string, topic: string) => boolean): boolean =>
    rule.action === action && hits(rule.topicFilter, topic);
  const [denies, allows] = action === "publish" ? [matches, matches] : [overlaps, covers];
  if (rules.some((rule) => rule.effect === "deny" && applies(rule, denies))) return false;
  return rules.some((rule) => rule.effect === "allow" && applies(rule, allows));
}

function rulesFor(rules: AccessRules, act: Act): readonly AccessRule[] {
  const own = act.userName === undefined ? rules.anonymous : (rules.users.get(act.userName) ?? []);
  return [...own, ...rules.patterns.flatMap((pattern) => fillPattern(pattern, act) ?? [])];
}

function isOfServer(topicName: string): boolean {
  return topicName === "$SYS" || topicName.startsWith("$SYS/");
}
