// The report for code scanning: SARIF 2.1.0, with a rule for each sentence.

import { findRequirement, type RequirementId } from "../../spec/index.ts";
import type { CaseResult } from "../verdict.ts";
import { requirementUrl } from "./links.ts";
import { outcomeOf, saidOf } from "./outcome.ts";
import { type Run, replayLine } from "./report.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME = "https://www.npmjs.com/package/mqtt-touchstone";

/** The run as SARIF, as a plain value: every case that failed, was late, or could not be judged by our own fault. */
export function sarifReport(run: Run): object {
  const told = run.results.filter(({ verdict }) => verdict === "fail" || verdict === "late" || verdict === "error");
  const ids = [...new Set(told.flatMap(({ requirements }) => requirements))];
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: run.tool.name,
            version: run.tool.version,
            informationUri: HOME,
            rules: ids.map(ruleOf),
          },
        },
        automationDetails: { id: `${run.tool.name}/${run.target.role}/` },
        invocations: [
          {
            executionSuccessful: !told.some(({ verdict }) => verdict === "error"),
            startTimeUtc: run.startedAt.toISOString(),
            endTimeUtc: new Date(run.startedAt.getTime() + run.durationMs).toISOString(),
          },
        ],
        columnKind: "utf16CodeUnits",
        results: told.flatMap((result) => result.requirements.map((id) => resultOf(run, result, id, ids.indexOf(id)))),
      },
    ],
  };
}

function ruleOf(id: RequirementId): object {
  const { text = "", level = "", section = "", note } = findRequirement(id) ?? {};
  return {
    id,
    name: id.replaceAll(/[^A-Za-z0-9]/g, ""),
    shortDescription: { text },
    fullDescription: { text: note === undefined ? text : `${text} ${note}` },
    helpUri: requirementUrl(id),
    properties: { level, section, tags: ["mqtt", id.slice(0, id.indexOf("/"))] },
  };
}

function resultOf(run: Run, result: CaseResult, ruleId: RequirementId, ruleIndex: number): object {
  const { id, title } = result.case;
  const { status } = outcomeOf(run, result);
  return {
    ruleId,
    ruleIndex,
    level: status === "failed" ? "error" : status === "broken" ? "warning" : "note",
    message: { text: `${title}: ${saidOf(result)}. Again: ${replayLine(run, result)}` },
    locations: [
      {
        // Code scanning wants a file: the case stands for one.
        physicalLocation: { artifactLocation: { uri: id }, region: { startLine: 1 } },
        logicalLocations: [{ name: id, fullyQualifiedName: `${run.target.url} ${id}`, kind: "test" }],
      },
    ],
    partialFingerprints: { "caseAndSentence/v1": `${id} ${ruleId}` },
  };
}
