// The numbers that reports for a person give: cases by verdict, and what a target lacks.

import { type CaseResult, count, VERDICTS, type Verdict } from "../verdict.ts";

/** How many cases have each verdict. */
export function countCases(results: readonly CaseResult[]): Readonly<Record<Verdict, number>> {
  return count(
    VERDICTS,
    results.map(({ verdict }) => verdict),
  );
}

/** `3 pass, 1 fail`: what is not there is not said. */
export function sayCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([verdict, number]) => `${number} ${verdict}`)
    .join(", ");
}

/** What a target lacks, once each, with the number of cases that asked for it. */
export function absentBy(results: readonly CaseResult[]): readonly (readonly [reason: string, cases: number])[] {
  const absent = results.filter(({ verdict }) => verdict === "not-applicable");
  const groups = Map.groupBy(absent, ({ reason }) => reason ?? "");
  return [...groups].map(([reason, cases]) => [reason, cases.length]);
}
