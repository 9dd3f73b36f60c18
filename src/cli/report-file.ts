// A JSON report that was written before, read from its file: or one line that says where it is none.

import { type ReportJson, readReport } from "../../conformance/index.ts";
import { Failure } from "./failure.ts";
import { readText } from "./text-file.ts";

/** The JSON in a file. */
export function jsonOf(file: string): unknown {
  const text = readText(file);
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
