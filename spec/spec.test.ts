// No statement is missing, none stands twice, and each that nobody can judge says why.

import { describe, expect, test } from "vitest";
import type { Version } from "./index.ts";
import { findRequirement, isNumbered, PROPERTIES, REQUIREMENTS, versionOf, WAIVERS } from "./index.ts";

/** The last number under each heading, as counted in the text of the standard. */
const LAST_NUMBERS: Readonly<Record<Version, Readonly<Record<string, number>>>> = {
  "3.1.1": {
    "1.5.3": 3,
    "2.2.2": 2,
    "2.3.1": 7,
    "3.1.0": 2,
    "3.1.2": 24,
    "3.1.3": 11,
    "3.1.4": 5,
    "3.2.0": 1,
    "3.2.2": 6,
    "3.3.1": 12,
    "3.3.2": 3,
    "3.3.4": 1,
    "3.3.5": 2,
    "3.6.1": 1,
    "3.8.1": 1,
    "3.8.3": 4,
    "3.8.4": 6,
    "3.9.3": 2,
    "3.10.1": 1,
    "3.10.3": 2,
    "3.10.4": 6,
    "3.12.4": 1,
    "3.14.1": 1,
    "3.14.4": 3,
    "4.1.0": 2,
    "4.3.1": 1,
    "4.3.2": 2,
    "4.3.3": 2,
    "4.4.0": 1,
    "4.5.0": 2,
    "4.6.0": 6,
    "4.7.1": 3,
    "4.7.2": 1,
    "4.7.3": 4,
    "4.8.0": 2,
    "6.0.0": 4,
    "7.0.0": 2,
    "7.1.1": 1,
    "7.1.2": 1,
  },
  "5.0": {
    "1.5.4": 3,
    "1.5.5": 1,
    "1.5.7": 1,
    "2.1.3": 1,
    "2.2.1": 6,
    "2.2.2": 1,
    "3.1.0": 2,
    "3.1.2": 30,
    "3.1.3": 12,
    "3.1.4": 6,
    "3.2.0": 2,
    "3.2.2": 22,
    "3.3.1": 13,
    "3.3.2": 20,
    "3.3.4": 10,
    "3.4.2": 3,
    "3.5.2": 3,
    "3.6.1": 1,
    "3.6.2": 3,
    "3.7.2": 3,
    "3.8.1": 1,
    "3.8.3": 5,
    "3.8.4": 8,
    "3.9.2": 2,
    "3.9.3": 2,
    "3.10.1": 1,
    "3.10.3": 2,
    "3.10.4": 6,
    "3.11.2": 2,
    "3.11.3": 2,
    "3.12.4": 1,
    "3.14.0": 1,
    "3.14.1": 1,
    "3.14.2": 4,
    "3.14.4": 3,
    "3.15.1": 1,
    "3.15.2": 3,
    "4.1.0": 2,
    "4.2.0": 1,
    "4.3.1": 1,
    "4.3.2": 5,
    "4.3.3": 13,
    "4.4.0": 2,
    "4.5.0": 2,
    "4.6.0": 6,
    "4.7.0": 1,
    "4.7.1": 2,
    "4.7.2": 1,
    "4.7.3": 4,
    "4.8.2": 6,
    "4.9.0": 3,
    "4.12.0": 7,
    "4.12.1": 2,
    "4.13.1": 1,
    "4.13.2": 1,
    "6.0.0": 4,
  },
};

/** Numbering of 2.2.1 in 5.0 starts at 2. */
const SKIPPED = new Set(["5.0/MQTT-2.2.1-1"]);

function numberedIds(version: Version): string[] {
  return Object.entries(LAST_NUMBERS[version])
    .flatMap(([heading, last]) => Array.from({ length: last }, (_, index) => `${version}/MQTT-${heading}-${index + 1}`))
    .filter((id) => !SKIPPED.has(id));
}

describe("the statements", () => {
  test.each([
    ["3.1.1", 141, 50],
    ["5.0", 251, 157],
  ] as const)("%s has %i numbered ones, and %i of our own numbering", (version, numbered, ours) => {
    const ids = REQUIREMENTS.map(({ id }) => id).filter((id) => versionOf(id) === version);
    expect(ids.filter(isNumbered).toSorted()).toEqual(numberedIds(version).toSorted());
    expect(ids.filter(isNumbered)).toHaveLength(numbered);
    expect(ids.filter((id) => !isNumbered(id))).toHaveLength(ours);
  });

  test("none stands twice", () => {
    const ids = REQUIREMENTS.map(({ id }) => id);
    expect(ids).toHaveLength(new Set(ids).size);
  });

  test("the ones that nobody outside can judge are those that have a waiver, each with its reason", () => {
    const unobservable = REQUIREMENTS.filter(({ observedAt }) => observedAt.length === 0).map(({ id }) => id as string);
    expect(unobservable.toSorted()).toEqual(Object.keys(WAIVERS).toSorted());
    for (const reason of Object.values(WAIVERS)) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });

  test("each says something, in a section of its own version", () => {
    for (const { id, section, text } of REQUIREMENTS) {
      expect(text, id).toMatch(/.{15,}\.$/);
      expect(section, id).toMatch(/^[1-7](\.\d+)*$/);
    }
  });

  test("one is found by its id, and nothing by an id that does not exist", () => {
    expect(findRequirement("5.0/MQTT-4.3.3-10")?.section).toBe("4.3.3");
    expect(findRequirement("5.0/MQTT-4.3.3-99")).toBeUndefined();
  });
});

describe("the tables", () => {
  test("each sentence that the properties cite is one of 5.0", () => {
    const cited = PROPERTIES.flatMap((row) => Object.values(row.carriers as object)).flatMap((use) =>
      Object.values(use as Record<string, string>).filter((value) => value.includes("/")),
    );
    expect(cited.length).toBeGreaterThan(60);
    for (const id of cited) expect(findRequirement(id), id).toBeDefined();
  });
});
