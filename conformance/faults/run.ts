// Prints the matrix of faults and cases: `npm run faults [-- words]` tries the faults whose name has the words in it, `--json` prints JSON.

import { parseArgs } from "node:util";
import { cases } from "../cases/index.ts";
import { clientCases } from "../client/cases/index.ts";
import { CLIENT_FAULTS } from "./client/index.ts";
import { brokenClient } from "./client/target.ts";
import { FAULTS } from "./index.ts";
import { brokenBroker, type Row, takeFootprints, tryFault } from "./matrix.ts";

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const words = positionals.join(" ");
const isAsked = ({ name }: { readonly name: string }): boolean => name.includes(words);

const rows: { readonly role: "broker" | "client"; readonly row: Row }[] = [];
const footprints = await takeFootprints(cases);
for (const fault of FAULTS.filter(isAsked)) take("broker", await tryFault(fault, cases, brokenBroker, footprints));
for (const fault of CLIENT_FAULTS.filter(isAsked)) take("client", await tryFault(fault, clientCases, brokenClient));

const all = [...cases, ...clientCases];
const killed = new Set(rows.flatMap(({ row }) => row.killed));
const alive = words === "" ? all.filter((one) => !killed.has(one)) : [];
const escaped = rows.filter(({ row }) => row.escaped.length > 0).length;
const unfair = rows.filter(({ row }) => row.unfair.length > 0).length;
const isSound = escaped === 0 && unfair === 0 && alive.length === 0;
if (values.json) console.log(JSON.stringify(asJson(), undefined, 2));
else sayAll();
process.exitCode = isSound ? 0 : 1;

function take(role: "broker" | "client", row: Row): void {
  rows.push({ role, row });
  if (!values.json) console.log(describeRow(role, row));
}

function sayAll(): void {
  for (const { id } of alive) console.log(`no fault has made ${id} fail`);
  console.log(
    `${rows.length} faults, ${all.length} cases, ${alive.length} never failed; ` +
      `sharp: ${escaped === 0 ? "yes" : "no"}, fair: ${unfair === 0 ? "yes" : "no"}`,
  );
}

function asJson(): object {
  return {
    schema: 1,
    summary: { faults: rows.length, cases: all.length, escaped, unfair, neverFailed: alive.length },
    faults: rows.map(({ role, row }) => ({
      role,
      name: row.fault.name,
      breaks: row.fault.breaks,
      caughtBy: row.caughtBy.map(({ case: { id } }) => id),
      dependants: row.dependants.map(({ case: { id } }) => id),
      escaped: row.escaped,
      unfair: row.unfair.map(({ case: { id } }) => id),
    })),
    neverFailed: alive.map(({ id }) => id),
  };
}

function describeRow(role: string, { fault, escaped, caughtBy, dependants, unfair }: Row): string {
  return [
    `a ${role} that ${fault.name}`,
    ...caughtBy.map(({ case: { id } }) => `    caught by ${id}`),
    ...dependants.map(({ case: { id } }) => `    and so fails ${id}`),
    ...unfair.map(({ case: { id }, requirements, verdict, expected, observed, reason }) => {
      const seen = reason ?? `expected ${expected}, observed ${observed}`;
      return `    UNFAIR ${verdict} ${id} [${requirements.join(", ")}]: ${seen}`;
    }),
    ...escaped.map((id) => `    ESCAPED ${id}`),
  ].join("\n");
}
