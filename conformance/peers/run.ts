// `npm run peers [-- names]`: the suite on each broker and client of others that is installed, and what differs from what each is known to break.

import { parseArgs } from "node:util";
import { runCases } from "../run.ts";
import { type CaseResult, VERDICTS, type Verdict } from "../verdict.ts";
import { ABOUT, PEERS, type Peer } from "./peers.ts";

/** What is not as it was pinned. */
interface Difference {
  readonly kind: "new" | "gone" | "error" | "flaky";
  readonly case: string;
  readonly what: string;
}

type Outcome =
  | { readonly name: string; readonly skipped: string }
  | {
      readonly name: string;
      readonly version: string;
      readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
      readonly seconds: number;
      readonly differences: readonly Difference[];
    };

const WORKERS = 4;

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.filter((name) => !PEERS.some((peer) => peer.name === name));
if (unknown.length > 0) {
  console.error(`no peer ${unknown.join(", ")}: there are ${PEERS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const outcomes: Outcome[] = [];
for (const peer of PEERS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const outcome = await tryOut(peer);
  outcomes.push(outcome);
  if (!values.json) console.log(lineOf(outcome));
}
if (values.json) console.log(JSON.stringify({ schema: 1, peers: outcomes }, undefined, 2));
process.exitCode = outcomes.some((one) => "differences" in one && one.differences.length > 0) ? 1 : 0;

async function tryOut({ name, judged, breaches, cases, installed, start }: Peer): Promise<Outcome> {
  const version = installed();
  if (version === undefined) return { name, skipped: "it is not installed" };
  if (version !== judged) return { name, skipped: `${version} is installed, and ${judged} was judged` };
  const beganMs = performance.now();
  const { target, capabilities, deadlineMs, stop } = await start();
  const results = await runCases(cases, target, { ...ABOUT, capabilities, deadlineMs, workers: WORKERS, repeat: 1 });
  await stop();
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

function lineOf(outcome: Outcome): string {
  if ("skipped" in outcome) return `${outcome.name}: skipped, ${outcome.skipped}`;
  const { name, version, verdicts, seconds, differences } = outcome;
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    `${name} ${version}: ${counts.join(", ")}; ${seconds} s`,
    ...differences.map(({ kind, case: id, what }) => `  ${kind} ${id}: ${what}`),
  ].join("\n");
}
