// Known failures: each pinned with its reason, so that a new one, another one, and one that is gone are all seen.

import type { CaseLevel } from "./case.ts";
import { observedWithoutNames, withoutNames } from "./run-names.ts";
import { type CaseResult, decides, exitCode, VERDICTS, type Verdict } from "./verdict.ts";

/** A failure that is known: what the case says, without the names of one run, and in somebody's own words why. */
export interface KnownFailure {
  readonly case: string;
  readonly verdict: Verdict;
  readonly requirements: readonly string[];
  readonly expected: string | null;
  readonly observed: string | null;
  /** Written by hand; an update keeps it. */
  readonly why: string;
}

/** How a result stands to the baseline. */
export interface Standing {
  readonly case: string;
  /** `gone`: it is pinned, and passes. `changed`: it is pinned, and says something else. */
  readonly is: "known" | "new" | "changed" | "gone";
  readonly why: string | null;
  /** What was pinned and what is seen, where they differ. */
  readonly differs: string | null;
}

/** How the red results, and those that were expected to be red, stand to the known failures. What was not run says nothing. */
export function compareWithBaseline(
  known: readonly KnownFailure[],
  results: readonly CaseResult[],
  seed: number,
): readonly Standing[] {
  const pinned = new Map(known.map((one) => [one.case, one]));
  return results.flatMap((result): readonly Standing[] => {
    const id = result.case.id;
    const pin = pinned.get(id);
    if (pin === undefined) {
      return result.verdict === "fail" ? [{ case: id, is: "new", why: null, differs: null }] : [];
    }
    const why = pin.why === "" ? null : pin.why;
    if (result.verdict === "pass") return [{ case: id, is: "gone", why, differs: null }];
    const differs = differenceOf(pin, pinOf(result, seed));
    return [{ case: id, is: differs === null ? "known" : "changed", why, differs }];
  });
}

/** The exit code of a run with a baseline: 1 where a deciding case is new, changed or gone; a failure that is known decides nothing. */
export function exitCodeOnBaseline(
  standings: readonly Standing[],
  results: readonly CaseResult[],
  upTo: CaseLevel,
): ReturnType<typeof exitCode> {
  const deciding = new Set(results.filter(({ case: { level } }) => decides(level, upTo)).map((one) => one.case.id));
  if (standings.some((standing) => standing.is !== "known" && deciding.has(standing.case))) return 1;
  const code = exitCode(results, upTo);
  if (code !== 1) return code;
  return results.some(({ verdict }) => verdict === "error") ? 4 : 0;
}

/** The known failures after this run: what passes is dropped, what fails is pinned, what was not judged stays as it was. */
export function updateBaseline(
  known: readonly KnownFailure[],
  results: readonly CaseResult[],
  seed: number,
): readonly KnownFailure[] {
  const pinned = new Map(known.map((one) => [one.case, one]));
  for (const result of results) {
    const id = result.case.id;
    if (result.verdict === "pass") pinned.delete(id);
    const isPinned = result.verdict === "late" && pinned.has(id);
    if (result.verdict === "fail" || isPinned)
      pinned.set(id, { ...pinOf(result, seed), why: pinned.get(id)?.why ?? "" });
  }
  return [...pinned.values()];
}

/** The file of a baseline: sorted by case, the same for the same failures. */
export function baselineText(known: readonly KnownFailure[]): string {
  const failures = [...known].sort((a, b) => (a.case < b.case ? -1 : 1)).map(inOrder);
  return `${JSON.stringify({ schema: 1, kind: "baseline", failures }, undefined, 2)}\n`;
}

/** Reads the value in a baseline's file; or says where it is none. */
export function readBaseline(value: unknown): readonly KnownFailure[] | { readonly wrong: string } {
  if (!isRecord(value) || value["schema"] !== 1 || value["kind"] !== "baseline") {
    return { wrong: 'it must begin with "schema": 1 and "kind": "baseline"' };
  }
  const failures: unknown = value["failures"];
  if (!Array.isArray(failures)) return { wrong: '"failures" must be a list' };
  const known: KnownFailure[] = [];
  for (const [index, one] of failures.entries()) {
    if (!isKnownFailure(one)) {
      const fields = "case, verdict, requirements, expected and observed, and may have why";
      return { wrong: `at failures[${index}]: it must have ${fields}` };
    }
    if (known.some((earlier) => earlier.case === one.case)) {
      return { wrong: `at failures[${index}]: ${one.case} stands there twice` };
    }
    known.push({ ...one, why: one.why ?? "" });
  }
  return known;
}

function pinOf({ case: { id }, verdict, requirements, expected, observed }: CaseResult, seed: number): KnownFailure {
  return {
    case: id,
    verdict,
    requirements: [...requirements].sort(),
    expected: expected && withoutNames(expected, seed, id),
    observed: observed && observedWithoutNames(observed, seed, id),
    why: "",
  };
}

function differenceOf(pinned: KnownFailure, seen: KnownFailure): string | null {
  const parts = (["verdict", "requirements", "expected", "observed"] as const).flatMap((field) => {
    const [was, is] = [pinned[field], seen[field]].map((one) =>
      typeof one === "string" ? one : (one ?? []).join(", "),
    );
    return was === is ? [] : [`${field} was: ${was || "nothing"}; is: ${is || "nothing"}`];
  });
  return parts.length === 0 ? null : parts.join(". ");
}

function inOrder({ case: id, verdict, requirements, expected, observed, why }: KnownFailure): KnownFailure {
  return { case: id, verdict, requirements, expected, observed, why };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isKnownFailure(value: unknown): value is Omit<KnownFailure, "why"> & { readonly why?: string } {
  if (!isRecord(value)) return false;
  const isText = (one: unknown): boolean => typeof one === "string";
  return (
    isText(value["case"]) &&
    VERDICTS.some((one) => one === value["verdict"]) &&
    Array.isArray(value["requirements"]) &&
    value["requirements"].every(isText) &&
    [value["expected"], value["observed"]].every((one) => one === null || isText(one)) &&
    (value["why"] === undefined || isText(value["why"]))
  );
}
