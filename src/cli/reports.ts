// Which reports are written, and where to.

import { InvalidArgumentError } from "commander";
import { htmlReport, jsonReport, type Run, textReport } from "../../conformance/index.ts";
import { writeText } from "./text-file.ts";

/** A report; `colour` where it goes to a terminal that shows it. */
type Report = (run: Run, colour: boolean) => string;

const REPORTS = {
  text: textReport,
  json: (run) => JSON.stringify(jsonReport(run), undefined, 2),
  html: htmlReport,
} as const satisfies Record<string, Report>;

/** A report, and the file that it goes into; without one, standard output. */
export interface ReportTo {
  readonly name: keyof typeof REPORTS;
  readonly file?: string;
}

/** The names of all reports, for the help and for a mistake. */
export const REPORT_NAMES = Object.keys(REPORTS).join(", ");

/** Reads `--report json=FILE`. */
export function readReports(written: string, earlier: readonly ReportTo[] = []): readonly ReportTo[] {
  const [name = "", ...rest] = written.split("=");
  const file = rest.join("=");
  if (!isName(name)) throw new InvalidArgumentError(`It is one of ${REPORT_NAMES}, and =FILE behind it.`);
  return [...earlier, { name, ...(file !== "" && { file }) }];
}

function isName(name: string): name is ReportTo["name"] {
  return Object.hasOwn(REPORTS, name);
}

/** Writes the reports. A run whose every report goes into a file still tells its end on standard output. */
export function writeReports(run: Run, reports: readonly ReportTo[]): void {
  const all = reports.some(({ file }) => file === undefined) ? reports : [...reports, { name: "text" } as const];
  for (const { name, file } of all) {
    const report: Report = REPORTS[name];
    const text = `${report(run, file === undefined && hasColour())}\n`;
    if (file === undefined) process.stdout.write(text);
    else writeText(file, text);
  }
}

function hasColour(): boolean {
  return process.stdout.isTTY === true && !process.env["NO_COLOR"] && process.stdout.hasColors();
}
