// The choices that the standard leaves, and what an observer sees of each.

import { expect, test } from "vitest";
import type { Packet, PacketOf } from "../../codec/index.ts";
import { type Choices, DEFAULT_CHOICES } from "./choices.ts";
import { ackPacket, connectPacket, createStage, only, payloads, publishPacket } from "./stage.ts";

const VERSIONS = ["3.1.1", "5.0"] as const;
const METHODS = { A: "on PUBREL", B: "on PUBLISH" } as const;

function stageWith(choices: Partial<Choices>) {
  return createStage({ choices: { ...DEFAULT_CHOICES, ...choices } });
}

/** What a subscriber has got after each packet of one exchange at QoS 2. */
function exchange(version: "3.1.1" | "5.0", method: "A" | "B"): readonly string[] {
  const stage = stageWith({ qos2Delivery: METHODS[method] });
  const listener = stage.connect(version, "l");
  listener.subscribe("t");
  const speaker = stage.connect(version, "s");
  const packets = [
    publishPacket(version, "t", "x", { qos: 2 }),
    publishPacket(version, "t", "x", { qos: 2, dup: true }),
    ackPacket(version, "PUBREL", 1),
    ackPacket(version, "PUBREL", 1),
  ];
  return packets.map((packet) => {
    const answers = speaker.send(packet).map(({ type }) => type);
    return `${packet.type}: ${answers.join()} / ${payloads(listener.take()).join()}`;
  });
}

test.each(VERSIONS)(
  "in %s a message goes onward with its PUBREL, or with its PUBLISH, and once [3.1.1/MQTT-4.3.3-2]",
  (version) => {
    expect(exchange(version, "A")).toEqual([
      "PUBLISH: PUBREC / ",
      "PUBLISH: PUBREC / ",
      "PUBREL: PUBCOMP / x",
      "PUBREL: PUBCOMP / ",
    ]);
    expect(exchange(version, "B")).toEqual([
      "PUBLISH: PUBREC / x",
      "PUBLISH: PUBREC / ",
      "PUBREL: PUBCOMP / ",
      "PUBREL: PUBCOMP / ",
    ]);
  },
);

test("a message that waits for its PUBREL is stored before its PUBREC leaves [5.0/MQTT-4.1.0-1]", () => {
  const stage = stageWith({ qos2Delivery: "on PUBREL" });
  const speaker = stage.connect("5.0", "s", { clean: false });
  stage.durable.length = 0;
  speaker.publish("t", "x", { qos: 2 });
  expect(stage.durable).toMatchObject([
    { type: "store", record: { kind: "inbound", packetId: 1, message: { topicName: "t" } } },
  ]);
});

/** Whether the subscriber has the message, where the publisher's session ends after so many packets of the exchange. */
function afterTheEnd(method: "A" | "B", packets: number): boolean {
  const stage = stageWith({ qos2Delivery: METHODS[method] });
  const listener = stage.connect("3.1.1", "l");
  listener.subscribe("t");
  const speaker = stage.connect("3.1.1", "s", { clean: false });
  const exchanged = [publishPacket("3.1.1", "t", "x", { qos: 2 }), ackPacket("3.1.1", "PUBREL", 1)];
  for (const packet of exchanged.slice(0, packets)) speaker.send(packet);
  speaker.cut();
  stage.open("3.1.1").send(connectPacket("3.1.1", "s", { clean: true }));
  return payloads(listener.take()).length > 0;
}

test("Methods A and B differ where the publisher's session ends between PUBLISH and PUBREL, and nowhere else", () => {
  const table = [0, 1, 2].map((packets) => ({ packets, A: afterTheEnd("A", packets), B: afterTheEnd("B", packets) }));
  expect(table).toEqual([
    { packets: 0, A: false, B: false },
    { packets: 1, A: false, B: true },
    { packets: 2, A: true, B: true },
  ]);
});

test("with Method A PUBCOMP says nothing of subscribers [5.0/MQTT-3.7.2-1]", () => {
  const speaker = stageWith({ qos2Delivery: "on PUBREL" }).connect("5.0", "s");
  speaker.publish("t", "x", { qos: 2 });
  expect(speaker.send(ackPacket("5.0", "PUBREL", 1))).toMatchObject([{ type: "PUBCOMP", reasonCode: 0x00 }]);
});

test("messages that wait for their PUBREL are bounded, too [5.0/MQTT-4.13.1-1]", () => {
  const choices = { ...DEFAULT_CHOICES, qos2Delivery: "on PUBREL" } as const;
  const speaker = createStage({ choices, maximumQueuedMessages: 1 }).connect("3.1.1", "s");
  speaker.publish("t", "x", { qos: 2 });
  expect(speaker.isClosed()).toBe(false);
  speaker.publish("t", "y", { qos: 2 });
  expect(speaker.isClosed()).toBe(true);
});

test("overlapping subscriptions get a copy each, with its own identifier [5.0/MQTT-3.3.4-5]", () => {
  const stage = stageWith({ overlappingSubscriptions: "a copy each" });
  const listener = stage.connect("5.0", "l");
  listener.subscribe("a/b", { qos: 0 }, { subscriptionIdentifier: 1 });
  listener.subscribe("a/+", { qos: 1 }, { subscriptionIdentifier: 2 });
  stage.connect("5.0", "s").publish("a/b", "x", { qos: 2 });
  const copies = only(listener.take(), "PUBLISH") as readonly PacketOf<"PUBLISH", "5.0">[];
  expect(copies.map(({ qos, properties }) => `${qos}: ${properties.subscriptionIdentifiers}`).sort()).toEqual([
    "0: 1",
    "1: 2",
  ]);
});

test("more than our Receive Maximum may be tolerated [5.0/MQTT-3.3.4-7]", () => {
  const stage = createStage({ receiveMaximum: 1, choices: { ...DEFAULT_CHOICES, receiveMaximumExcess: "tolerate" } });
  const client = stage.connect("5.0", "c");
  const types = (packets: readonly Packet[]) => packets.map(({ type }) => type);
  expect([types(client.publish("t", "x", { qos: 2 })), types(client.publish("t", "y", { qos: 2 }))]).toEqual([
    ["PUBREC"],
    ["PUBREC"],
  ]);
});
