// Which strings are Topic Names.

import { expect, test } from "vitest";
import { topicNameFault } from "./index.ts";

const valid = [
  "a",
  "/",
  "//",
  "sport/tennis/player1/ranking",
  "Accounts payable",
  " ",
  "/finance",
  "$SYS/monitor/Clients",
  "$share/g/t",
  "$",
  "__proto__",
  "!",
  '"',
  "*,-.",
  "\u0001\u{10FFFF}",
  "\u00e9",
  "e\u0301",
];

test.each(valid)("%j is a Topic Name in both versions", (topicName) => {
  expect(topicNameFault(topicName, "3.1.1")).toBeUndefined();
  expect(topicNameFault(topicName, "5.0")).toBeUndefined();
});

test("a Topic Name has at least one character [3.1.1/MQTT-4.7.3-1] [5.0/MQTT-4.7.3-1]", () => {
  expect(topicNameFault("", "3.1.1")).toEqual({ fault: "empty", requirement: "3.1.1/MQTT-4.7.3-1", at: 0 });
  expect(topicNameFault("", "5.0")).toEqual({ fault: "empty", requirement: "5.0/MQTT-4.7.3-1", at: 0 });
});

test.each([
  ["#", 0],
  ["+", 0],
  ["a/#", 2],
  ["a/+/b", 2],
  ["sport+", 5],
  ["sport/tennis#", 12],
  ["+\u0000", 0],
])("%j has a wildcard at %i and is no Topic Name [3.1.1/MQTT-4.7.1-1] [5.0/MQTT-4.7.0-1]", (topicName, at) => {
  expect(topicNameFault(topicName, "3.1.1")).toEqual({ fault: "wildcard", requirement: "3.1.1/MQTT-4.7.1-1", at });
  expect(topicNameFault(topicName, "5.0")).toEqual({ fault: "wildcard", requirement: "5.0/MQTT-4.7.0-1", at });
});

test.each([
  ["\u0000", 0],
  ["top\u0000", 3],
  ["a\u0000#", 1],
])("%j has U+0000 at %i and is no Topic Name [3.1.1/MQTT-4.7.3-2] [5.0/MQTT-4.7.3-2]", (topicName, at) => {
  const fault = "null-character";
  expect(topicNameFault(topicName, "3.1.1")).toEqual({ fault, requirement: "3.1.1/MQTT-4.7.3-2", at });
  expect(topicNameFault(topicName, "5.0")).toEqual({ fault, requirement: "5.0/MQTT-4.7.3-2", at });
});

test.each([
  ["65,535 characters of one byte", "/".repeat(65_535)],
  ["32,767 characters of two bytes and one of one", `${"\u00e9".repeat(32_767)}a`],
  ["21,845 characters of three bytes", "\u20ac".repeat(21_845)],
  ["16,383 characters of four bytes and three of one", `${"\u{1F600}".repeat(16_383)}abc`],
])("%s are a Topic Name", (_, topicName) => {
  expect(new TextEncoder().encode(topicName).length).toBe(65_535);
  expect(topicNameFault(topicName, "5.0")).toBeUndefined();
});

test.each([
  ["a 65,536th byte", "a".repeat(65_536), 65_535],
  ["a character of two bytes at byte 65,535", `${"a".repeat(65_534)}\u0080`, 65_534],
  ["the last character of two bytes", `${"a".repeat(65_534)}\u07ff`, 65_534],
  ["32,768 characters of U+0080", "\u0080".repeat(32_768), 32_767],
  ["a character of three bytes at byte 65,534", `${"a".repeat(65_533)}\u0800`, 65_533],
  ["21,846 characters of U+FFFD", "\ufffd".repeat(21_846), 21_845],
  ["21,846 characters of U+D7FF", "\ud7ff".repeat(21_846), 21_845],
  ["21,846 characters of U+E000", "\ue000".repeat(21_846), 21_845],
  ["U+10000 at byte 65,533", `${"a".repeat(65_532)}\u{10000}`, 65_532],
  ["U+10FFFF at byte 65,533", `${"a".repeat(65_532)}\u{10FFFF}`, 65_532],
  ["16,384 characters of four bytes", "\u{1F600}".repeat(16_384), 32_766],
  ["wildcards, but first of all too many bytes", "#".repeat(65_536), 65_535],
])("%s are more than 65,535 bytes [3.1.1/MQTT-4.7.3-3] [5.0/MQTT-4.7.3-3]", (_, topicName, at) => {
  const fault = "too-long";
  expect(topicNameFault(topicName, "3.1.1")).toEqual({ fault, requirement: "3.1.1/MQTT-4.7.3-3", at });
  expect(topicNameFault(topicName, "5.0")).toEqual({ fault, requirement: "5.0/MQTT-4.7.3-3", at });
});

test.each([
  ["U+007F takes one byte", `${"\u007f".repeat(65_534)}a`],
  ["U+07FF takes two bytes", `${"\u07ff".repeat(32_767)}a`],
  ["U+0800 takes three bytes", "\u0800".repeat(21_845)],
  ["U+DBFF U+DFFF takes four bytes", `${"\udbff\udfff".repeat(16_383)}abc`],
  ["U+D800 U+DC00 takes four bytes", `${"\ud800\udc00".repeat(16_383)}abc`],
])("%s, and 65,535 bytes are a Topic Name", (_, topicName) => {
  expect(new TextEncoder().encode(topicName).length).toBe(65_535);
  expect(topicNameFault(topicName, "5.0")).toBeUndefined();
  expect(topicNameFault(`${topicName}a`, "5.0")?.fault).toBe("too-long");
});
