// The report for a person: a table by section, then each breach with its sentence, its packets, and how to see it again.

import { styleText } from "node:util";
import { findRequirement } from "../../spec/index.ts";
import {
  type CaseResult,
  count,
  decides,
  isNumberedResult,
  REQUIREMENT_VERDICTS,
  VERDICTS,
  type Verdict,
} from "../verdict.ts";
import { absentBy, countCases, sayCounts } from "./counts.ts";
import { type CompleteFacts, type Run, replayLine, requirementsOf } from "./report.ts";
import { bySection } from "./sections.ts";
import { goneLines, type Paint, type Style, standingLines, standingsSummary } from "./standings.ts";
import { traceLine } from "./trace-lines.ts";

const STYLES: Readonly<Record<Verdict, Style>> = {
  pass: "green",
  fail: "red",
  late: "yellow",
  inconclusive: "yellow",
  "not-applicable": "gray",
  error: "magenta",
};

/** The run as text; `colour` where the reader's terminal shows it. */
export function textReport(run: Run, colour: boolean): string {
  const paint = (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const told = run.results.filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable");
  const absent = absences(run.results, paint);
  return [
    ...table(run, paint),
    "",
    ...told.flatMap((result) => [...story(run, result, paint), ""]),
    ...(absent.length === 0 ? [] : [...absent, ""]),
    ...goneLines(run, paint),
    ...summary(run, paint),
  ].join("\n");
}

function table({ results }: Run, paint: Paint): readonly string[] {
  const sections = bySection(results);
  const columns = VERDICTS.filter(
    (verdict) => verdict === "pass" || results.some((result) => result.verdict === verdict),
  );
  const width = columns.map((verdict) => Math.max(verdict.length, 5));
  const row = (name: string, cells: readonly string[]): string => `  ${name.padEnd(46)} ${cells.join("  ")}`;
  const lines: string[] = [];
  for (const version of ["3.1.1", "5.0"] as const) {
    const own = sections.filter((section) => section.version === version);
    if (own.length === 0) continue;
    if (lines.length > 0) lines.push("");
    lines.push(
      paint(
        "bold",
        row(
          `MQTT ${version}`,
          columns.map((verdict, i) => verdict.padStart(width[i] ?? 0)),
        ),
      ),
    );
    for (const { number, title, results: members } of own) {
      const counts = countCases(members);
      const cells = columns.map((verdict, i) => {
        const cell = (counts[verdict] === 0 ? "·" : String(counts[verdict])).padStart(width[i] ?? 0);
        return paint(counts[verdict] === 0 ? "gray" : STYLES[verdict], cell);
      });
      lines.push(row(`${number.padEnd(5)} ${title}`, cells));
    }
  }
  return lines;
}

/** What happened in one case, told to its end. */
function story(run: Run, result: CaseResult, paint: Paint): readonly string[] {
  const { verdict, expected, observed, reason, requirements } = result;
  const level = result.case.level === "must" ? "" : ` (${result.case.level})`;
  const lines = [
    `${paint([STYLES[verdict], "bold"].flat() as Style, verdict.toUpperCase())} ${paint("bold", result.case.id)}${level}`,
  ];
  lines.push(`  ${result.case.title}`);
  if (verdict === "fail" || verdict === "late") {
    for (const id of requirements) lines.push(...wrapped(`${id}: ${findRequirement(id)?.text ?? ""}`, "  │ "));
  }
  if (expected !== null && verdict !== "inconclusive") lines.push(`  expected  ${expected}`);
  if (observed !== null && verdict !== "inconclusive") lines.push(`  observed  ${paint(STYLES[verdict], observed)}`);
  if (reason !== null) lines.push(`  because   ${reason}`);
  lines.push(...standingLines(run, result.case.id, paint));
  if (verdict === "fail") lines.push(...result.trace.map((event) => paint("gray", `    ${traceLine(event)}`)));
  lines.push(`  again     ${replayLine(run, result)}`);
  return lines;
}

/** What a complete suite proves, and of what. */
function provenBy({ version, onward, states, arrows, extraStates, tests, steps }: CompleteFacts): string {
  return (
    `complete suite of MQTT ${version}: ${tests} tests, ${steps} steps, from a machine of ${states} states and ${arrows} arrows ` +
    `(one client that publishes to itself at QoS 1 and 2, one message at a time, handed onward ${onward}; its session, its subscription, resumption, take-over). ` +
    `A broker that passes it, answers always alike, and has no more than ${extraStates} state beyond these answers like the machine in every order of these inputs, ` +
    `as far as kinds of packets, QoS, DUP and session present show it: not its properties and reason codes, no time, no restart.`
  );
}

function wrapped(text: string, indent: string): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last.length + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => indent + line);
}

function absences(results: readonly CaseResult[], paint: Paint): readonly string[] {
  return absentBy(results).map(([reason, cases]) =>
    paint("gray", `not applicable: ${cases} ${cases === 1 ? "case" : "cases"}: ${reason}`),
  );
}

function summary(run: Run, paint: Paint): readonly string[] {
  const numbered = requirementsOf(run).filter(isNumberedResult);
  const sentences = count(
    REQUIREMENT_VERDICTS,
    numbered.map(({ verdict }) => verdict),
  );
  const advice = run.results.filter(
    ({ verdict, case: { level } }) => verdict === "fail" && !decides(level, run.level),
  ).length;
  return [
    `${paint("bold", String(run.results.length))} ${run.results.length === 1 ? "case" : "cases"} in ${(run.durationMs / 1000).toFixed(1)} s against ${run.target.url}: ${sayCounts(countCases(run.results))}`,
    `${paint("bold", String(numbered.length))} numbered statements: ${sayCounts(sentences)}`,
    ...(advice === 0
      ? []
      : [`${advice} of the failing cases are advice at --level ${run.level}, and do not decide the exit code.`]),
    ...(run.complete ?? []).flatMap((facts) => wrapped(provenBy(facts), "")),
    ...standingsSummary(run),
    `seed ${run.seed}${run.shard === undefined ? "" : `, shard ${run.shard}`}`,
  ];
}
