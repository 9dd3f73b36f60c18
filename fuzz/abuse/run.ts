// `npm run test:abuse`: does to a broker, and to our client, all that has befallen others; after each class looks whether the
// broker still serves who has nothing to do with it, and what it holds in memory.
//
// `--only GROUP|CLASS` tries some alone, `--seed NUMBER` repeats the chance of a run, and `--sharp` shows that it can fail.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mebibytesOf, startBroker } from "../broker-process.ts";
import { bystanderAt } from "./bystander.ts";
import { casesOf, createCaseRunner } from "./case-runner.ts";
import { chosenClasses } from "./chosen.ts";
import type { AbuseClass } from "./class.ts";
import { type Outcome, say, summary } from "./report.ts";
import { isSharp } from "./sharp.ts";
import { type Surroundings, tryClass } from "./try-class.ts";
import { within } from "./within.ts";

/** How much more memory a broker may hold after a class than before all of them, in MiB: what waits for two slow readers is 128, and not all that was let go is given back at once. */
const MOST_MEBIBYTES = 384;
const ANSWER_MS = 10_000;
const ATTACK_MS = 60_000;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    sharp: { type: "boolean", default: false },
  },
});
const chosen = chosenClasses(values.only);
if ("wrong" in chosen) {
  console.error(chosen.wrong);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "touchstone-abuse-"));
const broker = await startBroker(folder, {
  config: {
    listeners: ["mqtt://127.0.0.1:0", "ws://127.0.0.1:0"],
    store: { file: join(folder, "store.db"), durability: "normal" },
    log: { level: "error" },
    // The longest that there is must be taken by who allows it.
    limits: { maximumTopicBytes: 65_535 },
  },
});
const seed = Number(values.seed);
const caseRunner = createCaseRunner(broker, seed);
const around: Surroundings = { broker, caseRunner, folder, seed, answerMs: ANSWER_MS, attackMs: ATTACK_MS };
const isSound = values.sharp ? await isSharp(around, chosen.classes) : await tour(chosen.classes);
await caseRunner.stop();
const { code, stderr } = await broker.end();
// What it would say at this level is a mistake of its own.
const isQuiet = code === 0 && stderr === "";
if (!isQuiet) console.log(`FAILED  the broker ended with ${code}, and said: ${stderr.trim()}`);
rmSync(folder, { recursive: true });
process.exitCode = isSound && isQuiet ? 0 : 1;

function waitsForClient({ way }: AbuseClass): boolean {
  return way.kind === "cases" && casesOf(way.ids).every(({ role, timed }) => role === "client" && timed);
}

async function tour(classes: readonly AbuseClass[]): Promise<boolean> {
  console.log(`seed ${seed}`);
  const bystander = await bystanderAt(broker.port);
  const before = mebibytesOf(broker.pid);
  const outcomes: Outcome[] = [];
  // What waits for our client to lose its patience goes on beside the rest.
  const early = new Map(classes.filter(waitsForClient).map((one) => [one, tryClass(one, around)]));
  for (const one of classes) {
    const beganMs = performance.now();
    const { faults, how } = await (early.get(one) ?? tryClass(one, around));
    const more = mebibytesOf(broker.pid) - before;
    const served = await within(
      ANSWER_MS,
      bystander.echo(one.name).then(() => true),
    );
    const others = [
      ...(served ? [] : ["a client that has nothing to do with it did not get its message back"]),
      ...(bystander.hasLeft() ? ["a client that has nothing to do with it was cut off"] : []),
      ...(more > MOST_MEBIBYTES ? [`the broker holds ${more.toFixed(0)} MiB more than at first`] : []),
    ];
    const seconds = (performance.now() - beganMs) / 1000;
    const outcome: Outcome = { class: one, how, faults: [...faults, ...others], seconds, mebibytes: more };
    outcomes.push(outcome);
    say(outcome);
  }
  bystander.leave();
  summary(outcomes);
  return outcomes.every(({ faults }) => faults.length === 0);
}
