// Which reports are written, and where to.

import { InvalidArgumentError } from "commander";
import {
  ctrfReport,
  githubReport,
  htmlReport,
  jsonReport,
  junitReport,
  markdownReport,
  pcapngReport,
  type Run,
  sarifReport,
  tapReport,
  textReport,
} from "../../conformance/index.ts";
import { isWritable, writeText } from "./text-file.ts";

/** A report; `colour` where it goes to a terminal that shows it. What is no text is bytes, for a file or a pipe. */
type Report = (run: Run, colour: boolean) => string | Uint8Array;

const asJson =
  (report: (run: Run) => object): Report =>
  (run) =>
    JSON.stringify(report(run), undefined, 2);

const REPORTS = {
  text: textReport,
  json: asJson(jsonReport),
  html: htmlReport,
  junit: junitReport,
  tap: tapReport,
  sarif: asJson(sarifReport),
  ctrf: asJson(ctrfReport),
  github: githubReport,
  markdown: markdownReport,
  pcapng: pcapngReport,
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
  if (file !== "" && !isWritable(file)) throw new InvalidArgumentError(`${file} cannot be written.`);
  if (file === "" && name === "pcapng" && process.stdout.isTTY)
    throw new InvalidArgumentError("It is no text for a terminal: pcapng=FILE.");
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
    const made = report(run, file === undefined && hasColour());
    const content = typeof made === "string" ? `${made}\n` : made;
    if (file === undefined) process.stdout.write(content);
    else writeText(file, content);
  }
}

function hasColour(): boolean {
  return process.stdout.isTTY === true && !process.env["NO_COLOR"] && process.stdout.hasColors();
}
