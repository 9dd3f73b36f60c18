// The GitHub Action: what its step does, with the files that a runner gives it.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { serveAccepting } from "./accepting-server.ts";
import { BIN, runProgram } from "./run-touchstone.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-action-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly { readonly env?: Record<string, string>; readonly run?: string }[] };
}

const action = parse(readFileSync(new URL("../../action.yml", import.meta.url), "utf8")) as Action;
const [step] = action.runs.steps;

/** Runs the step as a runner would, with these inputs. */
async function runStep(inputs: Readonly<Record<string, string>>) {
  const own = mkdtempSync(join(folder, "run-"));
  const files = { GITHUB_STEP_SUMMARY: join(own, "summary"), GITHUB_OUTPUT: join(own, "output") };
  for (const file of Object.values(files)) writeFileSync(file, "");
  const given = (expression: string): string => {
    const name = /inputs\.([a-z-]+)/.exec(expression)?.[1] ?? "";
    return inputs[name] ?? action.inputs[name]?.default ?? "";
  };
  const env = Object.entries(step?.env ?? {}).map(([name, expression]) => `${name}=${given(expression)}`);
  const more = [...Object.entries(files).map(([name, file]) => `${name}=${file}`), `RUNNER_TEMP=${own}`];
  const { code, stdout } = await runProgram("env", [...env, ...more, "bash", "-c", step?.run ?? "exit 99"]);
  const outputs = Object.fromEntries(
    readFileSync(files.GITHUB_OUTPUT, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("=")),
  ) as Record<string, string>;
  return { code, stdout, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8") };
}

const command = `${process.execPath} ${BIN}`;

describe("the action", { timeout: 60_000 }, () => {
  test("writes the summary and the reports, and passes where all holds", async () => {
    const { code, stdout, outputs, summary } = await runStep({ command, arguments: "--section 3.12" });
    expect(code).toBe(0);
    expect(stdout).toContain("MQTT 5.0");
    expect(summary).toMatch(/^# ✅ MQTT conformance of embedded/);
    expect(outputs["exit-code"]).toBe("0");
    expect(readdirSync(outputs["reports"] ?? "").sort()).toEqual([
      "report.html",
      "report.json",
      "report.md",
      "report.xml",
    ]);
  });

  test.each([
    ["must", 1],
    ["never", 0],
  ])("with fail-on %s ends with %d where a sentence is broken, with an annotation", async (failOn, code) => {
    await using server = await serveAccepting();
    const chosen = "--case 3.1.1/connect/second-connect --timeout 50";
    const ended = await runStep({ command, url: server.url, "fail-on": failOn, arguments: chosen });
    expect(ended.code).toBe(code);
    expect(ended.outputs["exit-code"]).toBe("1");
    expect(ended.stdout).toMatch(/^::error title=fail%3A 3\.1\.1\/connect\/second-connect::/m);
    expect(ended.summary).toMatch(/^# ❌/);
  });

  test("ends with 2 and 3 as the command does, whatever fail-on says", async () => {
    expect((await runStep({ command, "fail-on": "never", arguments: "--case nothing" })).code).toBe(2);
    expect((await runStep({ command, "fail-on": "never", url: "mqtt://127.0.0.1:1" })).code).toBe(3);
  });

  test("has a script that bash can read", () => {
    expect(spawnSync("bash", ["-n", "-c", step?.run ?? "("]).status).toBe(0);
  });
});
