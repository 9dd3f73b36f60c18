// What `touchstone verify` prints: a line for each model, a shortest path for each broken invariant, and the same as JSON.

import type { Exploration, VerifiedFault, VerifiedModel } from "../../fuzz/exploration/index.ts";

/** A model, as lines: what was searched, how much there was of it, and the way to a broken invariant. */
export function modelLines({ name, exploration }: VerifiedModel): string {
  const { states, transitions, depth, isComplete, violation } = exploration;
  const verdict = violation === undefined ? (isComplete ? "holds" : "not searched to its end") : "BROKEN";
  const figures = `${count(states)} states, ${count(transitions)} transitions, depth ${depth}, ${seconds(exploration)}`;
  return `${verdict}  ${name}\n       ${figures}\n${violation === undefined ? "" : violationLines(exploration)}`;
}

/** All models in one line. */
export function modelsSummary(models: readonly VerifiedModel[]): string {
  const { states, transitions, milliseconds, invariants, broken } = totals(models);
  const rate = count(Math.round((states / milliseconds) * 1000));
  const end = broken === 0 ? "all hold" : `${broken} broken`;
  return `\n${models.length} models, ${count(states)} states, ${count(transitions)} transitions, ${invariants} invariants: ${end} (${(milliseconds / 1000).toFixed(1)} s, ${rate} states a second)\n`;
}

/** The models as JSON. */
export function modelsAsJson(models: readonly VerifiedModel[]): string {
  const { states, transitions, milliseconds, invariants } = totals(models);
  const plain = models.map(({ name, exploration, invariants: held }) => ({
    name,
    ...figures(exploration),
    invariants: held,
    violation: exploration.violation ?? null,
  }));
  const total = { states, transitions, invariants, milliseconds: Math.round(milliseconds) };
  return `${JSON.stringify({ schema: 1, kind: "verify", total, models: plain }, undefined, 2)}\n`;
}

/** A fault in one line. */
export function faultLine({ name, exploration: { violation } }: VerifiedFault): string {
  if (violation === undefined) return `ESCAPED  ${name}\n`;
  return `found in ${String(violation.path.length).padStart(2)} steps  ${name}: ${violation.invariant.text}\n`;
}

/** All faults in one line. */
export function faultsSummary(faults: readonly VerifiedFault[]): string {
  const escaped = faults.filter(({ exploration }) => exploration.violation === undefined).length;
  return `\n${faults.length} seeded faults, ${escaped} escaped\n`;
}

/** The faults as JSON. */
export function faultsAsJson(faults: readonly VerifiedFault[]): string {
  const plain = faults.map(({ name, model, exploration }) => ({
    name,
    model,
    found: exploration.violation !== undefined,
    steps: exploration.violation?.path.length ?? null,
    invariant: exploration.violation?.invariant.text ?? null,
    path: exploration.violation?.path ?? null,
    ...figures(exploration),
  }));
  const escaped = plain.filter(({ found }) => !found).length;
  return `${JSON.stringify({ schema: 1, kind: "verify-faults", total: { faults: plain.length, escaped }, faults: plain }, undefined, 2)}\n`;
}

function violationLines({ violation }: Exploration): string {
  if (violation === undefined) return "";
  const { invariant, path } = violation;
  const steps = path.map((step, index) => `       ${String(index + 1).padStart(2)}. ${step}\n`).join("");
  return `       broken: ${invariant.text} (${invariant.cites.join(", ")})\n${steps}`;
}

function figures({ states, transitions, depth, isComplete, doneStates, milliseconds }: Exploration) {
  return { states, transitions, depth, isComplete, doneStates, milliseconds: Math.round(milliseconds) };
}

function totals(models: readonly VerifiedModel[]) {
  const sum = (of: (exploration: Exploration) => number): number =>
    models.reduce((total, { exploration }) => total + of(exploration), 0);
  return {
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    milliseconds: sum(({ milliseconds }) => milliseconds),
    broken: models.filter(({ exploration }) => exploration.violation !== undefined).length,
    invariants: new Set(models.flatMap(({ invariants }) => invariants.map(({ text }) => text))).size,
  };
}

function seconds({ milliseconds }: Exploration): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
