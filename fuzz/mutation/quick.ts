// The mutants of Stryker, tried without a runner: `npm run mutation:quick [-- PART-OF-A-PATH]`.
// Stryker itself is the public figure; this is the same instrumenter and the same tests, a file or a folder at a time.

import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import type { Mutant } from "./instrumented-tree.ts";
import { layOut } from "./instrumented-tree.ts";
import { Trial } from "./trial.ts";

const LEAST_PERCENT = 90;

const root = new URL("../../", import.meta.url);
const tree = new URL(`.stryker-tmp/quick-${process.pid}/`, root);
const [part = ""] = process.argv.slice(2);

async function main(): Promise<number> {
  mkdirSync(tree, { recursive: true });
  symlinkSync(new URL("node_modules", root).pathname, new URL("node_modules", tree));
  const { mutants, testFiles } = await layOut(root, tree);
  const trial = await Trial.begin(tree, testFiles);
  // What runs only while a module is loaded cannot be switched on later; Stryker leaves it out too.
  const tried = mutants.filter(({ id, file }) => file.includes(part) && (trial.reaches(id) || !trial.isStatic(id)));
  const survivors: Mutant[] = [];
  for (const mutant of tried) if (!(await trial.isKilled(mutant.id))) survivors.push(mutant);
  await trial.end();
  for (const { file, line, name, replacement } of survivors)
    console.log(`survived  ${file}:${line}  ${name}  ${replacement}`);
  const score = ((tried.length - survivors.length) / Math.max(1, tried.length)) * 100;
  console.log(`${tried.length} mutants, ${survivors.length} survived: ${score.toFixed(2)} %`);
  return tried.length > 0 && score >= LEAST_PERCENT ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(tree, { recursive: true, force: true });
}
