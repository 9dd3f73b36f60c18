import { expect, test } from "vitest";
import { readProfile } from "./index.ts";

test("what a profile tells is known, and from where", () => {
  expect(readProfile('{ "maximumQos": 1, "forbiddenTopic": "secret" }', "my.json")).toEqual({
    kind: "profile",
    capabilities: {
      maximumQos: { value: 1, from: "profile my.json" },
      forbiddenTopic: { value: "secret", from: "profile my.json" },
    },
  });
});

test.each([
  ["{", /^the profile my\.json is no JSON$/],
  ["[]", /is no object of capabilities/],
  ['{ "maximumQoS": 1 }', /tells of "maximumQoS", which is unknown; did you mean maximumQos/],
  ['{ "maximumQos": "1" }', /gives maximumQos as "1", where a number is expected/],
])("%s is refused in one line", (text, line) => {
  const read = readProfile(text, "my.json");
  expect(read.kind === "wrong" && read.reason).toMatch(line);
});
