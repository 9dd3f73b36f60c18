import { expect, test } from "vitest";
import { cases, clientCases, inShard, parseShard } from "./index.ts";

const ALL = [...cases, ...clientCases];

function shares(count: number, all: readonly { readonly id: string }[] = ALL): readonly (readonly string[])[] {
  return Array.from({ length: count }, (_, at) => inShard(all, { index: at + 1, count }).map(({ id }) => id));
}

test.each([2, 3, 4, 7, 16])("%i shards have every case once, and about as many each", (count) => {
  const chosen = shares(count);
  expect(chosen.flat().sort()).toEqual(ALL.map(({ id }) => id).sort());
  const fair = ALL.length / count;
  // Three times the spread that chance alone would give.
  const spread = 3 * Math.sqrt(fair);
  expect(chosen.filter(({ length }) => Math.abs(length - fair) > spread)).toEqual([]);
});

test("the cases that wait for time are spread over the shards", () => {
  const timed = ALL.filter((one) => one.timed);
  expect(Math.max(...shares(4, timed).map(({ length }) => length))).toBeLessThan(timed.length / 2);
});

test("a new case moves no other", () => {
  const more = [{ id: "5.0/a/new-case" }, ...ALL];
  const kept = shares(16, more).map((ids) => ids.filter((id) => id !== "5.0/a/new-case"));
  expect(kept).toEqual(shares(16));
});

test.each(["0/3", "4/3", "3", "3/", "/3", "1/0", "-1/3", "1/3/5", "a/b", "1.5/3", " 1/3", "1/99999"])(
  "%j is no shard",
  (written) => expect(parseShard(written)).toBeUndefined(),
);

test("3/16 is one", () => {
  expect(parseShard("3/16")).toEqual({ index: 3, count: 16 });
  expect(parseShard("3/3")).toEqual({ index: 3, count: 3 });
});
