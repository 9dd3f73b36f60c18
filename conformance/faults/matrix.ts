// Every fault against every case of its versions: who was caught, by whom, and whether rightly.

import { type RequirementId, versionOf } from "../../spec/index.ts";
import { UNKNOWN_TARGET } from "../capabilities.ts";
import type { CaseFacts, TestCase } from "../case.ts";
import { HOUSE_OFFERS } from "../players/house.ts";
import { inProcessPlayer } from "../players/in-process.ts";
import { type RunOptions, runCases, type Target } from "../run.ts";
import type { SuiteCase } from "../suite.ts";
import type { CaseResult } from "../verdict.ts";
import { keepingDiary } from "./diary.ts";
import type { Fault, FaultFacts, Wrapper } from "./fault.ts";
import { HONEST, openBroker, type Seams } from "./open-broker.ts";

/** What came of one fault. */
export interface Row {
  readonly fault: FaultFacts;
  /** Sentences that it breaks and that no case found broken. */
  readonly escaped: readonly RequirementId[];
  /** Cases that failed by a sentence that it breaks. */
  readonly caughtBy: readonly CaseResult[];
  /** Cases that failed and have a right to, as they depend on what is broken. */
  readonly dependants: readonly CaseResult[];
  /** Cases that failed by a sentence that it does not break. */
  readonly unfair: readonly CaseResult[];
  /** Cases that failed by a sentence of their own, and not by one that is judged on the way. */
  readonly killed: readonly CaseFacts[];
}

/** How cases are run against broken brokers. */
export const OPTIONS: RunOptions = {
  capabilities: { ...UNKNOWN_TARGET, ...HOUSE_OFFERS },
  credentials: {},
  clientPrefix: "ts",
  seed: 1,
  deadlineMs: 250,
  workers: 1,
  repeat: 1,
};

/** A broker with its seams wrapped, as a target; a fresh one for each case. */
export function brokenBroker(wrap: Wrapper<Seams>): Target {
  return { url: "embedded", realTime: false, createPlayer: () => inProcessPlayer(openBroker(wrap(HONEST))) };
}

/** What happens on the honest broker in each case: see `Wrapper.touches`. */
export type Footprints = ReadonlyMap<SuiteCase, ReadonlySet<string>>;

/** Runs each case against the broker with nothing broken, and notes what happens there. */
export async function takeFootprints(cases: readonly TestCase[]): Promise<Footprints> {
  const footprints = new Map<TestCase, ReadonlySet<string>>();
  for (const one of cases) {
    const footprint = new Set<string>();
    await runCases([one], brokenBroker(keepingDiary(footprint)), OPTIONS);
    footprints.set(one, footprint);
  }
  return footprints;
}

/** Runs the cases of a fault's versions against it, but for those where nothing happens that it touches. */
export async function tryFault<S>(
  fault: Fault<S>,
  cases: readonly SuiteCase[],
  brokenTarget: (wrap: Wrapper<S>) => Target,
  footprints?: Footprints,
): Promise<Row> {
  const versions = new Set(fault.breaks.map(versionOf));
  const { touches } = fault.apply;
  const isTouched = (one: SuiteCase): boolean =>
    touches === undefined || footprints === undefined || touches.some((what) => footprints.get(one)?.has(what));
  const concerned = cases.filter((one) => versions.has(one.version) && isTouched(one));
  const results = (
    await runCases(concerned, brokenTarget(fault.apply), {
      ...OPTIONS,
      capabilities: { ...OPTIONS.capabilities, ...fault.lacks },
    })
  ).map(withoutTrace);
  const failed = results.filter(({ verdict }) => verdict === "fail" || verdict === "late" || verdict === "error");
  const breaks = (ids: readonly RequirementId[]): boolean => fault.breaks.some((id) => ids.includes(id));
  const isFair = ({ verdict, requirements }: CaseResult): boolean => verdict !== "error" && breaks(requirements);
  const caughtBy = failed.filter(isFair);
  const others = failed.filter((result) => !isFair(result));
  const found = new Set(caughtBy.flatMap(({ requirements }) => requirements));
  return {
    fault,
    escaped: fault.breaks.filter((id) => !found.has(id)),
    caughtBy,
    dependants: others.filter((result) => depends(fault, result)),
    unfair: others.filter((result) => !depends(fault, result)),
    killed: failed.filter(isOwn).map((result) => result.case),
  };
}

/** Runs the cases against the broker with nothing broken. */
export function tryHonest(cases: readonly TestCase[]): Promise<readonly CaseResult[]> {
  return runCases(
    cases,
    brokenBroker((honest) => honest),
    OPTIONS,
  );
}

/** A matrix holds many results: without the bytes that led to them. */
function withoutTrace(result: CaseResult): CaseResult {
  return { ...result, trace: [] };
}

/** Cases that go to the same broker by another way: what breaks it breaks them. */
const BY_ANOTHER_WAY = "websocket/";

function depends({ alsoFails = [] }: FaultFacts, { case: { id }, requirements, verdict }: CaseResult): boolean {
  if (verdict === "error") return false;
  const name = id.slice(id.indexOf("/") + 1);
  if (name.startsWith(BY_ANOTHER_WAY)) return true;
  return alsoFails.some((dependant) =>
    "cases" in dependant ? name.startsWith(dependant.cases) : requirements.includes(dependant.requirement),
  );
}

function isOwn({ verdict, requirements, case: { requirements: own } }: CaseResult): boolean {
  return verdict !== "error" && requirements.some((id) => own.includes(id));
}
