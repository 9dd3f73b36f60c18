// Every sentence of the standard has cases, vectors, or a reason.

import { expect, test } from "vitest";
import { FREEDOMS, isNumbered, REQUIREMENTS, versionOf, WAIVERS } from "../spec/index.ts";
import { dispositionOf, uncovered } from "./disposition.ts";

test("every sentence is judged wherever it can be observed, or leaves somebody free", () => {
  expect(uncovered().map(({ requirement: { id }, missing }) => `${id} at ${missing.join(", ")}`)).toEqual([]);
});

test("what is missing is told", () => {
  const [one] = REQUIREMENTS.filter(({ id }) => id === "3.1.1/MQTT-3.3.1-4");
  if (one === undefined) throw new Error("the sentence is gone");
  expect(dispositionOf(one)).toMatchObject({ missing: [] });
  // A sentence of the future, which nothing here knows.
  const future = { ...one, id: "5.0/MQTT-9.9.9-9" as typeof one.id, observedAt: ["broker", "codec"] as const };
  expect(dispositionOf(future)).toEqual({
    brokerCases: [],
    clientCases: [],
    vectors: [],
    missing: ["broker", "codec"],
  });
});

test("what is waived or free has no case that could fail", () => {
  const excused = REQUIREMENTS.filter(({ id }) => WAIVERS[id] !== undefined || FREEDOMS[id] !== undefined);
  const judged = excused.filter((one) => {
    const { brokerCases, clientCases } = dispositionOf(one);
    return brokerCases.length + clientCases.length > 0;
  });
  expect(judged.map(({ id }) => id)).toEqual([]);
});

test.each([
  ["3.1.1", "broker", 124, 141],
  ["3.1.1", "client", 45, 141],
  ["5.0", "broker", 236, 251],
  ["5.0", "client", 107, 251],
] as const)(
  "of the numbered sentences of %s, those seen at a %s have a case each: %d of %d",
  (version, at, seen, of) => {
    const numbered = REQUIREMENTS.filter(({ id }) => isNumbered(id) && versionOf(id) === version);
    expect(numbered).toHaveLength(of);
    const observed = numbered.filter(({ observedAt }) => observedAt.includes(at));
    const judged = observed.filter((one) => {
      const { brokerCases, clientCases } = dispositionOf(one);
      return (at === "broker" ? brokerCases : clientCases).length > 0;
    });
    expect(judged.length).toBe(observed.length);
    expect(observed.length).toBeGreaterThanOrEqual(seen);
  },
);
