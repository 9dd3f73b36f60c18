// What every report is made from: the target, the run, and all that came of it.

import type { Version } from "../../spec/index.ts";
import type { Standing } from "../baseline.ts";
import type { Capabilities } from "../capabilities.ts";
import type { CaseLevel } from "../case.ts";
import type { CompleteSuite } from "../complete/index.ts";
import { type CaseResult, judgeRequirements, type RequirementResult } from "../verdict.ts";

/** One run of the suite. */
export interface Run {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: { readonly url: string; readonly role: "broker" | "client"; readonly capabilities: Capabilities };
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly seed: number;
  /** The highest level that decides the exit code. */
  readonly level: CaseLevel;
  /** Whether the target was the embedded broker or the reference client, which need no url to be run again. */
  readonly embedded: boolean;
  /** The options by which the target was reached, for the line that runs a case again. */
  readonly options?: readonly string[];
  /** The words that run the adapter of a client. */
  readonly command?: readonly string[];
  /** Which share of the chosen cases this is, as in `3/16`. */
  readonly shard?: string;
  /** The complete suites that were asked for. */
  readonly complete?: readonly CompleteFacts[];
  /** How the results stand to the known failures, where a baseline was given. */
  readonly baseline?: readonly Standing[];
  readonly results: readonly CaseResult[];
}

/** What a complete suite is made from, and how large it is. */
export type CompleteFacts = Omit<CompleteSuite, "cases">;

const BOTH: readonly Version[] = ["3.1.1", "5.0"];

/** The verdict of every sentence of both versions. */
export function requirementsOf(run: Run): readonly RequirementResult[] {
  return judgeRequirements(run.results, BOTH);
}

/** The line that runs one case again, with the same names. */
export function replayLine(
  { target, embedded, options = [], command, seed }: Run,
  { case: { id }, replay }: CaseResult,
): string {
  if (replay !== undefined) return replay;
  const one = [`--case ${id}`, `--seed ${seed}`];
  if (target.role === "broker")
    return ["touchstone test", ...(embedded ? [] : [target.url]), ...options, ...one].join(" ");
  return ["touchstone test --client", ...one, ...(command && !embedded ? ["--", ...command] : [])].join(" ");
}
