// What every report is made from: the target, the run, and all that came of it.

import type { Version } from "../../spec/index.ts";
import type { Capabilities } from "../capabilities.ts";
import type { CaseLevel } from "../case.ts";
import { type CaseResult, judgeRequirements, type RequirementResult } from "../verdict.ts";

/** One run of the suite. */
export interface Run {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: { readonly url: string; readonly role: "broker"; readonly capabilities: Capabilities };
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly seed: number;
  /** The highest level that decides the exit code. */
  readonly level: CaseLevel;
  /** Whether the target was the embedded broker, which needs no url to be run again. */
  readonly embedded: boolean;
  readonly results: readonly CaseResult[];
}

const BOTH: readonly Version[] = ["3.1.1", "5.0"];

/** The verdict of every sentence of both versions. */
export function requirementsOf(run: Run): readonly RequirementResult[] {
  return judgeRequirements(run.results, BOTH);
}

/** The line that runs one case again, with the same names. */
export function replayLine({ target, embedded, seed }: Run, { case: { id } }: CaseResult): string {
  return ["touchstone test", ...(embedded ? [] : [target.url]), `--case ${id}`, `--seed ${seed}`].join(" ");
}
