// A JSON report that was written before, read from its file: or one line that says where it is none.

import { readFileSync } from "node:fs";
import { type ReportJson, readReport } from "../../conformance/index.ts";
import { Failure } from "./failure.ts";

/** The content of a text file, or a failure that names it. */
export function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unreadable";
    throw new Failure("usage", `cannot read ${file}: ${code}`, { cause });
  }
}

/** The JSON in a file. */
export function jsonOf(file: string): unknown {
  const text = contentOf(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure("usage", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The report in a file. */
export function reportOf(file: string): ReportJson {
  const report = readReport(jsonOf(file));
  if ("wrong" in report) throw new Failure("usage", `${file} is no JSON report of schema 1: ${report.wrong}`);
  return report;
}
