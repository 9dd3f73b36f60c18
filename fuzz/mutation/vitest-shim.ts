// As much of vitest as the tests beside the codec and the topics use, run by a loop instead of a runner.

import { readFileSync } from "node:fs";
import { expect as vitestExpect } from "vitest";

/** `expect` of vitest, which works without its runner but for file snapshots. */
export const expect = Object.assign(
  (value: unknown, message?: string) =>
    Object.assign(vitestExpect(value, message) as object, {
      toMatchFileSnapshot: (file: string) => vitestExpect(value).toBe(readFileSync(besideTest(file), "utf8")),
    }),
  vitestExpect,
) as typeof vitestExpect;

function besideTest(file: string): URL {
  return new URL(file, new URL(collect.file, import.meta.url));
}

interface Test {
  readonly file: string;
  readonly title: string;
  readonly run: () => unknown;
}

const tests: Test[] = [];
const titles: string[] = [];

/** All tests of the files that have been imported. `file` is told before each import. */
export function collect(): readonly Test[] {
  return tests;
}
collect.file = "";

export function describe(title: string, body: () => void): void {
  titles.push(title);
  body();
  titles.pop();
}

export function test(title: string, run: () => unknown): void {
  const { file } = collect;
  tests.push({
    file,
    title: [...titles, title].join(" > "),
    run: () => {
      collect.file = file;
      return run();
    },
  });
}

test.each =
  (rows: readonly unknown[]) =>
  (title: string, run: (...row: never[]) => unknown): void => {
    for (const row of rows) {
      const cells = Array.isArray(row) ? row : [row];
      test(`${title} ${String(cells[0])}`, () => run(...(cells as never[])));
    }
  };

export { test as it };
