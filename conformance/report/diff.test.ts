import { describe, expect, test } from "vitest";
import { runName } from "../run-names.ts";
import { diffReports, diffText, isSame } from "./diff.ts";
import { type CaseJson, type ReportJson, readReport } from "./shape.ts";

const CASE: CaseJson = {
  id: "5.0/a/b",
  title: "it holds",
  section: "3.1",
  version: "5.0",
  requirements: ["5.0/MQTT-3.1.0-1"],
  level: "must",
  verdict: "fail",
  durationMs: 1,
  expected: "a PUBLISH",
  observed: "nothing within 12 ms",
  reason: null,
  trace: [{ connection: 1, atMs: 0.1, direction: "sent", hex: "c000", packet: { type: "PINGREQ" } }],
  replay: "touchstone test --case 5.0/a/b --seed 1",
};

function report(cases: readonly CaseJson[], seed = 1): ReportJson {
  return {
    schema: 1,
    tool: { name: "mqtt-touchstone", version: "0.1.0" },
    target: { url: "embedded", role: "broker", capabilities: { maximumQos: { value: 2, from: "CONNACK" } } },
    startedAt: "2026-11-22T12:00:00.000Z",
    durationMs: 1,
    seed,
    requirements: [{ id: "5.0/MQTT-3.1.0-1", verdict: cases[0]?.verdict === "fail" ? "fail" : "pass" }],
    cases,
  } as ReportJson;
}

const NONE = { cases: [], onlyInOne: [], reasons: [], requirements: [], capabilities: [] };

describe("two reports", () => {
  test("are the same where only names, times and identifiers of the run differ", () => {
    const seen = (seed: number, id: number, ms: number): ReportJson => {
      const name = runName(seed, CASE.id, 0);
      const observed = `PUBLISH topicName "touchstone/${name}/m", packetId ${id}, clientId "ts${name}a" after ${ms} ms`;
      return report([{ ...CASE, observed }], seed);
    };
    const diff = diffReports(seen(1, 3, 20), seen(2, 4, 21.5));
    expect(diff).toEqual(NONE);
    expect(isSame(diff)).toBe(true);
    expect(diffText(diff, ["a.json", "b.json"])).toBe("no difference between a.json and b.json\n");
  });

  test("differ in the verdict of a case, and of what it judges", () => {
    const diff = diffReports(report([CASE]), report([{ ...CASE, verdict: "pass", expected: null, observed: null }]));
    expect(diff).toEqual({
      ...NONE,
      cases: [{ id: "5.0/a/b", a: "fail", b: "pass" }],
      requirements: [{ id: "5.0/MQTT-3.1.0-1", a: "fail", b: "pass" }],
    });
    expect(diffText(diff, ["a", "b"])).toContain("1 cases whose verdict differs\n  5.0/a/b: fail -> pass\n");
  });

  test("differ in a case that one lacks", () => {
    const diff = diffReports(report([CASE]), report([CASE, { ...CASE, id: "5.0/c", verdict: "pass" }]));
    expect(diff).toEqual({ ...NONE, onlyInOne: [{ id: "5.0/c", a: null, b: "pass" }] });
    expect(diffText(diff, ["a", "b"])).toContain("  5.0/c: (missing) -> pass\n");
  });

  test("differ in the reason of what is red in both", () => {
    const diff = diffReports(report([CASE]), report([{ ...CASE, observed: "a bare close" }]));
    expect({ ...diff, reasons: diff.reasons.map(({ b }) => b) }).toEqual({
      ...NONE,
      reasons: ["expected a PUBLISH, observed a bare close [5.0/MQTT-3.1.0-1]"],
    });
  });

  test("differ in what the target can do", () => {
    const other = report([CASE]);
    const capabilities = {
      maximumQos: { value: 1, from: "CONNACK" },
      retainAvailable: { value: true, from: "CONNACK" },
    };
    const diff = diffReports(report([CASE]), { ...other, target: { ...other.target, capabilities } });
    expect(diff.capabilities).toEqual([
      { id: "maximumQos", a: "2", b: "1" },
      { id: "retainAvailable", a: null, b: "true" },
    ]);
  });
});

describe("what is no report", () => {
  test.each([
    [null, "at the top: expected an object, found null"],
    [{}, "at schema: expected 1, found nothing"],
    [{ ...report([CASE]), schema: 2 }, "at schema: expected 1, found 2"],
    [{ ...report([CASE]), seed: "1" }, 'at seed: expected a number, found "1"'],
    [{ ...report([CASE]), shard: 3 }, "at shard: expected text, found 3"],
    [
      report([
        { ...CASE, trace: [] },
        { ...CASE, trace: [{ hex: "c" } as never] },
      ]),
      "at cases[1].trace[0].connection",
    ],
    [{ ...report([CASE]), cases: {} }, "at cases: expected a list, found {}"],
  ])("is told with its place (%#)", (value, words) => {
    expect(readReport(value)).toEqual({ wrong: expect.stringContaining(words) });
  });

  test("is not what is one", () => {
    expect(readReport(report([CASE]))).toEqual(report([CASE]));
  });
});
