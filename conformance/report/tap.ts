// The report for whatever reads the Test Anything Protocol, version 14.

import type { CaseResult } from "../verdict.ts";
import { outcomeOf } from "./outcome.ts";
import { type Run, replayLine } from "./report.ts";
import { traceLine } from "./trace-lines.ts";

/** The run as TAP 14. What decides nothing is `todo` where it failed, and skipped where it could not be judged. */
export function tapReport(run: Run): string {
  const lines = run.results.flatMap((result, index) => test(run, result, index + 1));
  return ["TAP version 14", `1..${run.results.length}`, ...lines].join("\n");
}

function test(run: Run, result: CaseResult, number: number): readonly string[] {
  const { status, message } = outcomeOf(run, result);
  const name = `${number} - ${escaped(result.case.id)}`;
  if (status === "passed") return [`ok ${name}`];
  if (status === "set aside" && result.verdict !== "fail") return [`ok ${name} # SKIP ${escaped(message)}`];
  const directive = status === "set aside" ? ` # TODO ${escaped(message)}` : "";
  return [`not ok ${name}${directive}`, ...diagnostics(run, result, message)];
}

/** A block of YAML: whatever is text is written as JSON, which YAML reads. */
function diagnostics(run: Run, result: CaseResult, message: string): readonly string[] {
  const { title, level } = result.case;
  const said = {
    message,
    title,
    severity: result.verdict,
    level,
    requirements: result.requirements,
    expected: result.expected,
    observed: result.observed,
    trace: result.trace.map(traceLine),
    again: replayLine(run, result),
  };
  const lines = Object.entries(said).map(([key, value]) => `  ${key}: ${yaml(value)}`);
  return ["  ---", ...lines, "  ..."];
}

/** JSON, with what YAML does not take unescaped. */
function yaml(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** In a line, a hash sign and a line break would end the text. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("#", "\\#").replaceAll(/\s+/g, " ");
}
