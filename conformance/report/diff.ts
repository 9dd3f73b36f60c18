// Where two reports differ: verdicts, cases that only one has, reasons of what is red in both, and capabilities.

import { observedWithoutNames, withoutNames } from "../run-names.ts";
import type { CaseJson, ReportJson } from "./shape.ts";

/** Something that is one thing in the first report, and another in the second; null where it is missing. */
interface Difference {
  readonly id: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** All differences of two reports. */
export interface ReportDiff {
  /** Verdicts of cases that are in both. */
  readonly cases: readonly Difference[];
  /** Cases that are in one alone, with their verdict there. */
  readonly onlyInOne: readonly Difference[];
  /** What was expected and observed, of cases that are red in both. */
  readonly reasons: readonly Difference[];
  /** Verdicts of statements of the standard. */
  readonly requirements: readonly Difference[];
  readonly capabilities: readonly Difference[];
}

const RED: readonly string[] = ["fail", "late", "error"];

/** Compares two reports. Names and times that change from run to run are no difference. */
export function diffReports(a: ReportJson, b: ReportJson): ReportDiff {
  const [casesA, casesB] = [byId(a.cases), byId(b.cases)];
  const all = differences(a.cases, b.cases, ({ verdict }) => verdict);
  return {
    cases: all.filter((one) => one.a !== null && one.b !== null),
    onlyInOne: all.filter((one) => one.a === null || one.b === null),
    reasons: [...casesA].flatMap(([id, inA]) => {
      const inB = casesB.get(id);
      if (inB === undefined || inA.verdict !== inB.verdict || !RED.includes(inA.verdict)) return [];
      const [reasonA, reasonB] = [reasonOf(inA, a.seed), reasonOf(inB, b.seed)];
      return reasonA === reasonB ? [] : [{ id, a: reasonA, b: reasonB }];
    }),
    requirements: differences(a.requirements, b.requirements, ({ verdict }) => verdict),
    capabilities: differences(capabilitiesOf(a), capabilitiesOf(b), ({ value }) => value),
  };
}

/** Whether there is none. */
export function isSame(diff: ReportDiff): boolean {
  return Object.values(diff).every((one: readonly Difference[]) => one.length === 0);
}

/** The differences, as lines for a person. */
export function diffText(diff: ReportDiff, names: readonly [a: string, b: string]): string {
  if (isSame(diff)) return `no difference between ${names[0]} and ${names[1]}\n`;
  const parts = [
    part("cases whose verdict differs", diff.cases),
    part("cases that are in one report alone", diff.onlyInOne),
    part("cases that are red for another reason", diff.reasons),
    part("requirements whose verdict differs", diff.requirements),
    part("capabilities that differ", diff.capabilities),
  ];
  return [`a: ${names[0]}`, `b: ${names[1]}`, ...parts.flat(), ""].join("\n");
}

function part(title: string, found: readonly Difference[]): readonly string[] {
  if (found.length === 0) return [];
  const lines = found.flatMap(({ id, a, b }) => {
    const [left, right] = [a ?? "(missing)", b ?? "(missing)"];
    return left.length + right.length < 40
      ? [`  ${id}: ${left} -> ${right}`]
      : [`  ${id}`, `    a: ${left}`, `    b: ${right}`];
  });
  return ["", `${found.length} ${title}`, ...lines];
}

interface Named {
  readonly id: string;
}

function differences<T extends Named>(
  a: readonly T[],
  b: readonly T[],
  say: (one: T) => string,
): readonly Difference[] {
  const [inA, inB] = [byId(a), byId(b)];
  return [...new Set([...inA.keys(), ...inB.keys()])].flatMap((id) => {
    const [left, right] = [inA.get(id), inB.get(id)].map((one) => (one === undefined ? null : say(one)));
    return left === right || left === undefined || right === undefined ? [] : [{ id, a: left, b: right }];
  });
}

function byId<T extends Named>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [one.id, one]));
}

function capabilitiesOf({ target }: ReportJson): readonly (Named & { readonly value: string })[] {
  return Object.entries(target.capabilities).map(([id, { value }]) => ({
    id,
    value: Array.isArray(value) ? value.join(", ") : String(value),
  }));
}

function reasonOf({ id, expected, observed, reason, requirements }: CaseJson, seed: number): string {
  const parts = [
    ...(expected === null ? [] : [`expected ${withoutNames(expected, seed, id)}`]),
    ...(observed === null ? [] : [`observed ${observedWithoutNames(observed, seed, id)}`]),
    ...(reason === null ? [] : [withoutNames(reason, seed, id)]),
  ];
  return `${parts.join(", ")} [${requirements.join(", ")}]`;
}
