// The search itself: what it finds, what it must not find, and that its figures can be trusted.

import { expect, test } from "vitest";
import { INVARIANTS } from "./flows/invariants.ts";
import { flowModel } from "./flows/model.ts";
import { settingOf } from "./flows/settings.ts";
import { explore, type Model, PROGRESS } from "./search.ts";
import { verifyFaults, verifyModels } from "./verify.ts";
import { exploreWorld } from "./worlds/world.ts";

const ALL = { maximumStates: 1_000_000, checksProgress: true };

/** Counts up to 9 from 0, by one or by two; 5 breaks the only invariant, where told. */
function counter(breaksAt: number, mayFail: boolean): Model {
  return {
    name: "counter",
    width: 4,
    invariants: [{ text: "the counter is sound", cites: [] }],
    begin: (state) => state.fill(0),
    expand: (current, next, tell) => {
      const value = current[0] as number;
      for (const by of [1, 2]) {
        if (value + by > 9) continue;
        next.fill(0);
        next[0] = value + by;
        tell.step(by);
      }
      if (mayFail && value === 3) {
        next.fill(0);
        next[1] = 1;
        next[0] = 200;
        tell.fault(9);
      }
    },
    check: (state) => (state[0] === breaksAt ? 0 : -1),
    isDone: (state) => state[0] === 9,
    describe: (event, current) => `${current[0]} + ${event}`,
  };
}

test("the search sees each state once, and knows how far the farthest is", () => {
  const { states, transitions, depth, isComplete, doneStates, violation } = explore(counter(-1, false), ALL);
  expect({ states, transitions, depth, isComplete, doneStates, violation }).toEqual({
    states: 10,
    transitions: 17,
    depth: 5,
    isComplete: true,
    doneStates: 1,
    violation: undefined,
  });
});

test("a broken invariant is told with a shortest path", () => {
  const { violation } = explore(counter(5, false), ALL);
  expect(violation?.invariant.text).toBe("the counter is sound");
  expect(violation?.path).toEqual(["0 + 1", "1 + 2", "3 + 2"]);
});

test("a state that cannot come to its end breaks progress alone", () => {
  const { violation } = explore(counter(-1, true), ALL);
  expect(violation?.invariant).toBe(PROGRESS);
  expect(violation?.path).toEqual(["0 + 1", "1 + 2", "3 + 9"]);
});

test("a search that is cut short says so, and claims nothing about progress", () => {
  const model = flowModel(
    settingOf({ messages: 2, identifiers: 2, capacity: 4, receiveMaximum: 2, qos: 2, sender: "client" }),
  );
  const { isComplete, violation } = explore(model, { maximumStates: 100, checksProgress: true });
  expect({ isComplete, violation }).toEqual({ isComplete: false, violation: undefined });
});

test("values are searched as bytes are", () => {
  const { states, transitions, depth, violation } = exploreWorld(
    {
      name: "counter",
      invariants: [],
      begin: () => ({ value: 0 }),
      copy: (state) => ({ ...state }),
      key: ({ value }) => String(value),
      acts: ({ value }) =>
        [1, 2]
          .filter((by) => value + by <= 9)
          .map((by) => ({
            text: `+${by}`,
            isFault: false,
            act: (state: { value: number }) => {
              state.value += by;
            },
          })),
      broken: () => undefined,
      isDone: ({ value }) => value === 9,
    },
    ALL,
  );
  expect({ states, transitions, depth, violation }).toEqual({
    states: 10,
    transitions: 17,
    depth: 5,
    violation: undefined,
  });
});

test("every model holds every invariant, and can always come to its end", { timeout: 120_000 }, () => {
  let states = 0;
  for (const { name, exploration } of verifyModels({ isFull: false, maximumStates: 5_000_000 })) {
    expect({ name, complete: exploration.isComplete, path: exploration.violation?.path }).toEqual({
      name,
      complete: true,
      path: undefined,
    });
    states += exploration.states;
  }
  expect(states).toBeGreaterThan(500_000);
});

test("every seeded fault is found within a dozen steps", { timeout: 120_000 }, () => {
  const found = [...verifyFaults()].map(({ name, exploration: { violation } }) => ({
    name,
    invariant: violation?.invariant,
    steps: violation?.path.length ?? Number.POSITIVE_INFINITY,
  }));
  expect(found.length).toBeGreaterThanOrEqual(25);
  expect(found.filter(({ steps }) => steps > 12)).toEqual([]);
  expect(found.filter(({ invariant }) => invariant === PROGRESS).length).toBeGreaterThanOrEqual(3);
});

test("every invariant of the flows has been broken by a fault", { timeout: 120_000 }, () => {
  const broken = new Set([...verifyFaults()].map(({ exploration }) => exploration.violation?.invariant.text));
  // The one that takes more than a dozen steps to break alone.
  const sizes = { messages: 3, identifiers: 3, capacity: 5, receiveMaximum: 2 };
  const waiting = { qos: 1, sender: "client", fault: "waits with its oldest message when it resumes" } as const;
  broken.add(explore(flowModel(settingOf({ ...sizes, ...waiting })), ALL).violation?.invariant.text);
  const never = Object.values(INVARIANTS)
    .map(({ text }) => text)
    .filter((text) => !broken.has(text));
  expect(never).toEqual([]);
});
