// Both trees against the plain question, filter by filter: whatever is put in and taken out, they answer as `matches` does.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addSubscription,
  createSubscriptionTree,
  createTopicStore,
  deleteTopic,
  findSubscription,
  getTopic,
  matches,
  matchSubscriptions,
  matchTopics,
  parseSharedFilter,
  removeSubscription,
  setTopic,
  topicFilterFault,
  topicNameFault,
} from "./index.ts";

const version = fc.constantFrom("3.1.1" as const, "5.0" as const);
const soup = fc.string({ unit: fc.constantFrom("a", "b", "+", "#", "$", "/", "\u0000", "$share/"), maxLength: 9 });
const topicName = levels("a", "b", "$", "");
const topicFilter = fc.oneof(
  levels("a", "b", "$", "+", ""),
  levels("a", "b", "$", "+", "").map((filter) => `${filter}/#`),
  fc.constant("#"),
);
const subscriptions = fc.array(fc.tuple(topicFilter, fc.constantFrom("client 1", "client 2"), fc.nat()), {
  maxLength: 30,
});
const values = fc.array(fc.tuple(topicName, fc.nat()), { maxLength: 30 });

function levels(...alphabet: string[]): fc.Arbitrary<string> {
  const joined = fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 5 }).map((all) => all.join("/"));
  return joined.filter((topic) => topic !== "");
}

/** The rules of §4.7 once more, level by level, in the plainest way there is. */
function matchesPlainly(filter: readonly string[], name: readonly string[]): boolean {
  const [wanted, ...wantedBelow] = filter;
  const [given, ...givenBelow] = name;
  if (wanted === "#") return true;
  if (wanted === undefined || given === undefined) return wanted === given;
  return (wanted === "+" || wanted === given) && matchesPlainly(wantedBelow, givenBelow);
}

function isPlain(text: string): boolean {
  return !text.includes("+") && !text.includes("#") && !text.includes("\u0000");
}

function isFilterPlainly(filter: string): boolean {
  const all = filter.split("/");
  const areWildcardsWhole = all.every((level) => level.length === 1 || !/[+#]/.test(level));
  return filter !== "" && !filter.includes("\u0000") && areWildcardsWhole && !all.slice(0, -1).includes("#");
}

test("a filter matches what it matches level by level, except that a leading wildcard never matches $", () => {
  fc.assert(
    fc.property(topicFilter, topicName, (filter, name) => {
      const isKept = name.startsWith("$") && /^[+#]/.test(filter);
      expect(matches(filter, name)).toBe(!isKept && matchesPlainly(filter.split("/"), name.split("/")));
    }),
    { numRuns: 2000 },
  );
});

test("a Topic Name is what has a character, no wildcard and no U+0000", () => {
  fc.assert(
    fc.property(soup, version, (text, ofVersion) => {
      expect(topicNameFault(text, ofVersion) === undefined).toBe(text !== "" && isPlain(text));
    }),
    { numRuns: 2000 },
  );
});

test("a Topic Filter of 3.1.1 is what has its wildcards in levels of their own, # in the last", () => {
  fc.assert(
    fc.property(soup, (text) => {
      expect(topicFilterFault(text, "3.1.1") === undefined).toBe(isFilterPlainly(text));
    }),
    { numRuns: 2000 },
  );
});

test("a Topic Filter of 5.0 is that, or $share, a ShareName without wildcards, and that", () => {
  fc.assert(
    fc.property(soup, fc.boolean(), (text, isShared) => {
      const filter = isShared ? `$share/${text}` : text;
      const [, shareName, ...inner] = filter.split("/");
      const isShareRight = shareName !== "" && isPlain(shareName ?? "") && isFilterPlainly(inner.join("/"));
      const isRight = filter.startsWith("$share/") ? isShareRight : isFilterPlainly(filter);
      expect(topicFilterFault(filter, "5.0") === undefined).toBe(isRight);
    }),
    { numRuns: 2000 },
  );
});

test("a shared filter is put together again from its parts", () => {
  fc.assert(
    fc.property(
      levels("a", "b", "$").map((topic) => topic.replaceAll("/", "-")),
      topicFilter,
      (shareName, filter) => {
        expect(parseSharedFilter(`$share/${shareName}/${filter}`, "5.0")).toEqual({ shareName, topicFilter: filter });
      },
    ),
  );
});

test("the subscription tree visits each subscription whose filter matches, once, and no other", () => {
  fc.assert(
    fc.property(subscriptions, topicName, (all, name) => {
      const tree = createSubscriptionTree<string, number>();
      const plain = new Map<string, readonly [string, string, number]>();
      for (const [filter, subscriber, value] of all) {
        addSubscription(tree, filter, subscriber, value);
        plain.set(JSON.stringify([filter, subscriber]), [filter, subscriber, value]);
      }
      const visited: (readonly [string, string, number])[] = [];
      matchSubscriptions(tree, name, (...subscription) => visited.push(subscription));
      expect(tree.size).toBe(plain.size);
      expect(visited.sort()).toEqual([...plain.values()].filter(([filter]) => matches(filter, name)).sort());
    }),
    { numRuns: 1000 },
  );
});

test("the subscription tree is as if a subscription that was taken away had never been, and empty after the last", () => {
  fc.assert(
    fc.property(subscriptions, subscriptions, (kept, gone) => {
      const tree = createSubscriptionTree<string, number>();
      const expected = createSubscriptionTree<string, number>();
      for (const [filter, subscriber, value] of gone) addSubscription(tree, filter, subscriber, value);
      for (const [filter, subscriber] of gone) {
        removeSubscription(tree, filter, subscriber);
        expect(removeSubscription(tree, filter, subscriber)).toBe(false);
        expect(findSubscription(tree, filter, subscriber)).toBeUndefined();
      }
      expect(tree).toEqual(createSubscriptionTree());
      for (const [filter, subscriber, value] of [...kept, ...gone]) addSubscription(tree, filter, subscriber, value);
      for (const [filter, subscriber] of gone) removeSubscription(tree, filter, subscriber);
      for (const [filter, subscriber, value] of kept) addSubscription(expected, filter, subscriber, value);
      for (const [filter, subscriber] of gone) removeSubscription(expected, filter, subscriber);
      expect(tree).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("the topic store visits each value whose Topic Name the filter matches, once, and no other", () => {
  fc.assert(
    fc.property(values, topicFilter, (all, filter) => {
      const store = createTopicStore<number>();
      const plain = new Map<string, number>();
      for (const [name, value] of all) {
        setTopic(store, name, value);
        plain.set(name, value);
      }
      const visited: (readonly [string, number])[] = [];
      matchTopics(store, filter, (...stored) => visited.push(stored));
      expect(store.size).toBe(plain.size);
      expect(visited.sort()).toEqual([...plain].filter(([name]) => matches(filter, name)).sort());
    }),
    { numRuns: 1000 },
  );
});

test("the topic store is as if a value that was taken away had never been, and empty after the last", () => {
  fc.assert(
    fc.property(values, values, (kept, gone) => {
      const store = createTopicStore<number>();
      const expected = createTopicStore<number>();
      for (const [name, value] of [...kept, ...gone]) setTopic(store, name, value);
      for (const [name, value] of kept) setTopic(expected, name, value);
      for (const [name] of gone) {
        deleteTopic(store, name);
        deleteTopic(expected, name);
        expect(deleteTopic(store, name)).toBe(false);
        expect(getTopic(store, name)).toBeUndefined();
      }
      expect(store).toEqual(expected);
      for (const [name] of kept) deleteTopic(store, name);
      expect(store).toEqual(createTopicStore());
    }),
    { numRuns: 300 },
  );
});
