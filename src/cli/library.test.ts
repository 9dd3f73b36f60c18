// The cases as tests: of this test runner, and of node:test in a process of its own.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConformanceError, cases, conformance } from "../../conformance/index.ts";
import { serveAccepting } from "./accepting-server.ts";
import { runProgram } from "./run-touchstone.ts";

const RED = "3.1.1/connect/second-connect";

describe("the embedded broker", async () => {
  for (const { name, run } of await conformance(undefined, { sections: ["3.12"] })) test(name, run);
});

test("gives every case where nothing is chosen", async () => {
  expect((await conformance()).map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
});

describe("a broker that breaks a sentence", { timeout: 60_000 }, () => {
  test("is told which, with the packets; what is advice is skipped, with what was seen", async () => {
    await using server = await serveAccepting();
    const skipped: (string | undefined)[] = [];
    const context = { skip: (reason?: string) => skipped.push(reason) };
    const options = { cases: [RED, "5.0/connect/first-packet"], timeoutMs: 50 };
    const tests = await conformance(server.url, options);
    const red = tests.find(({ id }) => id === RED);
    const advice = tests.find(({ id }) => id !== RED);
    await expect(red?.run(context)).rejects.toThrow(ConformanceError);
    await expect(red?.run(context)).rejects.toThrow(
      /3\.1\.1\/MQTT-3\.1\.0-2: [^\n]*\n#1 [^\n]*opened\n#1 [^\n]* CONNECT/,
    );
    expect(skipped).toEqual([]);
    await advice?.run(context);
    expect(skipped).toEqual([expect.stringMatching(/^fail: expected /)]);
    const [strict] = await conformance(server.url, {
      ...options,
      cases: ["5.0/connect/first-packet"],
      level: "strict",
    });
    await expect(strict?.run(context)).rejects.toThrow(ConformanceError);
  });

  test("fails a test of node:test", async () => {
    await using server = await serveAccepting();
    const folder = mkdtempSync(join(tmpdir(), "touchstone-library-"));
    const file = join(folder, "suite.test.ts");
    const door = new URL("../../conformance/index.ts", import.meta.url).href;
    const lines = [
      'import { test } from "node:test";',
      `import { conformance } from ${JSON.stringify(door)};`,
      `const options = { cases: [${JSON.stringify(RED)}, "3.1.1/pingreq/answered"], timeoutMs: 50 };`,
      `for (const { name, run } of await conformance(${JSON.stringify(server.url)}, options)) test(name, run);`,
    ];
    writeFileSync(file, lines.join("\n"));
    const { code, stdout } = await runProgram(process.execPath, ["--test", "--test-reporter", "tap", file]);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^not ok 1 - 3\.1\.1\/connect\/second-connect/m);
    expect(stdout).toMatch(/^ok 2 - 3\.1\.1\/pingreq\/answered/m);
  });
});

test.each([
  ["mqtt://127.0.0.1:1", {}, /mqtt:\/\/127\.0\.0\.1:1 cannot be tried: connection refused/],
  ["ftp://127.0.0.1", {}, /"ftp:\/\/" is not supported/],
  [undefined, { cases: ["connect/frst"] }, /there is no case connect\/frst/],
])("%s with %j is refused in one line", async (url, options, line) => {
  await expect(conformance(url, options)).rejects.toThrow(line);
});
