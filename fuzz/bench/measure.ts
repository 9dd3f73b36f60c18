// Two pieces of work measured side by side: on a noisy machine only their ratio says something.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How long each side runs before it counts, how long one round is, and how many rounds there are. */
export interface Effort {
  readonly warmUpMs: number;
  readonly roundMs: number;
  readonly rounds: number;
}

/** For the figures that a promise rests on. */
export const THOROUGH: Effort = { warmUpMs: 1000, roundMs: 30, rounds: 15 };
/** For long lists of small figures. */
export const BRIEF: Effort = { warmUpMs: 100, roundMs: 15, rounds: 5 };

const ALLOCATION_ROUNDS = 3;

/** The median ratio of the second's time to the first's, and the median milliseconds of one run of each. */
export interface Comparison {
  readonly ratio: number;
  readonly first: number;
  readonly second: number;
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Runs `work` for at least `milliseconds`, and answers the time of one run. */
function repeat(work: () => unknown, milliseconds: number): number {
  const start = now();
  let runs = 0;
  let spent = 0;
  while (spent < milliseconds) {
    work();
    runs++;
    spent = now() - start;
  }
  return spent / runs;
}

/** The one in the middle; of an even number the upper one. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] as number;
}

/** Warms both up, and then runs them in turn. */
export function compare(first: () => unknown, second: () => unknown, effort = THOROUGH): Comparison {
  repeat(first, effort.warmUpMs);
  repeat(second, effort.warmUpMs);
  const firsts: number[] = [];
  const seconds: number[] = [];
  for (let round = 0; round < effort.rounds; round++) {
    firsts.push(repeat(first, effort.roundMs));
    seconds.push(repeat(second, effort.roundMs));
  }
  const ratios = firsts.map((time, round) => (seconds[round] as number) / time);
  return { ratio: median(ratios), first: median(firsts), second: median(seconds) };
}

function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

const collectGarbage = collector();

/** The bytes that one run allocates, on the heap and beside it: the median of several, since a collection may fall into one. */
export function allocated(work: () => unknown): number {
  const found: number[] = [];
  for (let round = 0; round < ALLOCATION_ROUNDS; round++) {
    collectGarbage();
    const before = process.memoryUsage();
    work();
    const after = process.memoryUsage();
    found.push(after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers);
  }
  return Math.max(0, median(found));
}
