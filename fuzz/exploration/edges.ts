// The steps between the states of a search, for the question which of them can still come to their end.

import { moved } from "./moved.ts";

/** Steps, in the order in which their states were expanded. */
export class Edges {
  private readonly isKept: boolean;
  private targets = new Int32Array(1 << 16);
  private starts = new Int32Array(1 << 14);
  private states = 0;
  private count = 0;

  constructor(isKept: boolean) {
    this.isKept = isKept;
  }

  /** What comes from now on starts at the next state. */
  open(): void {
    if (!this.isKept) return;
    if (this.states + 1 >= this.starts.length) this.starts = moved(this.starts, new Int32Array(this.starts.length * 2));
    this.starts[this.states++] = this.count;
    this.starts[this.states] = this.count;
  }

  to(target: number): void {
    if (!this.isKept) return;
    if (this.count === this.targets.length) this.targets = moved(this.targets, new Int32Array(this.targets.length * 2));
    this.targets[this.count++] = target;
    this.starts[this.states] = this.count;
  }

  /** The first state from which none of `done` can be reached, or -1. Passes from the last state to the first, until one changes nothing. */
  stuck(states: number, done: readonly number[]): number {
    const isGood = new Uint8Array(states);
    for (const index of done) isGood[index] = 1;
    let hasChanged = true;
    while (hasChanged) {
      hasChanged = false;
      for (let index = states - 1; index >= 0; index--) {
        if (isGood[index] === 1) continue;
        const end = this.starts[index + 1] as number;
        for (let edge = this.starts[index] as number; edge < end; edge++) {
          if (isGood[this.targets[edge] as number] === 1) {
            isGood[index] = 1;
            hasChanged = true;
            break;
          }
        }
      }
    }
    return isGood.indexOf(0);
  }
}
