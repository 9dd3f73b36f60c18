import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { serveAccepting } from "./accepting-server.ts";
import { type Ended, touchstone } from "./run-touchstone.ts";

const directory = mkdtempSync(join(tmpdir(), "touchstone-baseline-"));
const file = (name: string): string => join(directory, name);
afterAll(() => rmSync(directory, { recursive: true }));

const RED = "3.1.1/connect/second-connect";

describe("touchstone test --baseline", { timeout: 120_000 }, () => {
  test("pins a failure, knows it again with its reason, and fails when it is gone", async () => {
    await using server = await serveAccepting();
    const baseline = file("known.json");
    const run = (...words: readonly string[]): Promise<Ended> =>
      touchstone("test", server.url, "--case", RED, "--timeout", "20", "--baseline", baseline, ...words);

    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining("--update-baseline writes it") });

    const updated = await run("--update-baseline");
    expect(updated.code).toBe(0);
    expect(updated.stderr).toContain(`${baseline}: 1 known failure; 1 of them do not say why`);
    const written = readFileSync(baseline, "utf8");
    expect(written).toContain(`"case": "${RED}"`);

    writeFileSync(baseline, written.replace('"why": ""', '"why": "our broker is young"'));
    const known = await run("--report", "text");
    expect(known.code).toBe(0);
    expect(known.stdout).toContain("known     our broker is young");
    expect(known.stdout).toContain("baseline: 1 known, 0 new, 0 changed, 0 gone");

    const other = await touchstone("test", server.url, "--case", "pingreq/answered", "--baseline", baseline);
    expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining("0 known, 0 new, 0 changed, 0 gone") });

    const gone = await touchstone("test", "--case", RED, "--baseline", baseline);
    expect(gone.code).toBe(1);
    expect(gone.stdout).toContain(`GONE ${RED}: it passes, and was known: our broker is young`);

    await run("--update-baseline");
    expect(readFileSync(baseline, "utf8")).toContain("our broker is young");
    expect((await touchstone("test", "--case", RED, "--baseline", baseline, "--update-baseline")).code).toBe(0);
    expect(readFileSync(baseline, "utf8")).toBe(
      `${JSON.stringify({ schema: 1, kind: "baseline", failures: [] }, undefined, 2)}\n`,
    );

    const fresh = await run("--json");
    expect(fresh.code).toBe(1);
    expect(JSON.parse(fresh.stdout)).toMatchObject({ baseline: [{ case: RED, is: "new", why: null, differs: null }] });
  });

  test("ends with 2 for a case that does not exist, and names the nearest", async () => {
    const pin = {
      case: "3.1.1/connect/secnd-connect",
      verdict: "fail",
      requirements: [],
      expected: null,
      observed: null,
    };
    writeFileSync(file("strange.json"), JSON.stringify({ schema: 1, kind: "baseline", failures: [pin] }));
    const { code, stderr } = await touchstone("test", "--section", "3.12", "--baseline", file("strange.json"));
    expect(code).toBe(2);
    expect(stderr).toContain(`did you mean ${RED}?`);
  });

  test("is named where it is to be updated", async () => {
    expect(await touchstone("test", "--section", "3.12", "--update-baseline")).toMatchObject({ code: 2 });
  });
});

describe("touchstone report", { timeout: 120_000 }, () => {
  test("merges the shards of a run to what the whole is, and renders it", async () => {
    const words = ["test", "--section", "4.3", "--seed", "1", "--report"];
    const [one, two] = [file("1.json"), file("2.json")];
    await touchstone(...words, `json=${one}`, "--shard", "1/2");
    await touchstone(...words, `json=${two}`, "--shard", "2/2");
    await touchstone(...words, `json=${file("whole.json")}`);
    expect(JSON.parse(readFileSync(one, "utf8"))).toMatchObject({ shard: "1/2" });

    expect(await touchstone("report", "merge", two)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("missing: shard 1/2"),
    });
    const merged = await touchstone("report", "merge", one, two, "-o", file("merged.json"));
    expect(merged).toMatchObject({ code: 0, stderr: "" });
    expect((await touchstone("diff", file("merged.json"), file("whole.json"))).code).toBe(0);
    const text = await touchstone("report", "render", file("merged.json"));
    expect(text.stdout).toContain("Quality of Service");
    expect(text.code).toBe(0);
  });

  test.each(["0/3", "4/3", "3"])("--shard %s ends with 2", async (shard) => {
    expect(await touchstone("test", "--shard", shard)).toMatchObject({ code: 2, stdout: "" });
  });
});
