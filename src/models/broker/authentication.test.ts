// Who may come in, decided elsewhere: the question, the exchange, what waits meanwhile, and authenticating anew.

import { expect, test } from "vitest";
import type { Auth50, Packet } from "../../codec/index.ts";
import { connectPacket, createStage, disconnectPacket, payloads, publishPacket, utf8 } from "./stage.ts";

const ASKED = { authentication: "asked", authenticationMethods: ["M"] } as const;

function auth(reasonCode: 0x00 | 0x18 | 0x19, authenticationMethod = "M", data?: string): Auth50 {
  const properties = { authenticationMethod, ...(data !== undefined && { authenticationData: utf8(data) }) };
  return { type: "AUTH", reasonCode, properties };
}

function connectWith(clientId: string, method = "M", data = "hello"): Packet {
  const properties = { authenticationMethod: method, authenticationData: utf8(data) };
  return connectPacket("5.0", clientId, { properties });
}

function codes(packets: readonly Packet[]): readonly string[] {
  return packets.map((packet) => `${packet.type} ${"reasonCode" in packet ? packet.reasonCode : ""}`.trim());
}

/** A client that is in, by method M. */
function member(stage: ReturnType<typeof createStage>) {
  const client = stage.open("5.0");
  client.send(connectWith("c"));
  stage.decide(client, { kind: "accept" });
  return client;
}

test.each(["3.1.1", "5.0"] as const)(
  "in %s nothing is done before somebody has decided [5.0/MQTT-3.1.4-2]",
  (version) => {
    const stage = createStage(ASKED);
    const older = stage.open(version);
    older.send(connectPacket(version, "c"));
    stage.decide(older, { kind: "accept" });
    const client = stage.open(version);
    expect(client.send(connectPacket(version, "c", { userName: "u", password: utf8("p") }))).toEqual([]);
    expect(stage.questions.at(-1)).toMatchObject({ clientId: "c", userName: "u", password: utf8("p"), isAgain: false });
    expect(older.isClosed()).toBe(false);
    expect(stage.decide(client, { kind: "accept" }).map(({ type }) => type)).toEqual(["CONNACK"]);
    expect(older.isClosed()).toBe(true);
  },
);

test("who is refused is told why, and its session is left alone [5.0/MQTT-3.2.2-7]", () => {
  const stage = createStage(ASKED);
  const older = member(stage);
  const client = stage.open("5.0");
  client.send(connectWith("c"));
  expect(codes(stage.decide(client, { kind: "refuse", reasonCode: 0x86 }))).toEqual(["CONNACK 134"]);
  expect([client.isClosed(), older.isClosed()]).toEqual([true, false]);
});

test("what a client sends on is held, and obeyed when it is in [5.0/U5-047]", () => {
  const stage = createStage(ASKED);
  const listener = member(stage);
  listener.subscribe("t");
  const client = stage.open("5.0");
  client.send(connectPacket("5.0", "d"));
  client.send(publishPacket("5.0", "t", "early"));
  expect(payloads(listener.take())).toEqual([]);
  stage.decide(client, { kind: "accept" });
  expect(payloads(listener.take())).toEqual(["early"]);
});

test("who sends on without end is not held for ever [5.0/MQTT-3.1.4-2]", () => {
  const stage = createStage({ ...ASKED, maximumHeldPackets: 2 });
  const client = stage.open("5.0");
  client.send(connectPacket("5.0", "d"));
  for (let sent = 0; sent < 2; sent++) client.send(publishPacket("5.0", "t", "early"));
  expect(client.isClosed()).toBe(false);
  expect(codes(client.send(publishPacket("5.0", "t", "early")))).toEqual(["CONNACK 151"]);
  expect(client.isClosed()).toBe(true);
});

test("what is held weighs no more than the largest packet may [5.0/MQTT-3.1.4-2]", () => {
  const stage = createStage({ ...ASKED, maximumPacketSize: 100 });
  const client = stage.open("5.0");
  client.send(connectPacket("5.0", "d"));
  // Of 50 bytes each: a first byte, a length, a topic of 3, no properties, and a payload of 44.
  for (let sent = 0; sent < 2; sent++) expect(client.send(publishPacket("5.0", "t", "x".repeat(44)))).toEqual([]);
  expect(codes(client.send({ type: "PINGREQ" }))).toEqual(["CONNACK 151"]);
  expect(client.isClosed()).toBe(true);
});

test("an unknown method is refused [5.0/MQTT-4.12.0-1]", () => {
  const stage = createStage(ASKED);
  expect(codes(stage.open("5.0").send(connectWith("c", "N")))).toEqual(["CONNACK 140"]);
  expect(stage.questions).toEqual([]);
});

test("the exchange goes on by AUTH 0x18, and CONNACK repeats the method [5.0/MQTT-4.12.0-2] [5.0/MQTT-4.12.0-5]", () => {
  const stage = createStage(ASKED);
  const client = stage.open("5.0");
  client.send(connectWith("c"));
  expect(stage.questions.at(-1)).toMatchObject({ authenticationMethod: "M", authenticationData: utf8("hello") });
  expect(stage.decide(client, { kind: "continue", authenticationData: utf8("more?") })).toEqual([
    auth(0x18, "M", "more?"),
  ]);
  expect(client.send(auth(0x18, "M", "more."))).toEqual([]);
  expect(stage.questions.at(-1)).toMatchObject({ authenticationData: utf8("more."), isAgain: false });
  const [connack] = stage.decide(client, { kind: "accept", authenticationData: utf8("fine") });
  expect(connack).toMatchObject({
    type: "CONNACK",
    properties: { authenticationMethod: "M", authenticationData: utf8("fine") },
  });
});

test.each([
  ["another method", auth(0x18, "N")],
  ["a beginning in place of an answer", auth(0x19)],
])("%s ends the exchange [5.0/MQTT-4.12.0-3]", (_, answer) => {
  const stage = createStage(ASKED);
  const client = stage.open("5.0");
  client.send(connectWith("c"));
  stage.decide(client, { kind: "continue" });
  expect(codes(client.send(answer))).toEqual(["CONNACK 130"]);
  expect(client.isClosed()).toBe(true);
});

test("before CONNACK nothing but AUTH and DISCONNECT may follow a challenge [5.0/MQTT-3.1.2-30]", () => {
  const stage = createStage(ASKED);
  const client = stage.open("5.0");
  client.send(connectWith("c"));
  stage.decide(client, { kind: "continue" });
  expect(codes(client.send(publishPacket("5.0", "t", "x")))).toEqual(["CONNACK 130"]);
  const other = stage.open("5.0");
  other.send(connectWith("d"));
  stage.decide(other, { kind: "continue" });
  expect(other.send(disconnectPacket("5.0"))).toEqual([]);
  expect(other.isClosed()).toBe(true);
});

test("an exchange that takes too long is ended [5.0/U5-044]", () => {
  const stage = createStage({ ...ASKED, connectTimeoutMs: 1000 });
  const client = stage.open("5.0");
  client.send(connectWith("c"));
  stage.advance(1000);
  expect(client.isClosed()).toBe(true);
  expect(stage.decide(client, { kind: "accept" })).toEqual([]);
});

test("a client authenticates anew, and everything else goes on [5.0/MQTT-4.12.1-1]", () => {
  const stage = createStage(ASKED);
  const client = member(stage);
  expect(client.send(auth(0x19, "M", "again"))).toEqual([]);
  expect(stage.questions.at(-1)).toMatchObject({ clientId: "c", authenticationData: utf8("again"), isAgain: true });
  expect(codes(client.publish("t", "x", { qos: 1 }))).toEqual(["PUBACK 16"]);
  expect(stage.decide(client, { kind: "continue", authenticationData: utf8("?") })).toEqual([auth(0x18, "M", "?")]);
  client.send(auth(0x18, "M", "!"));
  expect(stage.decide(client, { kind: "accept" })).toEqual([auth(0x00)]);
});

test("who fails to authenticate anew is disconnected [5.0/MQTT-4.12.1-2]", () => {
  const stage = createStage(ASKED);
  const client = member(stage);
  client.send(auth(0x19));
  expect(codes(stage.decide(client, { kind: "refuse", reasonCode: 0x87 }))).toEqual(["DISCONNECT 135"]);
  expect(client.isClosed()).toBe(true);
});

test.each([
  ["another method", auth(0x19, "N")],
  ["an answer that nobody asked for", auth(0x18)],
])("%s ends the connection [5.0/MQTT-4.12.1-1]", (_, packet) => {
  const client = member(createStage(ASKED));
  expect(codes(client.send(packet))).toEqual(["DISCONNECT 130"]);
});

test("without a method there is no AUTH [5.0/MQTT-4.12.0-7]", () => {
  const client = createStage().connect("5.0", "c");
  expect(codes(client.send(auth(0x19)))).toEqual(["DISCONNECT 130"]);
});

test("a will is judged by the name that was proved, not by the one that was claimed [5.0/MQTT-3.1.4-2]", () => {
  const asked: (string | undefined)[] = [];
  const stage = createStage({
    ...ASKED,
    authorise: ({ userName, topic }) => {
      if (topic === "will") asked.push(userName);
      return true;
    },
  });
  const client = stage.open("5.0");
  client.send(connectPacket("5.0", "c", { userName: "claimed", will: { topicName: "will" } }));
  stage.decide(client, { kind: "accept", userName: "proved" });
  client.cut();
  expect(asked).toEqual(["proved"]);
});

test("who is decided about at the same time does not pass the quota of sessions", () => {
  const stage = createStage({ ...ASKED, maximumSessions: 1 });
  const clients = ["a", "b"].map((clientId) => {
    const client = stage.open("5.0");
    client.send(connectPacket("5.0", clientId, { clean: false }));
    return client;
  });
  expect(clients.flatMap((client) => codes(stage.decide(client, { kind: "accept" })))).toEqual([
    "CONNACK 0",
    "CONNACK 151",
  ]);
});
