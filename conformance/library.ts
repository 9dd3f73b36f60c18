// The suite for who has a test runner: each case as a test, with its verdict as what the test ends in.

import { findRequirement, type RequirementId, type Version } from "../spec/index.ts";
import type { Capabilities } from "./capabilities.ts";
import type { CaseLevel, TestCase } from "./case.ts";
import { cases } from "./cases/index.ts";
import type { TlsSettings } from "./players/dial.ts";
import { HOUSE_OFFERS } from "./players/house.ts";
import { networkPlayer } from "./players/network.ts";
import { deadlineFor, probe } from "./probe.ts";
import { saidOf } from "./report/outcome.ts";
import { traceLine } from "./report/trace-lines.ts";
import { type RunOptions, runCase, type Target } from "./run.ts";
import { type Selection, select } from "./select.ts";
import { embeddedTarget } from "./targets/embedded.ts";
import { parseTargetUrl } from "./targets/url.ts";
import { type CaseResult, decides } from "./verdict.ts";

/** How the suite is run. */
export interface ConformanceOptions extends Selection {
  /** The highest level that fails a test: `must` where nothing is said. What is above it is skipped, with what was seen. */
  readonly level?: CaseLevel;
  /** The names that are used on the broker; the same seed gives the same. */
  readonly seed?: number;
  /** Goes before each Client Identifier; letters and digits. */
  readonly clientPrefix?: string;
  readonly tls?: TlsSettings;
  /** How long an answer may take, in milliseconds, instead of the broker's own pace. */
  readonly timeoutMs?: number;
  /** What no probe finds out, or what is to hold instead of what it finds. */
  readonly profile?: Capabilities;
}

/** What a test runner hands to a test: `skip` of vitest and of node:test. */
export interface TestContext {
  skip(reason?: string): unknown;
}

/** One case as a test. */
export interface ConformanceTest {
  /** Its id and its title. */
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly version: Version;
  readonly section: string;
  readonly level: CaseLevel;
  readonly requirements: readonly RequirementId[];
  /** Runs the case. Rejects with a `ConformanceError` where a sentence is broken; skips what cannot be judged, and says why. */
  readonly run: (context?: TestContext) => Promise<void>;
}

/** A sentence is broken: which, what was expected, what was observed, and the packets. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";
  readonly result: CaseResult;

  constructor(result: CaseResult) {
    super(messageOf(result));
    this.result = result;
  }
}

/**
 * The cases as tests against a broker: `for (const { name, run } of await conformance("mqtt://127.0.0.1")) test(name, run)`.
 * Without a url, against the embedded reference broker. Probes the broker first; throws where it cannot be reached, does not
 * let us in, or something is named that the suite does not know.
 */
export async function conformance(url?: string, options: ConformanceOptions = {}): Promise<readonly ConformanceTest[]> {
  const { level = "must", seed = 1, clientPrefix = "ts", timeoutMs, profile = {} } = options;
  const selected = select<TestCase>(cases, options);
  if (selected.kind === "unknown") throw new RangeError(`there is no ${selected.what} ${selected.name}`);
  const { target, credentials, offers } = targetOf(url, options.tls);
  const probed = await probe(target, { credentials, clientPrefix, seed });
  if (probed.kind !== "known") throw new Error(`${target.url} cannot be tried: ${probed.reason}`);
  const run: RunOptions = {
    capabilities: { ...probed.capabilities, ...offers, ...profile },
    credentials,
    clientPrefix,
    seed,
    deadlineMs: timeoutMs ?? deadlineFor(probed.roundTripMs),
    workers: 1,
    repeat: 1,
  };
  return selected.cases.map((one) => ({
    name: `${one.id}: ${one.title}`,
    id: one.id,
    title: one.title,
    version: one.version,
    section: one.section,
    level: one.level,
    requirements: one.requirements,
    run: async (context) => conclude(await runCase(one, target, run), level, context),
  }));
}

function targetOf(
  url: string | undefined,
  tls: TlsSettings | undefined,
): {
  readonly target: Target;
  readonly credentials: RunOptions["credentials"];
  readonly offers: Partial<Capabilities>;
} {
  if (url === undefined) return { target: embeddedTarget(), credentials: {}, offers: HOUSE_OFFERS };
  const parsed = parseTargetUrl(url);
  if ("wrong" in parsed) throw new TypeError(parsed.wrong);
  const { userName, password } = parsed;
  const credentials = {
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password: new TextEncoder().encode(password) }),
  };
  const target = { url: parsed.shown, realTime: true, createPlayer: () => networkPlayer(parsed, tls) };
  return { target, credentials, offers: {} };
}

function conclude(result: CaseResult, level: CaseLevel, context: TestContext | undefined): void {
  const { verdict, reason } = result;
  if (verdict === "pass") return;
  if (verdict === "error" || (verdict === "fail" && decides(result.case.level, level))) {
    throw new ConformanceError(result);
  }
  context?.skip(`${verdict}: ${saidOf(result) || reason}`);
}

function messageOf(result: CaseResult): string {
  return [
    `${result.verdict}: ${saidOf(result)}`,
    result.case.title,
    ...result.requirements.map((id) => `${id}: ${findRequirement(id)?.text ?? ""}`),
    ...result.trace.map(traceLine),
  ].join("\n");
}
