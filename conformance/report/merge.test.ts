import { beforeAll, describe, expect, test } from "vitest";
import { cases, inShard, jsonReport, mergeRuns, type Run, runFromJson, textReport } from "../index.ts";
import { runOf } from "./sample-run.ts";

let whole: Run;
let shards: readonly { readonly name: string; readonly run: Run }[];

async function run(shard?: { readonly index: number; readonly count: number }): Promise<Run> {
  const all = cases.filter(({ section }) => section.startsWith("4.3"));
  const made = await runOf(shard ? inShard(all, shard) : all);
  return { ...made, durationMs: 12, ...(shard && { shard: `${shard.index}/${shard.count}` }) };
}

function throughJson(one: Run): Run {
  const read = runFromJson(JSON.parse(JSON.stringify(jsonReport(one))));
  if ("wrong" in read) throw new Error(read.wrong);
  return read;
}

beforeAll(async () => {
  whole = await run();
  const parts = [2, 3, 1].map(async (index) => ({
    name: `${index}.json`,
    run: throughJson(await run({ index, count: 3 })),
  }));
  shards = await Promise.all(parts);
});

describe("a run that is read back", () => {
  test("gives the same reports again, with its red cases, packets and replay lines", () => {
    const read = throughJson(whole);
    expect(jsonReport(read)).toEqual(jsonReport(whole));
    // In the record of the JSON report, nothing tells when a connection came and went.
    const shown = (text: string): string =>
      text
        .split("\n")
        .filter((line) => !/ (opened|closed by)/.test(line))
        .join("\n");
    expect(shown(textReport(read, false))).toBe(shown(textReport(whole, false)));
    expect(textReport(read, false)).toContain("FAIL 5.0/qos2/");
  });

  test.each([
    [{ schema: 1 }, "at tool"],
    [{ ...capability(), cases: [{ ...oneCase(), requirements: ["5.0/MQTT-9.9.9-9"] }] }, "at cases[0].requirements[0]"],
    [{ ...capability(), target: { url: "x", role: "broker", capabilities: {} } }, "at target.capabilities.versions"],
  ])("is told where it is none (%#)", (value, words) => {
    expect(runFromJson(value)).toEqual({ wrong: expect.stringContaining(words) });
  });
});

function oneCase(): object {
  const words = { expected: null, observed: null, reason: null };
  const facts = { id: "5.0/x", title: "x", section: "3.1", version: "5.0", level: "must" };
  return { ...facts, ...words, verdict: "pass", durationMs: 1, trace: [], replay: "x", requirements: [] };
}

function capability(): object {
  return {
    schema: 1,
    tool: { name: "mqtt-touchstone", version: "0" },
    target: { url: "x", role: "broker", capabilities: { versions: { value: ["5.0"], from: "x" } } },
    startedAt: "2026-11-22T12:00:00.000Z",
    durationMs: 1,
    seed: 1,
    requirements: [],
    cases: [oneCase()],
  };
}

describe("the shards of a run", () => {
  test("are together what the run is as a whole, in whatever order they come", () => {
    const merged = mergeRuns(shards);
    expect(merged).toMatchObject({ notes: [] });
    const run = "run" in merged ? merged.run : whole;
    expect(run).not.toBe(whole);
    const verdicts = (one: Run): object => {
      const { summary, requirements } = jsonReport(one) as Readonly<Record<string, unknown>>;
      return { summary, requirements, ids: one.results.map(({ case: { id } }) => id), shard: one.shard };
    };
    expect(verdicts(run)).toEqual(verdicts(whole));
  });

  test("are not a run where one is missing, one is there twice, or cases overlap", () => {
    expect(mergeRuns([])).toHaveProperty("wrong");
    expect(mergeRuns(shards.slice(1))).toEqual({ wrong: "missing: shard 2/3" });
    expect(mergeRuns([...shards, ...shards.slice(0, 1)])).toEqual({ wrong: "there twice: shard 2/3 (2.json)" });
    expect(mergeRuns([...shards, { name: "whole.json", run: whole }])).toEqual({
      wrong: "whole.json is no shard, and others are shards of 3",
    });
    const twice = [
      { name: "a.json", run: whole },
      { name: "b.json", run: whole },
    ];
    expect(mergeRuns(twice)).toEqual({
      wrong: expect.stringMatching(/twice: 5\.0\/\S+ \(in a\.json and b\.json\)/),
    });
    const client = { ...whole, target: { ...whole.target, role: "client" as const } };
    const roles = [
      { name: "a.json", run: whole },
      { name: "b.json", run: client },
    ];
    expect(mergeRuns(roles)).toHaveProperty("wrong");
  });

  test("are told apart where their seeds or targets differ", () => {
    const others = shards.map(({ name, run }, at) => ({ name, run: { ...run, seed: at } }));
    expect(mergeRuns(others)).toMatchObject({
      notes: ["the parts have different seeds: 0 (2.json), 1 (3.json), 2 (1.json); the first is shown"],
    });
  });
});
