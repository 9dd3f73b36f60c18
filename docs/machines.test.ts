// The pages of the machines are made from the machines as they are.

import { expect, test } from "vitest";
import { machinePages, stalePages } from "./machines.ts";

test("no page is older than its machine; `npm run docs:machines` makes them anew", () => {
  expect(stalePages()).toEqual([]);
});

test("a page shows a diagram, and every answer with what it obeys", () => {
  const page = machinePages().get("qos2-receiver.md") ?? "";
  expect(page).toContain("idle --> held : PUBLISH\n");
  expect(page).toContain("held --> idle : PUBREL or PUBREL refused");
  expect(page).toContain("| held | PUBLISH |  | PUBREC | 5.0/MQTT-4.3.3-10, 3.1.1/MQTT-4.3.3-2 |");
  expect(page).not.toContain("|  |\n");
});
