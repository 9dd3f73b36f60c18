// Citations in their full and their short forms.

import { expect, test } from "vitest";
import { citationsIn } from "./citations.ts";

function cited(text: string): readonly string[] {
  return [...citationsIn(text)];
}

test.each([
  ["(5.0/MQTT-3.1.2-4)", ["5.0/MQTT-3.1.2-4"]],
  [
    "5.0/MQTT-3.1.2-4, -5, -6; 3.1.1/MQTT-3.1.2-4, -6",
    ["5.0/MQTT-3.1.2-4", "5.0/MQTT-3.1.2-5", "5.0/MQTT-3.1.2-6", "3.1.1/MQTT-3.1.2-4", "3.1.1/MQTT-3.1.2-6"],
  ],
  ["5.0/MQTT-3.10.4-1 to -3", ["5.0/MQTT-3.10.4-1", "5.0/MQTT-3.10.4-2", "5.0/MQTT-3.10.4-3"]],
  ["5.0/MQTT-3.1.0-1, -3.14.0-1", ["5.0/MQTT-3.1.0-1", "5.0/MQTT-3.14.0-1"]],
  ["3.1.1/U3-007 and 5.0/U5-139", ["3.1.1/U3-007", "5.0/U5-139"]],
])("%s", (text, ids) => {
  expect(cited(text)).toEqual(ids);
});

test.each(["5.0/MQTT-9.9.9-9", "MQTT-3.1.2-4", "5.0 §3.1.2"])("%s cites nothing", (text) => {
  expect(cited(text)).toEqual([]);
});
