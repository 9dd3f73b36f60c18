import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { touchstone } from "./run-touchstone.ts";

const directory = mkdtempSync(join(tmpdir(), "touchstone-diff-"));
const file = (name: string): string => join(directory, name);
afterAll(() => rmSync(directory, { recursive: true }));

test("touchstone diff ends with 0 for the same run, and with 1 for another choice of cases", {
  timeout: 60_000,
}, async () => {
  await touchstone("test", "--section", "3.12", "--seed", "1", "--report", `json=${file("a.json")}`);
  await touchstone("test", "--section", "3.12", "--seed", "2", "--report", `json=${file("b.json")}`);
  await touchstone("test", "--section", "3.12", "-V", "5", "--report", `json=${file("c.json")}`);
  expect(await touchstone("diff", file("a.json"), file("b.json"))).toMatchObject({ code: 0, stderr: "" });
  const other = await touchstone("diff", file("a.json"), file("c.json"), "--json");
  expect(other.code).toBe(1);
  expect(JSON.parse(other.stdout)).toMatchObject({
    schema: 1,
    kind: "diff",
    a: file("a.json"),
    cases: [],
    onlyInOne: expect.arrayContaining([{ id: "3.1.1/pingreq/answered", a: "pass", b: null }]),
  });
});

test.each([
  ["missing.json", undefined, "ENOENT"],
  ["text.json", "not json", "is not JSON"],
  ["other.json", '{"schema":2}', "is no JSON report of schema 1: at schema: expected 1, found 2"],
])(
  "touchstone diff ends with 2 for %s, and says where it is wrong",
  { timeout: 60_000 },
  async (name, content, words) => {
    if (content !== undefined) writeFileSync(file(name), content);
    const { code, stdout, stderr } = await touchstone("diff", file(name), file(name));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(file(name));
    expect(stderr).toContain(words);
  },
);
