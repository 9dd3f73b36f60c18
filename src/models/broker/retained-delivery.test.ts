// More retained messages than any queue holds: they come as the client takes them.

import { expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import type { BrokerOptions } from "./options.ts";
import { ackPacket, createStage, payloads, type Stage, type StageClient } from "./stage.ts";

const COUNT = 40;
const TIGHT: Partial<BrokerOptions> = { maximumUnsentBytes: 100, maximumQueuedMessages: 6, maximumInFlightMessages: 4 };

function full(): Stage {
  const stage = createStage(TIGHT);
  const publisher = stage.connect("5.0", "p");
  for (let i = 0; i < COUNT; i++) publisher.publish(`r/${i}`, String(i), { retain: true, qos: 1 });
  return stage;
}

const ALL = Array.from({ length: COUNT }, (_, i) => String(i));
const numbered = (found: readonly string[]): readonly string[] => found.toSorted((a, b) => Number(a) - Number(b));

/** Acknowledges what comes, and has the transport drained, until nothing comes any more. */
function takeAll(stage: Stage, client: StageClient, first: readonly Packet[]): readonly string[] {
  const found: string[] = [];
  for (let came = first; came.length > 0; ) {
    found.push(...payloads(came));
    const ids = came.flatMap((packet) => (packet.type === "PUBLISH" && packet.qos === 1 ? [packet.packetId] : []));
    const more = ids.flatMap((id) => client.send(ackPacket("5.0", "PUBACK", id)));
    came = [...more, ...stage.drain(client)];
  }
  return found;
}

test.each([0, 1] as const)(
  "all of them come at QoS %i, and none is let go [5.0/MQTT-3.3.1-9] [3.1.1/MQTT-3.3.1-6]",
  (qos) => {
    const stage = full();
    const client = stage.connect("5.0", "c");
    const first = client.subscribe("r/#", { qos });
    expect(payloads(first).length).toBeLessThan(COUNT);
    expect(numbered(takeAll(stage, client, first))).toEqual(ALL);
    expect(stage.drops).toEqual([]);
  },
);

test("what comes live meanwhile has its half of the queue, and nothing older follows it", () => {
  const stage = full();
  const client = stage.connect("5.0", "c");
  const first = client.subscribe("r/#", { qos: 1 });
  stage.connect("5.0", "q").publish("r/0", "newer", { qos: 1, retain: true });
  const found = takeAll(stage, client, first);
  expect(found.filter((payload) => payload === "newer" || payload === "0")).toEqual(["newer"]);
  expect(found).toHaveLength(COUNT);
  expect(stage.drops).toEqual([]);
});

test("after an UNSUBSCRIBE no more of them come, and after a new SUBSCRIBE all again [5.0/MQTT-3.10.4-2] [5.0/MQTT-3.8.4-3]", () => {
  const stage = full();
  const client = stage.connect("5.0", "c");
  client.subscribe("r/#", { qos: 0 });
  client.send({ type: "UNSUBSCRIBE", packetId: 9, topicFilters: ["r/#"], properties: {} });
  expect(stage.drain(client)).toEqual([]);
  expect(numbered(takeAll(stage, client, client.subscribe("r/#", { qos: 0 })))).toEqual(ALL);
});

test("who subscribes again and again and reads nothing is held to its bounds, and told of by drops", () => {
  const stage = full();
  const client = stage.connect("5.0", "c");
  for (let i = 0; i < 30; i++) client.subscribe(`${"+/".repeat(i % 2)}${i % 2 === 0 ? "r/#" : "#"}`);
  expect(stage.drops).toEqual([]);
  for (let i = 0; i < 30; i++) client.subscribe(i % 10 === 0 ? "#" : `r/+${"/#".repeat(i % 2)}`);
  for (let i = 0; i < COUNT; i++) client.subscribe(`+/${i}`);
  expect(stage.drops.length).toBeGreaterThan(0);
  expect(payloads(client.take()).length).toBeLessThan(COUNT);
});
