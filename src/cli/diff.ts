// `touchstone diff`: where two JSON reports differ.

import { Command } from "commander";
import { diffReports, diffText, isSame } from "../../conformance/index.ts";
import { reportOf } from "./report-file.ts";

/** The command `diff`. */
export function diffCommand(): Command {
  return new Command("diff")
    .description(
      "Compares two JSON reports: verdicts of cases and requirements, cases that one lacks, the reasons of what is red " +
        "in both, and capabilities. Exits with 1 if they differ.",
    )
    .argument("<a>", "a report written by: touchstone test --report json=FILE")
    .argument("<b>", "another one")
    .option("--json", "prints JSON")
    .action((a: string, b: string, { json }: { readonly json?: true }) => {
      const diff = diffReports(reportOf(a), reportOf(b));
      const plain = { schema: 1, kind: "diff", a, b, ...diff };
      process.stdout.write(json ? `${JSON.stringify(plain, undefined, 2)}\n` : diffText(diff, [a, b]));
      process.exitCode = isSame(diff) ? 0 : 1;
    });
}
