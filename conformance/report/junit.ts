// The report that CI servers read: JUnit's XML.

import type { CaseResult } from "../verdict.ts";
import { type Outcome, outcomeOf, saidOf } from "./outcome.ts";
import { type Run, replayLine } from "./report.ts";
import { bySection, type SectionResults } from "./sections.ts";
import { traceLine } from "./trace-lines.ts";

/** The run as JUnit XML, as the schema of Jenkins has it: a suite for each section, a test for each case. What decides nothing is skipped, with its reason. */
export function junitReport(run: Run): string {
  const counted = countsOf(run, run.results);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`${run.tool.name} ${run.target.url}`)}" ${counted} time="${seconds(run.durationMs)}">`,
    ...bySection(run.results).flatMap((section) => suite(run, section)),
    "</testsuites>",
  ].join("\n");
}

function suite(run: Run, { version, number, title, results }: SectionResults): readonly string[] {
  const name = `MQTT ${version} ${number} ${title}`.trim();
  const time = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const at = run.startedAt.toISOString().slice(0, 19);
  return [
    `  <testsuite name="${attribute(name)}" timestamp="${at}" hostname="localhost" ${countsOf(run, results)} skipped="${countOf(run, results, "set aside")}" time="${seconds(time)}">`,
    ...results.flatMap((result) => test(run, result)),
    "  </testsuite>",
  ];
}

function test(run: Run, result: CaseResult): readonly string[] {
  const { id, version } = result.case;
  const { status, message } = outcomeOf(run, result);
  const open = `    <testcase classname="${attribute(`mqtt.${version.replaceAll(".", "_")}`)}" name="${attribute(id)}" time="${seconds(result.durationMs)}"`;
  if (status === "passed") return [`${open}/>`];
  const told = [
    result.case.title,
    ...result.requirements,
    saidOf(result),
    ...result.trace.map(traceLine),
    replayLine(run, result),
  ].join("\n");
  const element = status === "failed" ? "failure" : status === "broken" ? "error" : "skipped";
  const inside =
    element === "skipped"
      ? [`      <skipped>${content(message)}</skipped>`]
      : [
          `      <${element} type="${attribute(result.case.level)}" message="${attribute(message)}">${content(told)}</${element}>`,
        ];
  return [`${open}>`, ...inside, "    </testcase>"];
}

function countsOf(run: Run, results: readonly CaseResult[]): string {
  return `tests="${results.length}" failures="${countOf(run, results, "failed")}" errors="${countOf(run, results, "broken")}"`;
}

function countOf(run: Run, results: readonly CaseResult[], status: Outcome["status"]): number {
  return results.filter((result) => outcomeOf(run, result).status === status).length;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** XML has no way to write most control characters, nor half a surrogate pair. */
function content(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return content(text).replaceAll('"', "&quot;").replaceAll(/\s/g, " ");
}
