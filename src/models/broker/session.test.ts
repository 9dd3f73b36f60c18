// Sessions: begun, resumed, expired, taken over; and the flows that they carry over. (5.0 §3.1.2.4, §4.1, §4.4; 3.1.1 §3.1.2.4, §4.4)

import { expect, test } from "vitest";
import type { RequirementId } from "../../../spec/index.ts";
import {
  ackPacket,
  connectPacket,
  createStage,
  disconnectPacket,
  only,
  payloads,
  publishPacket,
  spoken,
} from "./stage.ts";

function each<const T extends readonly RequirementId[]>(...ids: T) {
  return test.each(ids.map((id) => [id] as const));
}

each("5.0/MQTT-3.2.2-3", "3.1.1/MQTT-3.2.2-2")("a session is resumed, and Session Present says so [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  stage.connect(version, "a", { clean: false }).cut();
  expect(stage.open(version).send(connectPacket(version, "a", { clean: false }))).toMatchObject([
    { type: "CONNACK", sessionPresent: true },
  ]);
});

each("5.0/MQTT-3.1.2-4", "3.1.1/MQTT-3.1.2-6")("a clean start discards the session that was there [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const first = stage.connect(version, "a", { clean: false });
  first.subscribe("t");
  first.cut();
  const second = stage.open(version);
  expect(second.send(connectPacket(version, "a", { clean: true }))).toMatchObject([{ sessionPresent: false }]);
  stage.connect(version, "p").publish("t", "m", { qos: 1 });
  expect(second.take()).toEqual([]);
});

each("5.0/MQTT-4.1.0-2", "3.1.1/MQTT-3.1.2-6")("a session without an expiry ends with its connection [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  stage.connect(version, "a", { clean: true }).cut();
  expect(stage.open(version).send(connectPacket(version, "a", { clean: false }))).toMatchObject([
    { sessionPresent: false },
  ]);
});

test("a session ends when its Session Expiry Interval has passed [5.0/MQTT-4.1.0-2]", () => {
  const stage = createStage();
  stage.connect("5.0", "a", { clean: false, expiry: 10 }).cut();
  stage.advance(9999);
  const second = stage.open("5.0");
  expect(second.send(connectPacket("5.0", "a", { clean: false, expiry: 10 }))).toMatchObject([
    { sessionPresent: true },
  ]);
  stage.advance(100_000);
  second.cut();
  stage.advance(10_000);
  expect(stage.open("5.0").send(connectPacket("5.0", "a", { clean: false }))).toMatchObject([
    { sessionPresent: false },
  ]);
});

test("a session of 0xFFFFFFFF never ends [5.0/U5-022]", () => {
  const stage = createStage();
  stage.connect("5.0", "a", { clean: false, expiry: 0xffffffff }).cut();
  stage.advance(1e12);
  expect(stage.open("5.0").send(connectPacket("5.0", "a", { clean: false }))).toMatchObject([{ sessionPresent: true }]);
});

test("DISCONNECT changes the Session Expiry Interval [5.0/U5-115]", () => {
  const stage = createStage();
  stage.connect("5.0", "a", { clean: false, expiry: 100 }).send(disconnectPacket("5.0", 0x00, 0));
  expect(stage.open("5.0").send(connectPacket("5.0", "a", { clean: false, expiry: 10 }))).toMatchObject([
    { sessionPresent: false },
  ]);
});

test("DISCONNECT may not lengthen a session that was to end [5.0/U5-116]", () => {
  const stage = createStage();
  const witness = stage.connect("5.0", "witness");
  witness.subscribe("w");
  const client = stage.connect("5.0", "a", { expiry: 0, will: { topicName: "w" } });
  expect(client.send(disconnectPacket("5.0", 0x00, 10))).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x82 }]);
  expect(payloads(witness.take())).toEqual(["gone"]);
});

test("DISCONNECT may ask for what the server would not give at CONNECT, and gets no more [5.0/U5-116]", () => {
  const stage = createStage({ maximumSessionExpiryInterval: 0 });
  const client = stage.connect("5.0", "a", { clean: false, expiry: 10 });
  expect(client.send(disconnectPacket("5.0", 0x00, 20))).toEqual([]);
  expect(stage.open("5.0").send(connectPacket("5.0", "a", { clean: false }))).toMatchObject([
    { sessionPresent: false, properties: { sessionExpiryInterval: 0 } },
  ]);
});

test("a server with a shorter limit says which Session Expiry Interval it took [5.0/U5-050]", () => {
  const stage = createStage({ maximumSessionExpiryInterval: 50 });
  const client = stage.open("5.0");
  expect(client.send(connectPacket("5.0", "a", { clean: false, expiry: 100 }))).toMatchObject([
    { properties: { sessionExpiryInterval: 50 } },
  ]);
  client.cut();
  stage.advance(50_000);
  expect(stage.open("5.0").send(connectPacket("5.0", "a", { clean: false }))).toMatchObject([
    { sessionPresent: false },
  ]);
});

each("5.0/MQTT-3.1.4-3", "3.1.1/MQTT-3.1.4-2")(
  "a session that is taken over is resumed if it outlives its connection [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const first = stage.connect(version, "a", { clean: false });
    first.subscribe("t");
    const second = stage.open(version);
    expect(second.send(connectPacket(version, "a", { clean: false }))).toMatchObject([
      { type: "CONNACK", sessionPresent: true },
    ]);
    first.publish("t", "of the old connection");
    stage.connect(version, "p").publish("t", "m");
    expect(payloads(second.take())).toEqual(["m"]);
    expect(payloads(first.take())).toEqual([]);
  },
);

each("5.0/MQTT-4.5.0-1", "3.1.1/MQTT-3.1.2-5")(
  "messages at QoS 1 and 2 wait for a client that is away, in order [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const first = stage.connect(version, "a", { clean: false });
    first.subscribe("t");
    first.cut();
    const publisher = stage.connect(version, "p");
    publisher.publish("t", "0", { qos: 0 });
    publisher.publish("t", "1", { qos: 1 });
    publisher.publish("t", "2", { qos: 2 });
    publisher.publish("t", "3", { qos: 1 });
    const [connack, ...rest] = stage.open(version).send(connectPacket(version, "a", { clean: false }));
    expect(connack).toMatchObject({ sessionPresent: true });
    expect(payloads(rest)).toEqual(["1", "2", "3"]);
    expect(rest).toMatchObject([
      { qos: 1, dup: false, packetId: 1 },
      { qos: 2, dup: false, packetId: 2 },
      { qos: 1, dup: false, packetId: 3 },
    ]);
  },
);

each("5.0/MQTT-4.4.0-1", "3.1.1/MQTT-4.4.0-1")(
  "what was not acknowledged is sent again on resume, with DUP and its identifier, in order [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const first = stage.connect(version, "a", { clean: false });
    first.subscribe("t");
    const publisher = stage.connect(version, "p");
    for (const qos of [1, 2, 2, 1] as const) publisher.publish("t", `q${qos}`, { qos });
    expect(only(first.take(), "PUBLISH").map(({ dup }) => dup)).toEqual([false, false, false, false]);
    first.send(ackPacket(version, "PUBREC", 2));
    first.send(ackPacket(version, "PUBACK", 4));
    stage.advance(60_000);
    expect(first.take()).toEqual([]);
    first.cut();
    publisher.publish("t", "new", { qos: 1 });
    const [, ...again] = stage.open(version).send(connectPacket(version, "a", { clean: false }));
    expect(again).toMatchObject([
      { type: "PUBREL", packetId: 2 },
      { type: "PUBLISH", packetId: 1, qos: 1, dup: true },
      { type: "PUBLISH", packetId: 3, qos: 2, dup: true },
      { type: "PUBLISH", packetId: 5, qos: 1, dup: false },
    ]);
  },
);

each("5.0/MQTT-3.3.1-9", "3.1.1/MQTT-3.3.1-6")(
  "resuming brings no retained message again: only SUBSCRIBE does [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const first = stage.connect(version, "a", { clean: false });
    stage.connect(version, "p").publish("t", "kept", { retain: true });
    expect(payloads(first.subscribe("t"))).toEqual(["kept"]);
    first.cut();
    expect(stage.open(version).send(connectPacket(version, "a", { clean: false }))).toHaveLength(1);
  },
);

each("5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2")(
  "a QoS 2 message repeated after a resume is delivered once [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const witness = stage.connect(version, "witness");
    witness.subscribe("t");
    const first = stage.connect(version, "a", { clean: false });
    expect(first.publish("t", "m", { qos: 2, packetId: 7 })).toMatchObject([{ type: "PUBREC", packetId: 7 }]);
    first.cut();
    const second = stage.connect(version, "a", { clean: false });
    expect(second.publish("t", "m", { qos: 2, packetId: 7, dup: true })).toMatchObject([
      { type: "PUBREC", packetId: 7 },
    ]);
    expect(second.send(ackPacket(version, "PUBREL", 7))).toMatchObject([{ type: "PUBCOMP", packetId: 7 }]);
    expect(second.send(ackPacket(version, "PUBREL", 7))).toMatchObject([
      { type: "PUBCOMP", packetId: 7, ...(version === "5.0" && { reasonCode: 0x92 }) },
    ]);
    expect(payloads(witness.take())).toEqual(["m"]);
    second.publish("t", "new", { qos: 2, packetId: 7 });
    expect(payloads(witness.take())).toEqual(["new"]);
  },
);

test("messages that wait are bounded, and the newest is dropped [3.1.1/MQTT-3.1.2-5]", () => {
  const stage = createStage({ maximumQueuedMessages: 2 });
  const first = stage.connect("3.1.1", "a", { clean: false });
  first.subscribe("t");
  first.cut();
  const publisher = stage.connect("3.1.1", "p");
  for (const payload of ["1", "2", "3"]) publisher.publish("t", payload, { qos: 1 });
  expect(payloads(stage.open("3.1.1").send(connectPacket("3.1.1", "a", { clean: false })))).toEqual(["1", "2"]);
});

test("messages that wait are bounded, and the oldest is dropped where that is asked for [3.1.1/MQTT-3.1.2-5]", () => {
  const stage = createStage({ maximumQueuedMessages: 2, queuePolicy: "drop-oldest" });
  const first = stage.connect("3.1.1", "a", { clean: false });
  first.subscribe("t");
  first.cut();
  const publisher = stage.connect("3.1.1", "p");
  for (const payload of ["1", "2", "3"]) publisher.publish("t", payload, { qos: 1 });
  expect(payloads(stage.open("3.1.1").send(connectPacket("3.1.1", "a", { clean: false })))).toEqual(["2", "3"]);
});

test("a session may go on in the other version [5.0/MQTT-3.1.2-5]", () => {
  const stage = createStage();
  const first = stage.connect("3.1.1", "a", { clean: false });
  first.subscribe("t");
  stage.connect("5.0", "p").publish("t", "m", { qos: 1, properties: { contentType: "c" } });
  expect(first.take()).toEqual([publishPacket("3.1.1", "t", "m", { qos: 1 })]);
  first.cut();
  const [, again] = stage.open("5.0").send(connectPacket("5.0", "a", { clean: false }));
  expect(again).toEqual(publishPacket("5.0", "t", "m", { qos: 1, dup: true, properties: { contentType: "c" } }));
});

each("5.0/MQTT-4.4.0-1", "3.1.1/MQTT-4.6.0-6")("PUBRELs are sent again in the order of their PUBRECs [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const first = stage.connect(version, "a", { clean: false });
  first.subscribe("t");
  const publisher = stage.connect(version, "p");
  for (const payload of ["1", "2", "3"]) publisher.publish("t", payload, { qos: 2 });
  for (const packetId of [3, 1, 2]) first.send(ackPacket(version, "PUBREC", packetId));
  first.cut();
  const [, ...again] = stage.open(version).send(connectPacket(version, "a", { clean: false }));
  expect(again).toEqual([3, 1, 2].map((packetId) => ackPacket(version, "PUBREL", packetId)));
});

test("a session that is resumed for ever is not ended by the interval that it had before [5.0/U5-022]", () => {
  const stage = createStage();
  stage.connect("5.0", "a", { clean: false, expiry: 10 }).cut();
  stage.connect("5.0", "a", { clean: false, expiry: 0xffffffff }).cut();
  stage.advance(1e6);
  expect(stage.open("5.0").send(connectPacket("5.0", "a", { clean: false }))).toMatchObject([{ sessionPresent: true }]);
});
