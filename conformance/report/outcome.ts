// What a result means to a tool that knows but a few: passed, failed, broken, or set aside with a reason.

import { type CaseResult, decides } from "../verdict.ts";
import type { Run } from "./report.ts";

/** What a tool is told. */
export interface Outcome {
  /** `failed` decides the exit code; `broken` is the suite's own fault; `set aside` decides nothing. */
  readonly status: "passed" | "failed" | "broken" | "set aside";
  /** In one line; empty where the case passed. */
  readonly message: string;
}

/** What came of a case, in the light of the level and of the known failures. */
export function outcomeOf({ level, baseline = [] }: Run, result: CaseResult): Outcome {
  const standing = baseline.find((one) => one.case === result.case.id);
  const said = saidOf(result);
  if (standing?.is === "gone") return { status: "failed", message: "it passes, and the baseline says that it fails" };
  if (standing?.is === "changed") return { status: "failed", message: `${said}; the baseline knows another failure` };
  if (standing?.is === "known") return { status: "set aside", message: `known: ${standing.why || said}` };
  switch (result.verdict) {
    case "pass":
      return { status: "passed", message: "" };
    case "fail":
      return decides(result.case.level, level)
        ? { status: "failed", message: said }
        : { status: "set aside", message: `advice (${result.case.level}): ${said}` };
    case "error":
      return { status: "broken", message: said };
    case "late":
    case "inconclusive":
    case "not-applicable":
      return { status: "set aside", message: `${result.verdict}: ${said}` };
  }
}

/** What was expected and what was seen, or why nothing could be. */
export function saidOf({ verdict, expected, observed, reason }: CaseResult): string {
  if ((verdict === "fail" || verdict === "late") && expected !== null) {
    return `expected ${expected}; observed ${observed ?? "nothing"}`;
  }
  return reason ?? "";
}
