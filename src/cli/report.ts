// `touchstone report`: other reports out of JSON reports, of one run or of the shards of one.

import { Command } from "commander";
import { jsonReport, mergeRuns, type Run, runFromJson } from "../../conformance/index.ts";
import { Failure } from "./failure.ts";
import { jsonOf } from "./report-file.ts";
import { type ReportTo, readReports, writeReports } from "./reports.ts";

interface ReportFlags {
  readonly report?: readonly ReportTo[];
  readonly output?: string;
}

/** The command `report`. */
export function reportCommand(): Command {
  const render = new Command("render")
    .description("Makes other reports out of a JSON report; without an option, the text.")
    .argument("<file>", "a report written by: touchstone test --report json=FILE")
    .option("--report <name=file>", "writes a report, as touchstone test does; repeatable", readReports)
    .action((file: string, { report }: ReportFlags) => writeReports(runOf(file), report ?? [{ name: "text" }]));
  const merge = new Command("merge")
    .description("Puts the JSON reports of all shards of one run together.")
    .argument("<files...>", "reports written by: touchstone test --shard 1/N --report json=FILE")
    .option("-o, --output <file>", "writes the JSON report here, instead of to standard output")
    .option("--report <name=file>", "writes a report, as touchstone test does; repeatable", readReports)
    .action((files: readonly string[], flags: ReportFlags) => {
      const merged = mergeRuns(files.map((name) => ({ name, run: runOf(name) })));
      if ("wrong" in merged) throw new Failure("usage", `these reports are not one run: ${merged.wrong}`);
      for (const note of merged.notes) process.stderr.write(`${note}\n`);
      writeMerged(merged.run, flags);
    });
  return new Command("report")
    .description("Merges the JSON reports of shards, and makes other reports out of a JSON report.")
    .addCommand(render)
    .addCommand(merge);
}

/** Where nothing says where to, the JSON goes to standard output. */
function writeMerged(run: Run, { output, report = [] }: ReportFlags): void {
  const asked: readonly ReportTo[] = output === undefined ? report : [...report, { name: "json", file: output }];
  if (asked.length > 0) writeReports(run, asked);
  else process.stdout.write(`${JSON.stringify(jsonReport(run), undefined, 2)}\n`);
}

function runOf(file: string): Run {
  const run = runFromJson(jsonOf(file));
  if ("wrong" in run) throw new Failure("usage", `${file} is no JSON report of schema 1: ${run.wrong}`);
  return run;
}
