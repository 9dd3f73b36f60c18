import { connectAsync } from "mqtt";
import { test as base, expect } from "vitest";
import { brokerFixture } from "./vitest.ts";

const test = base.extend(brokerFixture());

test("what the lamp publishes arrives", async ({ broker }) => {
  const lamp = await connectAsync(broker.url, { clientId: "lamp", protocolVersion: 5 });
  await lamp.publishAsync("lamp/state", "on", { qos: 1 });
  expect(await broker.waitFor("received", { topicName: "lamp/state" })).toMatchObject({ text: "on", qos: 1 });
  await lamp.endAsync();
});

test("the lamp does what it is told", async ({ broker }) => {
  const lamp = await connectAsync(broker.url, { clientId: "lamp", protocolVersion: 5 });
  const told = new Promise((resolve) => lamp.once("message", (_topic, payload) => resolve(String(payload))));
  await lamp.subscribeAsync("lamp/set");
  broker.publish("lamp/set", "off");
  expect(await told).toBe("off");
  await lamp.endAsync();
});

test("the lamp comes back to its session after the network failed, but not after an hour", async ({ broker }) => {
  const lamp = await connectAsync(broker.url, {
    clientId: "lamp",
    protocolVersion: 5,
    clean: false,
    reconnectPeriod: 1,
    properties: { sessionExpiryInterval: 3600 },
  });
  await broker.waitFor("connected", { sessionPresent: false });
  const isBack = new Promise((resolve) => lamp.once("connect", resolve));
  broker.drop("lamp");
  await isBack;
  await broker.waitFor("connected", { sessionPresent: true });
  await lamp.endAsync();
  await broker.waitFor("disconnected", { by: "client" });
  broker.clock.advance(3_600_000);
  const isNew = new Promise((resolve) => lamp.once("connect", resolve));
  lamp.reconnect();
  await isNew;
  await broker.waitFor("connected", { sessionPresent: false });
  await lamp.endAsync();
});

test("the will of the lamp is published when its delay is over", async ({ broker }) => {
  const watcher = await connectAsync(broker.url, { clientId: "watcher", protocolVersion: 5 });
  await watcher.subscribeAsync("lamp/gone");
  await connectAsync(broker.url, {
    clientId: "lamp",
    protocolVersion: 5,
    clean: false,
    reconnectPeriod: 0,
    properties: { sessionExpiryInterval: 3600 },
    will: {
      topic: "lamp/gone",
      payload: Buffer.from("yes"),
      qos: 0,
      retain: false,
      properties: { willDelayInterval: 30 },
    },
  });
  broker.drop("lamp");
  broker.clock.advance(29_000);
  expect(broker.happenings.filter(({ name }) => name === "sent")).toEqual([]);
  broker.clock.advance(1000);
  expect(await broker.waitFor("sent", { clientId: "watcher" })).toMatchObject({ topicName: "lamp/gone", text: "yes" });
  await watcher.endAsync();
});

test("a lamp that is silent for too long is disconnected", async ({ broker }) => {
  const lamp = await connectAsync(broker.url, {
    clientId: "lamp",
    protocolVersion: 5,
    keepalive: 60,
    reconnectPeriod: 0,
  });
  broker.clock.advance(90_000);
  expect(await broker.waitFor("disconnected", { clientId: "lamp" })).toMatchObject({ by: "broker", reasonCode: 0x8d });
  lamp.end(true);
});
