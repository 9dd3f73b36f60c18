// The topic store, name by name.

import { expect, test } from "vitest";
import { createTopicStore, deleteTopic, getTopic, matchTopics, setTopic, type TopicStore } from "./index.ts";
import { childrenOf } from "./levels.ts";

function storeOf(...topicNames: readonly string[]): TopicStore<number> {
  const store = createTopicStore<number>();
  for (const [i, topicName] of topicNames.entries()) setTopic(store, topicName, i);
  return store;
}

function matching(store: TopicStore<number>, topicFilter: string): (readonly [string, number])[] {
  const visited: (readonly [string, number])[] = [];
  matchTopics(store, topicFilter, (...stored) => visited.push(stored));
  return visited;
}

function names(store: TopicStore<number>, topicFilter: string): string[] {
  return matching(store, topicFilter)
    .map(([topicName]) => topicName)
    .sort();
}

test("an empty store matches nothing", () => {
  const store = createTopicStore<number>();
  expect(store.size).toBe(0);
  expect(matching(store, "#")).toEqual([]);
  expect(matching(store, "+")).toEqual([]);
  expect(matching(store, "a")).toEqual([]);
  expect(getTopic(store, "a")).toBeUndefined();
  expect(deleteTopic(store, "a")).toBe(false);
});

test("a Topic Name has one value, the last", () => {
  const store = storeOf("a", "a/b");
  setTopic(store, "a", 7);
  expect(store.size).toBe(2);
  expect(getTopic(store, "a")).toBe(7);
  expect(getTopic(store, "a/b")).toBe(1);
  expect(getTopic(store, "a/b/c")).toBeUndefined();
  expect(matching(store, "a")).toEqual([["a", 7]]);
});

test("all names that match are visited", () => {
  const store = storeOf("sport", "sport/", "sport/tennis", "sport/tennis/player1", "/finance", "a");
  expect(names(store, "sport/#")).toEqual(["sport", "sport/", "sport/tennis", "sport/tennis/player1"]);
  expect(names(store, "sport/+")).toEqual(["sport/", "sport/tennis"]);
  expect(names(store, "sport/tennis/#")).toEqual(["sport/tennis", "sport/tennis/player1"]);
  expect(names(store, "+")).toEqual(["a", "sport"]);
  expect(names(store, "+/+")).toEqual(["/finance", "sport/", "sport/tennis"]);
  expect(names(store, "/+")).toEqual(["/finance"]);
  expect(names(store, "+/tennis/+")).toEqual(["sport/tennis/player1"]);
  expect(names(store, "+/tennis/#")).toEqual(["sport/tennis", "sport/tennis/player1"]);
  expect(names(store, "#")).toEqual(["/finance", "a", "sport", "sport/", "sport/tennis", "sport/tennis/player1"]);
  expect(names(store, "sport/tennis")).toEqual(["sport/tennis"]);
  expect(names(store, "tennis/#")).toEqual([]);
});

test("the order of the visits is always the same", () => {
  const store = storeOf("a/b/c", "a", "b", "a/b");
  expect(matching(store, "#")).toEqual([
    ["b", 2],
    ["a", 1],
    ["a/b", 3],
    ["a/b/c", 0],
  ]);
  expect(matching(store, "+")).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
});

test("a wildcard at the start of a filter sees no Topic Name that starts with $ [5.0/MQTT-4.7.2-1]", () => {
  const store = storeOf("$SYS", "$SYS/x", "$SYS/$y", "a/$z", "a");
  expect(names(store, "#")).toEqual(["a", "a/$z"]);
  expect(names(store, "+")).toEqual(["a"]);
  expect(names(store, "+/#")).toEqual(["a", "a/$z"]);
  expect(names(store, "+/x")).toEqual([]);
  expect(names(store, "$SYS/#")).toEqual(["$SYS", "$SYS/$y", "$SYS/x"]);
  expect(names(store, "$SYS/+")).toEqual(["$SYS/$y", "$SYS/x"]);
  expect(names(store, "a/+")).toEqual(["a/$z"]);
});

test("taking away what is not there changes nothing", () => {
  const store = storeOf("a/b");
  expect(deleteTopic(store, "a")).toBe(false);
  expect(deleteTopic(store, "a/b/c")).toBe(false);
  expect(deleteTopic(store, "b")).toBe(false);
  expect(store).toEqual(storeOf("a/b"));
});

test("a level goes with its last value, and not before", () => {
  const store = storeOf("a/b/c", "a/b", "x");
  expect(deleteTopic(store, "a/b")).toBe(true);
  expect(store.size).toBe(2);
  expect(names(store, "#")).toEqual(["a/b/c", "x"]);
  expect(deleteTopic(store, "a/b/c")).toBe(true);
  expect(childrenOf(store.root).map(({ level }) => level)).toEqual(["x"]);
  expect(deleteTopic(store, "x")).toBe(true);
  expect(store).toEqual(createTopicStore());
});

test.each(["__proto__", "constructor", "toString", "0"])("%j is a level as any other", (word) => {
  const store = createTopicStore<number>();
  expect(getTopic(store, word)).toBeUndefined();
  setTopic(store, `${word}/${word}`, 1);
  expect(getTopic(store, word)).toBeUndefined();
  expect(matching(store, "+/+")).toEqual([[`${word}/${word}`, 1]]);
  expect(deleteTopic(store, `${word}/${word}`)).toBe(true);
  expect(store).toEqual(createTopicStore());
});

test("a topic of 65,536 levels is stored, matched and taken away without a deep stack", () => {
  const slashes = "/".repeat(65_535);
  const store = storeOf(slashes);
  expect(matching(store, "#")).toEqual([[slashes, 0]]);
  expect(matching(store, slashes)).toEqual([[slashes, 0]]);
  expect(matching(store, `${"+/".repeat(65_535)}+`)).toEqual([[slashes, 0]]);
  expect(deleteTopic(store, slashes)).toBe(true);
  expect(store).toEqual(createTopicStore());
});

test("20,000 names below one level are visited, each once", () => {
  const store = createTopicStore<number>();
  for (let i = 0; i < 20_000; i++) setTopic(store, `a/${i}`, i);
  const seen = new Set<number>();
  matchTopics(store, "a/#", (_, value) => seen.add(value));
  expect(seen.size).toBe(20_000);
  const seenAgain = new Set<number>();
  matchTopics(store, "a/+", (_, value) => seenAgain.add(value));
  expect(seenAgain.size).toBe(20_000);
});
