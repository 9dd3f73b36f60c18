// The mutants of Stryker, tried in this process in about a minute: `npm run mutation:quick [-- PART-OF-A-PATH] [--survivors]`.
// Stryker itself is the public figure; this is the same instrumenter and the same tests, for every day.

import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Mutant } from "./instrumented-tree.ts";
import { layOut } from "./instrumented-tree.ts";
import type { collect } from "./vitest-shim.ts";

/** What Stryker's instrumented code reads and writes. */
interface Stryker {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: {
    readonly static: Readonly<Record<string, number>>;
    readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

interface Test {
  readonly file: string;
  readonly title: string;
  readonly run: () => unknown;
}

const HITS_BEFORE_IT_IS_A_LOOP = 100;
const LEAST_PERCENT = 90;

const stryker: Stryker = {};
(globalThis as { __stryker__?: Stryker }).__stryker__ = stryker;

const root = new URL("../../", import.meta.url);
const tree = new URL(`.stryker-tmp/quick-${process.pid}/`, root);
const [part = ""] = process.argv.slice(2).filter((word) => !word.startsWith("--"));

async function fails({ run }: Test): Promise<boolean> {
  try {
    await run();
    return false;
  } catch {
    return true;
  }
}

/** Runs all tests once, to learn which mutant each of them reaches. */
async function dryRun(tests: readonly Test[]): Promise<ReadonlyMap<string, readonly Test[]>> {
  const reached = new Map<string, Test[]>();
  for (const [index, test] of tests.entries()) {
    stryker.currentTestId = String(index);
    if (await fails(test)) throw new Error(`the test fails without any mutant: ${test.title}`);
    for (const mutant of Object.keys(stryker.mutantCoverage?.perTest[String(index)] ?? {})) {
      const before = reached.get(mutant);
      if (before === undefined) reached.set(mutant, [test]);
      else before.push(test);
    }
  }
  stryker.currentTestId = undefined;
  return reached;
}

async function isKilled(mutant: Mutant, tests: readonly Test[], hits: number): Promise<boolean> {
  stryker.activeMutant = mutant.id;
  stryker.hitCount = 0;
  stryker.hitLimit = hits * HITS_BEFORE_IT_IS_A_LOOP;
  try {
    for (const test of tests) {
      if (await fails(test)) return true;
    }
    return false;
  } finally {
    stryker.activeMutant = undefined;
    stryker.hitCount = undefined;
  }
}

function totalHits(id: string): number {
  return Object.values(stryker.mutantCoverage?.perTest ?? {}).reduce((sum, hits) => sum + (hits[id] ?? 0), 0);
}

async function main(): Promise<number> {
  mkdirSync(tree, { recursive: true });
  symlinkSync(new URL("node_modules", root).pathname, new URL("node_modules", tree));
  const { mutants, testFiles } = await layOut(root, tree);
  const shim = (await import(pathToFileURL(new URL("vitest-shim.ts", tree).pathname).href)) as {
    collect: typeof collect;
  };
  for (const file of testFiles) {
    shim.collect.file = file;
    await import(pathToFileURL(new URL(file, tree).pathname).href);
  }
  const tests = shim.collect();
  const isStatic = new Set(Object.keys(stryker.mutantCoverage?.static ?? {}));
  const reached = await dryRun(tests);
  const tried = mutants.filter(({ id, file }) => file.includes(part) && (reached.has(id) || !isStatic.has(id)));
  const survivors: Mutant[] = [];
  for (const mutant of tried) {
    if (!(await isKilled(mutant, reached.get(mutant.id) ?? [], totalHits(mutant.id)))) survivors.push(mutant);
  }
  for (const { file, line, name, replacement } of survivors)
    console.log(`survived  ${file}:${line}  ${name}  ${replacement}`);
  const score = ((tried.length - survivors.length) / tried.length) * 100;
  console.log(`${tests.length} tests, ${tried.length} mutants, ${survivors.length} survived: ${score.toFixed(2)} %`);
  return score >= LEAST_PERCENT ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(tree, { recursive: true, force: true });
}
