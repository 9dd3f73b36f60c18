// Topic access rules: the file, what it allows, and what a client cannot make of it by its name.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessRule, Act } from "../../models/index.ts";
import { matches } from "../../topics/index.ts";
import { readAccessRules } from "./access-file.ts";
import { createAuthorise, permits } from "./access-rules.ts";

const FILE = `# who reads what
topic read news/#
topic deny news/secret

user alice
topic home/+/light
topic write alarm
topic read a topic with spaces
topic deny home/cellar/#

user bob
topic readwrite #

pattern write device/%c/state
pattern read user/%u/#
pattern deny user/%u/private
`;

const rules = readAccessRules(FILE, "acl");
const authorise = createAuthorise(() => rules);
const mayDo = (action: Act["action"], userName: string | undefined, topic: string, clientId = "c1"): boolean =>
  authorise({ action, clientId, userName, topic, grants: undefined });

describe("a file of access rules", () => {
  test.each([
    ["anonymous", "subscribe", undefined, "news/today", true],
    ["anonymous", "subscribe", undefined, "news/secret", false],
    ["whose filter is covered, but overlaps what is denied", "subscribe", undefined, "news/#", false],
    ["whose filter is wider than what is allowed", "subscribe", undefined, "#", false],
    ["anonymous, who may only read", "publish", undefined, "news/today", false],
    ["with a name, to whom the anonymous rules are nothing", "subscribe", "carol", "news/today", false],
    ["with rules", "publish", "alice", "home/attic/light", true],
    ["with rules", "subscribe", "alice", "home/+/light", false],
    ["with rules", "subscribe", "alice", "home/attic/light", true],
    ["to whom it is denied", "publish", "alice", "home/cellar/light", false],
    ["who may only write", "publish", "alice", "alarm", true],
    ["who may only write", "subscribe", "alice", "alarm", false],
    ["of a topic with spaces", "subscribe", "alice", "a topic with spaces", true],
    ["who may do anything but what a pattern denies", "subscribe", "bob", "#", false],
    ["who may do anything", "publish", "bob", "anything/at/all", true],
    ["to whom # is not $SYS", "subscribe", "bob", "$SYS/#", false],
    ["whose id is in the pattern", "publish", "carol", "device/c1/state", true],
    ["whose id is not in the pattern", "publish", "carol", "device/c2/state", false],
    ["whose name is in the pattern", "subscribe", "carol", "user/carol/in/+", true],
    ["whose pattern denies it", "subscribe", "carol", "user/carol/#", false],
    ["without a name, for whom %u is nobody", "subscribe", undefined, "user/undefined/in", false],
  ] as const)("a client %s: %s, %s, %s: %s", (_, action, userName, topic, answer) => {
    expect(mayDo(action, userName, topic)).toBe(answer);
  });

  test("says the rules of one user in several places", () => {
    const twice = readAccessRules("user a\ntopic x\nuser b\ntopic y\nuser a\ntopic z", "acl");
    expect(twice.users.get("a")?.map(({ topicFilter }) => topicFilter)).toEqual(["x", "x", "z", "z"]);
  });

  test.each([
    ["topic", "acl, line 1: a Topic Filter is missing: write topic [read|write|readwrite|deny] FILTER"],
    ["\ntopic deny", "acl, line 2: a Topic Filter is missing"],
    ["topic reed a/b", 'acl, line 1: "reed" is no access'],
    ["topic read a#", 'acl, line 1: "a#" is no Topic Filter, see 5.0/MQTT-4.7.1-1'],
    ["topic read $share/g/a", 'acl, line 1: "$share/g/a" is shared'],
    ["pattern read %c#", 'acl, line 1: "%c#" is no Topic Filter'],
    ["user", "acl, line 1: a user name is missing: write user NAME"],
    ["users alice", 'acl, line 1: there is no "users": write user NAME, topic'],
    ["topic constructor a", 'acl, line 1: "constructor" is no access'],
  ])("%j is refused: %s", (text, words) => {
    expect(() => readAccessRules(text, "acl")).toThrow(words);
  });
});

describe("a client's name", () => {
  const own = readAccessRules("pattern %c/%u/x\npattern device/%u/#\npattern id-%c\npattern deny secret/%c/x", "acl");
  const decide = createAuthorise(() => own);
  const text = fc.string({ unit: fc.constantFrom("a", "b", "+", "#", "/", "$", "%", "c", "u"), maxLength: 4 });
  const topic = fc
    .array(fc.constantFrom("a", "b", "c", "$SYS", "device", "secret", "id-a", "x", ""), { minLength: 1, maxLength: 4 })
    .map((all) => all.join("/"))
    .filter((name) => name !== "");

  test("never lets it touch more than one level of its own", () => {
    fc.assert(
      fc.property(text, text, topic, (clientId, userName, name) => {
        const isAllowed = decide({ action: "publish", clientId, userName, topic: name, grants: undefined });
        const isLevel = (one: string): boolean => one !== "" && !/[+#/]/.test(one);
        const isPair = isLevel(clientId) && isLevel(userName) && !clientId.startsWith("$");
        const named =
          (isPair && name === `${clientId}/${userName}/x`) || (isLevel(clientId) && name === `id-${clientId}`);
        const below = isLevel(userName) && matches(`device/${userName}/#`, name);
        expect(isAllowed && !named && !below).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  test.each(["#", "+", "a/b", "", "$SYS", "a+"])("that is %j is put into no rule that allows", (clientId) => {
    const all = createAuthorise(() => readAccessRules("pattern read %c/#", "acl"));
    const asks = ["a/b", "a/b/#", "+/x", "#", "$SYS/#", `${clientId}/#`];
    for (const topic of asks)
      expect(all({ action: "subscribe", clientId, userName: "u", topic, grants: undefined })).toBe(false);
  });

  test("that cannot be put in widens what is denied", () => {
    const all = createAuthorise(() => readAccessRules("pattern #\npattern deny secret/%c/x", "acl"));
    const ask = (clientId: string) =>
      all({ action: "publish", clientId, userName: undefined, topic: "secret/a/x", grants: undefined });
    expect([ask("a"), ask("b"), ask("#"), ask("a/b")]).toEqual([false, true, false, false]);
  });
});

describe("grants", () => {
  const grant = (effect: AccessRule["effect"], topicFilter: string): AccessRule => ({
    effect,
    action: "publish",
    topicFilter,
  });
  const ask = (topic: string, grants: readonly AccessRule[], decide = authorise) =>
    decide({ action: "publish", clientId: "c1", userName: "alice", topic, grants });

  test("take the place of what the rules allow, and not of what they deny", () => {
    expect(ask("alarm", [])).toBe(false);
    expect(ask("other", [grant("allow", "#")])).toBe(true);
    expect(ask("home/cellar/x", [grant("allow", "#")])).toBe(false);
    expect(ask("other", [grant("allow", "#"), grant("deny", "other")])).toBe(false);
  });

  test("decide alone where there are no rules, and without both a client may do anything but publish to $SYS", () => {
    const none = createAuthorise(() => undefined);
    expect([ask("a", [], none), ask("a", [grant("allow", "a")], none)]).toEqual([false, true]);
    const free = (topic: string) =>
      none({ action: "publish", clientId: "c", userName: undefined, topic, grants: undefined });
    expect([free("a"), free("$SYS/a"), free("$SYS"), free("$SYSTEM")]).toEqual([true, false, false, true]);
  });
});

test("rules that are read again hold at once", () => {
  let now = readAccessRules("pattern a", "acl");
  const decide = createAuthorise(() => now);
  const ask = () => decide({ action: "publish", clientId: "c", userName: undefined, topic: "a", grants: undefined });
  expect(ask()).toBe(true);
  now = readAccessRules("pattern b", "acl");
  expect(ask()).toBe(false);
});

test("the order of rules means nothing: deny wins", () => {
  const rule = fc.record({
    effect: fc.constantFrom("allow" as const, "deny" as const),
    action: fc.constantFrom("publish" as const, "subscribe" as const),
    topicFilter: fc.constantFrom("#", "a", "a/#", "+", "a/b"),
  });
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 5 }), fc.constantFrom("a", "a/b", "b"), (all, topic) => {
      const answer = permits(all, { action: "publish", topic });
      expect(permits(all.toReversed(), { action: "publish", topic })).toBe(answer);
      const isDenied = all.some(
        (one) => one.effect === "deny" && one.action === "publish" && matches(one.topicFilter, topic),
      );
      expect(answer && isDenied).toBe(false);
    }),
  );
});
