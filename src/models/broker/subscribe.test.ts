// SUBSCRIBE and UNSUBSCRIBE, and which messages a subscription brings. (5.0 §3.8 to §3.11, §4.7; 3.1.1 §3.8 to §3.11, §4.7)

import { expect, test } from "vitest";
import type { RequirementId, Version } from "../../../spec/index.ts";
import type { Packet } from "../../codec/index.ts";
import { ackPacket, createStage, only, payloads, spoken } from "./stage.ts";

function each<const T extends readonly RequirementId[]>(...ids: T) {
  return test.each(ids.map((id) => [id] as const));
}

function unsubscribe(version: Version, ...topicFilters: readonly string[]): Packet {
  return { type: "UNSUBSCRIBE", packetId: 11, topicFilters, ...(version === "5.0" && { properties: {} }) };
}

each("5.0/MQTT-3.8.4-6", "3.1.1/MQTT-3.8.4-5")("SUBACK has one code for each filter, in order [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage({ authorise: ({ topic }) => topic !== "no" });
  const client = stage.connect(version, "a");
  const topics = ["a", "no", "b", "c"].map((topicFilter, at) => ({
    topicFilter,
    qos: ([0, 2, 1, 2] as const)[at] ?? 0,
  }));
  if (version === "3.1.1") {
    expect(client.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: topics })).toEqual([
      { type: "SUBACK", packetId: 7, returnCodes: [0, 0x80, 1, 2] },
    ]);
  } else {
    const subscriptions = topics.map((topic) => ({
      ...topic,
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0 as const,
    }));
    expect(client.send({ type: "SUBSCRIBE", packetId: 7, properties: {}, subscriptions })).toEqual([
      { type: "SUBACK", packetId: 7, properties: {}, reasonCodes: [0, 0x87, 1, 2] },
    ]);
  }
});

each("5.0/MQTT-3.10.4-1", "3.1.1/MQTT-3.10.4-1")(
  "UNSUBSCRIBE ends the subscription with exactly that filter [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const client = stage.connect(version, "a");
    client.subscribe("a/+");
    client.subscribe("b");
    const publisher = stage.connect(version, "p");
    const codes = version === "5.0" ? { properties: {}, reasonCodes: [0x11, 0x00] } : {};
    expect(client.send(unsubscribe(version, "a/b", "b"))).toEqual([{ type: "UNSUBACK", packetId: 11, ...codes }]);
    publisher.publish("a/b", "still");
    publisher.publish("b", "no more");
    expect(payloads(client.take())).toEqual(["still"]);
  },
);

each("5.0/MQTT-3.10.4-3", "3.1.1/MQTT-3.10.4-3")("what was begun before UNSUBSCRIBE is finished [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const client = stage.connect(version, "a");
  client.subscribe("t");
  stage.connect(version, "p").publish("t", "m", { qos: 2 });
  client.take();
  client.send(unsubscribe(version, "t"));
  expect(client.send(ackPacket(version, "PUBREC", 1))).toEqual([ackPacket(version, "PUBREL", 1)]);
});

each("5.0/MQTT-3.3.4-2", "3.1.1/MQTT-3.3.5-1")(
  "of overlapping subscriptions one copy goes out, at the highest QoS [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const client = stage.connect(version, "a");
    client.subscribe("a/#", { qos: 1 });
    client.subscribe("+/b", { qos: 2 });
    client.subscribe("a/b", { qos: 0 });
    stage.connect(version, "p").publish("a/b", "m", { qos: 2 });
    expect(client.take()).toMatchObject([{ type: "PUBLISH", qos: 2 }]);
  },
);

test("one copy carries the identifiers of all subscriptions that match [5.0/MQTT-3.3.4-4]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "a");
  client.subscribe("a/#", {}, { subscriptionIdentifier: 7 });
  client.subscribe("a/b", {}, { subscriptionIdentifier: 7 });
  client.subscribe("+/b", {}, { subscriptionIdentifier: 268_435_455 });
  client.subscribe("a/+");
  stage.connect("5.0", "p").publish("a/b", "m");
  const [publish] = only(client.take(), "PUBLISH");
  const identifiers =
    publish !== undefined && "properties" in publish ? publish.properties.subscriptionIdentifiers : undefined;
  expect([...(identifiers ?? [])].sort((a, b) => a - b)).toEqual([7, 7, 268_435_455]);
});

test("a subscription that is replaced without an identifier has none [5.0/U5-099]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "a");
  client.subscribe("t", {}, { subscriptionIdentifier: 7 });
  client.subscribe("t");
  stage.connect("5.0", "p").publish("t", "m");
  expect(client.take()).toMatchObject([{ type: "PUBLISH", properties: {} }]);
});

test("No Local keeps a client's own messages from it [5.0/MQTT-3.8.3-3]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "a");
  client.subscribe("t", { noLocal: true });
  expect(client.publish("t", "own", { qos: 1, retain: true })).toMatchObject([{ type: "PUBACK", reasonCode: 0x00 }]);
  expect(payloads(client.subscribe("t", { noLocal: true }))).toEqual([]);
  stage.connect("5.0", "p").publish("t", "other");
  expect(payloads(client.take())).toEqual(["other"]);
  expect(payloads(client.subscribe("+"))).toEqual(["own"]);
});

each("5.0/MQTT-4.7.2-1", "3.1.1/MQTT-4.7.2-1")(
  "a wildcard at the start of a filter does not see topics that begin with $ [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const [all, own] = [stage.connect(version, "a"), stage.connect(version, "b")];
    all.subscribe("#");
    all.subscribe("+/x");
    own.subscribe("$own/#");
    stage.connect(version, "p").publish("$own/x", "m", { retain: true });
    expect(all.take()).toEqual([]);
    expect(payloads(own.take())).toEqual(["m"]);
    expect(payloads(all.subscribe("#"))).toEqual([]);
  },
);

test("a server without wildcards refuses each such filter [3.1.1/MQTT-3.8.3-2]", () => {
  const client = createStage({ wildcardSubscriptionAvailable: false }).connect("3.1.1", "a");
  expect(client.subscribe("a/#")).toMatchObject([{ type: "SUBACK", returnCodes: [0x80] }]);
});

test("a server with a lower Maximum QoS grants no more [5.0/MQTT-3.2.2-10]", () => {
  const client = createStage({ maximumQos: 1 }).connect("5.0", "a");
  expect(client.subscribe("a", { qos: 2 })).toMatchObject([{ type: "SUBACK", reasonCodes: [1] }]);
});
