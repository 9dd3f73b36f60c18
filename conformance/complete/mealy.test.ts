// The suite of a machine finds every other machine of its size, and of one state more.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeSuite, type Mealy, separatingWord, type Word, walk } from "./mealy.ts";
import { sessionModel } from "./model.ts";

type Toy = Mealy<"a" | "b", string>;

/** A machine whose states are numbers: for each the next state and the output of a, and of b. */
function toy(rows: readonly (readonly [number, string, number, string])[]): Toy {
  const states = rows.map(
    ([toA, outA, toB, outB], i) =>
      [
        String(i),
        new Map([
          ["a", { to: String(toA), output: outA }],
          ["b", { to: String(toB), output: outB }],
        ] as const),
      ] as const,
  );
  return { initial: "0", states: new Map(states), lookOf: () => "", keyOf: (output) => output };
}

/** Whether both answer alike to a word. */
function agree<I extends string, O>(one: Mealy<I, O>, other: Mealy<I, O>, word: Word<I>): boolean {
  const key = (machine: Mealy<I, O>): string | undefined =>
    walk(machine, machine.initial, word)?.outputs.map(machine.keyOf).join();
  return key(one) === key(other);
}

/** Whether both answer alike to every word: a search through pairs of states. */
function areEquivalent(one: Toy, other: Toy): boolean {
  const prefixed = (machine: Toy, mark: string) =>
    [...machine.states].map(
      ([name, row]) =>
        [mark + name, new Map([...row].map(([input, { to, output }]) => [input, { to: mark + to, output }]))] as const,
    );
  const both: Toy = { ...one, states: new Map([...prefixed(one, "one"), ...prefixed(other, "other")]) };
  return separatingWord(both, `one${one.initial}`, `other${other.initial}`) === undefined;
}

const machines = (size: number): fc.Arbitrary<Toy> =>
  fc
    .array(
      fc.tuple(
        fc.nat({ max: size - 1 }),
        fc.constantFrom("x", "y"),
        fc.nat({ max: size - 1 }),
        fc.constantFrom("x", "y"),
      ),
      { minLength: size, maxLength: size },
    )
    .map(toy);

/** Whether every state can be reached and told from each other. */
function isReduced(machine: Toy): boolean {
  const names = [...machine.states.keys()];
  const seen = new Set([machine.initial]);
  for (const name of seen) for (const { to } of machine.states.get(name)?.values() ?? []) seen.add(to);
  return (
    seen.size === names.length &&
    names.every((one, i) => names.slice(i + 1).every((other) => separatingWord(machine, one, other) !== undefined))
  );
}

describe.each([0, 1])("a suite for %d extra states", (extra) => {
  test("is passed by no machine of that size that is another", () => {
    let others = 0;
    fc.assert(
      fc.property(machines(3).filter(isReduced), machines(3 + extra), (right, candidate) => {
        const passes = completeSuite(right, extra).every(({ word }) => agree(right, candidate, word));
        if (!passes) others += 1;
        expect(passes).toBe(areEquivalent(right, candidate));
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(others).toBeGreaterThan(1000);
  });

  test("is passed by no machine that differs in one arrow", () => {
    const arrow = fc.record({ state: fc.nat({ max: 3 }), input: fc.constantFrom("a", "b"), to: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(machines(4).filter(isReduced), arrow, fc.boolean(), (right, { state, input, to }, isOutput) => {
        const row = right.states.get(String(state));
        const old = row?.get(input as "a");
        fc.pre(row !== undefined && old !== undefined);
        const output = isOutput ? (old.output === "x" ? "y" : "x") : old.output;
        const changed = new Map(row).set(input as "a", { to: isOutput ? old.to : String(to), output });
        const mutant: Toy = { ...right, states: new Map(right.states).set(String(state), changed) };
        const passes = completeSuite(right, extra).every(({ word }) => agree(right, mutant, word));
        expect(passes).toBe(areEquivalent(right, mutant));
      }),
      { numRuns: 500, seed: 2 },
    );
  });
});

test("a suite that is cut short lets another machine pass", () => {
  const right = toy([
    [1, "x", 0, "x"],
    [2, "x", 1, "x"],
    [0, "y", 2, "x"],
  ]);
  // It answers like the right one until it has been in its fourth state.
  const wrong = toy([
    [1, "x", 0, "x"],
    [2, "x", 3, "x"],
    [0, "y", 2, "x"],
    [2, "x", 0, "x"],
  ]);
  const passes = (suite: readonly { readonly word: Word<"a" | "b"> }[]): boolean =>
    suite.every(({ word }) => agree(right, wrong, word));
  expect(passes(completeSuite(right, 0))).toBe(true);
  expect(passes(completeSuite(right, 1))).toBe(false);
});

describe.each(["3.1.1", "5.0"] as const)("the machine of MQTT %s", (version) => {
  test.each(["on PUBLISH", "on PUBREL"] as const)("handing onward %s, has each of its arrows tried", (onward) => {
    const machine = sessionModel(version, onward);
    const arrows = new Set(
      [...machine.states].flatMap(([state, row]) => [...row.keys()].map((input) => `${state}/${input}`)),
    );
    for (const { word } of completeSuite(machine, 1)) {
      let state = machine.initial;
      for (const input of word) {
        arrows.delete(`${state}/${input}`);
        state = machine.states.get(state)?.get(input)?.to ?? "";
      }
    }
    expect([...arrows]).toEqual([]);
  });

  test("cites sentences of its version alone, for all that must come", () => {
    const answers = [...sessionModel(version, "on PUBLISH").states.values()].flatMap((row) => [...row.values()]);
    const due = answers.flatMap(({ output }) => output.due);
    expect(due.filter(({ cites }) => cites.length === 0)).toEqual([]);
    const cited = answers.flatMap(({ output }) => [...output.nothingElse, ...output.due.flatMap(({ cites }) => cites)]);
    expect(cited.filter((id) => !id.startsWith(`${version}/`))).toEqual([]);
  });
});
