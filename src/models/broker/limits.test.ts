// What the broker grants, bounds and refuses: aliases of its own, queues by bytes, quotas, rates, redirection and payloads.

import { expect, test } from "vitest";
import type { Packet, PacketOf } from "../../codec/index.ts";
import { createBroker, handle } from "./broker.ts";
import { connectPacket, createStage, only, payloads } from "./stage.ts";

const SESSION = { clean: false } as const;

function codes(packets: readonly Packet[]): readonly (number | undefined)[] {
  return packets.map((packet) =>
    "reasonCode" in packet ? packet.reasonCode : "returnCode" in packet ? packet.returnCode : undefined,
  );
}

function named(packets: readonly Packet[]): readonly string[] {
  return (only(packets, "PUBLISH") as readonly PacketOf<"PUBLISH", "5.0">[]).map(
    ({ topicName, properties }) => `${topicName}/${properties.topicAlias ?? ""}`,
  );
}

test.each([
  [0, ["a/", "a/", "b/", "b/"]],
  [1, ["a/1", "/1", "b/", "b/"]],
  [9, ["a/1", "/1", "b/2", "/2"]],
])(
  "a client that takes %i aliases is sent no more [5.0/MQTT-3.1.2-26] [5.0/MQTT-3.1.2-27]",
  (topicAliasMaximum, expected) => {
    const stage = createStage();
    const listener = stage.connect("5.0", "l", { properties: topicAliasMaximum > 0 ? { topicAliasMaximum } : {} });
    listener.subscribe("#");
    const speaker = stage.connect("5.0", "s");
    for (const topic of ["a", "a", "b", "b"]) speaker.publish(topic, "x");
    expect(named(listener.take())).toEqual(expected);
  },
);

test("an alias is set by a packet that leaves, and by none that is too large [5.0/MQTT-3.1.2-24]", () => {
  const stage = createStage();
  const listener = stage.connect("5.0", "l", { properties: { topicAliasMaximum: 5, maximumPacketSize: 30 } });
  listener.subscribe("a");
  const speaker = stage.connect("5.0", "s");
  for (const payload of ["x".repeat(40), "x", "y"]) speaker.publish("a", payload);
  expect(named(listener.take())).toEqual(["a/1", "/1"]);
});

test.each([1, 0])("where the alias does not fit, the name alone may [5.0/MQTT-3.1.2-24]", (qos) => {
  const stage = createStage();
  const without = stage.connect("5.0", "w", { properties: { maximumPacketSize: 20 } });
  const listener = stage.connect("5.0", "l", { properties: { topicAliasMaximum: 5, maximumPacketSize: 20 } });
  for (const client of [without, listener]) client.subscribe("a");
  const speaker = stage.connect("5.0", "s");
  for (let size = 5; size < 20; size++) speaker.publish("a", "x".repeat(size), { qos: qos as 0 | 1 });
  const sizes = (packets: readonly Packet[]) => payloads(packets).map(({ length }) => length);
  expect(sizes(listener.take())).toEqual(sizes(without.take()));
});

test("aliases end with their connection [5.0/MQTT-3.3.2-7]", () => {
  const stage = createStage();
  const draft = { ...SESSION, properties: { topicAliasMaximum: 5 } };
  const first = stage.connect("5.0", "l", draft);
  first.subscribe("a");
  const speaker = stage.connect("5.0", "s");
  speaker.publish("a", "x");
  first.cut();
  const second = stage.connect("5.0", "l", draft);
  speaker.publish("a", "y");
  expect(named(second.take())).toEqual(["a/1"]);
});

test.each(["drop-newest", "drop-oldest"] as const)(
  "a queue is bounded by bytes, and %s [5.0/MQTT-4.5.0-1]",
  (queuePolicy) => {
    const stage = createStage({ maximumQueuedBytes: 11, queuePolicy });
    const listener = stage.connect("5.0", "l", SESSION);
    listener.subscribe("t");
    listener.cut();
    const speaker = stage.connect("5.0", "s");
    for (const payload of ["1111", "2222", "3333"]) speaker.publish("t", payload, { qos: 1 });
    const kept = payloads(stage.open("5.0").send(connectPacket("5.0", "l", SESSION)));
    expect(kept).toEqual(queuePolicy === "drop-newest" ? ["1111", "2222"] : ["2222", "3333"]);
  },
);

test("a message that no queue could hold pushes none out", () => {
  const stage = createStage({ maximumQueuedBytes: 11, queuePolicy: "drop-oldest" });
  stage.connect("5.0", "l", SESSION).subscribe("t");
  stage.connect("5.0", "l", SESSION).cut();
  const speaker = stage.connect("5.0", "s");
  for (const payload of ["1111", "2".repeat(20)]) speaker.publish("t", payload, { qos: 1 });
  expect(payloads(stage.open("5.0").send(connectPacket("5.0", "l", SESSION)))).toEqual(["1111"]);
});

test("properties weigh as much as payloads", () => {
  const stage = createStage({ maximumQueuedBytes: 20 });
  stage.connect("5.0", "l", SESSION).subscribe("t");
  stage.connect("5.0", "l", SESSION).cut();
  const speaker = stage.connect("5.0", "s");
  speaker.publish("t", "1", { qos: 1, properties: { userProperties: [["a", "b".repeat(30)]] } });
  speaker.publish("t", "2", { qos: 1, properties: { contentType: "c", correlationData: new Uint8Array(3) } });
  expect(payloads(stage.open("5.0").send(connectPacket("5.0", "l", SESSION)))).toEqual(["2"]);
});

test("so many messages are in flight, whatever the client takes [5.0/MQTT-4.9.0-1]", () => {
  const stage = createStage({ maximumInFlightMessages: 2 });
  const listeners = [stage.connect("3.1.1", "a"), stage.connect("5.0", "b")];
  for (const listener of listeners) listener.subscribe("t", { qos: 1 });
  const speaker = stage.connect("5.0", "s");
  for (const payload of ["1", "2", "3"]) speaker.publish("t", payload, { qos: 1 });
  expect(listeners.map((listener) => payloads(listener.take()))).toEqual([
    ["1", "2"],
    ["1", "2"],
  ]);
});

test("what has left a queue makes room in it", () => {
  const stage = createStage({ maximumQueuedBytes: 5 });
  const speaker = stage.connect("5.0", "s");
  stage.connect("5.0", "l", SESSION).subscribe("t");
  for (const payload of ["1111", "2222"]) {
    stage.connect("5.0", "l", SESSION).cut();
    speaker.publish("t", payload, { qos: 1 });
    const again = stage.open("5.0").send(connectPacket("5.0", "l", SESSION));
    expect(payloads(again).at(-1)).toBe(payload);
  }
});

test.each([
  ["5.0", 0x97],
  ["3.1.1", 0x80],
] as const)("in %s a session holds so many subscriptions, and no more", (version, code) => {
  const client = createStage({ maximumSubscriptions: 1 }).connect(version, "c");
  client.subscribe("a", { qos: 1 });
  const granted = (packets: readonly Packet[]) =>
    packets.flatMap((packet) =>
      "reasonCodes" in packet ? packet.reasonCodes : "returnCodes" in packet ? packet.returnCodes : [],
    );
  expect(granted(client.subscribe("b", { qos: 1 }))).toEqual([code]);
  expect(granted(client.subscribe("a", { qos: 1 }))).toEqual([1]);
});

test("a topic has so many levels, and no more", () => {
  const client = createStage({ maximumTopicLevels: 2 }).connect("5.0", "c");
  expect(codes(client.publish("a/b", "x", { qos: 1 }))).toEqual([0x10]);
  expect(codes(client.publish("a/b/c", "x", { qos: 1 }))).toEqual([0x90]);
  expect(client.subscribe("a/b/#")).toMatchObject([{ reasonCodes: [0x8f] }]);
});

test("a topic has so many bytes of UTF-8, and no more", () => {
  const client = createStage({ maximumTopicBytes: 4 }).connect("5.0", "c");
  expect(["abcd", "éé", "𝄞"].map((topic) => codes(client.publish(topic, "x", { qos: 1 })))).toEqual([
    [0x10],
    [0x10],
    [0x10],
  ]);
  expect(["abcde", "éée", "𝄞e"].map((topic) => codes(client.publish(topic, "x", { qos: 1 })))).toEqual([
    [0x90],
    [0x90],
    [0x90],
  ]);
  expect(client.subscribe("abc/#")).toMatchObject([{ reasonCodes: [0x8f] }]);
  expect(client.subscribe("ab/#", { qos: 1 })).toMatchObject([{ reasonCodes: [0x01] }]);
});

test("the topic that an alias stands for was judged when it was set", () => {
  const client = createStage({ maximumTopicBytes: 4 }).connect("5.0", "c");
  const alias = { qos: 1, properties: { topicAlias: 1 } } as const;
  expect(codes(client.publish("abcde", "x", alias))).toEqual([0x90]);
  expect(codes(client.publish("", "x", alias))).toEqual([0x90]);
});

test("in 3.1.1 a Topic Filter that is too long is refused as any other", () => {
  const client = createStage({ maximumTopicBytes: 4 }).connect("3.1.1", "c");
  expect(client.subscribe("abcde")).toMatchObject([{ returnCodes: [0x80] }]);
});

test.each([
  ["5.0", 0x97],
  ["3.1.1", 3],
] as const)("in %s there are so many sessions, and no more", (version, code) => {
  const stage = createStage({ maximumSessions: 1 });
  stage.connect(version, "a", SESSION).cut();
  expect(codes(stage.open(version).send(connectPacket(version, "b")))).toEqual([code]);
  expect(codes(stage.open(version).send(connectPacket(version, "a", SESSION)))).toEqual([0]);
});

test("there are so many retained messages, and no more", () => {
  const client = createStage({ maximumRetainedMessages: 1 }).connect("5.0", "c");
  const retain = (topicName: string, payload: string) =>
    codes(client.publish(topicName, payload, { qos: 1, retain: true }));
  expect([retain("a", "x"), retain("b", "x"), retain("a", "y"), retain("a", ""), retain("b", "x")]).toEqual([
    [0x10],
    [0x97],
    [0x10],
    [0x10],
    [0x10],
  ]);
});

test("at QoS 0 nobody can be told: the message is not retained, and goes to those who are there [5.0/MQTT-4.3.1-1]", () => {
  const stage = createStage({ maximumRetainedMessages: 0 });
  const listener = stage.connect("5.0", "l");
  listener.subscribe("t");
  stage.connect("5.0", "s").publish("t", "x", { retain: true });
  expect(payloads(listener.take())).toEqual(["x"]);
  expect(payloads(stage.connect("5.0", "n").subscribe("t"))).toEqual([]);
});

test("retained messages have so many bytes, and no more", () => {
  const client = createStage({ maximumRetainedBytes: 8 }).connect("5.0", "c");
  const retain = (topicName: string, payload: string) =>
    codes(client.publish(topicName, payload, { qos: 1, retain: true }));
  expect([retain("a", "1234"), retain("b", "1234"), retain("a", "1"), retain("b", "1234")]).toEqual([
    [0x10],
    [0x97],
    [0x10],
    [0x10],
  ]);
  expect([retain("b", ""), retain("a", "1234567"), retain("a", "12345678")]).toEqual([[0x10], [0x10], [0x97]]);
});

test("a will is retained where there is room for it, and published in any case", () => {
  const stage = createStage({ maximumRetainedMessages: 1 });
  const listener = stage.connect("5.0", "l");
  listener.subscribe("will");
  stage.connect("5.0", "s").publish("a", "x", { retain: true });
  stage.connect("5.0", "w", { will: { topicName: "will", retain: true } }).cut();
  expect(payloads(listener.take())).toEqual(["gone"]);
  expect(payloads(stage.connect("5.0", "n").subscribe("will"))).toEqual([]);
});

test.each([{ maximumTopicLevels: 2 }, { maximumTopicBytes: 4 }])(
  "the topic of a will has no more than %j",
  (options) => {
    const stage = createStage(options);
    expect(codes(stage.open("5.0").send(connectPacket("5.0", "w", { will: { topicName: "a/b/c" } })))).toEqual([0x90]);
  },
);

test("who is shut down may be sent elsewhere [5.0/U5-117]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "c");
  stage.stop({ reasonCode: 0x9c, serverReference: "other:1883" });
  expect(client.take()).toMatchObject([
    { type: "DISCONNECT", reasonCode: 0x9c, properties: { serverReference: "other:1883" } },
  ]);
});

test("Response Information that does not fit is left out [5.0/MQTT-3.1.2-24]", () => {
  const stage = createStage({ responseInformation: "r".repeat(50) });
  const properties = { requestResponseInformation: 1, maximumPacketSize: 40 } as const;
  expect(codes(stage.open("5.0").send(connectPacket("5.0", "c", { properties })))).toEqual([0x00]);
});

test("any beginning of time will do", () => {
  const broker = createBroker({ connectionRate: { perSecond: 1, burst: 1 } });
  handle(broker, { type: "opened", atMs: -5000, connection: 1 });
  const effects = handle(broker, { type: "packet", atMs: -5000, connection: 1, packet: connectPacket("5.0", "c") });
  expect(effects).toContainEqual(expect.objectContaining({ packet: expect.objectContaining({ reasonCode: 0x00 }) }));
});

test.each([
  ["5.0", [0x96]],
  ["3.1.1", []],
] as const)("in %s who publishes too fast is disconnected", (version, code) => {
  const stage = createStage({ messageRate: { perSecond: 2, burst: 2 } });
  const client = stage.connect(version, "c");
  for (let sent = 0; sent < 2; sent++) expect(client.publish("t", "x")).toEqual([]);
  stage.advance(500);
  expect(client.publish("t", "x")).toEqual([]);
  expect(codes(client.publish("t", "x"))).toEqual(code);
  expect(client.isClosed()).toBe(true);
});

test.each([
  ["5.0", [0x96]],
  ["3.1.1", []],
] as const)("in %s who sends too many bytes is disconnected", (version, code) => {
  // PUBLISH at QoS 0 with a topic of one byte: 5 bytes and its payload, and one of properties in 5.0.
  const overhead = version === "5.0" ? 6 : 5;
  const stage = createStage({ byteRate: { perSecond: 100, burst: 100 } });
  const client = stage.connect(version, "c");
  const send = (bytes: number) => client.publish("t", "x".repeat(bytes - overhead));
  expect([send(60), send(40)]).toEqual([[], []]);
  stage.advance(500);
  expect(send(50)).toEqual([]);
  stage.advance(500);
  expect(codes(send(51))).toEqual(code);
  expect(client.isClosed()).toBe(true);
});

test("bytes of all packets count, and no packet may be larger than the burst", () => {
  const stage = createStage({ byteRate: { perSecond: 1, burst: 20 } });
  const [asking, large] = [stage.connect("5.0", "a"), stage.connect("5.0", "l")];
  for (let sent = 0; sent < 10; sent++) expect(asking.send({ type: "PINGREQ" })).toEqual([{ type: "PINGRESP" }]);
  expect(codes(asking.send({ type: "PINGREQ" }))).toEqual([0x96]);
  expect(codes(large.publish("t", "x".repeat(20)))).toEqual([0x96]);
});

test.each([
  ["5.0", 0x9f],
  ["3.1.1", 3],
] as const)("in %s who connects too fast is refused", (version, code) => {
  const stage = createStage({ connectionRate: { perSecond: 1, burst: 1 } });
  const connect = (clientId: string) => codes(stage.open(version).send(connectPacket(version, clientId)));
  expect([connect("a"), connect("b")]).toEqual([[0], [code]]);
  stage.advance(1000);
  expect(connect("c")).toEqual([0]);
});

test.each([0x9c, 0x9d] as const)("clients are sent elsewhere with 0x%x [5.0/U5-114]", (reasonCode) => {
  const stage = createStage({ redirection: { reasonCode, serverReference: "other:1883" } });
  expect(stage.open("5.0").send(connectPacket("5.0", "a"))).toMatchObject([
    { type: "CONNACK", reasonCode, properties: { serverReference: "other:1883" } },
  ]);
  expect(codes(stage.open("3.1.1").send(connectPacket("3.1.1", "a")))).toEqual([3]);
});

test("Response Information is told to who asks for it [5.0/MQTT-3.1.2-28]", () => {
  const stage = createStage({ responseInformation: "answers/" });
  const told = (requestResponseInformation: 0 | 1) =>
    stage.open("5.0").send(connectPacket("5.0", "c", { properties: { requestResponseInformation } }));
  expect(told(1)).toMatchObject([{ properties: { responseInformation: "answers/" } }]);
  expect(told(0)).not.toMatchObject([{ properties: { responseInformation: "answers/" } }]);
});

test.each([
  [0, "DISCONNECT", true],
  [1, "PUBACK", false],
  [2, "PUBREC", false],
] as const)("at QoS %i a text that is none is refused, where it is checked [5.0/U5-081]", (qos, type, isClosed) => {
  const stage = createStage({ checksPayloadFormat: true });
  const client = stage.connect("5.0", "c");
  const properties = { payloadFormatIndicator: 1 } as const;
  const packet = {
    type: "PUBLISH",
    topicName: "t",
    payload: new Uint8Array([0xff]),
    retain: false,
    properties,
  } as const;
  const sent = client.send({ ...packet, dup: false, qos, ...(qos > 0 && { packetId: 1 }) } as Packet);
  expect(sent).toMatchObject([{ type, reasonCode: 0x99 }]);
  expect(client.isClosed()).toBe(isClosed);
  const will = {
    ...connectPacket("5.0", "d"),
    will: { topicName: "t", payload: new Uint8Array([0xff]), qos: 0, retain: false, properties },
  };
  expect(codes(stage.open("5.0").send(will as Packet))).toEqual([0x99]);
});
