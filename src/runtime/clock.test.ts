// Clocks: the one of the system, and the one that is turned by hand.

import { expect, test } from "vitest";
import { createVirtualClock, systemClock } from "./clock.ts";

test("timers of a virtual clock run in the order of their moments, and a later one may be started by an earlier", () => {
  const clock = createVirtualClock();
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} at ${clock.nowMs()}`);
  clock.start(20, note("c"));
  clock.start(10, note("a"));
  clock.start(10, () => {
    note("b")();
    clock.start(5, note("started by b"));
  });
  const takeBack = clock.start(12, note("never"));
  takeBack();
  clock.advance(20);
  expect(seen).toEqual(["a at 10", "b at 10", "started by b at 15", "c at 20"]);
  expect(clock.nextAtMs()).toBeUndefined();
});

test("a timer of the system may be longer than setTimeout can wait, and may be taken back", async () => {
  const seen: string[] = [];
  const takeBack = systemClock.start(4_294_967_294_000, () => seen.push("long"));
  await new Promise<void>((resolve) => {
    systemClock.start(1, () => resolve());
    // The timers of this clock do not keep a process alive; this one does.
    setTimeout(() => {}, 100);
  });
  takeBack();
  expect(seen).toEqual([]);
});
