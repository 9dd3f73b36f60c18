// Retained messages, and the RETAIN flag on both ways. (5.0 §3.3.1.3, 3.1.1 §3.3.1.3)

import { expect, test } from "vitest";
import type { RequirementId } from "../../../spec/index.ts";
import { createStage, only, payloads, spoken } from "./stage.ts";

function each<const T extends readonly RequirementId[]>(...ids: T) {
  return test.each(ids.map((id) => [id] as const));
}

each("5.0/MQTT-3.8.4-3", "3.1.1/MQTT-3.8.4-3")(
  "the same filter again replaces the subscription, and brings the retained message again [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const publisher = stage.connect(version, "p");
    publisher.publish("t", "kept", { retain: true, qos: 1 });
    const client = stage.connect(version, "a");
    expect(payloads(client.subscribe("t", { qos: 2 }))).toEqual(["kept"]);
    expect(client.subscribe("t", { qos: 0 })).toMatchObject([
      { type: "SUBACK" },
      { type: "PUBLISH", qos: 0, retain: true },
    ]);
    publisher.publish("t", "live", { qos: 2 });
    expect(client.take()).toMatchObject([{ type: "PUBLISH", qos: 0 }]);
  },
);

test("Retain As Published keeps RETAIN as it was [5.0/MQTT-3.3.1-13]", () => {
  const stage = createStage();
  const [keeps, clears] = [stage.connect("5.0", "a"), stage.connect("5.0", "b")];
  keeps.subscribe("t", { retainAsPublished: true });
  clears.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "1", { retain: true });
  publisher.publish("t", "2");
  expect(keeps.take()).toMatchObject([{ retain: true }, { retain: false }]);
  expect(clears.take()).toMatchObject([{ retain: false }, { retain: false }]);
});

test("a live message goes to a subscriber of MQTT 3.1.1 with RETAIN 0 [3.1.1/MQTT-3.3.1-9]", () => {
  const stage = createStage();
  const client = stage.connect("3.1.1", "a");
  client.subscribe("t");
  stage.connect("3.1.1", "p").publish("t", "m", { retain: true });
  expect(client.take()).toMatchObject([{ type: "PUBLISH", retain: false }]);
});

each("5.0/MQTT-3.3.1-5", "3.1.1/MQTT-3.3.1-5")(
  "a retained message replaces the one before it, and goes to who subscribes later [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const publisher = stage.connect(version, "p");
    publisher.publish("a/b", "1", { retain: true, qos: 1 });
    publisher.publish("a/b", "2", { retain: true, qos: 0 });
    publisher.publish("a/b", "live");
    const [suback, kept, ...more] = stage.connect(version, "a").subscribe("a/+");
    expect(suback).toMatchObject({ type: "SUBACK" });
    expect(kept).toMatchObject({ type: "PUBLISH", retain: true, qos: 0, topicName: "a/b" });
    expect(payloads([...only([kept ?? { type: "PINGRESP" }], "PUBLISH"), ...more])).toEqual(["2"]);
  },
);

each("5.0/MQTT-3.3.1-6", "3.1.1/MQTT-3.3.1-10")(
  "an empty retained message is delivered, and deletes the retained one [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const witness = stage.connect(version, "w");
    witness.subscribe("t");
    const publisher = stage.connect(version, "p");
    publisher.publish("t", "kept", { retain: true });
    publisher.publish("t", "", { retain: true });
    expect(only(witness.take(), "PUBLISH").map(({ payload, retain }) => [payload.length, retain])).toEqual([
      [4, false],
      [0, false],
    ]);
    expect(only(stage.connect(version, "a").subscribe("t"), "PUBLISH")).toEqual([]);
  },
);

test.each([
  ["5.0/MQTT-3.3.1-9", 0, ["kept"], ["kept"]],
  ["5.0/MQTT-3.3.1-10", 1, ["kept"], []],
  ["5.0/MQTT-3.3.1-11", 2, [], []],
] as const)("Retain Handling says when retained messages are sent [%s]", (_id, retainHandling, first, second) => {
  const stage = createStage();
  stage.connect("5.0", "p").publish("t", "kept", { retain: true });
  const client = stage.connect("5.0", "a");
  expect(payloads(client.subscribe("t", { retainHandling }, { subscriptionIdentifier: 3 }))).toEqual(first);
  expect(payloads(client.subscribe("t", { retainHandling }))).toEqual(second);
});

test("a retained message expires, and carries the time that is left to it [5.0/U5-077]", () => {
  const stage = createStage();
  stage.connect("5.0", "p").publish("t", "kept", { retain: true, properties: { messageExpiryInterval: 10 } });
  stage.advance(4000);
  const client = stage.connect("5.0", "a");
  expect(only(client.subscribe("t", {}, { subscriptionIdentifier: 3 }), "PUBLISH")).toMatchObject([
    { properties: { messageExpiryInterval: 6, subscriptionIdentifiers: [3] } },
  ]);
  stage.advance(6000);
  expect(only(client.subscribe("t"), "PUBLISH")).toEqual([]);
});

test("a shared subscription prefers members that are connected, and brings no retained message [5.0/U5-105]", () => {
  const stage = createStage();
  const publisher = stage.connect("5.0", "p");
  for (const topicName of ["t", "$share/g/t"]) publisher.publish(topicName, "kept", { retain: true });
  const [away, here] = [stage.connect("5.0", "a", { clean: false }), stage.connect("5.0", "b")];
  expect(payloads([...away.subscribe("$share/g/t"), ...here.subscribe("$share/g/t")])).toEqual([]);
  away.cut();
  for (const payload of ["1", "2"]) publisher.publish("t", payload, { qos: 1 });
  expect(payloads(here.take())).toEqual(["1", "2"]);
});
