// The short form of `npm run test:crash`: a few kills, and the proof that the check can fail.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("a broker that is killed keeps what it promised, and one that promises nothing is found out", {
  timeout: 120_000,
}, () => {
  const run = fileURLToPath(new URL("run.ts", import.meta.url));
  const words = [run, "--rounds", "4", "--seed", "1", "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(stderr).toBe("");
  const { results } = JSON.parse(stdout);
  expect(results).toMatchObject([
    { durability: "full", rounds: 4, exitCode: 0, faults: [] },
    { durability: "normal", rounds: 4, exitCode: 0, faults: [] },
    { durability: "none", rounds: 4 },
  ]);
  expect(results[0].acknowledged).toBeGreaterThan(100);
  expect(results[2].faults.length).toBeGreaterThan(0);
  expect(status).toBe(0);
});
