// Which reports are written, and where to.

import { writeFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { htmlReport, jsonReport, type Run, textReport } from "../../conformance/index.ts";
import { Failure } from "./failure.ts";

/** A report, and the file that it goes into; without one, standard output. */
export interface ReportTo {
  readonly name: "text" | "json" | "html";
  readonly file?: string;
}

/** Reads `--report json=FILE`. */
export function readReports(written: string, earlier: readonly ReportTo[] = []): readonly ReportTo[] {
  const [name, ...rest] = written.split("=");
  const file = rest.join("=");
  if (name !== "text" && name !== "json" && name !== "html")
    throw new InvalidArgumentError("It is text, json or html, and =FILE behind it.");
  return [...earlier, { name, ...(file !== "" && { file }) }];
}

/** Writes the reports. A run whose every report goes into a file still tells its end on standard output. */
export function writeReports(run: Run, reports: readonly ReportTo[]): void {
  const all = reports.some(({ file }) => file === undefined) ? reports : [...reports, { name: "text" } as const];
  for (const { name, file } of all) {
    const text =
      name === "json"
        ? JSON.stringify(jsonReport(run), undefined, 2)
        : name === "html"
          ? htmlReport(run)
          : textReport(run, file === undefined && hasColour());
    if (file === undefined) process.stdout.write(`${text}\n`);
    else write(file, text);
  }
}

function hasColour(): boolean {
  return process.stdout.isTTY === true && !process.env["NO_COLOR"] && process.stdout.hasColors();
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, `${text}\n`);
  } catch (cause) {
    throw new Failure("usage", `cannot write ${file}: ${(cause as NodeJS.ErrnoException).code ?? "unwritable"}`, {
      cause,
    });
  }
}
