// Prints the matrix of faults and cases: `npm run faults [words]` tries the faults whose name has the words in it.

import { cases } from "../cases/index.ts";
import { FAULTS } from "./index.ts";
import { type Row, takeFootprints, tryFault } from "./matrix.ts";
import { UNPROVEN } from "./unproven.ts";

const words = process.argv.slice(2).join(" ");
const faults = FAULTS.filter(({ name }) => name.includes(words));
const footprints = await takeFootprints(cases);
const rows: Row[] = [];
for (const fault of faults) {
  const row = await tryFault(fault, cases, footprints);
  rows.push(row);
  console.log(describeRow(row));
}
const killed = new Set(rows.flatMap((row) => row.killed));
const alive = cases.filter((one) => !killed.has(one));
const isSharp = rows.every(({ escaped }) => escaped.length === 0);
const isFair = rows.every(({ unfair }) => unfair.length === 0);
if (words === "")
  for (const { id } of alive)
    console.log(`no fault has made ${id} fail${id in UNPROVEN ? "" : ", and none knows why"}`);
console.log(
  `${rows.length} faults, ${cases.length} cases, ${alive.length} never failed; ` +
    `sharp: ${isSharp ? "yes" : "no"}, fair: ${isFair ? "yes" : "no"}`,
);
process.exitCode = isSharp && isFair ? 0 : 1;

function describeRow({ fault, escaped, caughtBy, dependants, unfair }: Row): string {
  return [
    `a broker that ${fault.name}`,
    ...caughtBy.map(({ case: { id } }) => `    caught by ${id}`),
    ...dependants.map(({ case: { id } }) => `    and so fails ${id}`),
    ...unfair.map(({ case: { id }, requirements, verdict, expected, observed, reason }) => {
      const seen = reason ?? `expected ${expected}, observed ${observed}`;
      return `    UNFAIR ${verdict} ${id} [${requirements.join(", ")}]: ${seen}`;
    }),
    ...escaped.map((id) => `    ESCAPED ${id}`),
  ].join("\n");
}
