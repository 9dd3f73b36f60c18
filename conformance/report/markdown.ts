// The report for a pull request or a step summary: Markdown.

import { findRequirement } from "../../spec/index.ts";
import { type CaseResult, VERDICTS } from "../verdict.ts";
import { absentBy, countCases, sayCounts } from "./counts.ts";
import { requirementUrl } from "./links.ts";
import { outcomeOf, saidOf } from "./outcome.ts";
import { type Run, replayLine, requirementsOf } from "./report.ts";
import { bySection } from "./sections.ts";
import { traceLine } from "./trace-lines.ts";

/** A step summary holds a megabyte: what does not fit is told, and stands in the other reports. */
const MOST_STORIES = 100;
const MOST_LINES = 40;

/** The run as Markdown: what came of it, each section, each failure with its packets. */
export function markdownReport(run: Run): string {
  const { target, results } = run;
  const told = results.filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable");
  const failed = results.some((result) => outcomeOf(run, result).status === "failed");
  return [
    `# ${failed ? "❌" : "✅"} MQTT conformance of ${escaped(target.url)}`,
    "",
    `${results.length} cases in ${(run.durationMs / 1000).toFixed(1)} s: ${sayCounts(countCases(results))}. Seed ${run.seed}, ${run.tool.name} ${run.tool.version}.`,
    "",
    ...table(run),
    "",
    ...told.slice(0, MOST_STORIES).flatMap((result) => story(run, result)),
    ...(told.length > MOST_STORIES ? [`… and ${told.length - MOST_STORIES} more.`, ""] : []),
    ...absentBy(results).map(([reason, cases]) => `- not applicable, ${cases} cases: ${escaped(reason)}`),
  ].join("\n");
}

function table(run: Run): readonly string[] {
  const verdicts = VERDICTS.filter((verdict) => run.results.some((result) => result.verdict === verdict));
  const numbered = requirementsOf(run).filter(({ verdict }) => verdict === "pass").length;
  return [
    `| section | ${verdicts.join(" | ")} |`,
    `|---|${verdicts.map(() => "--:|").join("")}`,
    ...bySection(run.results).map(({ version, number, title, results }) => {
      const counts = countCases(results);
      const cells = verdicts.map((verdict) => (counts[verdict] === 0 ? "" : counts[verdict]));
      return `| ${version} §${number} ${title} | ${cells.join(" | ")} |`;
    }),
    "",
    `${numbered} sentences of the standard hold.`,
  ];
}

function story(run: Run, result: CaseResult): readonly string[] {
  const { status } = outcomeOf(run, result);
  const mark = { passed: "✅", failed: "❌", broken: "💥", "set aside": "⚠️" }[status];
  const lines = result.trace.slice(0, MOST_LINES).map(traceLine);
  const rest = result.trace.length - lines.length;
  return [
    `<details><summary>${mark} ${result.verdict}: <code>${escaped(result.case.id)}</code> ${escaped(result.case.title)}</summary>`,
    "",
    ...result.requirements.map((id) => `- [${id}](${requirementUrl(id)}): ${escaped(findRequirement(id)?.text ?? "")}`),
    "",
    escaped(saidOf(result)),
    "",
    ...fenced([...lines, ...(rest > 0 ? [`… ${rest} more`] : []), replayLine(run, result)]),
    "",
    "</details>",
    "",
  ];
}

/** A fence that no line within ends. */
function fenced(lines: readonly string[]): readonly string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...lines, fence];
}

/** A text that no Markdown and no HTML hides in. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]|~#]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/\s+/g, " ");
}
