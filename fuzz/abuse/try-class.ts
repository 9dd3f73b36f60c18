// Tries one class in the way that it names.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrokerProcess } from "../broker-process.ts";
import { tryClientRow } from "./bytes/try-client-row.ts";
import { type Tried, tryRows } from "./bytes/try-rows.ts";
import type { CaseRunner } from "./case-runner.ts";
import type { AbuseClass, Way } from "./class.ts";
import { createStage } from "./stage.ts";
import { within } from "./within.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What classes are tried on. */
export interface Surroundings {
  readonly broker: BrokerProcess;
  readonly caseRunner: CaseRunner;
  readonly folder: string;
  readonly seed: number;
  /** How long one answer may take, and one attack. */
  readonly answerMs: number;
  readonly attackMs: number;
}

/** Tries a class; gives in a few words what was done, and what was not as it should be. */
export async function tryClass({ way }: AbuseClass, around: Surroundings): Promise<Tried & { readonly how: string }> {
  switch (way.kind) {
    case "bytes": {
      const tried = await tryRows(way.rows, { port: around.broker.port, patienceMs: around.answerMs, cuts: true });
      return { ...tried, how: `${tried.count} byte strings` };
    }
    case "client bytes":
      return { ...(await tryClient(way, around)), how: `${way.rows.length} byte strings to our client` };
    case "cases": {
      const tried = await around.caseRunner.run(way.ids);
      return { ...tried, how: `${tried.count} conformance cases` };
    }
    case "attack":
      return { count: 1, faults: await attacked(way, around), how: "attack" };
    case "elsewhere":
      return { count: 1, faults: missing(way), how: `by ${way.file}` };
    case "not ours":
      return { count: 0, faults: [], how: `not ours: ${way.why}` };
  }
}

/** What is wrong with a reference to a test; nothing where its file has a test of that title. */
export function missing({ file, test }: Extract<Way, { readonly kind: "elsewhere" }>): readonly string[] {
  try {
    return readFileSync(ROOT + file, "utf8").includes(test) ? [] : [`${file} has no test "${test}"`];
  } catch {
    return [`there is no ${file}`];
  }
}

async function tryClient(
  { rows }: Extract<Way, { readonly kind: "client bytes" }>,
  { answerMs }: Surroundings,
): Promise<Tried> {
  const faults: string[] = [];
  for (const row of rows) {
    const answer = await tryClientRow(row, answerMs);
    const hex = Buffer.from(row.bytes).toString("hex");
    if (answer !== row.answer)
      faults.push(`${row.version}, ${row.place} ${hex}: expected ${row.answer}, found ${answer}`);
  }
  return { count: rows.length, faults };
}

async function attacked(
  { run }: Extract<Way, { readonly kind: "attack" }>,
  { broker, folder, seed, attackMs }: Surroundings,
): Promise<readonly string[]> {
  const { stage, clear } = createStage(broker, folder, seed);
  const outcome = run(stage).then(
    () => "done",
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
  const said = (await within(attackMs, outcome)) ?? `it has not come to its end in ${attackMs / 1000} s`;
  await clear();
  return said === "done" ? [] : [said];
}
