// What a run tells: a line for each class, and how many of each group have held.

import type { AbuseClass } from "./class.ts";
import { GROUPS } from "./class.ts";

/** What became of a class. */
export interface Outcome {
  readonly class: AbuseClass;
  /** How it was tried. */
  readonly how: string;
  readonly faults: readonly string[];
  readonly seconds: number;
  /** How much more the broker holds in memory than at first. */
  readonly mebibytes: number;
}

/** So many faults of a class are told. */
const MOST_FAULTS = 5;

/** Prints a class. */
export function say({ class: { name, what }, how, faults, seconds, mebibytes }: Outcome): void {
  const word = faults.length === 0 ? "held" : "FAILED";
  console.log(`${word.padEnd(6)}  ${name}: ${what} (${how}; ${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB)`);
  for (const fault of faults.slice(0, MOST_FAULTS)) console.log(`        ${fault}`);
  if (faults.length > MOST_FAULTS) console.log(`        and ${faults.length - MOST_FAULTS} more`);
}

/** Prints the counts of the groups, and of all. */
export function summary(outcomes: readonly Outcome[]): void {
  console.log("");
  for (const group of GROUPS) {
    const mine = outcomes.filter((one) => one.class.name.startsWith(`${group}.`));
    if (mine.length > 0) console.log(`${group.padEnd(12)}${counts(mine)}`);
  }
  console.log(`${"all".padEnd(12)}${counts(outcomes)}`);
}

function counts(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ faults }) => faults.length > 0).length;
  const tried = outcomes.filter((one) => one.class.way.kind !== "not ours");
  const others = outcomes.length - tried.length;
  const held = `${tried.length - failed} of ${tried.length} held`;
  return others === 0 ? held : `${held}, and ${others} not ours`;
}
