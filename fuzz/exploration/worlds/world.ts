// Search of what is too rich for bytes: the broker itself and its clients, as values that are copied for every step.

import type { Bounds, Exploration, Invariant, Violation } from "../search.ts";
import { PROGRESS } from "../search.ts";

/** A world of values. What `act` does to a state is all that may change it. */
export interface World<State> {
  readonly name: string;
  readonly invariants: readonly Invariant[];
  begin(): State;
  copy(state: State): State;
  /** The same for states that will never behave differently. */
  key(state: State): string;
  /** What can happen. */
  acts(state: State): readonly Act<State>[];
  /** An invariant that the state breaks, or that was broken on the way to it. */
  broken(state: State): Invariant | undefined;
  isDone(state: State): boolean;
}

/** One thing that can happen. */
export interface Act<State> {
  readonly text: string;
  /** Whether the world forces it on the parties: progress must not hang on it. */
  readonly isFault: boolean;
  readonly act: (state: State) => void;
}

interface Found<State> {
  readonly parent: number;
  readonly text: string;
  /** Let go once it has been expanded. */
  state: State | undefined;
  readonly steps: number[];
  readonly depth: number;
}

/** Searches a world breadth first, and stops at the first broken invariant. */
export function exploreWorld<State>(world: World<State>, bounds: Bounds): Exploration {
  const startMs = performance.now();
  const found: Found<State>[] = [];
  const known = new Map<string, number>();
  const done: number[] = [];
  let transitions = 0;
  let depth = 0;
  let violation: Violation | undefined;
  let isComplete = true;

  const add = (state: State, parent: number, text: string): number => {
    const key = world.key(state);
    const before = known.get(key);
    if (before !== undefined) return before;
    const index = found.length;
    known.set(key, index);
    found.push({ parent, text, state, steps: [], depth: parent === -1 ? 0 : (found[parent]?.depth ?? 0) + 1 });
    return index;
  };

  add(world.begin(), -1, "");
  for (let at = 0; at < found.length && violation === undefined; at++) {
    const here = found[at] as Found<State>;
    const state = here.state as State;
    depth = here.depth;
    if (world.isDone(state)) done.push(at);
    if (found.length > bounds.maximumStates) {
      isComplete = false;
      break;
    }
    for (const { text, isFault, act } of world.acts(state)) {
      const next = world.copy(state);
      act(next);
      transitions++;
      const invariant = world.broken(next);
      if (invariant !== undefined) {
        violation = { invariant, path: [...pathTo(found, at), text] };
        break;
      }
      const index = add(next, at, text);
      if (!isFault) here.steps.push(index);
    }
    here.state = undefined;
    if (at % 1024 === 0) bounds.onProgress?.(found.length);
  }
  if (violation === undefined && isComplete && bounds.checksProgress) violation = stuckIn(found, done);
  const milliseconds = performance.now() - startMs;
  const isWhole = isComplete && violation === undefined;
  return {
    states: found.length,
    transitions,
    depth,
    isComplete: isWhole,
    doneStates: done.length,
    milliseconds,
    violation,
  };
}

function pathTo<State>(found: readonly Found<State>[], index: number): readonly string[] {
  const steps: string[] = [];
  for (let at = index; at > 0; at = found[at]?.parent ?? 0) steps.push(found[at]?.text ?? "");
  return steps.reverse();
}

function stuckIn<State>(found: readonly Found<State>[], done: readonly number[]): Violation | undefined {
  const isGood = new Uint8Array(found.length);
  for (const index of done) isGood[index] = 1;
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (let index = found.length - 1; index >= 0; index--) {
      if (isGood[index] === 1 || !found[index]?.steps.some((step) => isGood[step] === 1)) continue;
      isGood[index] = 1;
      hasChanged = true;
    }
  }
  const stuck = isGood.indexOf(0);
  return stuck === -1 ? undefined : { invariant: PROGRESS, path: pathTo(found, stuck) };
}
