// `touchstone test --baseline FILE`: the known failures, read from their file and written to it.

import { existsSync } from "node:fs";
import {
  baselineText,
  type CaseResult,
  cases,
  clientCases,
  type KnownFailure,
  readBaseline,
  updateBaseline,
} from "../../conformance/index.ts";
import { nearest } from "../inspect/index.ts";
import { Failure } from "./failure.ts";
import { jsonOf } from "./report-file.ts";
import { writeText } from "./text-file.ts";

/** What the options say of a baseline. */
export interface BaselineFlags {
  readonly baseline?: string;
  readonly updateBaseline?: true;
}

/** The known failures; undefined where no baseline was asked for. */
export function knownFailures({
  baseline,
  updateBaseline: updates,
}: BaselineFlags): readonly KnownFailure[] | undefined {
  if (baseline === undefined) {
    if (updates) throw new Failure("usage", "--update-baseline writes the file of --baseline: name one");
    return undefined;
  }
  if (!existsSync(baseline)) {
    if (updates) return [];
    throw new Failure("usage", `there is no baseline ${baseline}: --update-baseline writes it`);
  }
  const known = readBaseline(jsonOf(baseline));
  if ("wrong" in known) throw new Failure("usage", `${baseline} is no baseline: ${known.wrong}`);
  const ids = [...cases, ...clientCases].map(({ id }) => id);
  const strange = known.find((one) => !ids.includes(one.case));
  if (strange !== undefined) {
    const [near] = nearest(strange.case, ids, 1);
    const meant = near === undefined ? "take it out" : `did you mean ${near}?`;
    throw new Failure(
      "usage",
      `${baseline} names the case ${JSON.stringify(strange.case)}, which does not exist: ${meant}`,
    );
  }
  return known;
}

/** Writes what is known after this run, and says so. */
export function writeBaseline(
  file = "",
  known: readonly KnownFailure[] = [],
  results: readonly CaseResult[],
  seed: number,
): readonly KnownFailure[] {
  const next = updateBaseline(known, results, seed);
  writeText(file, baselineText(next));
  const unexplained = next.filter(({ why }) => why === "").length;
  const asks = unexplained === 0 ? "" : `; ${unexplained} of them do not say why: write it into "why"`;
  process.stderr.write(`${file}: ${next.length} known ${next.length === 1 ? "failure" : "failures"}${asks}\n`);
  return next;
}
