// The report for machines. Its shape is a promise: schema 1.

import { packetJson } from "../describe.ts";
import { type CaseResult, count, REQUIREMENT_VERDICTS } from "../verdict.ts";
import { countCases } from "./counts.ts";
import { type Run, replayLine, requirementsOf } from "./report.ts";

/** The run as a plain value, ready for JSON. */
export function jsonReport(run: Run): object {
  const requirements = requirementsOf(run);
  const { tool, target, startedAt, durationMs, seed, shard, baseline, complete, results } = run;
  return {
    schema: 1,
    tool,
    target,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
    seed,
    ...(shard !== undefined && { shard }),
    ...(baseline && { baseline }),
    ...(complete && { complete }),
    summary: {
      cases: countCases(results),
      requirements: count(
        REQUIREMENT_VERDICTS,
        requirements.map(({ verdict }) => verdict),
      ),
    },
    requirements: requirements.map(({ requirement: { id, level, binds }, verdict, cases, reason }) => ({
      id,
      level,
      binds,
      verdict,
      cases,
      ...(reason !== null && { reason }),
    })),
    cases: results.map((result) => caseJson(run, result)),
  };
}

function caseJson(run: Run, result: CaseResult): object {
  const { id, title, section, version, level } = result.case;
  return {
    id,
    title,
    section,
    version,
    requirements: result.requirements,
    level,
    verdict: result.verdict,
    durationMs: tenths(result.durationMs),
    expected: result.expected,
    observed: result.observed,
    reason: result.reason,
    trace: result.trace
      .filter(({ direction }) => direction === "sent" || direction === "received")
      .map(({ connection, atMs, direction, bytes, packet }) => ({
        connection,
        atMs: tenths(atMs),
        direction,
        hex: Buffer.from(bytes).toString("hex"),
        packet: packet === null ? null : packetJson(packet),
      })),
    replay: replayLine(run, result),
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
