// The subscription tree, filter by filter.

import { expect, test } from "vitest";
import {
  addSubscription,
  createSubscriptionTree,
  findSubscription,
  matchSubscriptions,
  removeSubscription,
  type SubscriptionTree,
} from "./index.ts";
import { childrenOf, findNode } from "./levels.ts";

function treeOf(...topicFilters: readonly string[]): SubscriptionTree<string, number> {
  const tree = createSubscriptionTree<string, number>();
  for (const [i, topicFilter] of topicFilters.entries()) addSubscription(tree, topicFilter, "client", i);
  return tree;
}

function matching(tree: SubscriptionTree<string, number>, topicName: string): (readonly [string, string, number])[] {
  const visited: (readonly [string, string, number])[] = [];
  matchSubscriptions(tree, topicName, (...subscription) => visited.push(subscription));
  return visited;
}

test("an empty tree matches nothing", () => {
  const tree = createSubscriptionTree<string, number>();
  expect(tree.size).toBe(0);
  expect(matching(tree, "a")).toEqual([]);
  expect(findSubscription(tree, "a", "client")).toBeUndefined();
  expect(removeSubscription(tree, "a", "client")).toBe(false);
});

test("all filters that match are visited, and always in the same order", () => {
  const tree = treeOf(
    "#",
    "+/+",
    "sport/#",
    "sport/tennis",
    "sport/tennis/#",
    "sport/+",
    "+/tennis",
    "sport",
    "+",
    "a/#",
  );
  expect(matching(tree, "sport/tennis")).toEqual([
    ["#", "client", 0],
    ["sport/#", "client", 2],
    ["sport/tennis", "client", 3],
    ["sport/tennis/#", "client", 4],
    ["sport/+", "client", 5],
    ["+/tennis", "client", 6],
    ["+/+", "client", 1],
  ]);
});

test("a filter that ends above or below the Topic Name does not match", () => {
  expect(matching(treeOf("a", "a/b/c", "a/b/c/#", "a/+/+"), "a/b")).toEqual([]);
});

test("each client is visited with its own subscription", () => {
  const tree = createSubscriptionTree<string, number>();
  addSubscription(tree, "a/+", "client 1", 1);
  addSubscription(tree, "a/+", "client 2", 2);
  expect(tree.size).toBe(2);
  expect(matching(tree, "a/b")).toEqual([
    ["a/+", "client 1", 1],
    ["a/+", "client 2", 2],
  ]);
  expect(findSubscription(tree, "a/+", "client 2")).toBe(2);
  expect(findSubscription(tree, "a/+", "client 3")).toBeUndefined();
  expect(findSubscription(tree, "a/b", "client 2")).toBeUndefined();
  expect(removeSubscription(tree, "a/+", "client 1")).toBe(true);
  expect(tree.size).toBe(1);
  expect(matching(tree, "a/b")).toEqual([["a/+", "client 2", 2]]);
});

test("a second SUBSCRIBE to the same filter replaces the first [3.1.1/MQTT-3.8.4-3] [5.0/MQTT-3.8.4-3]", () => {
  const tree = treeOf("a");
  addSubscription(tree, "a", "client", 7);
  expect(tree.size).toBe(1);
  expect(matching(tree, "a")).toEqual([["a", "client", 7]]);
});

test("taking away what is not there changes nothing", () => {
  const tree = treeOf("a/b/c", "x");
  expect(removeSubscription(tree, "a", "client")).toBe(false);
  expect(removeSubscription(tree, "a/b", "client")).toBe(false);
  expect(removeSubscription(tree, "a/b/c", "stranger")).toBe(false);
  expect(removeSubscription(tree, "a/b/c/d", "client")).toBe(false);
  expect(removeSubscription(tree, "a/b/#", "client")).toBe(false);
  expect(tree).toEqual(treeOf("a/b/c", "x"));
});

test("a level goes with its last subscription, and not before", () => {
  const tree = treeOf("a/b", "a/b/c", "a");
  removeSubscription(tree, "a/b", "client");
  expect(findNode(tree.root, "a/b")?.held).toBeUndefined();
  expect(matching(tree, "a/b/c")).toEqual([["a/b/c", "client", 1]]);
  removeSubscription(tree, "a/b/c", "client");
  expect(findNode(tree.root, "a/b")).toBeUndefined();
  expect(findNode(tree.root, "a")).toBeDefined();
  expect(matching(tree, "a")).toEqual([["a", "client", 2]]);
  removeSubscription(tree, "a", "client");
  expect(tree).toEqual(createSubscriptionTree());
});

test("a level whose subscription goes stays for the clients that are left", () => {
  const tree = createSubscriptionTree<string, number>();
  addSubscription(tree, "a", "client 1", 1);
  addSubscription(tree, "a", "client 2", 2);
  removeSubscription(tree, "a", "client 2");
  expect(matching(tree, "a")).toEqual([["a", "client 1", 1]]);
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "0", "size"])(
  "%j is a level and a client as any other",
  (word) => {
    const tree = createSubscriptionTree<string, number>();
    expect(matching(tree, word)).toEqual([]);
    expect(findSubscription(tree, word, word)).toBeUndefined();
    addSubscription(tree, `${word}/${word}`, word, 1);
    expect(matching(tree, `${word}/${word}`)).toEqual([[`${word}/${word}`, word, 1]]);
    expect(matching(tree, word)).toEqual([]);
    expect(removeSubscription(tree, `${word}/${word}`, word)).toBe(true);
    expect(tree).toEqual(createSubscriptionTree());
  },
);

test("a wildcard at the start of a filter matches no Topic Name that starts with $ [5.0/MQTT-4.7.2-1]", () => {
  const tree = treeOf("#", "+", "+/#", "+/x", "$SYS/#", "$SYS/+", "$SYS/x", "a/#", "a/+");
  expect(matching(tree, "$SYS/x").map(([topicFilter]) => topicFilter)).toEqual(["$SYS/#", "$SYS/x", "$SYS/+"]);
  expect(matching(tree, "$SYS").map(([topicFilter]) => topicFilter)).toEqual(["$SYS/#"]);
  expect(matching(tree, "a/$x").map(([topicFilter]) => topicFilter)).toEqual(["#", "a/#", "+/#", "a/+"]);
});

test("a, a/ and /a are three topics, and + matches an empty level", () => {
  const tree = treeOf("a", "a/", "/a", "+/a", "a/+");
  expect(matching(tree, "a").map(([topicFilter]) => topicFilter)).toEqual(["a"]);
  expect(matching(tree, "a/").map(([topicFilter]) => topicFilter)).toEqual(["a/", "a/+"]);
  expect(matching(tree, "/a").map(([topicFilter]) => topicFilter)).toEqual(["/a", "+/a"]);
});

test("NFC and NFD spellings are two topics [5.0/MQTT-4.7.3-4]", () => {
  expect(matching(treeOf("caf\u00e9"), "cafe\u0301")).toEqual([]);
});

test("a topic of 65,536 levels is subscribed to, matched and taken away without a deep stack", () => {
  const slashes = "/".repeat(65_535);
  const tree = treeOf(slashes, "#");
  expect(matching(tree, slashes)).toEqual([
    ["#", "client", 1],
    [slashes, "client", 0],
  ]);
  expect(removeSubscription(tree, slashes, "client")).toBe(true);
  expect(childrenOf(tree.root).map(({ level }) => level)).toEqual(["#"]);
});

test("the walk ends where no filter leads further", () => {
  const tree = treeOf("a");
  expect(matching(tree, `b${"/".repeat(65_534)}`)).toEqual([]);
  expect(matching(tree, "a/a")).toEqual([]);
});

test("a client without a value is a subscription too", () => {
  const tree = createSubscriptionTree<string, undefined>();
  addSubscription(tree, "a", "client", undefined);
  addSubscription(tree, "a", "client", undefined);
  expect(tree.size).toBe(1);
  expect(removeSubscription(tree, "a", "client")).toBe(true);
});
