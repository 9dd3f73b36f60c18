// `touchstone test`: runs the conformance suite against a broker, and ends with what its verdicts mean.

import { Command, Option } from "commander";
import {
  cases as brokerCases,
  type Capabilities,
  type CaseLevel,
  type CaseResult,
  type CompleteSuite,
  clientCases,
  compareWithBaseline,
  completeSuites,
  exitCode,
  exitCodeOnBaseline,
  inShard,
  type Run,
  runCases,
  type Selection,
  type Shard,
  type Standing,
  type SuiteCase,
  select,
  UNKNOWN_TARGET,
} from "../../conformance/index.ts";
import type { Version } from "../../spec/index.ts";
import { nearest } from "../inspect/index.ts";
import { type BaselineFlags, knownFailures, writeBaseline } from "./baseline.ts";
import { collect } from "./collect.ts";
import { Failure } from "./failure.ts";
import { onInterrupt } from "./interrupt.ts";
import { packageVersion } from "./package-version.ts";
import { progressOn } from "./progress.ts";
import { REPORT_NAMES, type ReportTo, readReports, writeReports } from "./reports.ts";
import { readShard } from "./shard-option.ts";
import { type Reached, reachTarget } from "./target.ts";
import { addTargetOptions, optionsAgain, positiveNumber, type TargetFlags, wholeNumber } from "./target-options.ts";
import { startClient } from "./test-client.ts";
import { readVersion } from "./version-option.ts";

interface TestFlags extends TargetFlags, BaselineFlags {
  readonly client?: true;
  readonly mqttVersion?: readonly Version[];
  readonly case?: readonly string[];
  readonly section?: readonly string[];
  readonly requirement?: readonly string[];
  readonly grep?: RegExp;
  readonly shard?: Shard;
  readonly level: CaseLevel;
  readonly workers: number;
  readonly repeat: number;
  readonly bail?: true;
  readonly complete?: true;
  readonly timeout?: number;
  readonly seed?: number;
  readonly report?: readonly ReportTo[];
  readonly json?: true;
}

const SEEDS = 2 ** 32;

/** The command `test`. */
export function testCommand(): Command {
  const command = new Command("test")
    .description(
      "Runs the conformance suite against a broker; without a url, against the embedded reference broker. " +
        "With --client -- COMMAND, against the client whose adapter COMMAND runs; without one, the reference client.",
    )
    .argument(
      "[url...]",
      "mqtt://user:password@host:1883 or mqtts://host:8883; with --client, the words that run its adapter",
    )
    .option("--client", "tries a client: plays its server, and tells it by its adapter what to do")
    .option("--case <id>", "this case alone, with its version or without; repeatable", collect)
    .option("--section <number>", "the cases of this section alone, as in 3.3; repeatable", collect)
    .option("--requirement <id>", "the cases that judge this requirement alone; repeatable", collect)
    .option("--grep <words>", "the cases whose id or title matches this regular expression alone", readPattern)
    .option("--shard <share>", "one share of these cases, as in 3/16: the third of sixteen", readShard)
    .option("-V, --mqtt-version <version>", "this version alone, 5 or 3.1.1; repeatable", collectVersions)
    .addOption(
      new Option("--level <level>", "the highest level that decides the exit code")
        .choices(["must", "should", "strict"])
        .default("must"),
    )
    .option("--workers <number>", "how many cases run side by side", positiveNumber, 4)
    .option("--repeat <number>", "runs each case so often", positiveNumber, 1)
    .option(
      "--complete",
      "runs thousands of tests too that are generated from the machines of sessions, QoS 1 and QoS 2 and tell a broker from every machine that is not ours",
    )
    .option("--bail", "stops at the first case that fails")
    .option(
      "--baseline <file>",
      "known failures: they decide nothing, but a new one, another one or one that is gone does",
    )
    .option("--update-baseline", "writes the failures of this run into the baseline, and takes out what passes")
    .option("--timeout <ms>", "how long an answer may take, instead of the target's own pace", positiveNumber)
    .option("--seed <number>", "the names that are used on the target; the same seed gives the same", wholeNumber)
    .option(
      "--report <name=file>",
      `writes a report: ${REPORT_NAMES}; without a file to standard output; repeatable`,
      readReports,
    )
    .option("--json", "prints the JSON report on standard output");
  return addTargetOptions(command).action((words: readonly string[], flags: TestFlags) => test(words, flags));
}

async function test(words: readonly string[], flags: TestFlags): Promise<void> {
  const expected = chosenCases(flags, generated(flags, UNKNOWN_TARGET));
  const known = knownFailures(flags);
  const seed = flags.seed ?? Math.floor(Math.random() * SEEDS);
  const startedAt = new Date();
  const { target, embedded, credentials, capabilities, deadlineMs, stop } = await tried(words, flags, seed);
  // What is generated hangs on what the broker does where it is free.
  const suites = generated(flags, capabilities);
  const chosen = flags.complete ? chosenCases(flags, suites) : expected;
  const interrupt = new AbortController();
  // The cases that have begun come to their end, put away what they left on the target, and are told of.
  let isTidy = (): void => undefined;
  const tidied = new Promise<void>((resolve) => (isTidy = resolve));
  onInterrupt(() => {
    interrupt.abort();
    process.stderr.write("\nending the cases that have begun, to leave nothing on the target; again to stop at once\n");
    return tidied;
  });
  const progress = progressOn(process.stderr, chosen.length);
  const beganMs = performance.now();
  const results = await runCases(chosen, target, {
    capabilities,
    credentials,
    clientPrefix: flags.id,
    seed,
    deadlineMs: flags.timeout ?? deadlineMs,
    workers: flags.workers,
    repeat: flags.repeat,
    signal: interrupt.signal,
    onResult: progress.next,
    ...(flags.bail && { bail: flags.level }),
  });
  progress.end();
  await stop();
  const pinned = flags.updateBaseline ? writeBaseline(flags.baseline, known, results, seed) : known;
  const standings = pinned && compareWithBaseline(pinned, results, seed);
  const run: Run = {
    tool: { name: "mqtt-touchstone", version: packageVersion() },
    target: { url: target.url, role: flags.client ? "client" : "broker", capabilities },
    startedAt,
    durationMs: performance.now() - beganMs,
    seed,
    level: flags.level,
    embedded,
    options: [...optionsAgain(flags, credentials.userName), ...(flags.complete ? ["--complete"] : [])],
    ...(flags.client && { command: words }),
    ...(flags.shard && { shard: `${flags.shard.index}/${flags.shard.count}` }),
    ...(standings && { baseline: standings }),
    ...(flags.complete && { complete: suites.map(({ cases: _, ...facts }) => facts) }),
    results,
  };
  writeReports(run, flags.json ? [{ name: "json" }, ...(flags.report ?? [])] : (flags.report ?? [{ name: "text" }]));
  isTidy();
  process.exitCode = codeOf(results, flags.level, standings);
}

type Tried = Pick<Reached, "target" | "embedded" | "credentials" | "capabilities" | "deadlineMs" | "stop">;

/** The broker or the client that is tried. */
async function tried(words: readonly string[], flags: TestFlags, seed: number): Promise<Tried> {
  if (flags.client) return { ...(await startClient(words)), embedded: words.length === 0, credentials: {} };
  if (words.length > 1) throw new Failure("usage", `one url is tried at a time, and not ${words.join(" ")}`);
  return await reachTarget(words[0], flags, seed);
}

/** The complete suites, where they are asked for, of the versions that are. */
function generated({ client, complete, mqttVersion }: TestFlags, capabilities: Capabilities): readonly CompleteSuite[] {
  if (!complete) return [];
  if (client) throw new Failure("usage", "--complete tries brokers: it goes without --client");
  return completeSuites(capabilities).filter(({ version }) => mqttVersion?.includes(version) ?? true);
}

/** The cases that the options ask for; an empty choice is a mistake of the caller. */
function chosenCases(flags: TestFlags, suites: readonly CompleteSuite[]): readonly SuiteCase[] {
  const selection: Selection = {
    ...(flags.case && { cases: flags.case }),
    ...(flags.section && { sections: flags.section }),
    ...(flags.requirement && { requirements: flags.requirement }),
    ...(flags.grep && { grep: flags.grep }),
    ...(flags.mqttVersion && { versions: flags.mqttVersion }),
  };
  const complete = suites.flatMap((suite) => suite.cases);
  const selected = select<SuiteCase>(flags.client ? clientCases : [...brokerCases, ...complete], selection);
  if (selected.kind === "unknown") {
    const near = nearest(selected.name, selected.known, 3);
    const meant = near.length > 0 ? `did you mean ${near.join(", ")}?` : "see: touchstone list";
    throw new Failure("usage", `there is no ${selected.what} ${JSON.stringify(selected.name)}: ${meant}`);
  }
  if (selected.cases.length === 0)
    throw new Failure("usage", "no case matches all of these options; see: touchstone list");
  // A share may be empty where few cases are asked for; the others have them.
  return flags.shard === undefined ? selected.cases : inShard(selected.cases, flags.shard);
}

function codeOf(results: readonly CaseResult[], level: CaseLevel, standings?: readonly Standing[]): number {
  const code = standings ? exitCodeOnBaseline(standings, results, level) : exitCode(results, level);
  if (code === 3)
    throw new Failure(
      "target",
      `nothing could be judged: ${results.find(({ reason }) => reason !== null)?.reason ?? ""}`,
    );
  return code;
}

function collectVersions(value: string, earlier: readonly Version[] = []): readonly Version[] {
  return [...earlier, readVersion(value)];
}

function readPattern(written: string): RegExp {
  try {
    return new RegExp(written, "i");
  } catch (cause) {
    throw new Failure("usage", `--grep ${JSON.stringify(written)} is no regular expression`, { cause });
  }
}
