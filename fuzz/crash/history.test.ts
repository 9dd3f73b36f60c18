import { expect, test } from "vitest";
import { faultsIn, type History, type Sent } from "./history.ts";

const sent = new Map<string, Sent>([
  ["a", { name: "a", qos: 1, isAcknowledged: true }],
  ["b", { name: "b", qos: 2, isAcknowledged: true }],
  ["c", { name: "c", qos: 2, isAcknowledged: false }],
]);

function history(names: readonly string[], more: Partial<History> = {}): History {
  return { sent, delivered: new Map([["bob", names]]), lostSessions: [], retained: new Map(), ...more };
}

test.each([
  ["what is acknowledged comes once", ["a", "b"]],
  ["QoS 1 may come again", ["a", "a", "b"]],
  ["what was not acknowledged may come, too", ["a", "b", "c"]],
])("%s", (_, names) => {
  expect(faultsIn(history(names))).toEqual([]);
});

test.each([
  [["b"], "bob never got a (QoS 1), which was acknowledged"],
  [["a"], "bob never got b (QoS 2), which was acknowledged"],
  [["a", "b", "b"], "bob got b (QoS 2) 2 times"],
  [["a", "b", "c", "c"], "bob got c (QoS 2) 2 times"],
  [["a", "b", "d"], "bob got d, which nobody sent"],
])("%j is a fault: %s", (names, fault) => {
  expect(faultsIn(history(names))).toEqual([fault]);
});

test("a session that is gone, and a retained message that is too old, are faults", () => {
  const retained = new Map([
    ["r/1", { acknowledged: 3, found: 3 }],
    ["r/2", { acknowledged: 3, found: 4 }],
    ["r/3", { acknowledged: 3, found: 2 }],
    ["r/4", { acknowledged: 3, found: undefined }],
    ["r/5", { acknowledged: 0, found: undefined }],
  ]);
  expect(faultsIn(history(["a", "b"], { lostSessions: ["bob"], retained }))).toEqual([
    "the session of bob is gone",
    "r/3 retains 2, and 3 was acknowledged",
    "r/4 retains nothing, and 3 was acknowledged",
  ]);
});
