import { beforeAll, describe, expect, test } from "vitest";
import { REQUIREMENTS } from "../../spec/index.ts";
import { jsonReport, type Run, replayLine, textReport } from "../index.ts";
import { sampleRun } from "./sample-run.ts";

const CASE_VERDICTS = ["pass", "fail", "late", "inconclusive", "not-applicable", "error"];
const REQUIREMENT_VERDICTS = ["pass", "fail", "late", "inconclusive", "not-applicable", "waived", "untested"];
const CASE_FIELDS = [
  "id",
  "title",
  "section",
  "version",
  "requirements",
  "level",
  "verdict",
  "durationMs",
  "expected",
  "observed",
  "reason",
  "trace",
  "replay",
];

interface Report {
  readonly summary: { readonly cases: object; readonly requirements: Readonly<Record<string, number>> };
  readonly requirements: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly cases: readonly string[];
    readonly reason?: string;
  }[];
  readonly cases: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly requirements: readonly string[];
    readonly observed: string | null;
    readonly replay: string;
    readonly trace: readonly {
      readonly connection: number;
      readonly atMs: number;
      readonly direction: string;
      readonly hex: string;
      readonly packet: object | null;
    }[];
  }[];
}

let run: Run;
let report: Report;

// A broker with one fault, so that the report has something to tell.
beforeAll(async () => {
  run = await sampleRun(/connect\/first-packet|qos2\/repeat-before-pubrel/, false);
  report = JSON.parse(JSON.stringify(jsonReport(run))) as Report;
});

describe("the JSON report", () => {
  test("has the fields of schema 1, and no other", () => {
    expect(Object.keys(report)).toEqual([
      "schema",
      "tool",
      "target",
      "startedAt",
      "durationMs",
      "seed",
      "summary",
      "requirements",
      "cases",
    ]);
    expect(report).toMatchObject({
      schema: 1,
      tool: { name: "mqtt-touchstone", version: "0.0.0" },
      target: {
        url: "mqtt://broker.example:1883",
        role: "broker",
        capabilities: { versions: { value: ["3.1.1", "5.0"] } },
      },
      startedAt: "1970-01-01T00:00:00.000Z",
      durationMs: 12,
      seed: 42,
    });
    expect(report.cases.map((one) => Object.keys(one))).toEqual(report.cases.map(() => CASE_FIELDS));
  });

  test("lists every sentence once, and those that were not executed never pass", () => {
    expect(report.requirements.map(({ id }) => id)).toEqual(REQUIREMENTS.map(({ id }) => id));
    const untouched = report.requirements.filter((one) => one.cases.length === 0);
    expect([...new Set(untouched.map(({ verdict }) => verdict))].sort()).toEqual(["untested", "waived"]);
    const waived = report.requirements.filter(({ verdict }) => verdict === "waived");
    expect(waived.filter(({ reason }) => reason === undefined || reason === "")).toEqual([]);
  });

  test("sums up what it lists", () => {
    const counted = (all: readonly string[], found: readonly { readonly verdict: string }[]): object =>
      Object.fromEntries(all.map((verdict) => [verdict, found.filter((one) => one.verdict === verdict).length]));
    expect(report.summary).toEqual({
      cases: counted(CASE_VERDICTS, report.cases),
      requirements: counted(REQUIREMENT_VERDICTS, report.requirements),
    });
    expect(report.summary.cases).toMatchObject({ pass: 2, fail: 2 });
  });

  test("names in each sentence the cases that judged it, and both agree", () => {
    const judged = report.requirements.flatMap(({ id, cases: judging }) => judging.map((one) => `${id} ${one}`));
    const judging = report.cases.flatMap((one) => one.requirements.map((id) => `${id} ${one.id}`));
    expect([...judged].sort()).toEqual([...judging].sort());
    expect(report.requirements.find(({ id }) => id === "5.0/MQTT-4.3.3-10")?.verdict).toBe("fail");
  });

  test("shows the packets of a case, binary fields as hexadecimal", () => {
    const packets = report.cases.flatMap(({ trace }) => trace);
    expect(packets.filter(({ direction }) => direction !== "sent" && direction !== "received")).toEqual([]);
    expect(packets.filter(({ hex }) => !/^([0-9a-f]{2})+$/.test(hex))).toEqual([]);
    expect(packets).toContainEqual({
      connection: 2,
      atMs: 0,
      direction: "sent",
      hex: "c000",
      packet: { type: "PINGREQ" },
    });
    expect(packets.map(({ packet }) => packet)).toContainEqual(
      expect.objectContaining({ type: "PUBLISH", payload: "6f6e6365" }),
    );
  });

  test("says how to run a case again", () => {
    expect(report.cases[0]?.replay).toBe(
      "touchstone test mqtt://broker.example:1883 --case 3.1.1/connect/first-packet --seed 42",
    );
    const [first] = run.results;
    expect(first && replayLine({ ...run, embedded: true }, first)).toBe(
      "touchstone test --case 3.1.1/connect/first-packet --seed 42",
    );
  });
});

describe("the text report", () => {
  test("tells a breach with its sentence, what was expected and observed, its packets, and how to see it again", () => {
    const text = textReport(run, false);
    expect(text).toContain("FAIL 5.0/qos2/repeat-before-pubrel");
    expect(text).toContain("5.0/MQTT-4.3.3-10: Until PUBREL arrives");
    expect(text).toMatch(/expected {2}no PUBLISH\n/);
    expect(text).toMatch(/observed {2}PUBLISH qos 0, topicName/);
    expect(text).toMatch(/#2 +\d+\.\d ms {2}→ 3c[0-9a-f]+… \(\d+ bytes\) {2}PUBLISH qos 2, dup true/);
    expect(text).toContain(
      "again     touchstone test mqtt://broker.example:1883 --case 5.0/qos2/repeat-before-pubrel --seed 42",
    );
  });

  test("counts cases by version and section", () => {
    const text = textReport(run, false);
    expect(text).toMatch(/MQTT 5\.0 +pass +fail/);
    expect(text).toMatch(/3\.1 +CONNECT +1 +·/);
    expect(text).toMatch(/4\.3 +Quality of Service +· +1/);
    expect(text).toContain("4 cases in 0.0 s against mqtt://broker.example:1883: 2 pass, 2 fail");
    expect(text).toContain("392 numbered statements:");
  });

  test("is painted for a terminal alone", () => {
    expect(textReport(run, true)).toContain("\u001b[");
    expect(textReport(run, false)).not.toContain("\u001b[");
  });
});
