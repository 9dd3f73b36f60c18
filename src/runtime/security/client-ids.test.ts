// Client Identifiers bound to users.

import { expect, test } from "vitest";
import { mayHaveClientId } from "./client-ids.ts";

const RULES = { everybody: ["%u", "%u:*"], users: { alice: ["a-*-z", "spare"] } };

test.each([
  ["bob", "bob", true],
  ["bob", "bob:1", true],
  ["bob", "bob:", true],
  ["bob", "bobby", false],
  ["bob", "alice", false],
  ["bob", "", false],
  ["b*", "b*", true],
  ["b*", "bob", false],
  ["$&", "$&:1", true],
  ["", ":1", false],
  ["", "", false],
  [undefined, "undefined", false],
  [undefined, "bob", false],
  ["alice", "a-1-z", true],
  ["alice", "a--z", true],
  ["alice", "a-z", false],
  ["alice", "spare", true],
  ["alice", "alice", false],
  ["constructor", "constructor", true],
])("%s as %j: %s", (userName, clientId, answer) => expect(mayHaveClientId(RULES, clientId, userName)).toBe(answer));

test("what no rule speaks of is nobody's", () => {
  expect(mayHaveClientId({ users: { alice: ["a"] } }, "b", "bob")).toBe(false);
  expect(mayHaveClientId({ everybody: ["*"] }, "anything", undefined)).toBe(true);
  expect(mayHaveClientId({ everybody: ["*b*b*"] }, "abcb", undefined)).toBe(true);
  expect(mayHaveClientId({ everybody: ["*b*b*"] }, "abc", undefined)).toBe(false);
});
