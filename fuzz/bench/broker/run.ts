// `npm run bench:broker`: brokers side by side under the same load, row by row and in turn, and what they come to of each other.

import { parseArgs } from "node:util";
import { median } from "../measure.ts";
import { KINDS, type Kind, withBroker } from "./brokers.ts";
import type { Figures, Row } from "./row.ts";
import { ROWS } from "./rows.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    /** A part of the names of the rows, and of the brokers, to be measured. */
    rows: { type: "string", default: "" },
    brokers: { type: "string", default: "" },
  },
});

const BASE = "touchstone";
const rounds = Number(values.rounds);
const kinds = KINDS.filter(({ name }) => values.brokers === "" || values.brokers.split(",").includes(name));
const missing = kinds.filter((kind) => !kind.isHere());
const rows = ROWS.filter(({ name }) => name.includes(values.rows));
const results = [];
for (const kind of missing) process.stderr.write(`${kind.name} is not installed, and left out\n`);
for (const row of rows)
  results.push(
    await measured(
      row,
      kinds.filter((kind) => kind.isHere()),
    ),
  );
if (values.json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);

async function measured(row: Row, present: readonly Kind[]) {
  const found = new Map<string, Figures[]>();
  for (let round = 0; round < rounds; round++) {
    for (const kind of present) {
      if (row.qos > kind.maximumQos) continue;
      const figures = await withBroker(kind, (broker) => row.measure(broker)).catch((error: unknown) => {
        process.stderr.write(`${row.name}, ${kind.name}: ${String(error)}\n`);
        return undefined;
      });
      if (figures !== undefined) found.set(kind.name, [...(found.get(kind.name) ?? []), figures]);
    }
  }
  const brokers = [...found].map(([name, all]) => ({ name, figures: medians(all) }));
  const base = brokers.find(({ name }) => name === BASE)?.figures["figure"];
  if (!values.json) print(row, brokers, base);
  const ratios = brokers.map(({ name, figures }) => ({
    name,
    ...figures,
    oursToIt: (base ?? Number.NaN) / (figures["figure"] ?? 0),
  }));
  return { row: row.name, unit: row.unit, better: row.better, brokers: ratios };
}

function medians(all: readonly Figures[]): Figures {
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(all.map((one) => one[name] ?? 0))]));
}

interface Measured {
  readonly name: string;
  readonly figures: Figures;
}

function print(row: Row, brokers: readonly Measured[], base: number | undefined): void {
  process.stdout.write(`${row.name} (${row.unit}, ${row.better} is better)\n`);
  for (const { name, figures } of brokers) {
    const { figure = Number.NaN, brokerCpu, generatorCpu, ...more } = figures;
    const ratio = base === undefined || name === BASE ? "" : `ours is ${(base / figure).toFixed(2)} of it`;
    const shares = brokerCpu === undefined ? [] : [`cpu ${percent(brokerCpu)}, generator ${percent(generatorCpu)}`];
    const others = Object.entries(more).map(([what, value]) => `${what} ${Math.round(value)}`);
    const shown = Math.round(figure).toLocaleString("en").padStart(12);
    process.stdout.write(`  ${name.padEnd(20)}${shown}  ${ratio.padEnd(20)}  ${[...shares, ...others].join("  ")}\n`);
  }
}

function percent(share: number | undefined): string {
  return `${Math.round((share ?? 0) * 100)} %`;
}
