// A peer is tried: the suite runs on it, and what it breaks is held against what it is known to break.

import { runCases } from "../run.ts";
import { type CaseResult, VERDICTS, type Verdict } from "../verdict.ts";
import { ABOUT, type Peer } from "./peers.ts";

/** What is not as it was pinned. */
interface Difference {
  readonly kind: "new" | "gone" | "error" | "flaky";
  readonly case: string;
  readonly what: string;
}

/** What came of it. */
export type Outcome =
  | { readonly name: string; readonly skipped: string }
  | {
      readonly name: string;
      readonly version: string;
      readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
      readonly seconds: number;
      readonly differences: readonly Difference[];
    };

const WORKERS = 4;

/** Runs the suite on a peer, where the version that was judged is installed. */
export async function tryOut({ name, judged, breaches, cases, installed, start }: Peer): Promise<Outcome> {
  const version = installed();
  if (version === undefined) return { name, skipped: "it is not installed" };
  if (version !== judged) return { name, skipped: `${version} is installed, and ${judged} was judged` };
  const beganMs = performance.now();
  const { target, capabilities, deadlineMs, stop } = await start();
  const options = { ...ABOUT, capabilities, deadlineMs, workers: WORKERS, repeat: 1 };
  const results = await runCases(cases, target, options).finally(stop);
  const counts = VERDICTS.map((verdict) => [verdict, results.filter((one) => one.verdict === verdict).length] as const);
  return {
    name,
    version,
    verdicts: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    seconds: Math.round((performance.now() - beganMs) / 1000),
    differences: differencesOf(results, new Map(breaches.map((breach) => [breach.case, breach.reason]))),
  };
}

function differencesOf(results: readonly CaseResult[], known: ReadonlyMap<string, string>): readonly Difference[] {
  return results.flatMap(({ case: { id }, verdict, expected, observed, reason }): readonly Difference[] => {
    const pinned = known.get(id);
    const seen = `expected ${expected}, observed ${observed}`;
    if (verdict === "error") return [{ kind: "error", case: id, what: reason ?? seen }];
    if (verdict === "inconclusive" && reason?.startsWith("flaky")) return [{ kind: "flaky", case: id, what: reason }];
    if (verdict === "fail") return pinned === undefined ? [{ kind: "new", case: id, what: seen }] : [];
    return pinned === undefined ? [] : [{ kind: "gone", case: id, what: `${verdict}, and was pinned: ${pinned}` }];
  });
}
