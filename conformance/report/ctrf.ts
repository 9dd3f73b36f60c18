// The report in the Common Test Report Format, a JSON that dashboards read.

import type { CaseResult } from "../verdict.ts";
import { requirementUrl } from "./links.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { type Run, replayLine } from "./report.ts";
import { groupOf, sectionTitle } from "./sections.ts";
import { traceLine } from "./trace-lines.ts";

const STATUS: Readonly<Record<Outcome["status"], "passed" | "failed" | "skipped" | "other">> = {
  passed: "passed",
  failed: "failed",
  broken: "other",
  "set aside": "skipped",
};

/** The run as CTRF, as a plain value. */
export function ctrfReport(run: Run): object {
  const tests = run.results.map((result) => testOf(run, result));
  const of = (wanted: string): number => tests.filter(({ status }) => status === wanted).length;
  const start = run.startedAt.getTime();
  const { url, role } = run.target;
  return {
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    timestamp: new Date(start + Math.round(run.durationMs)).toISOString(),
    generatedBy: `${run.tool.name} ${run.tool.version}`,
    results: {
      tool: { name: run.tool.name, version: run.tool.version },
      summary: {
        tests: tests.length,
        passed: of("passed"),
        failed: of("failed"),
        skipped: of("skipped"),
        pending: 0,
        other: of("other"),
        start,
        stop: start + Math.round(run.durationMs),
      },
      tests,
      environment: { testEnvironment: url, extra: { role, seed: run.seed, level: run.level } },
    },
  };
}

function testOf(run: Run, result: CaseResult) {
  const { id, title, version, section, level } = result.case;
  const { status, message } = outcomeOf(run, result);
  const number = groupOf(section);
  return {
    name: id,
    status: STATUS[status],
    duration: Math.round(result.durationMs),
    rawStatus: result.verdict,
    type: "conformance",
    suite: [`MQTT ${version}`, `${number} ${sectionTitle(number, version)}`.trim()],
    tags: [...result.requirements, level],
    ...(message !== "" && { message }),
    ...(status !== "passed" && result.trace.length > 0 && { trace: result.trace.map(traceLine).join("\n") }),
    extra: { title, links: result.requirements.map(requirementUrl), again: replayLine(run, result) },
  };
}
