// The thread of a trial: loads the instrumented tests, runs them once, and then tries the mutants that it is told.

import { parentPort, workerData } from "node:worker_threads";
import type { DryRun, Task } from "./trial.ts";
import type { collect } from "./vitest-shim.ts";

/** What Stryker's instrumented code reads and writes. */
interface Stryker {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: {
    readonly static: Readonly<Record<string, number>>;
    readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

type Test = ReturnType<typeof collect>[number];

const stryker: Stryker = {};
(globalThis as { __stryker__?: Stryker }).__stryker__ = stryker;
const { tree, testFiles } = workerData as { readonly tree: string; readonly testFiles: readonly string[] };

async function fails({ run }: Test): Promise<boolean> {
  try {
    await run();
    return false;
  } catch {
    return true;
  }
}

async function load(): Promise<readonly Test[]> {
  const shim = (await import(new URL("vitest-shim.ts", tree).href)) as { readonly collect: typeof collect };
  for (const file of testFiles) {
    shim.collect.file = file;
    await import(new URL(file, tree).href);
  }
  return shim.collect();
}

/** Runs all tests once, to learn which mutants each of them reaches. */
async function runDry(tests: readonly Test[]): Promise<DryRun> {
  const reached: Record<string, number[]> = {};
  for (const [index, test] of tests.entries()) {
    stryker.currentTestId = String(index);
    if (await fails(test)) throw new Error(`the test fails without any mutant: ${test.title}`);
    for (const mutant of Object.keys(stryker.mutantCoverage?.perTest[String(index)] ?? {})) {
      reached[mutant] ??= [];
      reached[mutant].push(index);
    }
  }
  stryker.currentTestId = undefined;
  return { reached, static: Object.keys(stryker.mutantCoverage?.static ?? {}) };
}

async function isKilled(tests: readonly Test[], { mutant, tests: indexes }: Task): Promise<boolean> {
  stryker.activeMutant = mutant;
  try {
    for (const index of indexes) {
      if (await fails(tests[index] as Test)) return true;
    }
    return false;
  } finally {
    stryker.activeMutant = undefined;
  }
}

const tests = await load();
parentPort?.postMessage(await runDry(tests));
parentPort?.on("message", async (task: Task) => parentPort?.postMessage(await isKilled(tests, task)));
