// What the server itself says, and what it says of what it does: its own publications, why it closes, what it lets go.

import { describe, expect, test } from "vitest";
import type { ServerPublication } from "./event.ts";
import { createStage, payloads, utf8 } from "./stage.ts";

function uptime(payload: string): ServerPublication {
  return { topicName: "$SYS/broker/uptime", payload: utf8(payload), qos: 0, retain: true };
}

describe("what the server publishes", () => {
  test.each(["5.0", "3.1.1"] as const)("goes to who subscribes, and is retained, in MQTT %s", (version) => {
    const stage = createStage();
    const early = stage.connect(version, "early");
    early.subscribe("$SYS/#");
    stage.publish(uptime("1 second"));
    stage.publish(uptime("2 seconds"));
    expect(payloads(early.take())).toEqual(["1 second", "2 seconds"]);
    expect(payloads(stage.connect(version, "late").subscribe("$SYS/broker/+"))).toEqual(["2 seconds"]);
  });

  test("no filter that begins with a wildcard gets it [5.0/MQTT-4.7.2-1]", () => {
    const stage = createStage();
    const client = stage.connect("5.0", "a");
    client.subscribe("#");
    stage.publish(uptime("1 second"));
    expect(client.take()).toEqual([]);
  });

  test("no client may say it [5.0/U5-130]", () => {
    const stage = createStage();
    const client = stage.connect("5.0", "a");
    expect(client.publish("$SYS/broker/uptime", "for ever", { qos: 1, retain: true })).toMatchObject([
      { type: "PUBACK", reasonCode: 0x87 },
    ]);
    expect(payloads(client.subscribe("$SYS/#"))).toEqual([]);
  });

  test("is not stored, and what a client had stored there is erased", () => {
    const stage = createStage({ authorise: () => true });
    stage.connect("5.0", "a").publish("$SYS/broker/uptime", "for ever", { qos: 1, retain: true });
    stage.durable.length = 0;
    for (const payload of ["1 second", "2 seconds", ""]) stage.publish(uptime(payload));
    expect(stage.durable).toEqual([{ type: "erase", key: { kind: "retained", topicName: "$SYS/broker/uptime" } }]);
  });

  test("takes no room from the clients", () => {
    const stage = createStage({ maximumRetainedMessages: 1, maximumRetainedBytes: 10 });
    stage.publish(uptime("a great many seconds"));
    const client = stage.connect("5.0", "a");
    const isTaken = (topicName: string) => client.publish(topicName, "on", { qos: 1, retain: true });
    expect(isTaken("lamp")).toMatchObject([{ reasonCode: 0x10 }]);
    expect(isTaken("door")).toMatchObject([{ reasonCode: 0x97 }]);
    stage.publish({ ...uptime(""), topicName: "lamp" });
    expect(isTaken("door")).toMatchObject([{ reasonCode: 0x10 }]);
  });

  test("expires where it says so [5.0/MQTT-3.3.2-5]", () => {
    const stage = createStage();
    stage.publish({ ...uptime("1 second"), properties: { messageExpiryInterval: 10 } });
    stage.advance(10_000);
    expect(payloads(stage.connect("5.0", "a").subscribe("$SYS/#"))).toEqual([]);
  });
});

describe("the end of a connection says why", () => {
  test("a sentence that a client broke, in MQTT 3.1.1 as well, which has no word for it", () => {
    const stage = createStage();
    stage.connect("3.1.1", "a").send({ type: "PINGRESP" });
    stage.open("3.1.1").malformed("3.1.1/MQTT-3.1.2-3", 0x81);
    stage.open("3.1.1").malformed("3.1.1/MQTT-3.1.0-1", 0x82);
    expect(stage.endings).toMatchObject([
      { event: "violation", reasonCode: 0x82, requirement: "3.1.1/U3-048", found: "PINGRESP from a client" },
      { event: "malformed", reasonCode: 0x81, requirement: "3.1.1/MQTT-3.1.2-3", found: "a fault" },
      { event: "timeout", requirement: "3.1.1/MQTT-3.1.0-1" },
    ]);
  });

  test("a refusal, silence, another connection, and the end of the server", () => {
    const stage = createStage({ maximumSessions: 1 });
    const client = stage.connect("5.0", "a", { keepAlive: 1 });
    stage.connect("5.0", "b");
    stage.connect("5.0", "a", { keepAlive: 1 });
    stage.advance(1500);
    stage.connect("5.0", "a");
    stage.stop();
    expect(client.isClosed()).toBe(true);
    expect(stage.endings).toEqual([
      { event: "refused", reasonCode: 0x97 },
      { event: "takenOver", reasonCode: 0x8e },
      { event: "timeout", reasonCode: 0x8d },
      { event: "stopped", reasonCode: 0x8b },
    ]);
  });
});

test.each(["drop-newest", "drop-oldest"] as const)(
  "what is let go for want of room is told, with %s",
  (queuePolicy) => {
    const stage = createStage({ maximumQueuedMessages: 1, queuePolicy });
    const sleeper = stage.connect("5.0", "sleeper", { clean: false });
    sleeper.subscribe("t");
    sleeper.cut();
    const publisher = stage.connect("5.0", "p");
    for (const payload of ["1", "2", "3"]) publisher.publish("t", payload, { qos: 1 });
    expect(stage.drops).toEqual(["sleeper", "sleeper"]);
  },
);
