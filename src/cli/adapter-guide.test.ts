// The adapter in the guide is what it says it is: short, whole, and believed.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { touchstone } from "./run-touchstone.ts";

const GUIDE = new URL("../../docs/writing-an-adapter.md", import.meta.url);

test("the adapter of the guide tries a client in some thirty lines", { timeout: 120_000 }, async () => {
  const [, source = ""] = /```js\n([\s\S]*?)```/.exec(readFileSync(GUIDE, "utf8")) ?? [];
  expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(34);
  // Below this project, where its packages are found.
  const folder = mkdtempSync(join(import.meta.dirname, "../../node_modules/.touchstone-guide-"));
  const file = join(folder, "adapter.mjs");
  writeFileSync(file, source);
  const words = ["--section", "4.3", "--section", "3.3", "--json", "--client", "--", process.execPath, file];
  const { stdout, stderr } = await touchstone("test", ...words);
  rmSync(folder, { recursive: true });
  const { target, summary } = JSON.parse(stdout);
  expect(target.url, stderr).toBe("my client 1");
  expect(summary.cases.pass).toBeGreaterThan(20);
  expect(summary.cases.error).toBe(0);
});
