// Subscriptions, retained messages and shared subscriptions. (5.0 §3.3.1.3, §3.8 to §3.11, §4.7, §4.8; 3.1.1 §3.3.1.3, §3.8 to §3.11, §4.7)

import { expect, test } from "vitest";
import type { RequirementId, Version } from "../../spec/index.ts";
import type { Packet } from "../codec/index.ts";
import { ackPacket, connectPacket, createStage, only, payloads, spoken, subscribePacket } from "./stage.ts";

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
  const topics = ["a", "no", "b", "c"].map((topicFilter, at) => ({ topicFilter, qos: ([0, 2, 1, 2] as const)[at] ?? 0 }));
  if (version === "3.1.1") {
    expect(client.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: topics })).toEqual([{ type: "SUBACK", packetId: 7, returnCodes: [0, 0x80, 1, 2] }]);
  } else {
    const subscriptions = topics.map((topic) => ({ ...topic, noLocal: false, retainAsPublished: false, retainHandling: 0 as const }));
    expect(client.send({ type: "SUBSCRIBE", packetId: 7, properties: {}, subscriptions })).toEqual([
      { type: "SUBACK", packetId: 7, properties: {}, reasonCodes: [0, 0x87, 1, 2] },
    ]);
  }
});

each("5.0/MQTT-3.10.4-1", "3.1.1/MQTT-3.10.4-1")("UNSUBSCRIBE ends the subscription with exactly that filter [%s]", (id) => {
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
});

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

each("5.0/MQTT-3.8.4-3", "3.1.1/MQTT-3.8.4-3")("the same filter again replaces the subscription, and brings the retained message again [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const publisher = stage.connect(version, "p");
  publisher.publish("t", "kept", { retain: true, qos: 1 });
  const client = stage.connect(version, "a");
  expect(payloads(client.subscribe("t", { qos: 2 }))).toEqual(["kept"]);
  expect(client.subscribe("t", { qos: 0 })).toMatchObject([{ type: "SUBACK" }, { type: "PUBLISH", qos: 0, retain: true }]);
  publisher.publish("t", "live", { qos: 2 });
  expect(client.take()).toMatchObject([{ type: "PUBLISH", qos: 0 }]);
});

each("5.0/MQTT-3.3.4-2", "3.1.1/MQTT-3.3.5-1")("of overlapping subscriptions one copy goes out, at the highest QoS [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const client = stage.connect(version, "a");
  client.subscribe("a/#", { qos: 1 });
  client.subscribe("+/b", { qos: 2 });
  client.subscribe("a/b", { qos: 0 });
  stage.connect(version, "p").publish("a/b", "m", { qos: 2 });
  expect(client.take()).toMatchObject([{ type: "PUBLISH", qos: 2 }]);
});

test("one copy carries the identifiers of all subscriptions that match [5.0/MQTT-3.3.4-4]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "a");
  client.subscribe("a/#", {}, { subscriptionIdentifier: 7 });
  client.subscribe("a/b", {}, { subscriptionIdentifier: 7 });
  client.subscribe("+/b", {}, { subscriptionIdentifier: 268_435_455 });
  client.subscribe("a/+");
  stage.connect("5.0", "p").publish("a/b", "m");
  const [publish] = only(client.take(), "PUBLISH");
  const identifiers = publish !== undefined && "properties" in publish ? publish.properties.subscriptionIdentifiers : undefined;
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

each("5.0/MQTT-3.3.1-5", "3.1.1/MQTT-3.3.1-5")("a retained message replaces the one before it, and goes to who subscribes later [%s]", (id) => {
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
});

each("5.0/MQTT-3.3.1-6", "3.1.1/MQTT-3.3.1-10")("an empty retained message is delivered, and deletes the retained one [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const witness = stage.connect(version, "w");
  witness.subscribe("t");
  const publisher = stage.connect(version, "p");
  publisher.publish("t", "kept", { retain: true });
  publisher.publish("t", "", { retain: true });
  expect(only(witness.take(), "PUBLISH").map(({ payload, retain }) => [payload.length, retain])).toEqual([[4, false], [0, false]]);
  expect(only(stage.connect(version, "a").subscribe("t"), "PUBLISH")).toEqual([]);
});

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

each("5.0/MQTT-4.7.2-1", "3.1.1/MQTT-4.7.2-1")("a wildcard at the start of a filter does not see topics that begin with $ [%s]", (id) => {
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
});

test("of the members of a shared subscription each gets a message in its turn [5.0/U5-133]", () => {
  const stage = createStage();
  const members = ["a", "b", "c"].map((clientId) => stage.connect("5.0", clientId));
  for (const member of members) member.subscribe("$share/g/t/#", { qos: 1 }, { subscriptionIdentifier: 5 });
  const publisher = stage.connect("5.0", "p");
  for (let n = 0; n < 6; n++) publisher.publish("t/x", `${n}`, { qos: 1 });
  const got = members.map((member) => member.take());
  expect(got.map(payloads)).toEqual([["0", "3"], ["1", "4"], ["2", "5"]]);
  expect(got[0]).toMatchObject([{ qos: 1, properties: { subscriptionIdentifiers: [5] } }, { qos: 1 }]);
});

test("a shared subscription prefers members that are connected, and brings no retained message [5.0/U5-105]", () => {
  const stage = createStage();
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "kept", { retain: true });
  const [away, here] = [stage.connect("5.0", "a", { clean: false }), stage.connect("5.0", "b")];
  expect(payloads([...away.subscribe("$share/g/t"), ...here.subscribe("$share/g/t")])).toEqual([]);
  away.cut();
  for (const payload of ["1", "2"]) publisher.publish("t", payload, { qos: 1 });
  expect(payloads(here.take())).toEqual(["1", "2"]);
});

test("shared and other subscriptions of one client are apart [5.0/U5-136]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "a");
  client.subscribe("$share/g/t");
  client.subscribe("$share/h/t");
  client.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "m");
  expect(payloads(client.take())).toEqual(["m", "m", "m"]);
  client.send(unsubscribe("5.0", "t"));
  client.send(unsubscribe("5.0", "$share/g/t"));
  publisher.publish("t", "m");
  expect(payloads(client.take())).toEqual(["m"]);
});

test("a QoS 1 message of a shared subscription goes on when the session of its receiver ends, a QoS 2 message that was begun does not [5.0/MQTT-4.8.2-5]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "a");
  first.subscribe("$share/g/t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "1", { qos: 1 });
  publisher.publish("t", "2", { qos: 2 });
  const second = stage.connect("5.0", "b");
  second.subscribe("$share/g/t");
  first.cut();
  expect(payloads(second.take())).toEqual(["1"]);
});

test("a member that refuses a message has refused it for all [5.0/MQTT-4.8.2-6]", () => {
  const stage = createStage();
  const members = ["a", "b"].map((clientId) => stage.connect("5.0", clientId));
  for (const member of members) member.subscribe("$share/g/t");
  stage.connect("5.0", "p").publish("t", "m", { qos: 1 });
  members[0]?.send(ackPacket("5.0", "PUBACK", 1, 0x83));
  members[0]?.cut();
  expect(members[1]?.take()).toEqual([]);
});

test("MQTT 3.1.1 has no shared subscriptions: $share is a level as any other [3.1.1/U3-040]", () => {
  const stage = createStage();
  const [a, b] = [stage.connect("3.1.1", "a"), stage.connect("3.1.1", "b")];
  a.subscribe("$share/g/t");
  b.subscribe("$share/g/t");
  const publisher = stage.connect("3.1.1", "p");
  publisher.publish("$share/g/t", "both");
  publisher.publish("t", "none");
  expect([a, b].map((client) => payloads(client.take()))).toEqual([["both"], ["both"]]);
});

test("a session that goes on in 5.0 may turn such a filter into a shared subscription [5.0/MQTT-3.8.4-3]", () => {
  const stage = createStage();
  const old = stage.connect("3.1.1", "a", { clean: false });
  old.subscribe("$share/g/t");
  old.cut();
  const young = stage.open("5.0");
  young.send(connectPacket("5.0", "a", { clean: false }));
  young.subscribe("$share/g/t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("$share/g/t", "as a name");
  publisher.publish("t", "shared");
  expect(payloads(young.take())).toEqual(["shared"]);
});

test("No Local on a shared subscription closes the connection with 0x82 [5.0/MQTT-3.8.3-4]", () => {
  const client = createStage().connect("5.0", "a");
  expect(client.subscribe("$share/g/t", { noLocal: true })).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x82 }]);
});

test.each([
  ["0x9E", "5.0/U5-068", { sharedSubscriptionAvailable: false }, subscribePacket("5.0", "$share/g/t"), 0x9e],
  ["0xA2", "5.0/U5-063", { wildcardSubscriptionAvailable: false }, subscribePacket("5.0", "a/#"), 0xa2],
  ["0xA1", "5.0/U5-066", { subscriptionIdentifierAvailable: false }, subscribePacket("5.0", "a", {}, { subscriptionIdentifier: 1 }), 0xa1],
] as const)("a SUBSCRIBE for what is not to be had is closed with %s [%s]", (_code, _id, options, packet, reasonCode) => {
  const client = createStage(options).connect("5.0", "a");
  expect(client.send(packet)).toMatchObject([{ type: "DISCONNECT", reasonCode }]);
});

test("a server without wildcards refuses each such filter [3.1.1/MQTT-3.8.3-2]", () => {
  const client = createStage({ wildcardSubscriptionAvailable: false }).connect("3.1.1", "a");
  expect(client.subscribe("a/#")).toMatchObject([{ type: "SUBACK", returnCodes: [0x80] }]);
});

test("a server with a lower Maximum QoS grants no more [5.0/MQTT-3.2.2-10]", () => {
  const client = createStage({ maximumQos: 1 }).connect("5.0", "a");
  expect(client.subscribe("a", { qos: 2 })).toMatchObject([{ type: "SUBACK", reasonCodes: [1] }]);
});
