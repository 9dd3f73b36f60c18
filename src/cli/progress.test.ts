import { expect, test } from "vitest";
import { wordsOf } from "./progress.ts";

const last = { version: "5.0", section: "3.3.1.2" } as const;

test.each([
  [{ done: 300, of: 1000, red: 0, elapsedMs: 6000 }, "300/1000 cases, 14 s left, 5.0 §3.3 PUBLISH"],
  [{ done: 300, of: 1000, red: 2, elapsedMs: 6000 }, "300/1000 cases, 2 red, 14 s left, 5.0 §3.3 PUBLISH"],
  // Too few to tell a pace, and nothing left.
  [{ done: 1, of: 1000, red: 0, elapsedMs: 6000 }, "1/1000 cases, 5.0 §3.3 PUBLISH"],
  [{ done: 1000, of: 1000, red: 0, elapsedMs: 6000 }, "1000/1000 cases, 5.0 §3.3 PUBLISH"],
])("%o is told as %s", (standing, words) => {
  expect(wordsOf({ ...standing, last })).toBe(words);
});
