// Which strings are Topic Filters, and what they match.

import { expect, test } from "vitest";
import { isSharedFilter, matches, parseSharedFilter, topicFilterFault } from "./index.ts";

const valid = [
  "#",
  "+",
  "/",
  "//",
  "a",
  "a/#",
  "/#",
  "+/#",
  "+/+",
  "/+",
  "+/",
  "+/tennis/#",
  "sport/+/player1",
  "sport/tennis/player1/#",
  "$SYS/#",
  "$SYS/+/x",
  "$share",
  "$shared/g",
  "$share/g/a",
  "$share/g//finance",
  "$share/g/#",
  "$share/g/+",
  "$share/ g /$share/h/a",
  "Accounts payable",
  '!"*,-.$',
];

test.each(valid)("%j is a Topic Filter in both versions", (topicFilter) => {
  expect(topicFilterFault(topicFilter, "3.1.1")).toBeUndefined();
  expect(topicFilterFault(topicFilter, "5.0")).toBeUndefined();
});

test("a Topic Filter has at least one character [3.1.1/MQTT-4.7.3-1] [5.0/MQTT-4.7.3-1]", () => {
  expect(topicFilterFault("", "3.1.1")).toEqual({ fault: "empty", requirement: "3.1.1/MQTT-4.7.3-1", at: 0 });
  expect(topicFilterFault("", "5.0")).toEqual({ fault: "empty", requirement: "5.0/MQTT-4.7.3-1", at: 0 });
});

test.each([
  ["a#", 1],
  ["a/#/b", 2],
  ["sport/tennis#", 12],
  ["sport/tennis/#/ranking", 13],
  ["#/", 0],
  ["##", 0],
  ["#a", 0],
  ["a/##", 2],
  ["/#+", 1],
  ["a/b#\u0000", 3],
])("%j has a misplaced # at %i [3.1.1/MQTT-4.7.1-2] [5.0/MQTT-4.7.1-1]", (topicFilter, at) => {
  const fault = "multi-level-wildcard";
  expect(topicFilterFault(topicFilter, "3.1.1")).toEqual({ fault, requirement: "3.1.1/MQTT-4.7.1-2", at });
  expect(topicFilterFault(topicFilter, "5.0")).toEqual({ fault, requirement: "5.0/MQTT-4.7.1-1", at });
});

test.each([
  ["+a", 0],
  ["a+", 1],
  ["a+/b", 1],
  ["sport+", 5],
  ["++", 0],
  ["+#", 0],
  ["a/+b/c", 2],
  ["a/b+/c", 3],
  ["+/+a", 2],
  ["a/+#", 2],
  ["+\u0000", 0],
])("%j has a + that does not fill its level at %i [3.1.1/MQTT-4.7.1-3] [5.0/MQTT-4.7.1-2]", (topicFilter, at) => {
  const fault = "single-level-wildcard";
  expect(topicFilterFault(topicFilter, "3.1.1")).toEqual({ fault, requirement: "3.1.1/MQTT-4.7.1-3", at });
  expect(topicFilterFault(topicFilter, "5.0")).toEqual({ fault, requirement: "5.0/MQTT-4.7.1-2", at });
});

test.each([
  ["\u0000", 0],
  ["a/\u0000", 2],
  ["+/\u0000/#", 2],
  ["\u0000#", 0],
])("%j has U+0000 at %i and is no Topic Filter [3.1.1/MQTT-4.7.3-2] [5.0/MQTT-4.7.3-2]", (topicFilter, at) => {
  const fault = "null-character";
  expect(topicFilterFault(topicFilter, "3.1.1")).toEqual({ fault, requirement: "3.1.1/MQTT-4.7.3-2", at });
  expect(topicFilterFault(topicFilter, "5.0")).toEqual({ fault, requirement: "5.0/MQTT-4.7.3-2", at });
});

test("a Topic Filter has at most 65,535 bytes [3.1.1/MQTT-4.7.3-3] [5.0/MQTT-4.7.3-3]", () => {
  const fault = "too-long";
  const at = 65_535;
  expect(topicFilterFault("/".repeat(65_535), "5.0")).toBeUndefined();
  expect(topicFilterFault("/".repeat(65_536), "3.1.1")).toEqual({ fault, requirement: "3.1.1/MQTT-4.7.3-3", at });
  expect(topicFilterFault("/".repeat(65_536), "5.0")).toEqual({ fault, requirement: "5.0/MQTT-4.7.3-3", at });
});

test.each(["$share/", "$share//", "$share//a", "$share//#"])(
  "%j has no ShareName, which is a fault in 5.0 alone [5.0/MQTT-4.8.2-1]",
  (topicFilter) => {
    const requirement = "5.0/MQTT-4.8.2-1";
    expect(topicFilterFault(topicFilter, "5.0")).toEqual({ fault: "no-share-name", requirement, at: 7 });
    expect(topicFilterFault(topicFilter, "3.1.1")).toBeUndefined();
  },
);

test.each([
  ["$share/g", 8],
  ["$share/g/", 9],
  ["$share/group", 12],
  ["$share/#", 7],
  ["$share/+", 7],
  ["$share/+/a", 7],
  ["$share/g+/a", 8],
  ["$share/g#/a", 8],
  ["$share/g+\u0000/a", 8],
])("%j has a bad share at %i [5.0/MQTT-4.8.2-2]", (topicFilter, at) => {
  const requirement = "5.0/MQTT-4.8.2-2";
  expect(topicFilterFault(topicFilter, "5.0")).toEqual({ fault: "bad-share", requirement, at });
});

test.each([
  ["$share/\u0000/a", "null-character", "5.0/MQTT-4.7.3-2", 7],
  ["$share/g\u0000#/a", "null-character", "5.0/MQTT-4.7.3-2", 8],
  ["$share/g/\u0000", "null-character", "5.0/MQTT-4.7.3-2", 9],
  ["$share/g/a#", "multi-level-wildcard", "5.0/MQTT-4.7.1-1", 10],
  ["$share/g/a#/b", "multi-level-wildcard", "5.0/MQTT-4.7.1-1", 10],
  ["$share/g/+a", "single-level-wildcard", "5.0/MQTT-4.7.1-2", 9],
])("the inner filter of %j is judged as any other", (topicFilter, fault, requirement, at) => {
  expect(topicFilterFault(topicFilter, "5.0")).toEqual({ fault, requirement, at });
});

test("in 3.1.1 $share is a level as any other", () => {
  expect(isSharedFilter("$share/g/a", "3.1.1")).toBe(false);
  expect(parseSharedFilter("$share/g/a", "3.1.1")).toBeUndefined();
  expect(topicFilterFault("$share/+/a", "3.1.1")).toBeUndefined();
  expect(matches("$share/+/a", "$share/g/a")).toBe(true);
});

test.each([
  ["$share/g/a", "g", "a"],
  ["$share/g//finance", "g", "/finance"],
  ["$share/consumer1/sport/tennis/+", "consumer1", "sport/tennis/+"],
  ["$share/$share/$share/g/#", "$share", "$share/g/#"],
  ["$share/g//", "g", "/"],
])("%j is shared: the ShareName is %j and the filter %j [5.0/MQTT-4.8.2-2]", (shared, shareName, topicFilter) => {
  expect(isSharedFilter(shared, "5.0")).toBe(true);
  expect(topicFilterFault(shared, "5.0")).toBeUndefined();
  expect(parseSharedFilter(shared, "5.0")).toEqual({ shareName, topicFilter });
});

test.each(["$share", "$SHARE/g/a", "$shared/g/a", "a/$share/g/a", "share/g/a", " $share/g/a"])(
  "%j is an ordinary filter [5.0/MQTT-4.8.2-1]",
  (topicFilter) => {
    expect(isSharedFilter(topicFilter, "5.0")).toBe(false);
    expect(parseSharedFilter(topicFilter, "5.0")).toBeUndefined();
    expect(topicFilterFault(topicFilter, "5.0")).toBeUndefined();
  },
);

test.each([
  ["sport/tennis/player1/#", "sport/tennis/player1"],
  ["sport/tennis/player1/#", "sport/tennis/player1/ranking"],
  ["sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"],
  ["sport/#", "sport"],
  ["#", "sport/tennis"],
  ["#", "/"],
  ["#", "a"],
  ["sport/tennis/+", "sport/tennis/player1"],
  ["sport/tennis/+", "sport/tennis/player2"],
  ["sport/+", "sport/"],
  ["+/+", "/finance"],
  ["/+", "/finance"],
  ["+", "finance"],
  ["+/#", "finance"],
  ["+/#", "/"],
  ["+/+/#", "a/b"],
  ["+/tennis/#", "sport/tennis"],
  ["a/+/c", "a/b/c"],
  ["a/+/c", "a//c"],
  ["+//+", "a//b"],
  ["/", "/"],
  ["//", "//"],
  ["+/", "a/"],
  ["a b", "a b"],
  ["__proto__/+", "__proto__/constructor"],
  ["\u{1F600}/+", "\u{1F600}/\u{1F601}"],
])("%j matches %j", (topicFilter, topicName) => {
  expect(matches(topicFilter, topicName)).toBe(true);
});

test.each([
  ["sport/tennis/+", "sport/tennis/player1/ranking"],
  ["sport/tennis/+", "sport/tennis"],
  ["sport/+", "sport"],
  ["sport/#", "sports"],
  ["sport/#", "spor"],
  ["sport/#", "spor/t"],
  ["+", "/finance"],
  ["+", "a/b"],
  ["+", "a/"],
  ["+/+", "a"],
  ["+/+/#", "a"],
  ["a", "a/"],
  ["a", "/a"],
  ["a/", "a"],
  ["/a", "a"],
  ["a", "ab"],
  ["ab", "a"],
  ["a/b/#", "a"],
  ["a/+/c", "a/b/d"],
  ["a//c", "a/c"],
  ["ACCOUNTS", "Accounts"],
])("%j does not match %j", (topicFilter, topicName) => {
  expect(matches(topicFilter, topicName)).toBe(false);
});

test.each(["#", "+", "+/#", "+/monitor/Clients", "+/monitor/+", "+/monitor/#"])(
  "%j starts with a wildcard and matches no Topic Name that starts with $ [5.0/MQTT-4.7.2-1]",
  (topicFilter) => {
    expect(matches(topicFilter, "$SYS/monitor/Clients")).toBe(false);
    expect(matches(topicFilter, "$")).toBe(false);
    expect(matches(topicFilter, "$SYS")).toBe(false);
  },
);

test.each([
  ["$SYS/#", "$SYS/monitor/Clients"],
  ["$SYS/#", "$SYS"],
  ["$SYS/monitor/+", "$SYS/monitor/Clients"],
  ["$SYS/+/x", "$SYS/$x/x"],
  ["/+", "/$SYS"],
  ["a/#", "a/$SYS"],
  ["+/+", "a/$SYS"],
])("%j names its first level and matches %j [5.0/MQTT-4.7.2-1]", (topicFilter, topicName) => {
  expect(matches(topicFilter, topicName)).toBe(true);
});

test("matching normalises nothing: NFC and NFD spellings are two topics [5.0/MQTT-4.7.3-4]", () => {
  expect(matches("caf\u00e9", "caf\u00e9")).toBe(true);
  expect(matches("caf\u00e9", "cafe\u0301")).toBe(false);
  expect(matches("\u212b", "\u00c5")).toBe(false);
});

test("65,535 slashes are a filter, and match themselves", () => {
  const slashes = "/".repeat(65_535);
  expect(matches(slashes, slashes)).toBe(true);
  expect(matches(slashes, "/".repeat(65_534))).toBe(false);
  expect(matches(`${"+/".repeat(32_767)}#`, slashes)).toBe(true);
});
