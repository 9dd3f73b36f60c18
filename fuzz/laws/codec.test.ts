// The laws of the codec, each on many values, and on every counterexample that was ever found.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as codec from "../../src/codec/index.ts";
import { CODEC_LAWS, findLaw } from "./codec-laws.ts";
import { counterexample, parameters } from "./law.ts";
import { fromJson, toJson } from "./value-json.ts";

const CORPUS = new URL("../corpus/", import.meta.url);
const { runs, seed } = parameters();

test.each(CODEC_LAWS)("$sentence", (law) => {
  const found = counterexample(law, codec, runs, seed);
  // What is printed here goes into fuzz/corpus as it stands.
  expect(found && toJson(found)).toBeUndefined();
});

const kept = readdirSync(CORPUS).filter((name) => name.endsWith(".json"));

test.each(kept)("the counterexample in fuzz/corpus/%s is none any more", (name) => {
  const { law, value } = fromJson(readFileSync(new URL(name, CORPUS), "utf8")) as { law: string; value: unknown };
  expect(() => findLaw(law).check(codec, value)).not.toThrow();
});
