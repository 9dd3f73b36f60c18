// A copy of the sources with all mutants in it, each behind a switch, and of the tests that hold them.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { Instrumenter } from "@stryker-mutator/instrumenter";

/** One mutant: what stands where instead of what was written. */
export interface Mutant {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly replacement: string;
}

const MUTATED = /^src\/(codec|topics)\/.*\.ts$/;
const TEST = /\.test(-d)?\.ts$/;
const silent = { debug() {}, info() {}, warn() {}, error() {}, trace() {}, fatal() {}, isDebugEnabled: () => false };

function sources(root: URL): readonly string[] {
  return ["spec", "src/codec", "src/topics"].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root.pathname, `${entry.parentPath}/${entry.name}`)),
  );
}

function put(tree: URL, file: string, content: string): void {
  const target = new URL(file, tree);
  mkdirSync(dirname(target.pathname), { recursive: true });
  writeFileSync(target, content);
}

/** Writes the copy under `tree`, and answers its mutants and its tests. */
export async function layOut(
  root: URL,
  tree: URL,
): Promise<{ readonly mutants: readonly Mutant[]; readonly testFiles: readonly string[] }> {
  const files = sources(root);
  const mutated = files.filter((file) => MUTATED.test(file) && !TEST.test(file));
  const instrumenter = new Instrumenter(silent as never);
  const input = mutated.map((name) => ({
    name,
    mutate: true as const,
    content: readFileSync(new URL(name, root), "utf8"),
  }));
  const result = await instrumenter.instrument(input, { excludedMutations: [], ignorers: [], plugins: null } as never);
  for (const { name, content } of result.files) put(tree, name, content);
  for (const file of files.filter((name) => !mutated.includes(name))) {
    const content = readFileSync(new URL(file, root), "utf8");
    const up = "../".repeat(file.split("/").length - 1);
    put(tree, file, TEST.test(file) ? content.replace(/from "vitest"/g, `from "${up}vitest-shim.ts"`) : content);
  }
  put(tree, "vitest-shim.ts", readFileSync(new URL("vitest-shim.ts", import.meta.url), "utf8"));
  put(tree, "package.json", '{ "type": "module" }');
  const mutants = result.mutants.map(({ id, fileName, location, mutatorName, replacement }) => ({
    id,
    file: fileName,
    line: location.start.line,
    name: mutatorName,
    replacement: (replacement ?? "").replace(/\s+/g, " ").slice(0, 80),
  }));
  return { mutants, testFiles: files.filter((file) => /\.test\.ts$/.test(file)) };
}
