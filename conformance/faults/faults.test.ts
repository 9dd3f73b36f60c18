import { describe, expect, test } from "vitest";
import { cases, embeddedTarget, runCases, UNKNOWN_TARGET } from "../index.ts";
import { deliversRepeats } from "./delivers-repeats.ts";
import type { Fault } from "./fault.ts";

const FAULTS: readonly Fault[] = [deliversRepeats];

const OPTIONS = {
  capabilities: UNKNOWN_TARGET,
  credentials: {},
  clientPrefix: "ts",
  seed: 1,
  deadlineMs: 250,
  workers: 1,
  repeat: 1,
};

describe.each(FAULTS)("a broker that $name", ({ breaks, apply }) => {
  const target = embeddedTarget(apply);

  test.each(breaks)("is caught by a case that judges the sentence that it breaks [%s]", async (id) => {
    const judging = cases.filter(({ requirements }) => requirements.includes(id));
    const results = await runCases(judging, target, OPTIONS);
    expect(results.map(({ verdict }) => verdict)).toContain("fail");
  });

  test("is caught by no case that does not judge that sentence", async () => {
    const others = cases.filter(({ requirements }) => !breaks.some((id) => requirements.includes(id)));
    const results = await runCases(others, target, OPTIONS);
    expect(results.filter(({ verdict }) => verdict === "fail").map(({ case: { id } }) => id)).toEqual([]);
  });
});
