import { expect, test } from "vitest";
import { testCase } from "./case.ts";
import { type Selection, select } from "./select.ts";

const all = [
  testCase({
    id: "ping/answered",
    title: "PINGREQ is answered",
    section: "3.12",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.12.4-1"], "5.0": ["5.0/MQTT-3.12.4-1"] },
    *script() {},
  }),
  testCase({
    id: "connect/first",
    title: "CONNECT comes first",
    section: { "3.1.1": "3.1", "5.0": "3.1" },
    requirements: { "5.0": ["5.0/MQTT-3.1.0-1"] },
    *script() {},
  }),
].flat();

function ids(selection: Selection): readonly string[] {
  const selected = select(all, selection);
  return selected.kind === "cases" ? selected.cases.map(({ id }) => id) : [`unknown ${selected.what} ${selected.name}`];
}

test("a case stands for itself in every version whose sentences it judges", () => {
  expect(ids({})).toEqual(["3.1.1/ping/answered", "5.0/ping/answered", "5.0/connect/first"]);
});

test("cases are chosen by id, with the version or without", () => {
  expect(ids({ cases: ["ping/answered"] })).toEqual(["3.1.1/ping/answered", "5.0/ping/answered"]);
  expect(ids({ cases: ["5.0/ping/answered"] })).toEqual(["5.0/ping/answered"]);
});

test("cases are chosen by section, whole numbers alone", () => {
  expect(ids({ sections: ["3.1"] })).toEqual(["5.0/connect/first"]);
  expect(ids({ sections: ["3"] })).toHaveLength(3);
});

test("cases are chosen by requirement, with the version or without", () => {
  expect(ids({ requirements: ["MQTT-3.12.4-1"] })).toHaveLength(2);
  expect(ids({ requirements: ["3.1.1/MQTT-3.12.4-1"] })).toEqual(["3.1.1/ping/answered"]);
});

test("cases are chosen by version, by words, and by all of these together", () => {
  expect(ids({ versions: ["3.1.1"] })).toEqual(["3.1.1/ping/answered"]);
  expect(ids({ grep: /comes first/ })).toEqual(["5.0/connect/first"]);
  expect(ids({ grep: /ping/, versions: ["5.0"] })).toEqual(["5.0/ping/answered"]);
});

test("a name that means nothing is told, and not passed over", () => {
  expect(ids({ cases: ["ping/anwered"] })).toEqual(["unknown case ping/anwered"]);
  expect(ids({ sections: ["9.9"] })).toEqual(["unknown section 9.9"]);
  expect(ids({ requirements: ["MQTT-0"] })).toEqual(["unknown requirement MQTT-0"]);
});
