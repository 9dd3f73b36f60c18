import { describe, expect, test } from "vitest";
import { REQUIREMENTS, WAIVERS } from "../spec/index.ts";
import { type CaseDefinition, type CaseLevel, testCase } from "./case.ts";
import {
  type CaseResult,
  count,
  decides,
  exitCode,
  judgeRequirements,
  REQUIREMENT_VERDICTS,
  type Verdict,
} from "./verdict.ts";

const PINGREQ = "5.0/MQTT-3.12.4-1";

function result(verdict: Verdict, level: CaseLevel = "must"): CaseResult {
  const definition: CaseDefinition = {
    id: `example/${verdict}`,
    title: "PINGREQ is answered",
    section: "3.12",
    requirements: { "5.0": [PINGREQ] },
    level,
    *script() {},
  };
  const [one] = testCase(definition);
  if (one === undefined) throw new Error("the definition has a version");
  const silent = { durationMs: 1, expected: null, observed: null, reason: null, trace: [] };
  return { case: one, verdict, requirements: one.requirements, ...silent };
}

function verdictOfPingreq(...verdicts: readonly Verdict[]): string | undefined {
  const judged = judgeRequirements(
    verdicts.map((verdict) => result(verdict)),
    ["5.0"],
  );
  return judged.find(({ requirement }) => requirement.id === PINGREQ)?.verdict;
}

describe("the verdict of a sentence", () => {
  test.each([
    [["pass", "fail", "late"], "fail"],
    [["pass", "inconclusive", "late"], "pass"],
    [["late", "inconclusive"], "late"],
    [["inconclusive", "not-applicable"], "inconclusive"],
    [["not-applicable"], "not-applicable"],
    [["error"], "untested"],
    [[], "untested"],
  ] as const)("from cases that end in %j is %s", (verdicts, expected) => {
    expect(verdictOfPingreq(...verdicts)).toBe(expected);
  });

  test("is there for every sentence of both versions, and waived with its reason where nobody outside can judge", () => {
    const judged = judgeRequirements([], ["3.1.1", "5.0"]);
    expect(judged).toHaveLength(REQUIREMENTS.length);
    const waived = judged.filter(({ verdict }) => verdict === "waived");
    expect(Object.fromEntries(waived.map(({ requirement, reason }) => [requirement.id, reason]))).toEqual(WAIVERS);
  });

  test("counts each verdict, those that did not occur too", () => {
    expect(count(REQUIREMENT_VERDICTS, ["pass", "pass", "waived"])).toEqual({
      pass: 2,
      fail: 0,
      late: 0,
      inconclusive: 0,
      "not-applicable": 0,
      waived: 1,
      untested: 0,
    });
  });
});

describe("the exit code", () => {
  test("is 0 where all holds, and lateness or absence break nothing", () => {
    expect(exitCode([result("pass"), result("late"), result("not-applicable")], "must")).toBe(0);
  });

  test("is 1 for a breach of a must, even beside a fault of our own", () => {
    expect(exitCode([result("pass"), result("fail"), result("error")], "must")).toBe(1);
  });

  test("is 1 for a breach of advice only where advice was asked for", () => {
    expect(exitCode([result("fail", "should")], "must")).toBe(0);
    expect(exitCode([result("fail", "should")], "should")).toBe(1);
    expect(exitCode([result("fail", "strict")], "should")).toBe(0);
    expect(exitCode([result("fail", "strict")], "strict")).toBe(1);
  });

  test("is 4 for a fault of our own, and 3 where nothing could be judged", () => {
    expect(exitCode([result("pass"), result("error")], "must")).toBe(4);
    expect(exitCode([result("inconclusive"), result("not-applicable")], "must")).toBe(3);
    expect(exitCode([result("inconclusive"), result("pass")], "must")).toBe(0);
  });

  test("rests on a ladder: must, should, strict", () => {
    expect(decides("must", "must")).toBe(true);
    expect(decides("strict", "should")).toBe(false);
    expect(decides("should", "strict")).toBe(true);
  });
});
