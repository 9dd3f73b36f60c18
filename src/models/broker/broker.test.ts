// What only shows in the effects themselves: durability, and timers that come too late. (5.0 §4.1, 3.1.1 §4.1)

import { expect, test } from "vitest";
import { createBroker, handle } from "./broker.ts";
import type { BrokerInput } from "./event.ts";
import { ackPacket, connectPacket, createStage, disconnectPacket } from "./stage.ts";

test("what must outlive a crash is stored before it is acknowledged, and erased when it is done [5.0/MQTT-4.1.0-1]", () => {
  const stage = createStage();
  const subscriber = stage.connect("5.0", "a", { clean: false, will: { topicName: "w" } });
  subscriber.subscribe("t");
  stage.connect("5.0", "p").publish("t", "m", { qos: 2, retain: true });
  subscriber.send(ackPacket("5.0", "PUBREC", 1));
  subscriber.send(ackPacket("5.0", "PUBCOMP", 1));
  subscriber.send(disconnectPacket("5.0", 0x00, 0));
  expect(stage.durable).toMatchObject([
    { type: "store", record: { kind: "session", clientId: "a", sessionExpiryInterval: 100 } },
    { type: "store", record: { kind: "will", clientId: "a", message: { topicName: "w" } } },
    { type: "store", record: { kind: "subscription", clientId: "a", topicFilter: "t" } },
    { type: "store", record: { kind: "retained", topicName: "t" } },
    {
      type: "store",
      record: { kind: "outbound", clientId: "a", sequence: 1, packetId: 1, message: { topicName: "t" } },
    },
    { type: "store", record: { kind: "outbound", clientId: "a", sequence: 1, packetId: 1 } },
    { type: "erase", key: { kind: "outbound", clientId: "a", sequence: 1 } },
    { type: "erase", key: { kind: "session", clientId: "a" } },
  ]);
});

test("a timer that ran before it could be stopped does no harm [5.0/MQTT-4.1.0-1]", () => {
  const broker = createBroker();
  const tell = (input: BrokerInput) => handle(broker, input);
  const will = { topicName: "w", properties: { willDelayInterval: 5 } };
  tell({ type: "opened", atMs: 0, connection: 1 });
  tell({
    type: "packet",
    atMs: 0,
    connection: 1,
    packet: connectPacket("5.0", "a", { clean: false, expiry: 10, will }),
  });
  expect(tell({ type: "elapsed", atMs: 10_000, timer: "sessionExpiry/a" })).toEqual([]);
  expect(tell({ type: "elapsed", atMs: 10_000, timer: "willDelay/a" })).toEqual([]);
  expect(tell({ type: "elapsed", atMs: 10_000, timer: "connect/1" })).toEqual([]);
  expect(tell({ type: "packet", atMs: 10_000, connection: 1, packet: { type: "PINGREQ" } })).toMatchObject([
    { packet: { type: "PINGRESP" } },
  ]);
});

test("a retained message that has expired is erased where it is looked for [5.0/U5-077]", () => {
  const stage = createStage();
  stage.connect("5.0", "p").publish("t", "m", { retain: true, properties: { messageExpiryInterval: 1 } });
  stage.advance(1000);
  stage.connect("5.0", "a").subscribe("#");
  expect(stage.durable.slice(1)).toEqual([{ type: "erase", key: { kind: "retained", topicName: "t" } }]);
});
