// The short form of `npm run test:abuse`: the register is whole, and its byte strings hold, against a broker and a client in this process.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBroker, type RunningBroker } from "../../src/runtime/index.ts";
import { tryClientRow } from "./bytes/try-client-row.ts";
import { tryRows } from "./bytes/try-rows.ts";
import { casesOf } from "./case-runner.ts";
import { chosenClasses } from "./chosen.ts";
import { GROUPS, type Way } from "./class.ts";
import { CLASSES } from "./classes.ts";
import { pastLenience } from "./sharp.ts";
import { missing } from "./try-class.ts";

const PATIENCE_MS = 10_000;

function waysOf<K extends Way["kind"]>(kind: K): readonly (readonly [string, Extract<Way, { readonly kind: K }>])[] {
  return CLASSES.flatMap(({ name, way }) =>
    way.kind === kind ? [[name, way as Extract<Way, { readonly kind: K }>] as const] : [],
  );
}

describe("the register", () => {
  test("has no name twice, each in its group, and each with a line that says what it is", () => {
    const names = CLASSES.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const groups: readonly string[] = GROUPS;
    expect(names.filter((name) => !groups.includes(name.slice(0, name.indexOf("."))))).toEqual([]);
    expect(CLASSES.filter(({ what }) => !/^[^\n]{10,160}$/.test(what)).map(({ name }) => name)).toEqual([]);
  });

  test("names conformance cases that there are", () => {
    for (const [, { ids }] of waysOf("cases")) expect(casesOf(ids).length).toBeGreaterThanOrEqual(ids.length);
    expect(() => casesOf(["qos2/no-such-case"])).toThrow("there is no conformance case qos2/no-such-case");
  });

  test("names tests that there are", () => {
    expect(waysOf("elsewhere").flatMap(([, way]) => missing(way))).toEqual([]);
    expect(missing({ kind: "elsewhere", file: "src/none.test.ts", test: "x" })).toEqual([
      "there is no src/none.test.ts",
    ]);
    expect(missing({ kind: "elsewhere", file: "README.md", test: "no such words" })).toHaveLength(1);
  });

  test("is chosen from by group or by name", () => {
    expect(chosenClasses(["utf8", "topic.filter-empty"])).toEqual({
      classes: CLASSES.filter(({ name }) => name.startsWith("utf8.") || name === "topic.filter-empty"),
    });
    expect(chosenClasses(["utf9"])).toEqual({ wrong: expect.stringContaining('--only "utf9" names no class') });
  });
});

describe("a broker answers as it should to", () => {
  let broker: RunningBroker;
  beforeAll(async () => {
    broker = await createBroker({ maximumTopicBytes: 65_535 });
  });
  afterAll(() => broker.close());

  test.each(waysOf("bytes"))("%s", async (_, { rows }) => {
    const { count, faults } = await tryRows(rows, { port: broker.port, patienceMs: PATIENCE_MS, cuts: false });
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });
});

describe("our client answers as it should to", () => {
  test.each(waysOf("client bytes"))("%s", async (_, { rows }) => {
    for (const row of rows) expect(await tryClientRow(row, PATIENCE_MS)).toBe(row.answer);
  });
});

test("a server that believes everything is found out by each byte string that should be closed on", async () => {
  const { of, past } = await pastLenience(CLASSES);
  expect(past).toEqual([]);
  expect(of).toBeGreaterThan(500);
});
