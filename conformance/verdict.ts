// What a run of the suite says: a verdict for each case, one for each sentence of the standard, and what both mean for the exit code.

import {
  isNumbered,
  REQUIREMENTS,
  type Requirement,
  type RequirementId,
  type Version,
  versionOf,
  WAIVERS,
} from "../spec/index.ts";
import type { CaseFacts, CaseLevel } from "./case.ts";
import type { TraceEvent } from "./script.ts";

/** The verdict of a case. */
export type Verdict = "pass" | "fail" | "late" | "inconclusive" | "not-applicable" | "error";

/** Every verdict of a case, as reports list them. */
export const VERDICTS: readonly Verdict[] = ["pass", "fail", "late", "inconclusive", "not-applicable", "error"];

/** What came of a case. */
export interface CaseResult {
  readonly case: CaseFacts;
  readonly verdict: Verdict;
  /** The sentences that this run judged: those of the case, or the one that a received packet broke. */
  readonly requirements: readonly RequirementId[];
  readonly durationMs: number;
  readonly expected: string | null;
  readonly observed: string | null;
  readonly reason: string | null;
  readonly trace: readonly TraceEvent[];
  /** The line that runs it again, where the run is one that was read back from its report. */
  readonly replay?: string;
}

/** The verdict of a sentence. */
export type RequirementVerdict = "pass" | "fail" | "late" | "inconclusive" | "not-applicable" | "waived" | "untested";

/** Every verdict of a sentence, as reports list them. */
export const REQUIREMENT_VERDICTS: readonly RequirementVerdict[] = [
  "pass",
  "fail",
  "late",
  "inconclusive",
  "not-applicable",
  "waived",
  "untested",
];

/** What came of a sentence. */
export interface RequirementResult {
  readonly requirement: Requirement & { readonly id: RequirementId };
  readonly verdict: RequirementVerdict;
  readonly reason: string | null;
  readonly cases: readonly string[];
}

/** The verdict of every sentence of these versions: a breach outweighs all, and what was not executed never passes. */
export function judgeRequirements(
  results: readonly CaseResult[],
  versions: readonly Version[],
): readonly RequirementResult[] {
  const byRequirement = new Map<RequirementId, CaseResult[]>();
  for (const result of results) {
    for (const id of result.requirements) {
      byRequirement.set(id, [...(byRequirement.get(id) ?? []), result]);
    }
  }
  return REQUIREMENTS.filter(({ id }) => versions.includes(versionOf(id))).map((requirement) => {
    const judged = byRequirement.get(requirement.id) ?? [];
    const waiver = WAIVERS[requirement.id];
    const verdict = verdictOf(judged.map(({ verdict }) => verdict)) ?? (waiver === undefined ? "untested" : "waived");
    return {
      requirement,
      verdict,
      reason: verdict === "waived" ? (waiver ?? null) : null,
      cases: judged.map(({ case: { id } }) => id),
    };
  });
}

function verdictOf(verdicts: readonly Verdict[]): RequirementVerdict | undefined {
  const order = ["fail", "pass", "late", "inconclusive", "not-applicable"] as const;
  return order.find((verdict) => verdicts.includes(verdict));
}

/** How many of each. */
export function count<V extends string>(all: readonly V[], verdicts: readonly V[]): Readonly<Record<V, number>> {
  return Object.fromEntries(all.map((one) => [one, verdicts.filter((verdict) => verdict === one).length])) as Record<
    V,
    number
  >;
}

/** Whether a case of this level decides the exit code. */
export function decides(level: CaseLevel, upTo: CaseLevel): boolean {
  const ladder: readonly CaseLevel[] = ["must", "should", "strict"];
  return ladder.indexOf(level) <= ladder.indexOf(upTo);
}

/** The exit code of a run: 1 for a breach, 4 for our own fault, 3 where nothing could be judged at all. */
export function exitCode(results: readonly CaseResult[], upTo: CaseLevel): 0 | 1 | 3 | 4 {
  const has = (verdict: Verdict): boolean => results.some((result) => result.verdict === verdict);
  if (results.some((result) => result.verdict === "fail" && decides(result.case.level, upTo))) return 1;
  if (has("error")) return 4;
  const judged = has("pass") || has("late") || has("fail");
  return !judged && has("inconclusive") ? 3 : 0;
}

/** Whether the sentence is one of the 392 that OASIS numbered. */
export function isNumberedResult({ requirement }: RequirementResult): boolean {
  return isNumbered(requirement.id);
}
