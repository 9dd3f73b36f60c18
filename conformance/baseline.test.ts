import { describe, expect, test } from "vitest";
import {
  baselineText,
  type CaseResult,
  cases,
  compareWithBaseline,
  exitCodeOnBaseline,
  type KnownFailure,
  readBaseline,
  updateBaseline,
  type Verdict,
} from "./index.ts";
import { runName } from "./run-names.ts";

const SEED = 7;

/** A result of the case at this place of the suite. */
function result(at: number, verdict: Verdict, observed: string | null = null, level = "must"): CaseResult {
  const found = cases[at];
  if (found === undefined) throw new Error("there is no such case");
  const { id, title, section, version, requirements, needs, timed } = found;
  const facts = { id, title, section, version, requirements, needs, timed, level: level as "must" };
  const expected = observed === null ? null : "a PUBLISH";
  return { case: facts, verdict, requirements, durationMs: 1, expected, observed, reason: null, trace: [] };
}

function pins(...results: readonly CaseResult[]): readonly KnownFailure[] {
  return updateBaseline([], results, SEED).map((one) => ({ ...one, why: `because ${one.case}` }));
}

const FIRST = cases[0]?.id ?? "";

describe("a baseline", () => {
  test("knows a failure again whose names, times and Packet Identifiers are others", () => {
    const said = (seed: number, ms: number, packetId: number): CaseResult => {
      const name = runName(seed, FIRST, 1);
      return result(
        0,
        "fail",
        `PUBLISH topicName "touchstone/${name}/m", packetId ${packetId} to ts${name}a in ${ms} ms`,
      );
    };
    const known = updateBaseline([], [said(1, 20, 3)], 1);
    expect(known[0]?.observed).toBe('PUBLISH topicName "touchstone/*/m", packetId * to *a in * ms');
    const standings = compareWithBaseline(known, [said(2, 21.5, 9)], 2);
    expect(standings).toEqual([{ case: FIRST, is: "known", why: null, differs: null }]);
    expect(exitCodeOnBaseline(standings, [said(2, 21.5, 9)], "must")).toBe(0);
  });

  test.each([
    ["a new failure", [], result(0, "fail", "silence"), "new"],
    ["a failure with another reason", pins(result(0, "fail", "silence")), result(0, "fail", "a close"), "changed"],
    [
      "a failure that is something else now",
      pins(result(0, "fail", "silence")),
      result(0, "late", "silence"),
      "changed",
    ],
    ["an unexpected pass", pins(result(0, "fail", "silence")), result(0, "pass"), "gone"],
  ] as const)("sees %s, and the run fails", (_, known, seen, is) => {
    const standings = compareWithBaseline(known, [seen], SEED);
    expect(standings).toMatchObject([{ case: FIRST, is }]);
    expect(exitCodeOnBaseline(standings, [seen], "must")).toBe(1);
  });

  test("tells what was pinned, and what is seen", () => {
    const [standing] = compareWithBaseline(pins(result(0, "fail", "silence")), [result(0, "fail", "a close")], SEED);
    expect(standing).toMatchObject({ why: `because ${FIRST}`, differs: "observed was: silence; is: a close" });
  });

  test("says nothing of a case that was not run, or is not red", () => {
    expect(compareWithBaseline(pins(result(0, "fail", "silence")), [result(1, "pass")], SEED)).toEqual([]);
    expect(compareWithBaseline([], [result(0, "late", "late"), result(1, "not-applicable")], SEED)).toEqual([]);
  });

  test("lets advice decide where it is asked for alone", () => {
    const seen = [result(0, "fail", "silence", "should")];
    const standings = compareWithBaseline([], seen, SEED);
    expect(exitCodeOnBaseline(standings, seen, "must")).toBe(0);
    expect(exitCodeOnBaseline(standings, seen, "should")).toBe(1);
  });

  test("hides no fault of our own", () => {
    const seen = [result(0, "fail", "silence"), result(1, "error")];
    const standings = compareWithBaseline(pins(result(0, "fail", "silence")), seen, SEED);
    expect(exitCodeOnBaseline(standings, seen, "must")).toBe(4);
  });
});

describe("an update", () => {
  const before = pins(result(0, "fail", "silence"), result(1, "fail", "silence"), result(2, "fail", "silence"));

  test("keeps the words of what stays, drops what passes, adds what is new, and leaves what was not judged", () => {
    const seen = [result(0, "fail", "a close"), result(1, "pass"), result(3, "fail", "x"), result(4, "inconclusive")];
    const next = updateBaseline(before, seen, SEED);
    const told = next.map((one) => [one.case, one.observed, one.why]);
    expect(told).toEqual([
      [cases[0]?.id, "a close", `because ${cases[0]?.id}`],
      [cases[2]?.id, "silence", `because ${cases[2]?.id}`],
      [cases[3]?.id, "x", ""],
    ]);
  });

  test("writes the same file for the same failures, sorted, and it is read again", () => {
    const text = baselineText(before);
    expect(baselineText([...before].reverse())).toBe(text);
    const read = readBaseline(JSON.parse(text));
    expect(read).toEqual([...before].sort((a, b) => (a.case < b.case ? -1 : 1)));
  });

  test.each([
    [{}, /"schema": 1/],
    [{ schema: 1, kind: "baseline" }, /"failures" must be a list/],
    [{ schema: 1, kind: "baseline", failures: [{ case: "x" }] }, /at failures\[0\]/],
    [{ schema: 1, kind: "baseline", failures: [before[0], before[0]] }, /at failures\[1\]: .* twice/],
  ])("reads nothing else (%#)", (value, words) => {
    expect(readBaseline(value)).toEqual({ wrong: expect.stringMatching(words) });
  });
});
