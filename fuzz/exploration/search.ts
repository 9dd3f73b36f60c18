// Breadth-first search of every state that a model can reach, so that the way to a broken state is a shortest one.
//
// A state is a run of bytes of fixed width, and all of them lie in one array, in the order in which they were found: the
// array is the queue too. A table of their hashes tells the known from the new.

import { Edges } from "./edges.ts";
import { moved } from "./moved.ts";

/** What is searched: a state machine whose states are bytes. It reads `current` and writes `next`, and owns neither. */
export interface Model {
  readonly name: string;
  /** Bytes of a state: a multiple of four. */
  readonly width: number;
  /** Sentences of ours that hold in every state, by number: what `check` and `violate` speak of. */
  readonly invariants: readonly Invariant[];
  /** Writes the first state. */
  begin(state: Uint8Array): void;
  /** Tells each step that can be taken from `current`: writes the state behind it into `next`, and calls one of `tell`. */
  expand(current: Uint8Array, next: Uint8Array, tell: Tell): void;
  /** The number of an invariant that `state` breaks, or -1. */
  check(state: Uint8Array): number;
  /** Whether all that was asked for is done in this state. */
  isDone(state: Uint8Array): boolean;
  /** A step, for a person: `event` is what `expand` told of it, and `current` the state before. */
  describe(event: number, current: Uint8Array): string;
}

/** One sentence that must hold. */
export interface Invariant {
  readonly text: string;
  readonly cites: readonly string[];
}

/** What `expand` reports to. */
export interface Tell {
  /** A step of the parties themselves. */
  step(event: number): void;
  /** A step that the world forces on them: a cut, a crash, a loss. Progress must not hang on it. */
  fault(event: number): void;
  /** A step that breaks an invariant as it is taken. */
  violate(event: number, invariant: number): void;
}

/** How far to search. */
export interface Bounds {
  readonly maximumStates: number;
  /** Whether to find out, too, if every state can come to its end. */
  readonly checksProgress: boolean;
  /** Called now and then, with the number of states found. */
  readonly onProgress?: (states: number) => void;
}

/** What a search has found. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest of all shortest paths. */
  readonly depth: number;
  /** Whether every reachable state has been seen, and not only as many as allowed. */
  readonly isComplete: boolean;
  readonly doneStates: number;
  readonly milliseconds: number;
  readonly violation: Violation | undefined;
}

/** An invariant that broke, and the shortest way there. */
export interface Violation {
  readonly invariant: Invariant;
  readonly path: readonly string[];
}

/** What every model must hold: from each state, if the world does no more harm, all can be done. */
export const PROGRESS: Invariant = {
  text: "from every state, if nothing more fails, everything can still be delivered and acknowledged",
  cites: ["5.0/MQTT-4.4.0-1", "3.1.1/MQTT-4.4.0-1"],
};

/** Searches all that `model` can reach, and stops at the first broken invariant. */
export function explore(model: Model, bounds: Bounds): Exploration {
  return new Search(model, bounds).run();
}

const NO_PARENT = -1;
const REPORT_EVERY = 65_536;

class Search implements Tell {
  private readonly words: number;
  private readonly current: Uint8Array;
  private readonly currentWords: Uint32Array;
  private readonly next: Uint8Array;
  private readonly nextWords: Uint32Array;
  private states: Uint32Array;
  private hashes: Uint32Array;
  private parents: Int32Array;
  private events: Uint16Array;
  /** The index of a state, and 1: 0 is an empty place. */
  private table: Int32Array;
  private count = 0;
  private transitions = 0;
  private at = 0;
  private broken = -1;
  private brokenBy = 0;
  private readonly edges: Edges;
  private readonly model: Model;
  private readonly bounds: Bounds;

  constructor(model: Model, bounds: Bounds) {
    this.model = model;
    this.bounds = bounds;
    if (model.width % 4 !== 0) throw new RangeError(`${model.name}: a width of ${model.width} is no multiple of four`);
    this.words = model.width / 4;
    this.currentWords = new Uint32Array(this.words);
    this.nextWords = new Uint32Array(this.words);
    this.current = new Uint8Array(this.currentWords.buffer);
    this.next = new Uint8Array(this.nextWords.buffer);
    const room = 1 << 14;
    this.states = new Uint32Array(room * this.words);
    this.hashes = new Uint32Array(room);
    this.parents = new Int32Array(room);
    this.events = new Uint16Array(room);
    this.table = new Int32Array(room * 4);
    this.edges = new Edges(bounds.checksProgress);
  }

  run(): Exploration {
    const { model, bounds } = this;
    const startMs = performance.now();
    model.begin(this.next);
    this.add(0, NO_PARENT);
    let isComplete = true;
    let doneStates = 0;
    const done: number[] = [];
    let depth = 0;
    let levelEnd = 1;
    for (; this.at < this.count; this.at++) {
      if (this.at === levelEnd) {
        depth++;
        levelEnd = this.count;
      }
      this.load(this.at);
      const broken = model.check(this.current);
      if (broken !== -1) return this.end(startMs, depth, doneStates, false, this.violation(broken, this.at, undefined));
      if (model.isDone(this.current)) {
        doneStates++;
        if (bounds.checksProgress) done.push(this.at);
      }
      if (this.count > bounds.maximumStates) {
        isComplete = false;
        break;
      }
      this.edges.open();
      model.expand(this.current, this.next, this);
      if (this.broken !== -1) {
        return this.end(startMs, depth, doneStates, false, this.violation(this.broken, this.at, this.brokenBy));
      }
      if (this.at % REPORT_EVERY === 0) bounds.onProgress?.(this.count);
    }
    const stuck = bounds.checksProgress && isComplete ? this.edges.stuck(this.count, done) : -1;
    return this.end(startMs, depth, doneStates, isComplete, stuck === -1 ? undefined : this.stuckAt(stuck));
  }

  step(event: number): void {
    this.transitions++;
    this.edges.to(this.add(event, this.at));
  }

  fault(event: number): void {
    this.transitions++;
    this.add(event, this.at);
  }

  violate(event: number, invariant: number): void {
    if (this.broken !== -1) return;
    this.broken = invariant;
    this.brokenBy = event;
  }

  private load(index: number): void {
    const from = index * this.words;
    for (let word = 0; word < this.words; word++) this.currentWords[word] = this.states[from + word] as number;
  }

  /** The index of the state in `next`, which is kept if it is new. */
  private add(event: number, parent: number): number {
    const { nextWords, words, table } = this;
    let hash = 0x811c9dc5;
    for (let word = 0; word < words; word++) {
      hash = Math.imul(hash ^ (nextWords[word] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash >>>= 0;
    const mask = table.length - 1;
    let place = hash & mask;
    for (let found = table[place] as number; found !== 0; found = table[place] as number) {
      if (this.hashes[found - 1] === hash && this.isNextAt(found - 1)) return found - 1;
      place = (place + 1) & mask;
    }
    const index = this.count++;
    if (index === this.hashes.length) this.grow();
    this.states.set(nextWords, index * words);
    this.hashes[index] = hash;
    this.parents[index] = parent;
    this.events[index] = event;
    this.table[place] = index + 1;
    if (this.count * 2 > this.table.length) this.rehash();
    return index;
  }

  private isNextAt(index: number): boolean {
    const from = index * this.words;
    for (let word = 0; word < this.words; word++) {
      if (this.states[from + word] !== this.nextWords[word]) return false;
    }
    return true;
  }

  private grow(): void {
    const room = this.hashes.length * 2;
    this.states = moved(this.states, new Uint32Array(room * this.words));
    this.hashes = moved(this.hashes, new Uint32Array(room));
    this.parents = moved(this.parents, new Int32Array(room));
    this.events = moved(this.events, new Uint16Array(room));
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 2);
    const mask = table.length - 1;
    for (let index = 0; index < this.count; index++) {
      let place = (this.hashes[index] as number) & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = index + 1;
    }
    this.table = table;
  }

  private end(
    startMs: number,
    depth: number,
    doneStates: number,
    isComplete: boolean,
    violation: Violation | undefined,
  ): Exploration {
    const milliseconds = performance.now() - startMs;
    return {
      states: this.count,
      transitions: this.transitions,
      depth,
      isComplete,
      doneStates,
      milliseconds,
      violation,
    };
  }

  private violation(invariant: number, index: number, event: number | undefined): Violation {
    return { invariant: this.model.invariants[invariant] as Invariant, path: this.path(index, event) };
  }

  private stuckAt(index: number): Violation {
    return { invariant: PROGRESS, path: this.path(index, undefined) };
  }

  private path(index: number, lastEvent: number | undefined): readonly string[] {
    const steps: string[] = [];
    if (lastEvent !== undefined) {
      this.load(index);
      steps.push(this.model.describe(lastEvent, this.current));
    }
    for (let at = index; this.parents[at] !== NO_PARENT; at = this.parents[at] as number) {
      this.load(this.parents[at] as number);
      steps.push(this.model.describe(this.events[at] as number, this.current));
    }
    return steps.reverse();
  }
}
