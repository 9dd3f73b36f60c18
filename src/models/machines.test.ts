// What holds of every machine: its table says what xstate says, every state answers every event, and every arrow cites.

import { expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { REQUIREMENTS } from "../../spec/index.ts";
import { MACHINES } from "./machines.ts";
import type { Arrow } from "./model.ts";
import { eventsOf, interpret, kindOf, step, tableOf } from "./step.ts";

const KNOWN: ReadonlySet<string> = new Set(REQUIREMENTS.map(({ id }) => id));

function pairsOf(machine: AnyStateMachine) {
  return Object.keys(machine.states).flatMap((state) => eventsOf(machine).map((event) => ({ state, event })));
}

const PAIRS = MACHINES.reduce((sum, machine) => sum + pairsOf(machine).length, 0);

const CLAIM = `compiled answers are xstate's, for all ${PAIRS} pairs of state and event of ${MACHINES.length} machines`;

test(CLAIM, () => {
  let proved = 0;
  for (const machine of MACHINES) {
    for (const { state, event } of pairsOf(machine)) {
      expect({ state, event, answer: step(machine, state, event) }).toEqual({
        state,
        event,
        answer: interpret(machine, state, event),
      });
      proved++;
    }
  }
  expect(proved).toBe(PAIRS);
  console.log(CLAIM);
});

test("a table that says something else than its machine is found out", () => {
  const [machine] = MACHINES as [AnyStateMachine];
  const honest = tableOf(machine).get("idle")?.get("submit");
  expect(honest).toEqual(interpret(machine, "idle", { type: "submit" }));
  expect(honest).not.toEqual(interpret(machine, "awaitingPuback", { type: "submit" }));
});

test.each(MACHINES)("every state of $id answers every event, and every arrow cites statements", (machine) => {
  const types = new Set(machine.events);
  for (const state of Object.values(machine.states)) {
    expect({ state: state.key, types: new Set(state.transitions.keys()) }).toEqual({ state: state.key, types });
    for (const arrow of [...state.transitions.values()].flat()) {
      const { cites } = arrow.meta as Arrow;
      expect(cites.length).toBeGreaterThan(0);
      expect(cites.filter((id) => !KNOWN.has(id))).toEqual([]);
    }
  }
});

test.each(MACHINES)("every state of $id can be reached, and the truth table of it stands", (machine) => {
  const reached = new Set([String(machine.config.initial)]);
  for (const state of reached) for (const [next] of tableOf(machine).get(state)?.values() ?? []) reached.add(next);
  expect(reached).toEqual(new Set(Object.keys(machine.states)));
  const lines = pairsOf(machine).map(({ state, event }) => {
    const [next, effects] = step(machine, state, event);
    const told = (effects as readonly { readonly type: string }[]).map(({ type }) => type);
    return `${state} + ${kindOf(event)} -> ${next}${told.length > 0 ? ` / ${told.join(", ")}` : ""}`;
  });
  expect(lines.join("\n")).toMatchSnapshot();
});
