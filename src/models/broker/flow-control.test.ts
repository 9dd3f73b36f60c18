// What bounds a connection: Receive Maximum, Maximum Packet Size and Topic Aliases. (5.0 §3.1.2.11, §3.3.2.3.4, §4.9)

import { expect, test } from "vitest";
import { ackPacket, connectPacket, createStage, only, payloads } from "./stage.ts";

test("the server keeps within the client's Receive Maximum, and holds back nothing else [5.0/MQTT-3.3.4-9]", () => {
  const stage = createStage();
  const subscriber = stage.connect("5.0", "s", { properties: { receiveMaximum: 2 } });
  subscriber.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  for (const payload of ["1", "2", "3", "4"]) publisher.publish("t", payload, { qos: 2 });
  publisher.publish("t", "at QoS 0");
  expect(payloads(subscriber.take())).toEqual(["1", "2", "at QoS 0"]);
  expect(subscriber.send({ type: "PINGREQ" })).toEqual([{ type: "PINGRESP" }]);
  expect(subscriber.send(ackPacket("5.0", "PUBREC", 1))).toMatchObject([{ type: "PUBREL" }]);
  expect(payloads(subscriber.send(ackPacket("5.0", "PUBCOMP", 1)))).toEqual(["3"]);
  expect(payloads(subscriber.send(ackPacket("5.0", "PUBREC", 2, 0x80)))).toEqual(["4"]);
});

test("what is sent again on resume counts against the new Receive Maximum [5.0/MQTT-4.9.0-2]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "s", { clean: false });
  first.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  for (const payload of ["1", "2", "3"]) publisher.publish("t", payload, { qos: 2 });
  first.take();
  first.send(ackPacket("5.0", "PUBREC", 1));
  first.cut();
  const second = stage.open("5.0");
  const [, ...again] = second.send(
    connectPacket("5.0", "s", { clean: false, properties: { receiveMaximum: 1, sessionExpiryInterval: 100 } }),
  );
  expect(again).toMatchObject([
    { type: "PUBREL", packetId: 1 },
    { type: "PUBLISH", packetId: 2, dup: true },
  ]);
  // A PUBREL that is answered gives no room for a second PUBLISH.
  expect(second.send(ackPacket("5.0", "PUBCOMP", 1))).toEqual([]);
  expect(second.send(ackPacket("5.0", "PUBREC", 2))).toMatchObject([{ type: "PUBREL", packetId: 2 }]);
  expect(second.send(ackPacket("5.0", "PUBCOMP", 2))).toMatchObject([{ type: "PUBLISH", packetId: 3, dup: true }]);
});

test("a client that goes beyond the Receive Maximum of the server is closed with 0x93 [5.0/MQTT-3.3.4-7]", () => {
  const client = createStage({ receiveMaximum: 2 }).connect("5.0", "a");
  client.publish("t", "1", { qos: 2, packetId: 1 });
  client.publish("t", "2", { qos: 2, packetId: 2 });
  expect(client.publish("t", "2", { qos: 2, packetId: 2, dup: true })).toMatchObject([{ type: "PUBREC" }]);
  client.send(ackPacket("5.0", "PUBREL", 1));
  expect(client.publish("t", "3", { qos: 1, packetId: 3 })).toMatchObject([{ type: "PUBACK" }]);
  expect(client.publish("t", "4", { qos: 2, packetId: 4 })).toMatchObject([{ type: "PUBREC" }]);
  expect(client.publish("t", "5", { qos: 1, packetId: 5 })).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x93 }]);
  expect(client.isClosed()).toBe(true);
});

test("a client of MQTT 3.1.1 knows no Receive Maximum [3.1.1/U3-047]", () => {
  const client = createStage({ receiveMaximum: 1 }).connect("3.1.1", "a");
  for (const packetId of [1, 2, 3])
    expect(client.publish("t", "m", { qos: 2, packetId })).toMatchObject([{ type: "PUBREC", packetId }]);
});

test("a message too large for a client is dropped as if it had been delivered [5.0/MQTT-3.1.2-25]", () => {
  const stage = createStage();
  const subscriber = stage.connect("5.0", "s", { properties: { maximumPacketSize: 40, receiveMaximum: 1 } });
  subscriber.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "x".repeat(100), { qos: 1 });
  publisher.publish("t", "x".repeat(100), { qos: 0 });
  publisher.publish("t", "small", { qos: 1 });
  expect(payloads(subscriber.take())).toEqual(["small"]);
});

test("a Topic Alias stands for the topic that it was given last [5.0/MQTT-3.3.2-12]", () => {
  const stage = createStage({ topicAliasMaximum: 10 });
  const witness = stage.connect("5.0", "s");
  witness.subscribe("#");
  const client = stage.connect("5.0", "a");
  client.publish("one", "1", { properties: { topicAlias: 10 } });
  client.publish("", "2", { properties: { topicAlias: 10 } });
  client.publish("two", "3", { properties: { topicAlias: 10 } });
  client.publish("", "4", { properties: { topicAlias: 10 } });
  expect(only(witness.take(), "PUBLISH").map(({ topicName }) => topicName)).toEqual(["one", "one", "two", "two"]);
});

test.each([
  ["above the maximum is closed with 0x94 [5.0/MQTT-3.3.2-9]", "t", 11, 0x94],
  ["of 0 is closed with 0x94 [5.0/MQTT-3.3.2-8]", "t", 0, 0x94],
  ["that is not known is closed with 0x82 [5.0/U5-093]", "", 1, 0x82],
  ["that is missing beside an empty topic is closed with 0x82 [5.0/U5-078]", "", undefined, 0x82],
] as const)("a Topic Alias %s", (_case, topicName, topicAlias, reasonCode) => {
  const client = createStage({ topicAliasMaximum: 10 }).connect("5.0", "a");
  const answer = client.publish(topicName, "m", { properties: topicAlias === undefined ? {} : { topicAlias } });
  expect(answer).toMatchObject([{ type: "DISCONNECT", reasonCode }]);
  expect(client.isClosed()).toBe(true);
});

test("a Topic Alias ends with its connection [5.0/MQTT-3.3.2-7]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "a", { clean: false });
  first.publish("t", "m", { properties: { topicAlias: 1 } });
  first.cut();
  expect(stage.connect("5.0", "a", { clean: false }).publish("", "m", { properties: { topicAlias: 1 } })).toMatchObject(
    [{ reasonCode: 0x82 }],
  );
});

test("a message that was too large is not kept for the next connection [5.0/MQTT-3.1.2-25]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "s", {
    clean: false,
    properties: { maximumPacketSize: 40, sessionExpiryInterval: 100 },
  });
  first.subscribe("t");
  stage.connect("5.0", "p").publish("t", "x".repeat(100), { qos: 1 });
  first.cut();
  expect(stage.open("5.0").send(connectPacket("5.0", "s", { clean: false }))).toHaveLength(1);
});

test("what the client acknowledges before its turn came is not sent again [5.0/MQTT-4.4.0-2]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "s", { clean: false });
  first.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  for (const payload of ["1", "2", "3"]) publisher.publish("t", payload, { qos: 1 });
  first.cut();
  const narrow = { clean: false, properties: { receiveMaximum: 1, sessionExpiryInterval: 100 } };
  const second = stage.open("5.0");
  expect(payloads(second.send(connectPacket("5.0", "s", narrow)))).toEqual(["1"]);
  expect(second.send(ackPacket("5.0", "PUBACK", 2))).toEqual([]);
  expect(payloads(second.send(ackPacket("5.0", "PUBACK", 1)))).toEqual(["3"]);
});

test("what was still to be sent again when the connection ended is sent once on the next [5.0/MQTT-4.4.0-1]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "s", { clean: false });
  first.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  for (const payload of ["1", "2", "3"]) publisher.publish("t", payload, { qos: 1 });
  first.cut();
  const narrow = { clean: false, properties: { receiveMaximum: 1, sessionExpiryInterval: 100 } };
  stage.connect("5.0", "s", narrow).cut();
  expect(payloads(stage.open("5.0").send(connectPacket("5.0", "s", { clean: false })))).toEqual(["1", "2", "3"]);
});

test("a QoS 2 message of an earlier connection counts once it is repeated, and not before [5.0/MQTT-3.3.4-7]", () => {
  const stage = createStage({ receiveMaximum: 1 });
  const first = stage.connect("5.0", "a", { clean: false });
  first.publish("t", "1", { qos: 2, packetId: 1 });
  first.cut();
  const second = stage.connect("5.0", "a", { clean: false });
  expect(second.publish("t", "2", { qos: 2, packetId: 2 })).toMatchObject([{ type: "PUBREC" }]);
  second.send(ackPacket("5.0", "PUBREL", 2));
  second.publish("t", "1", { qos: 2, packetId: 1, dup: true });
  expect(second.publish("t", "3", { qos: 2, packetId: 3 })).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x93 }]);
});

test("releasing a message of an earlier connection makes no room on this one [5.0/MQTT-3.3.4-7]", () => {
  const stage = createStage({ receiveMaximum: 1 });
  const first = stage.connect("5.0", "a", { clean: false });
  first.publish("t", "1", { qos: 2, packetId: 1 });
  first.cut();
  const second = stage.connect("5.0", "a", { clean: false });
  second.send(ackPacket("5.0", "PUBREL", 1));
  second.publish("t", "2", { qos: 2, packetId: 2 });
  expect(second.publish("t", "3", { qos: 2, packetId: 3 })).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x93 }]);
});
