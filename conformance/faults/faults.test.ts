import { beforeAll, describe, expect, test } from "vitest";
import { cases, clientCases, embeddedTarget, runCases } from "../index.ts";
import { CLIENT_FAULTS } from "./client/index.ts";
import { brokenClient } from "./client/target.ts";
import { FAULTS } from "./index.ts";
import { brokenBroker, type Footprints, OPTIONS, takeFootprints, tryFault, tryHonest } from "./matrix.ts";

let footprints: Footprints;
const killed = new Set<string>();

beforeAll(async () => {
  footprints = await takeFootprints(cases);
});

describe("the broker with its seams open", () => {
  test("with nothing laid over them gets the verdict of the reference broker in every case", async () => {
    const verdicts = (await tryHonest(cases)).map(({ case: { id }, verdict }) => `${id}: ${verdict}`);
    const expected = (await runCases(cases, embeddedTarget(), OPTIONS)).map(
      ({ case: { id }, verdict }) => `${id}: ${verdict}`,
    );
    expect(verdicts).toEqual(expected);
  });
});

describe("a broker that", () => {
  test.each(FAULTS.map((fault) => ({ fault, name: fault.name, ids: fault.breaks.join(", ") })))(
    "$name is found out, and by cases that judge what it breaks alone [$ids]",
    async ({ fault }) => {
      const { escaped, unfair, killed: failed } = await tryFault(fault, cases, brokenBroker, footprints);
      for (const { id } of failed) killed.add(id);
      expect(escaped, "sentences that it breaks and no case finds broken").toEqual([]);
      expect(unfair.map(({ case: { id }, verdict }) => `${id}: ${verdict}`)).toEqual([]);
    },
  );
});

describe("the reference client", () => {
  test("passes every case that applies to it", async () => {
    const results = await runCases(
      clientCases,
      brokenClient((honest) => honest),
      OPTIONS,
    );
    const others = results
      .filter(({ verdict }) => verdict !== "pass")
      .map(({ case: { id }, verdict }) => [id, verdict]);
    expect(others).toEqual([["5.0/client/publish/forbidden/topic-alias-0", "not-applicable"]]);
  });
});

describe("a client that", () => {
  test.each(CLIENT_FAULTS.map((fault) => ({ fault, name: fault.name, ids: fault.breaks.join(", ") })))(
    "$name is found out, and by cases that judge what it breaks alone [$ids]",
    async ({ fault }) => {
      const { escaped, unfair, killed: failed } = await tryFault(fault, clientCases, brokenClient);
      for (const { id } of failed) killed.add(id);
      expect(escaped, "sentences that it breaks and no case finds broken").toEqual([]);
      expect(unfair.map(({ case: { id }, verdict }) => `${id}: ${verdict}`)).toEqual([]);
    },
  );
});

describe("the seeded faults", () => {
  test.each([FAULTS, CLIENT_FAULTS])("have a name each", (...faults) => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  });

  test("break every sentence that a case judges", () => {
    const broken = new Set([...FAULTS, ...CLIENT_FAULTS].flatMap(({ breaks }) => breaks));
    const judged = new Set([...cases, ...clientCases].flatMap(({ requirements }) => requirements));
    expect([...judged].filter((id) => !broken.has(id))).toEqual([]);
  });

  test("have made every case fail", () => {
    const alive = [...cases, ...clientCases].map(({ id }) => id).filter((id) => !killed.has(id));
    expect(alive).toEqual([]);
  });
});
