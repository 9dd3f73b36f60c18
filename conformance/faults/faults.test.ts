import { beforeAll, describe, expect, test } from "vitest";
import { cases, embeddedTarget, runCases } from "../index.ts";
import { FAULTS } from "./index.ts";
import { type Footprints, OPTIONS, takeFootprints, tryFault, tryHonest } from "./matrix.ts";
import { UNPROVEN } from "./unproven.ts";

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
      const { escaped, unfair, killed: failed } = await tryFault(fault, cases, footprints);
      for (const { id } of failed) killed.add(id);
      expect(escaped, "sentences that it breaks and no case finds broken").toEqual([]);
      expect(unfair.map(({ case: { id }, verdict }) => `${id}: ${verdict}`)).toEqual([]);
    },
  );
});

describe("the seeded faults", () => {
  test("have a name each", () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  });

  test("have made every case fail but those that say why not", () => {
    const alive = cases.map(({ id }) => id).filter((id) => !killed.has(id));
    expect(alive.sort()).toEqual(Object.keys(UNPROVEN).sort());
  });
});
