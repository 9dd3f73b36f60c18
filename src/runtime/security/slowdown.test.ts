// Who guesses waits, and who does not does not: with a clock that is turned by hand.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../clock.ts";
import { addressGroup } from "./address-group.ts";
import { createSlowdown } from "./slowdown.ts";

const OPTIONS = { free: 2, firstMs: 100, mostMs: 1000, forgetMs: 10_000, mostAddresses: 3 };

function start() {
  const clock = createVirtualClock();
  return { clock, attemptFrom: createSlowdown(clock, OPTIONS) };
}

test("each failure after the free ones doubles the wait, up to the longest", () => {
  const { attemptFrom } = start();
  const waits = Array.from({ length: 9 }, () => attemptFrom("192.0.2.1").delayMs);
  expect(waits).toEqual([0, 0, 100, 200, 400, 800, 1000, 1000, 1000]);
  expect(attemptFrom("192.0.2.2").delayMs).toBe(0);
});

test("who never fails never waits", () => {
  const { attemptFrom } = start();
  for (let i = 0; i < 100; i++) {
    const { delayMs, absolve } = attemptFrom("192.0.2.1");
    absolve();
    absolve();
    expect(delayMs).toBe(0);
  }
});

test("a right answer takes back nothing but itself", () => {
  const { attemptFrom } = start();
  for (let i = 0; i < 20; i++) attemptFrom("192.0.2.1");
  for (let i = 0; i < 20; i++) attemptFrom("192.0.2.1").absolve();
  expect(attemptFrom("192.0.2.1").delayMs).toBe(1000);
});

test("many at once wait as one after the other would", () => {
  const { attemptFrom } = start();
  const all = Array.from({ length: 5 }, () => attemptFrom("192.0.2.1"));
  expect(all.map(({ delayMs }) => delayMs)).toEqual([0, 0, 100, 200, 400]);
});

test("a failure is forgotten with time, one after the other", () => {
  const { clock, attemptFrom } = start();
  for (let i = 0; i < 4; i++) attemptFrom("192.0.2.1");
  const wait = (): number => {
    const attempt = attemptFrom("192.0.2.1");
    attempt.absolve();
    return attempt.delayMs;
  };
  expect(wait()).toBe(400);
  clock.advance(9999);
  expect(wait()).toBe(400);
  clock.advance(1);
  expect(wait()).toBe(200);
  clock.advance(20_000);
  expect(wait()).toBe(0);
});

test("however long somebody has guessed, all is forgotten in the end", () => {
  const { clock, attemptFrom } = start();
  for (let i = 0; i < 10_000; i++) attemptFrom("192.0.2.1");
  clock.advance(10 * 10_000);
  expect(attemptFrom("192.0.2.1").delayMs).toBe(0);
});

test("only so many addresses are remembered: those that were asked about last", () => {
  const { attemptFrom } = start();
  for (let i = 0; i < 6; i++) attemptFrom("192.0.2.1");
  for (const last of [2, 3]) attemptFrom(`192.0.2.${last}`);
  expect(attemptFrom("192.0.2.1").delayMs).toBe(1000);
  attemptFrom("192.0.2.4");
  expect(attemptFrom("192.0.2.1").delayMs).toBe(1000);
  for (const last of [4, 5, 6]) attemptFrom(`192.0.2.${last}`);
  expect(attemptFrom("192.0.2.1").delayMs).toBe(0);
});

test("no wait is longer than the longest, and none is negative", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 20_000 })), { maxLength: 60 }), (steps) => {
      const { clock, attemptFrom } = start();
      for (const [isRight, ms] of steps) {
        const attempt = attemptFrom("192.0.2.1");
        expect(attempt.delayMs >= 0 && attempt.delayMs <= 1000).toBe(true);
        const absolve = isRight ? attempt.absolve : () => {};
        clock.advance(ms);
        absolve();
      }
    }),
  );
});

test("who has no address is not counted", () => {
  const { attemptFrom } = start();
  for (let i = 0; i < 20; i++) expect(attemptFrom(undefined).delayMs).toBe(0);
});

describe("an address counts", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"],
    ["2001:0DB8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("%s as %s", (address, group) => expect(addressGroup(address)).toBe(group));
});
