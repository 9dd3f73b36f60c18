// A file of access rules, as mosquitto's acl_file has them: `user`, `topic` and `pattern`, a rule each line.

import type { AccessRule } from "../../models/index.ts";
import { isSharedFilter, topicFilterFault } from "../../topics/index.ts";
import { examplePattern } from "./access-pattern.ts";
import type { AccessRules } from "./access-rules.ts";
import { linesIn } from "./lines.ts";
import { SecuritySettingsError } from "./settings-error.ts";

/** A file of access rules that cannot be used; the message names the file and the line. */
export class AccessRulesError extends SecuritySettingsError {
  override readonly name = "AccessRulesError";
}

/** What `read` and `write` mean, and `deny`, which is for both. */
const ACCESSES = {
  read: [["allow", "subscribe"]],
  write: [["allow", "publish"]],
  readwrite: [
    ["allow", "subscribe"],
    ["allow", "publish"],
  ],
  deny: [
    ["deny", "subscribe"],
    ["deny", "publish"],
  ],
} as const satisfies Record<string, readonly (readonly [AccessRule["effect"], AccessRule["action"]])[]>;

const FORM = "[read|write|readwrite|deny] FILTER";

/**
 * Reads the text of a file of access rules. Throws an `AccessRulesError`.
 *
 * Rules above the first `user` are for clients without a user name, those below it for that user, and a `pattern` is for
 * everybody, wherever it stands.
 */
export function readAccessRules(text: string, name: string): AccessRules {
  const anonymous: AccessRule[] = [];
  const users = new Map<string, AccessRule[]>();
  const patterns: AccessRule[] = [];
  let current = anonymous;
  for (const [number, line] of linesIn(text)) {
    const [, keyword = "", rest = ""] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    const wrong = (what: string): AccessRulesError => new AccessRulesError(`${name}, line ${number}: ${what}`);
    switch (keyword) {
      case "user":
        if (rest === "") throw wrong("a user name is missing: write user NAME");
        current = users.get(rest) ?? [];
        users.set(rest, current);
        break;
      case "topic":
        current.push(...readRule(rest, keyword, wrong));
        break;
      case "pattern":
        patterns.push(...readRule(rest, keyword, wrong));
        break;
      default:
        throw wrong(`there is no ${JSON.stringify(keyword)}: write user NAME, topic ${FORM} or pattern ${FORM}`);
    }
  }
  return { anonymous, users, patterns };
}

/** Reads one rule as it stands behind `topic`: `read a/#`. Throws an `AccessRulesError` that begins with `name`. */
export function readTopicRule(text: string, name: string): readonly AccessRule[] {
  return readRule(text.trim(), "topic", (what) => new AccessRulesError(`${name}: ${what}`));
}

// The access may be left out before a filter without a space.
function readRule(
  text: string,
  keyword: "topic" | "pattern",
  wrong: (what: string) => AccessRulesError,
): readonly AccessRule[] {
  const [, word = "", filter = ""] = /^(\S*)\s*(.*)$/.exec(text) ?? [];
  const topicFilter = filter === "" ? word : filter;
  if (topicFilter === "" || (filter === "" && isAccess(word)))
    throw wrong(`a Topic Filter is missing: write ${keyword} ${FORM}`);
  const access = filter === "" ? "readwrite" : word;
  if (!isAccess(access)) {
    throw wrong(`${JSON.stringify(access)} is no access: write ${keyword} ${FORM}; the access only may be left out`);
  }
  const plain = keyword === "pattern" ? examplePattern(topicFilter) : topicFilter;
  if (isSharedFilter(plain, "5.0")) {
    throw wrong(`${JSON.stringify(topicFilter)} is shared: write what follows its ShareName, which counts alone`);
  }
  const fault = topicFilterFault(plain, "5.0");
  if (fault !== undefined) {
    throw wrong(
      `${JSON.stringify(topicFilter)} is no Topic Filter, see ${fault.requirement}: write it as a subscription`,
    );
  }
  return ACCESSES[access].map(([effect, action]) => ({ effect, action, topicFilter }));
}

function isAccess(word: string): word is keyof typeof ACCESSES {
  return Object.hasOwn(ACCESSES, word);
}
