// The report as annotations of a GitHub workflow, which shows each beside the run.

import type { CaseResult } from "../verdict.ts";
import { outcomeOf } from "./outcome.ts";
import { type Run, replayLine } from "./report.ts";
import { textReport } from "./text.ts";
import { traceLine } from "./trace-lines.ts";

/** The run as workflow commands: an error where it decides, a warning where it is advice or late; then the text. */
export function githubReport(run: Run): string {
  const annotations = run.results.flatMap((result) => annotation(run, result));
  // A target that says `::error::` in a text of its own gives no command.
  const stop = `touchstone-${run.seed}`;
  return [...annotations, `::stop-commands::${stop}`, textReport(run, false), `::${stop}::`].join("\n");
}

function annotation(run: Run, result: CaseResult): readonly string[] {
  const { status, message } = outcomeOf(run, result);
  const { verdict } = result;
  if (status === "passed" || verdict === "not-applicable" || verdict === "inconclusive") return [];
  const told = [
    result.case.title,
    message,
    ...result.requirements,
    ...result.trace.map(traceLine),
    replayLine(run, result),
  ];
  const command = status === "set aside" ? "warning" : "error";
  return [`::${command} title=${property(`${verdict}: ${result.case.id}`)}::${data(told.join("\n"))}`];
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
