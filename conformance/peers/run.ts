// `npm run peers [-- names]`: the suite on each broker and client of others that is installed, and what differs from what each is known to break.

import { parseArgs } from "node:util";
import { PEERS } from "./peers.ts";
import { type Outcome, tryOut } from "./try-out.ts";

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

function lineOf(outcome: Outcome): string {
  if ("skipped" in outcome) return `${outcome.name}: skipped, ${outcome.skipped}`;
  const { name, version, verdicts, seconds, differences } = outcome;
  const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    `${name} ${version}: ${counts.join(", ")}; ${seconds} s`,
    ...differences.map(({ kind, case: id, what }) => `  ${kind} ${id}: ${what}`),
  ].join("\n");
}
