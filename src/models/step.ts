// The one way a machine is run: (state, event) to [next state, effects].
//
// A machine has no memory beside its state, constant effects, and at most one guard that reads one bit of the event: so all
// its answers are asked of xstate once, and stand in a table. step.test.ts proves that the table says what xstate says.

import { type AnyStateMachine, transition } from "xstate";
import type { RequirementId } from "../../spec/index.ts";
import { type Arrow, type FlowEffect, isRefused } from "./model.ts";

/** The name of a state. */
export type StateName = string;

/** The answer to an event: the next state, and what to do, in order. */
export type Step<Effect = FlowEffect> = readonly [next: StateName, effects: readonly Effect[]];

/** An event, as far as a machine can tell it from others. */
export type Told = { readonly type: string };

/** All answers of a machine, by state and kind of event. */
export type Table<Effect = FlowEffect> = ReadonlyMap<StateName, ReadonlyMap<string, Step<Effect>>>;

const TABLES = new WeakMap<AnyStateMachine, Table>();
const REFUSED = " refused";
const REFUSED_KINDS: ReadonlyMap<string, string> = new Map(
  ["PUBACK", "PUBREC", "PUBREL", "PUBCOMP"].map((type) => [type, type + REFUSED]),
);

/** Takes one step of `machine` from `state`. Pure. An event that the machine does not know changes nothing. */
export function step(machine: AnyStateMachine, state: StateName, event: Told): Step {
  const row = (TABLES.get(machine) ?? tableOf(machine)).get(state);
  if (row === undefined) throw new RangeError(`${machine.id} has no state ${state}`);
  return row.get(kindOf(event)) ?? [state, NOTHING];
}

const NOTHING: readonly FlowEffect[] = Object.freeze([]);

/** Takes one step by asking xstate, with nothing kept. */
export function interpret(machine: AnyStateMachine, state: StateName, event: Told): Step {
  const [next, actions] = transition(machine, machine.resolveState({ value: state, context: {} }), event);
  return [String(next.value), actions.map(effectOf)];
}

/** The kind of an event: all that a machine can tell events apart by. */
export function kindOf(event: Told): string {
  return isRefused(event) ? (REFUSED_KINDS.get(event.type) ?? event.type) : event.type;
}

/** The answers of a machine, made from it when they are first asked for. */
export function tableOf(machine: AnyStateMachine): Table {
  const kept = TABLES.get(machine);
  if (kept !== undefined) return kept;
  const events = eventsOf(machine);
  const table = new Map(
    Object.keys(machine.states).map((state) => [
      state,
      new Map(events.map((event) => [kindOf(event), interpret(machine, state, event)])),
    ]),
  );
  TABLES.set(machine, table);
  return table;
}

/** The sentences that a machine obeys by its answer to a kind of event. */
export function citesOf(machine: AnyStateMachine, state: StateName, kind: string): readonly RequirementId[] {
  const isNegative = kind.endsWith(REFUSED);
  const arrows = machine.states[state]?.transitions.get(isNegative ? kind.slice(0, -REFUSED.length) : kind) ?? [];
  // Where there are two, the first is for a negative acknowledgement.
  const arrow = arrows.length > 1 && !isNegative ? arrows[1] : arrows[0];
  return (arrow?.meta as Arrow | undefined)?.cites ?? [];
}

/** One event of each kind that a machine knows. */
export function eventsOf(machine: AnyStateMachine): readonly Told[] {
  return machine.events.flatMap(eventsOfType);
}

function eventsOfType(type: string): readonly Told[] {
  const event = { type };
  return REFUSED_KINDS.has(type) ? [event, { ...event, reasonCode: 0x80 } as Told] : [event];
}

function effectOf(action: { readonly type: string; readonly params?: unknown }): FlowEffect {
  const type = action.type === "sendPublish" || action.type === "sendAck" ? "send" : action.type;
  const packet = action.type === "sendPublish" ? { packet: "PUBLISH" } : {};
  return { type, ...packet, ...(action.params as object | undefined) } as FlowEffect;
}
