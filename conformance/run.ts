// Runs cases against a target: several at a time, a red one again before it stays red, and nothing left behind.

import { allBrokenWith } from "../spec/index.ts";
import { type Capabilities, lacking } from "./capabilities.ts";
import { type Context, type Credentials, createContext, type ScriptOptions } from "./context.ts";
import { play } from "./players/play.ts";
import type { Player } from "./players/player.ts";
import { runName } from "./run-names.ts";
import { type Stop, Stopped, type TraceEvent } from "./script.ts";
import { type SuiteCase, scriptOf, tidyAfter } from "./suite.ts";
import { type CaseResult, decides, type Verdict } from "./verdict.ts";

/** What a suite is run against. */
export interface Target {
  /** As the report names it. */
  readonly url: string;
  /** Whether cases may run side by side, and on real time. */
  readonly realTime: boolean;
  /** A player for one case. */
  readonly createPlayer: () => Player;
}

/** How a suite is run. */
export interface RunOptions {
  readonly capabilities: Capabilities;
  readonly credentials: Credentials;
  readonly clientPrefix: string;
  readonly seed: number;
  readonly deadlineMs: number;
  readonly workers: number;
  readonly repeat: number;
  /** Stops at the first breach that decides the exit code, at this level. */
  readonly bail?: SuiteCase["level"];
  readonly signal?: AbortSignal;
  readonly onResult?: (result: CaseResult, done: number, of: number) => void;
}

/** How often a case is run before a breach is believed. */
const RUNS = 3;
/** How much later than the standard allows a timed move is still waited for, so that it is told as late. */
const TIMED_GRACE_MS = 8000;
/** Cases that wait for time to pass cost nothing while they wait. */
const TIMED_WORKERS = 16;

/** Runs the cases; gives their results in the order of the cases. */
export async function runCases(
  cases: readonly SuiteCase[],
  target: Target,
  options: RunOptions,
): Promise<readonly CaseResult[]> {
  const results = new Map<SuiteCase, CaseResult>();
  let bailed = false;
  const runNext = async (queue: SuiteCase[]): Promise<void> => {
    for (let next = queue.shift(); next && !bailed && !options.signal?.aborted; next = queue.shift()) {
      const result = await runCase(next, target, options);
      results.set(next, result);
      bailed ||= options.bail !== undefined && result.verdict === "fail" && decides(next.level, options.bail);
      options.onResult?.(result, results.size, cases.length);
    }
  };
  const runAll = async (queue: SuiteCase[], workers: number): Promise<void> => {
    await Promise.all(Array.from({ length: workers }, () => runNext(queue)));
  };
  if (target.realTime) {
    const timed = runAll(
      cases.filter((one) => one.timed),
      TIMED_WORKERS,
    );
    await Promise.all([
      timed,
      runAll(
        cases.filter((one) => !one.timed),
        options.workers,
      ),
    ]);
  } else {
    await runAll([...cases], 1);
  }
  return cases.flatMap((one) => results.get(one) ?? []);
}

/** Runs one case as often as it takes to believe it. */
export async function runCase(testCase: SuiteCase, target: Target, options: RunOptions): Promise<CaseResult> {
  const missing = lacking(testCase, options.capabilities);
  if (missing !== undefined) return resultOf(testCase, { verdict: "not-applicable", reason: missing }, [], 0);
  const repeats = Array.from({ length: options.repeat }, (_, index) => index * RUNS);
  const runs = await severalRuns(testCase, target, options, repeats, "pass");
  const result = runs.find(({ verdict }) => verdict !== "pass") ?? runs[0];
  if (result === undefined) return cutShort(testCase);
  const doubted = result.verdict;
  // What is late by seconds is no hiccup of this machine.
  if (doubted !== "fail" && (doubted !== "late" || testCase.timed)) return result;
  const confirmations = Array.from({ length: RUNS - 1 }, (_, index) => options.repeat * RUNS + index + 1);
  const again = await severalRuns(testCase, target, options, confirmations, doubted);
  // Now late, now not at all within our patience: late, as often as not.
  const other = again.find(({ verdict }) => verdict !== doubted);
  if (other === undefined) return again.length === RUNS - 1 ? result : cutShort(testCase);
  if (doubted === "late" ? other.verdict !== "fail" : other.verdict === "late") return other;
  const first = `the first in ${doubted}: expected ${result.expected}, observed ${result.observed}`;
  const reason = `flaky: run ${again.indexOf(other) + 2} of ${RUNS} ended in ${other.verdict}, ${first}`;
  return { ...result, verdict: "inconclusive", requirements: testCase.requirements, reason };
}

/**
 * Runs a case once for each of these numbers, until a run does not end as `wanted`. Where a case waits for time to
 * pass, and the clock is real, its runs wait side by side.
 */
async function severalRuns(
  testCase: SuiteCase,
  target: Target,
  options: RunOptions,
  runs: readonly number[],
  wanted: Verdict,
): Promise<readonly CaseResult[]> {
  if (testCase.timed && target.realTime) {
    return Promise.all(runs.map((run) => runOnce(testCase, target, options, run)));
  }
  const results: CaseResult[] = [];
  for (const run of runs) {
    if (options.signal?.aborted) break;
    const result = await runOnce(testCase, target, options, run);
    results.push(result);
    if (result.verdict !== wanted) break;
  }
  return results;
}

/** The result of a case that the user did not let come to its end. */
function cutShort(testCase: SuiteCase): CaseResult {
  return resultOf(testCase, { verdict: "inconclusive", reason: "the run was stopped" }, [], 0);
}

async function runOnce(testCase: SuiteCase, target: Target, options: RunOptions, run: number): Promise<CaseResult> {
  const player = target.createPlayer();
  const trace: TraceEvent[] = [];
  const context = createContext(scriptOptions(testCase, target, options, run));
  const startMs = player.now();
  const stop = await stopOf(async () => {
    await play(scriptOf(testCase, context), player, trace);
  });
  const durationMs = player.now() - startMs;
  // Whether the target lets us tidy up is not this case's matter.
  await stopOf(() => play(tidyAfter(testCase, context), player, []));
  await player.dispose();
  return resultOf(testCase, stop ?? endOf(context), trace, durationMs);
}

/** Names that no other case and no other run of this one has, and that the same seed gives again. */
function scriptOptions(testCase: SuiteCase, { realTime }: Target, options: RunOptions, run: number): ScriptOptions {
  const name = runName(options.seed, testCase.id, run);
  return {
    version: testCase.version,
    clientPrefix: `${options.clientPrefix}${name}`,
    topicPrefix: `touchstone/${name}`,
    credentials: options.credentials,
    capabilities: options.capabilities,
    deadlineMs: options.deadlineMs,
    graceMs: testCase.timed ? TIMED_GRACE_MS : options.deadlineMs * 4,
    realTime,
  };
}

type Ending = Omit<Stop, "verdict"> & { readonly verdict: Verdict };

/** How a script ended that came to its last line. */
function endOf({ unstarted, late }: Context): Ending {
  const forgotten = [...unstarted.values()];
  if (forgotten.length > 0) {
    return { verdict: "error", reason: `the case makes a move without yield*: ${forgotten.join(", ")}` };
  }
  const [first] = late;
  if (first === undefined) return { verdict: "pass" };
  const observed = `it took ${Math.round(first.measuredMs)} ms`;
  return { verdict: "late", expected: `${first.expected} within ${Math.round(first.allowedMs)} ms`, observed };
}

/** Why something stopped; undefined where it came to its end. */
async function stopOf(body: () => Promise<void>): Promise<Ending | undefined> {
  try {
    await body();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Stopped) return thrown.stop;
    const said = thrown instanceof Error ? (process.env["DEBUG"] ? thrown.stack : thrown.message) : String(thrown);
    return { verdict: "error", reason: `the suite's own fault: ${said}` };
  }
}

function resultOf(testCase: SuiteCase, ending: Ending, trace: readonly TraceEvent[], durationMs: number): CaseResult {
  const { verdict, breach, also = [], expected = null, observed = null, reason = null } = ending;
  const broken = breach === undefined ? undefined : [...allBrokenWith(breach), ...also];
  const open = `what the case was to judge stays open: ${testCase.requirements.join(", ")}`;
  return {
    case: testCase,
    verdict,
    requirements: broken ?? testCase.requirements,
    durationMs,
    expected,
    observed,
    reason:
      broken === undefined || broken.some((id) => testCase.requirements.includes(id))
        ? reason
        : `a packet on the way broke ${breach}; ${open}`,
    trace,
  };
}
