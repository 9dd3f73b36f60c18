// A session that goes from one server to another, with all that it holds.

import { describe, expect, test } from "vitest";
import { applyToStore, type RecordStore } from "./record-store.ts";
import { ackPacket, connectPacket, createStage, payloads, publishPacket } from "./stage.ts";

/** A session with something of each kind: subscriptions, messages sent and waiting, one being received, a will that waits. */
function busySession() {
  const stage = createStage({ announces: true });
  const will = { topicName: "w", payload: "the will", properties: { willDelayInterval: 50 } };
  const client = stage.connect("5.0", "c", { clean: false, will, properties: { receiveMaximum: 3 } });
  client.subscribe("t", { qos: 2 });
  client.subscribe("$share/g/t/shared", { qos: 1 }, { subscriptionIdentifier: 7 });
  const publisher = stage.connect("5.0", "p");
  for (const payload of ["1", "2", "3", "4"]) publisher.publish("t", payload, { qos: 2 });
  publisher.publish("t/shared", "shared", { qos: 1 });
  client.send(ackPacket("5.0", "PUBREC", 1));
  client.send(publishPacket("5.0", "u", "from the client", { qos: 2, packetId: 9 }));
  return { stage, client, publisher };
}

test("what a session holds is what is stored of it [5.0/MQTT-4.1.0-1] [3.1.1/MQTT-4.1.0-1]", () => {
  const { stage } = busySession();
  const store: RecordStore = new Map();
  for (const effect of stage.durable) applyToStore(store, effect);
  const stored = [...store.values()].filter((record) => "clientId" in record && record.clientId === "c");
  expect(stored.length).toBe(10);
  expect(new Set(stage.recordsOf("c"))).toEqual(new Set(stored));
  expect(stage.recordsOf("nobody")).toEqual([]);
});

describe("a session that another server claims", () => {
  test("is taken over there, and is here no more [5.0/MQTT-3.1.4-3] [3.1.1/MQTT-3.1.4-2]", () => {
    const { stage, client, publisher } = busySession();
    client.take();
    expect(stage.claim("c").length).toBe(10);
    expect(client.take()).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x8e }]);
    expect(client.isClosed()).toBe(true);
    expect(stage.recordsOf("c")).toEqual([]);
    expect(publisher.publish("t", "5", { qos: 1 })).toMatchObject([{ type: "PUBACK", reasonCode: 0x10 }]);
    // Neither its will nor its end comes here any more.
    const listener = stage.connect("5.0", "l");
    listener.subscribe("w");
    stage.advance(1_000_000);
    expect(payloads(listener.take())).toEqual([]);
  });

  test("goes on at the other as if it had been there [5.0/MQTT-4.4.0-1] [5.0/MQTT-4.3.3-10] [3.1.1/MQTT-4.4.0-1]", () => {
    const { stage } = busySession();
    const other = createStage();
    other.adopt(stage.claim("c"));
    const client = other.open("5.0");
    const came = client.send(connectPacket("5.0", "c", { clean: false }));
    expect(came).toMatchObject([
      { type: "CONNACK", sessionPresent: true },
      { type: "PUBREL", packetId: 1 },
      { type: "PUBLISH", packetId: 2, dup: true },
      { type: "PUBLISH", packetId: 3, dup: true },
      { type: "PUBLISH", dup: false },
      { type: "PUBLISH", dup: false },
    ]);
    expect(payloads(came)).toEqual(["2", "3", "4", "shared"]);
    // It was taken there, and is not taken twice.
    const listener = other.connect("5.0", "l");
    listener.subscribe("u");
    client.send(publishPacket("5.0", "u", "from the client", { qos: 2, packetId: 9, dup: true }));
    expect(payloads(listener.take())).toEqual([]);
    expect(client.subscribe("t", { qos: 1, retainHandling: 1 })).toHaveLength(1);
  });

  test("that nobody comes for publishes its will there, after its delay [5.0/MQTT-3.1.3-9]", () => {
    const { stage } = busySession();
    const other = createStage();
    const listener = other.connect("5.0", "l");
    listener.subscribe("w");
    other.adopt(stage.claim("c"));
    other.advance(49_000);
    expect(payloads(listener.take())).toEqual([]);
    other.advance(2_000);
    expect(payloads(listener.take())).toEqual(["the will"]);
  });

  test("and that ends with its connection ends, and its will is published [5.0/MQTT-3.1.2-8]", () => {
    const stage = createStage();
    stage.connect("5.0", "c", { will: { topicName: "w", payload: "the will" } });
    const listener = stage.connect("5.0", "l");
    listener.subscribe("w");
    expect(stage.claim("c")).toEqual([]);
    expect(payloads(listener.take())).toEqual(["the will"]);
  });
});

test("sessions that come leave those that are here alone", () => {
  const stage = createStage();
  const here = stage.connect("5.0", "here");
  here.subscribe("t");
  stage.adopt([{ kind: "session", clientId: "c", sessionExpiryInterval: 100 }]);
  stage.connect("5.0", "p").publish("t", "x");
  expect(payloads(here.take())).toEqual(["x"]);
});

test("who wants to know is told of messages, of filters at their first and last subscription, and of ended sessions", () => {
  const { stage, publisher } = busySession();
  stage.announced.length = 0;
  const [one, two] = [stage.connect("5.0", "one"), stage.connect("5.0", "two")];
  for (const client of [one, two]) client.subscribe("a/#");
  publisher.publish("a/b", "x");
  one.cut();
  two.cut();
  expect(stage.announced).toMatchObject([
    { type: "interest", topicFilter: "a/#", isWanted: true },
    { type: "taken", message: { topicName: "a/b" } },
    { type: "sessionEnded", clientId: "one" },
    { type: "interest", topicFilter: "a/#", isWanted: false },
    { type: "sessionEnded", clientId: "two" },
  ]);
});
