// What covers and what overlaps, against the plain question: every Topic Name of a small world, one by one.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { covers, matches, overlaps } from "./index.ts";

/** One letter and one depth more than the filters have: where two filters differ, they differ on one of these. */
const LEVELS = ["a", "b", "$", "", "other"];
const NAMES = allNames(4);
const levels = fc.array(fc.constantFrom("a", "b", "$", "+", ""), { minLength: 1, maxLength: 3 });
const topicFilter = fc
  .oneof(
    levels.map((all) => all.join("/")),
    levels.filter(({ length }) => length < 3).map((all) => [...all, "#"].join("/")),
    fc.constant("#"),
  )
  .filter((filter) => filter !== "");

function allNames(depth: number): readonly string[] {
  let last: readonly string[] = LEVELS;
  const all = [...last];
  for (let i = 1; i < depth; i++) {
    last = last.flatMap((name) => LEVELS.map((level) => `${name}/${level}`));
    all.push(...last);
  }
  return all.filter((name) => name !== "");
}

describe("a filter", () => {
  test("covers another where it matches all that the other does, and only there [5.0/MQTT-4.7.1-1]", () => {
    fc.assert(
      fc.property(topicFilter, topicFilter, (wider, narrower) => {
        const all = NAMES.filter((name) => matches(narrower, name)).every((name) => matches(wider, name));
        expect(covers(wider, narrower)).toBe(all);
      }),
      { numRuns: 3000 },
    );
  });

  test("overlaps another where some name is matched by both, and only there [5.0/MQTT-4.7.2-1]", () => {
    fc.assert(
      fc.property(topicFilter, topicFilter, (one, other) => {
        const some = NAMES.some((name) => matches(one, name) && matches(other, name));
        expect([overlaps(one, other), overlaps(other, one)]).toEqual([some, some]);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["#", "#", true],
    ["+/#", "#", true],
    ["a/#", "a", true],
    ["a/+/#", "a/#", false],
    ["a/+", "a/#", false],
    ["#", "$SYS/#", false],
    ["$SYS/#", "$SYS/a", true],
    ["+", "$SYS", false],
    ["a/+", "a/b", true],
    ["a/b", "a/+", false],
  ])("%s covers %s: %s", (wider, narrower, answer) => expect(covers(wider, narrower)).toBe(answer));

  test("names no wildcard by accident: a name is a filter that covers itself", () => {
    for (const name of NAMES) expect([covers(name, name), covers("#", name)]).toEqual([true, !name.startsWith("$")]);
  });
});
