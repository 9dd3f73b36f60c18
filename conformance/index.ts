// The door of the conformance suite: cases x targets -> verdicts.

export {
  baselineText,
  compareWithBaseline,
  exitCodeOnBaseline,
  type KnownFailure,
  readBaseline,
  type Standing,
  updateBaseline,
} from "./baseline.ts";
export { type Capabilities, type Capability, UNKNOWN_TARGET } from "./capabilities.ts";
export type { CaseLevel, TestCase } from "./case.ts";
export { cases } from "./cases/index.ts";
export { clientCases } from "./client/cases/index.ts";
export { type CompleteSuite, completeSuites } from "./complete/index.ts";
export {
  ConformanceError,
  type ConformanceOptions,
  type ConformanceTest,
  conformance,
  type TestContext,
} from "./library.ts";
export type { TlsSettings } from "./players/dial.ts";
export { HOUSE_OFFERS } from "./players/house.ts";
export { type Embedded, inProcessPlayer } from "./players/in-process.ts";
export { networkPlayer } from "./players/network.ts";
export type { Bell, Link, Listener, Opened, Player } from "./players/player.ts";
export { deadlineFor, type Probed, type ProbeOptions, probe } from "./probe.ts";
export { type ReadProfile, readProfile } from "./profile.ts";
export { ctrfReport } from "./report/ctrf.ts";
export { diffReports, diffText, isSame, type ReportDiff } from "./report/diff.ts";
export { githubReport } from "./report/github.ts";
export { htmlReport } from "./report/html/html.ts";
export { jsonReport } from "./report/json.ts";
export { junitReport } from "./report/junit.ts";
export { anchorOf, requirementPage } from "./report/links.ts";
export { markdownReport } from "./report/markdown.ts";
export { type Merged, mergeRuns, type NamedRun } from "./report/merge.ts";
export { pcapngReport } from "./report/pcapng.ts";
export { runFromJson } from "./report/read.ts";
export { type Run, replayLine } from "./report/report.ts";
export { sarifReport } from "./report/sarif.ts";
export { groupOf, sectionTitle } from "./report/sections.ts";
export { type ReportJson, readReport } from "./report/shape.ts";
export { tapReport } from "./report/tap.ts";
export { textReport } from "./report/text.ts";
export { type IssueFacts, issueText, type Plan, planOf, SCRIPTS } from "./reproduce/index.ts";
export { type RunOptions, runCase, runCases, type Target } from "./run.ts";
export { runName } from "./run-names.ts";
export { type Selected, type Selection, select } from "./select.ts";
export { inShard, parseShard, type Shard } from "./shard.ts";
export type { SuiteCase } from "./suite.ts";
export { type ClientTarget, clientTarget } from "./targets/client.ts";
export { embeddedOverSockets, embeddedTarget } from "./targets/embedded.ts";
export { parseTargetUrl, type TargetUrl } from "./targets/url.ts";
export * from "./verdict.ts";
