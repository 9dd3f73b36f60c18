// `npm run test:crash`: loads a broker at QoS 1 and 2, kills it at any moment, starts it again, and holds what was seen against what it owes.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Durability } from "../../src/runtime/index.ts";
import { faultsIn } from "./history.ts";
import { createLoad } from "./load.ts";
import { mortalBroker } from "./mortal-broker.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    durability: { type: "string", multiple: true, default: ["full", "normal", "none"] },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    json: { type: "boolean", default: false },
  },
});

/** At most so many exchanges come to their end before a kill. */
const MOST = 400;
const rounds = Number(values.rounds);
const random = randomFrom(Number(values.seed));

const results = [];
for (const durability of values.durability as readonly Durability[]) results.push(await tryOut(durability));
if (values.json) console.log(JSON.stringify({ schema: 1, seed: Number(values.seed), results }, undefined, 2));
else for (const one of results) say(one);
// The one that promises nothing shows that the check can fail.
const isSound = results.every(({ durability, faults }) => durability === "none" || faults.length === 0);
const isSharp = results.every(({ durability, faults }) => durability !== "none" || faults.length > 0);
process.exitCode = isSound && isSharp ? 0 : 1;

async function tryOut(durability: Durability) {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-crash-"));
  const broker = mortalBroker(join(folder, "store.db"), durability);
  try {
    const load = createLoad((await broker.start()).port);
    for (let round = 0; round < rounds; round += 1) {
      await load.connect();
      const exchanges = Math.floor(random() * MOST);
      if (exchanges > 0) await load.acknowledge(exchanges);
      await broker.kill();
      await broker.start();
    }
    await load.connect();
    await load.drain();
    load.close();
    const exitCode = await broker.end();
    const { sent, delivered } = load.history;
    const acknowledged = [...sent.values()].filter(({ isAcknowledged }) => isAcknowledged).length;
    const deliveries = [...delivered.values()].reduce((sum, names) => sum + names.length, 0);
    return { durability, rounds, sent: sent.size, acknowledged, deliveries, exitCode, faults: faultsIn(load.history) };
  } finally {
    await broker.kill();
    rmSync(folder, { recursive: true });
  }
}

function say({ durability, sent, acknowledged, deliveries, faults }: Awaited<ReturnType<typeof tryOut>>): void {
  const verdict = faults.length === 0 ? "nothing lost, nothing twice" : `${faults.length} faults`;
  console.log(
    `durability ${durability}: ${rounds} kills, ${sent} messages, ${acknowledged} acknowledged, ${deliveries} deliveries: ${verdict}`,
  );
  for (const fault of faults.slice(0, 5)) console.log(`  ${fault}`);
  if (faults.length > 5) console.log(`  and ${faults.length - 5} more`);
  if (durability === "none") console.log("  (it promises nothing, and shows that the check can fail)");
}

/** A generator of numbers from 0 to 1, the same for the same seed. (mulberry32) */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
