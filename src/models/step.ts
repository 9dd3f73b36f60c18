// The one way a machine is run: (state, event) to [next state, effects], by xstate's pure `transition`.
//
// A machine of model.ts has no memory beside its state, constant effects, and one guard that reads one bit of the event. So
// each answer is asked of xstate once and kept; step.test.ts proves that what is kept is what xstate says.

import { type AnyStateMachine, transition } from "xstate";
import { type FlowEffect, isRefused } from "./model.ts";

/** The name of a state. */
export type StateName = string;

/** The answer to an event: the next state, and what to do, in order. */
export type Step = readonly [next: StateName, effects: readonly FlowEffect[]];

const STEPS = new WeakMap<AnyStateMachine, Map<StateName, Map<string, Step>>>();
const REFUSED_KINDS: ReadonlyMap<string, string> = new Map([
  ["PUBACK", "PUBACK refused"],
  ["PUBREC", "PUBREC refused"],
  ["PUBREL", "PUBREL refused"],
  ["PUBCOMP", "PUBCOMP refused"],
]);

/** Takes one step of `machine` from `state`. Pure. */
export function step(machine: AnyStateMachine, state: StateName, event: { readonly type: string }): Step {
  const kind = kindOf(event);
  const kept = rowOf(machine, state);
  let answer = kept.get(kind);
  if (answer === undefined) {
    answer = interpret(machine, state, event);
    kept.set(kind, answer);
  }
  return answer;
}

/** Takes one step by asking xstate, with nothing kept. */
export function interpret(machine: AnyStateMachine, state: StateName, event: { readonly type: string }): Step {
  const [next, actions] = transition(machine, machine.resolveState({ value: state, context: {} }), event);
  return [String(next.value), actions.map(effectOf)];
}

/** The kind of an event: all that a machine can tell events apart by. */
export function kindOf(event: { readonly type: string }): string {
  return isRefused(event) ? (REFUSED_KINDS.get(event.type) ?? event.type) : event.type;
}

function rowOf(machine: AnyStateMachine, state: StateName): Map<string, Step> {
  const rows = STEPS.get(machine) ?? new Map<StateName, Map<string, Step>>();
  const row = rows.get(state) ?? new Map<string, Step>();
  if (row.size === 0) STEPS.set(machine, rows.set(state, row));
  return row;
}

function effectOf(action: { readonly type: string; readonly params?: unknown }): FlowEffect {
  const type = action.type === "sendPublish" || action.type === "sendAck" ? "send" : action.type;
  const packet = action.type === "sendPublish" ? { packet: "PUBLISH" } : {};
  return { type, ...packet, ...(action.params as object | undefined) } as FlowEffect;
}
