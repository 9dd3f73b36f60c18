// Every law is seen to fail: a codec that is broken on purpose gives a counterexample, and none of them slips through.

import { expect, test } from "vitest";
import { BROKEN_CODECS } from "./broken-codecs.ts";
import { CODEC_LAWS, findLaw } from "./codec-laws.ts";
import { counterexample, parameters } from "./law.ts";

const RUNS = 5000;

test.each(BROKEN_CODECS)("a codec that $name breaks the law $law", ({ law, codec }) => {
  const found = counterexample(findLaw(law), codec, RUNS, parameters().seed);
  expect(found?.law).toBe(law);
});

test("every law has a codec that breaks it", () => {
  const broken = new Set(BROKEN_CODECS.map(({ law }) => law));
  expect(CODEC_LAWS.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});
