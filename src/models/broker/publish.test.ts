// PUBLISH and its acknowledgements, in both directions. (5.0 §3.3 to §3.7, §4.3, §4.9; 3.1.1 §3.3 to §3.7, §4.3)

import { expect, test } from "vitest";
import type { RequirementId } from "../../../spec/index.ts";
import { ackPacket, connectPacket, createStage, only, payloads, publishPacket, spoken, utf8 } from "./stage.ts";

function each<const T extends readonly RequirementId[]>(...ids: T) {
  return test.each(ids.map((id) => [id] as const));
}

each("5.0/MQTT-3.3.4-1", "3.1.1/MQTT-3.3.4-1")("PUBLISH is answered as its QoS asks [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  stage.connect(version, "s").subscribe("t");
  const client = stage.connect(version, "a");
  expect(client.publish("t", "0", { qos: 0 })).toEqual([]);
  expect(client.publish("t", "1", { qos: 1, packetId: 65535 })).toEqual([ackPacket(version, "PUBACK", 65535)]);
  expect(client.publish("t", "2", { qos: 2, packetId: 65535 })).toEqual([ackPacket(version, "PUBREC", 65535)]);
  expect(client.send(ackPacket(version, "PUBREL", 65535))).toEqual([ackPacket(version, "PUBCOMP", 65535)]);
});

test("an acknowledgement says that nobody subscribes [5.0/U5-097]", () => {
  const client = createStage().connect("5.0", "a");
  expect(client.publish("t", "1", { qos: 1 })).toMatchObject([{ type: "PUBACK", reasonCode: 0x10 }]);
  expect(client.publish("t", "2", { qos: 2 })).toMatchObject([{ type: "PUBREC", reasonCode: 0x10 }]);
});

each("5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2")(
  "every repeat of a QoS 2 PUBLISH is answered, and none is delivered again [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const witness = stage.connect(version, "s");
    witness.subscribe("t");
    const client = stage.connect(version, "a");
    for (let repeat = 0; repeat < 5; repeat++) {
      expect(client.publish("t", "m", { qos: 2, packetId: 6, dup: repeat > 0 })).toEqual([
        ackPacket(version, "PUBREC", 6),
      ]);
    }
    expect(payloads(witness.take())).toEqual(["m"]);
  },
);

each("5.0/MQTT-4.3.2-5", "3.1.1/MQTT-4.3.2-2")(
  "after PUBACK the same identifier is a new message, whatever DUP says [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const witness = stage.connect(version, "s");
    witness.subscribe("t");
    const client = stage.connect(version, "a");
    client.publish("t", "1", { qos: 1, packetId: 6 });
    client.publish("t", "2", { qos: 1, packetId: 6, dup: true });
    expect(witness.take()).toMatchObject([
      { packetId: 1, dup: false },
      { packetId: 2, dup: false },
    ]);
  },
);

each("5.0/MQTT-3.8.4-8", "3.1.1/MQTT-3.8.4-6")(
  "a message goes out at the lower of its QoS and the granted one [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const publisher = stage.connect(version, "p");
    for (const granted of [0, 1, 2] as const) {
      const subscriber = stage.connect(version, `s${granted}`);
      subscriber.subscribe("t", { qos: granted });
      for (const qos of [0, 1, 2] as const) publisher.publish("t", "m", { qos, packetId: 10 * granted + qos + 1 });
      expect(only(subscriber.take(), "PUBLISH").map(({ qos }) => qos)).toEqual(
        [0, 1, 2].map((qos) => Math.min(qos, granted)),
      );
    }
  },
);

each("5.0/MQTT-4.3.3-4", "3.1.1/MQTT-4.3.3-1")(
  "the server finishes its own QoS 2 exchange, step by step [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const subscriber = stage.connect(version, "s");
    subscriber.subscribe("t");
    stage.connect(version, "p").publish("t", "m", { qos: 2 });
    expect(subscriber.take()).toMatchObject([{ type: "PUBLISH", packetId: 1 }]);
    expect(subscriber.send(ackPacket(version, "PUBREC", 1))).toEqual([ackPacket(version, "PUBREL", 1)]);
    expect(subscriber.send(ackPacket(version, "PUBREC", 1))).toEqual([ackPacket(version, "PUBREL", 1)]);
    expect(subscriber.send(ackPacket(version, "PUBCOMP", 1))).toEqual([]);
    expect(subscriber.send(ackPacket(version, "PUBREC", 1))).toEqual([ackPacket(version, "PUBREL", 1, 0x92)]);
  },
);

test("a refused QoS 2 message is settled, and its identifier is free [5.0/MQTT-4.4.0-2]", () => {
  const stage = createStage();
  const subscriber = stage.connect("5.0", "s", { clean: false });
  subscriber.subscribe("t");
  stage.connect("5.0", "p").publish("t", "m", { qos: 2 });
  subscriber.take();
  expect(subscriber.send(ackPacket("5.0", "PUBREC", 1, 0x97))).toEqual([]);
  subscriber.cut();
  expect(stage.open("5.0").send(connectPacket("5.0", "s", { clean: false }))).toHaveLength(1);
});

each("5.0/MQTT-3.3.4-1", "3.1.1/MQTT-3.3.4-1")("an acknowledgement of another QoS closes the connection [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const subscriber = stage.connect(version, "s");
  subscriber.subscribe("t");
  stage.connect(version, "p").publish("t", "m", { qos: 2 });
  subscriber.take();
  expect(subscriber.send(ackPacket(version, "PUBACK", 1))).toMatchObject(
    version === "5.0" ? [{ type: "DISCONNECT", reasonCode: 0x82 }] : [],
  );
  expect(subscriber.isClosed()).toBe(true);
});

each("5.0/U5-010", "3.1.1/MQTT-2.3.1-3")("an acknowledgement of nothing does no harm [%s]", (id) => {
  const version = spoken(id);
  const client = createStage().connect(version, "a");
  expect(client.send(ackPacket(version, "PUBACK", 9))).toEqual([]);
  expect(client.send(ackPacket(version, "PUBCOMP", 9))).toEqual([]);
  expect(client.send(ackPacket(version, "PUBREC", 9))).toEqual([ackPacket(version, "PUBREL", 9, 0x92)]);
  expect(client.send(ackPacket(version, "PUBREL", 9))).toEqual([ackPacket(version, "PUBCOMP", 9, 0x92)]);
  expect(client.isClosed()).toBe(false);
});

each("5.0/MQTT-2.2.1-4", "3.1.1/MQTT-2.3.1-4")(
  "the server never uses an identifier that is in use, and goes round [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const subscriber = stage.connect(version, "s");
    subscriber.subscribe("t", { qos: 1 });
    const publisher = stage.connect(version, "p");
    publisher.publish("t", "held", { qos: 1, packetId: 1 });
    const seen = new Set<number>();
    for (let n = 0; n < 65_534; n++) {
      publisher.publish("t", "m", { qos: 1, packetId: 1 });
      const [publish] = only(subscriber.take(), "PUBLISH").slice(-1);
      const packetId = publish !== undefined && "packetId" in publish ? publish.packetId : 0;
      seen.add(packetId);
      subscriber.send(ackPacket(version, "PUBACK", packetId));
    }
    publisher.publish("t", "m", { qos: 1, packetId: 1 });
    expect(subscriber.take()).toMatchObject([{ packetId: 2 }]);
    expect([seen.size, seen.has(0), seen.has(1), Math.max(...seen)]).toEqual([65_534, false, false, 65_535]);
  },
);

each("5.0/MQTT-4.6.0-5", "3.1.1/MQTT-4.6.0-6")("messages of one topic and QoS keep their order [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const subscriber = stage.connect(version, "s", version === "5.0" ? { properties: { receiveMaximum: 2 } } : {});
  subscriber.subscribe("t", { qos: 1 });
  const publisher = stage.connect(version, "p");
  const sent = Array.from({ length: 20 }, (_, n) => `m${n}`);
  for (const payload of sent) publisher.publish("t", payload, { qos: 1, packetId: 1 });
  const got: string[] = [];
  for (let packets = subscriber.take(); packets.length > 0; ) {
    got.push(...payloads(packets));
    packets = only(packets, "PUBLISH").flatMap((publish) =>
      subscriber.send(ackPacket(version, "PUBACK", "packetId" in publish ? publish.packetId : 0)),
    );
  }
  expect(got).toEqual(sent);
});

test("all that a publisher said is forwarded, in order [5.0/MQTT-3.3.2-18]", () => {
  const stage = createStage();
  const [young, old] = [stage.connect("5.0", "s5"), stage.connect("3.1.1", "s3")];
  young.subscribe("t");
  old.subscribe("t");
  const properties = {
    payloadFormatIndicator: 1,
    contentType: "text/plain",
    responseTopic: "r",
    correlationData: utf8("c"),
    userProperties: [
      ["b", "1"],
      ["a", "2"],
      ["b", "1"],
    ],
  } as const;
  stage.connect("5.0", "p").publish("t", "m", { qos: 1, properties: { ...properties, topicAlias: 3 } });
  expect(young.take()).toEqual([publishPacket("5.0", "t", "m", { qos: 1, properties })]);
  expect(old.take()).toEqual([publishPacket("3.1.1", "t", "m", { qos: 1 })]);
});

test("a message that waited carries the time that is left to it [5.0/MQTT-3.3.2-6]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "s", { clean: false });
  first.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "now", { qos: 1, properties: { messageExpiryInterval: 10 } });
  expect(first.take()).toMatchObject([{ properties: { messageExpiryInterval: 10 } }]);
  first.send(ackPacket("5.0", "PUBACK", 1));
  first.cut();
  publisher.publish("t", "later", { qos: 1, properties: { messageExpiryInterval: 10 } });
  stage.advance(3400);
  const [, later] = stage.open("5.0").send(connectPacket("5.0", "s", { clean: false }));
  expect(later).toMatchObject({ properties: { messageExpiryInterval: 7 } });
});

test("a message that did not wait carries what it came with, whatever the clock's fractions [5.0/MQTT-3.3.2-6]", () => {
  const stage = createStage();
  // 5556.29… + 60,000 - 5556.29… is a little more than 60,000.
  stage.advance(5556.296295419999);
  const first = stage.connect("5.0", "s");
  first.subscribe("t");
  stage.connect("5.0", "p").publish("t", "now", { properties: { messageExpiryInterval: 60 } });
  expect(first.take()).toMatchObject([{ properties: { messageExpiryInterval: 60 } }]);
});

test("a message that expired while it waited is deleted [5.0/MQTT-3.3.2-5]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "s", { clean: false });
  first.subscribe("t");
  first.cut();
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "short", { qos: 1, properties: { messageExpiryInterval: 1 } });
  publisher.publish("t", "long", { qos: 1 });
  stage.advance(1000);
  expect(payloads(stage.open("5.0").send(connectPacket("5.0", "s", { clean: false })))).toEqual(["long"]);
});

test("a message that was sent once is sent again though it has expired [5.0/MQTT-4.3.3-7]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "s", { clean: false });
  first.subscribe("t");
  stage.connect("5.0", "p").publish("t", "m", { qos: 2, properties: { messageExpiryInterval: 1 } });
  first.cut();
  stage.advance(5000);
  const [, again] = stage.open("5.0").send(connectPacket("5.0", "s", { clean: false }));
  expect(again).toMatchObject({ type: "PUBLISH", dup: true, properties: { messageExpiryInterval: 0 } });
});

each("5.0/U5-149", "3.1.1/MQTT-3.3.5-2")(
  "a PUBLISH that is not allowed reaches nobody, and its sender goes on [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const witness = stage.connect(version, "s");
    witness.subscribe("$SYS/#");
    const client = stage.connect(version, "a");
    expect(client.publish("$SYS/x", "0")).toEqual([]);
    expect(client.publish("$SYS/x", "1", { qos: 1, packetId: 1 })).toEqual([ackPacket(version, "PUBACK", 1, 0x87)]);
    expect(client.publish("$SYS/x", "2", { qos: 2, packetId: 2 })).toEqual([ackPacket(version, "PUBREC", 2, 0x87)]);
    expect(client.send(ackPacket(version, "PUBREL", 2))).toEqual([ackPacket(version, "PUBCOMP", 2, 0x92)]);
    expect(witness.take()).toEqual([]);
    expect(client.isClosed()).toBe(false);
  },
);

test("a QoS 2 message that was taken cannot be refused any more [5.0/MQTT-4.3.3-10]", () => {
  let mayPublish = true;
  const client = createStage({ authorise: () => mayPublish }).connect("5.0", "a");
  client.publish("t", "m", { qos: 2, packetId: 1 });
  mayPublish = false;
  expect(client.publish("t", "m", { qos: 2, packetId: 1, dup: true })).toEqual([ackPacket("5.0", "PUBREC", 1)]);
});

test("an identifier that a QoS 2 message holds is refused to others with 0x91 [5.0/MQTT-2.2.1-3]", () => {
  const client = createStage().connect("5.0", "a");
  client.publish("t", "m", { qos: 2, packetId: 10 });
  expect(client.publish("t", "m", { qos: 1, packetId: 10 })).toEqual([ackPacket("5.0", "PUBACK", 10, 0x91)]);
  expect(client.subscribe("t")).toMatchObject([{ type: "SUBACK", reasonCodes: [0x91] }]);
  expect(client.send({ type: "UNSUBSCRIBE", packetId: 10, topicFilters: ["t", "u"], properties: {} })).toMatchObject([
    { reasonCodes: [0x91, 0x91] },
  ]);
});

test("a PUBLISH above the Maximum QoS closes the connection with 0x9B [5.0/MQTT-3.2.2-11]", () => {
  const client = createStage({ maximumQos: 0 }).connect("5.0", "a");
  expect(client.publish("t", "m", { qos: 1 })).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x9b }]);
});

test("a PUBLISH with RETAIN closes the connection with 0x9A where nothing is retained [5.0/MQTT-3.2.2-14]", () => {
  const client = createStage({ retainAvailable: false }).connect("5.0", "a");
  expect(client.publish("t", "m", { retain: true })).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x9a }]);
});

each("5.0/MQTT-3.3.1-5", "3.1.1/MQTT-3.3.1-5")(
  "what is kept of a message is the broker's own: the bytes that brought it may change [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const packet = publishPacket(version, "t", "kept", { retain: true });
    stage.connect(version, "p").send(packet);
    packet.payload.fill(0);
    expect(payloads(stage.connect(version, "a").subscribe("t"))).toEqual(["kept"]);
  },
);
