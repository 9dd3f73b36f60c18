// CONNECT and CONNACK. (5.0 §3.1, §3.2; 3.1.1 §3.1, §3.2)

import { expect, test } from "vitest";
import type { RequirementId } from "../../../spec/index.ts";
import type { Credentials } from "./options.ts";
import { connectPacket, createStage, disconnectPacket, only, payloads, spoken, utf8 } from "./stage.ts";

function each<const T extends readonly RequirementId[]>(...ids: T) {
  return test.each(ids.map((id) => [id] as const));
}

each("5.0/MQTT-3.1.4-5", "3.1.1/MQTT-3.1.4-4")("a valid CONNECT is answered by a CONNACK of success [%s]", (id) => {
  const version = spoken(id);
  const [connack, ...more] = createStage().open(version).send(connectPacket(version, "a"));
  const code = version === "5.0" ? { reasonCode: 0 } : { returnCode: 0 };
  expect(connack).toMatchObject({ type: "CONNACK", sessionPresent: false, ...code });
  expect(more).toEqual([]);
});

each("5.0/MQTT-3.1.0-1", "3.1.1/MQTT-3.1.0-1")(
  "a first packet that is no CONNECT closes the connection without a word [%s]",
  (id) => {
    const client = createStage().open(spoken(id));
    expect(client.send({ type: "PINGREQ" })).toEqual([]);
    expect(client.isClosed()).toBe(true);
  },
);

each("5.0/MQTT-3.1.0-2", "3.1.1/MQTT-3.1.0-2")("a second CONNECT closes the connection [%s]", (id) => {
  const version = spoken(id);
  const client = createStage().connect(version, "a");
  const answer = client.send(connectPacket(version, "a"));
  expect(client.isClosed()).toBe(true);
  expect(answer).toMatchObject(
    version === "5.0"
      ? [{ type: "DISCONNECT", reasonCode: 0x82, properties: { reasonString: `${id}: a second CONNECT` } }]
      : [],
  );
});

each("5.0/MQTT-3.1.2-2", "3.1.1/MQTT-3.1.2-2")("an unknown protocol version is told so, and closed [%s]", (id) => {
  const client = createStage().open(spoken(id));
  expect(client.malformed(id, 0x84)).toEqual([{ type: "CONNACK", sessionPresent: false, returnCode: 1 }]);
  expect(client.isClosed()).toBe(true);
});

each("5.0/MQTT-3.1.2-1", "3.1.1/MQTT-3.1.2-1")("another protocol name is closed without a word [%s]", (id) => {
  const client = createStage().open(spoken(id));
  expect(client.malformed(id, 0x84)).toEqual([]);
  expect(client.isClosed()).toBe(true);
});

each("5.0/MQTT-3.1.4-1", "3.1.1/MQTT-3.1.4-1")(
  "a malformed CONNECT is refused as its version can say it [%s]",
  (id) => {
    const version = spoken(id);
    const client = createStage().open(version);
    const answer = client.malformed(version === "5.0" ? "5.0/MQTT-3.1.2-3" : "3.1.1/MQTT-3.1.2-3", 0x81);
    expect(answer).toMatchObject(
      version === "5.0" ? [{ type: "CONNACK", sessionPresent: false, reasonCode: 0x81 }] : [],
    );
    expect(client.isClosed()).toBe(true);
  },
);

each("5.0/MQTT-3.1.4-6", "3.1.1/MQTT-3.1.4-5")("what comes after a refused CONNECT is not heard [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage({ authenticate: ({ userName }) => (userName === "bad" ? 0x86 : 0x00) });
  const witness = stage.connect(version, "witness");
  witness.subscribe("#");
  const client = stage.open(version);
  const [connack] = client.send(connectPacket(version, "a", { userName: "bad" }));
  expect(connack).toMatchObject(version === "5.0" ? { reasonCode: 0x86 } : { returnCode: 4 });
  expect(client.isClosed()).toBe(true);
  expect(client.publish("a", "late")).toEqual([]);
  expect(witness.take()).toEqual([]);
});

test("user name and password are shown to whoever decides [3.1.1/U3-018]", () => {
  const seen: unknown[] = [];
  const authenticate = (credentials: Credentials) => {
    seen.push(credentials);
    return 0x87 as const;
  };
  const stage = createStage({ authenticate });
  const answer = stage.open("3.1.1").send(connectPacket("3.1.1", "a", { userName: "u", password: utf8("p") }));
  expect(seen).toEqual([{ clientId: "a", userName: "u", password: utf8("p") }]);
  expect(answer).toEqual([{ type: "CONNACK", sessionPresent: false, returnCode: 5 }]);
});

each("5.0/MQTT-3.1.4-3", "3.1.1/MQTT-3.1.4-2")(
  "a second connection with a Client Identifier closes the first [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const first = stage.connect(version, "a");
    const second = stage.connect(version, "a");
    expect(first.isClosed()).toBe(true);
    expect(first.take()).toEqual(version === "5.0" ? [{ type: "DISCONNECT", reasonCode: 0x8e, properties: {} }] : []);
    expect(second.send({ type: "PINGREQ" })).toEqual([{ type: "PINGRESP" }]);
  },
);

each("5.0/MQTT-3.2.2-16", "3.1.1/MQTT-3.1.3-6")("clients with no Client Identifier do not meet [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage({ seed: 35 });
  const first = stage.connect(version, "");
  const [connack] = stage.open(version).send(connectPacket(version, ""));
  expect(first.isClosed()).toBe(false);
  expect(connack).toMatchObject(
    version === "5.0" ? { properties: { assignedClientIdentifier: "auto-z-2" } } : { returnCode: 0 },
  );
});

test("an empty Client Identifier without Clean Session is refused with 0x02 [3.1.1/MQTT-3.1.3-8]", () => {
  const stage = createStage();
  const client = stage.open("3.1.1");
  expect(client.send(connectPacket("3.1.1", "", { clean: false }))).toEqual([
    { type: "CONNACK", sessionPresent: false, returnCode: 2 },
  ]);
  expect(client.isClosed()).toBe(true);
  const unread = stage.open("3.1.1");
  expect(unread.malformed("3.1.1/MQTT-3.1.3-7", 0x85)).toEqual([
    { type: "CONNACK", sessionPresent: false, returnCode: 2 },
  ]);
});

test("an Authentication Method that is not known is refused with 0x8C [5.0/MQTT-4.12.0-1]", () => {
  const client = createStage().open("5.0");
  expect(client.send(connectPacket("5.0", "a", { properties: { authenticationMethod: "x" } }))).toMatchObject([
    { type: "CONNACK", reasonCode: 0x8c },
  ]);
  expect(client.isClosed()).toBe(true);
});

test("AUTH without an Authentication Method in CONNECT closes the connection [5.0/MQTT-4.12.0-7]", () => {
  const client = createStage().connect("5.0", "a");
  const auth = { type: "AUTH", reasonCode: 0x19, properties: { authenticationMethod: "x" } } as const;
  expect(client.send(auth)).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x82 }]);
  expect(client.isClosed()).toBe(true);
});

test("CONNACK tells the limits of the server [5.0/MQTT-3.2.2-9]", () => {
  const stage = createStage({
    maximumQos: 1,
    retainAvailable: false,
    sharedSubscriptionAvailable: false,
    maximumPacketSize: 1000,
    serverKeepAlive: 60,
  });
  const [connack] = stage.open("5.0").send(connectPacket("5.0", "a", { keepAlive: 100 }));
  expect(connack).toEqual({
    type: "CONNACK",
    sessionPresent: false,
    reasonCode: 0,
    properties: {
      receiveMaximum: 100,
      topicAliasMaximum: 10,
      maximumQos: 1,
      retainAvailable: 0,
      sharedSubscriptionAvailable: 0,
      maximumPacketSize: 1000,
      serverKeepAlive: 60,
    },
  });
});

test("a will above the Maximum QoS of the server is refused with 0x9B [5.0/MQTT-3.2.2-12]", () => {
  const stage = createStage({ maximumQos: 1 });
  const answer = stage.open("5.0").send(connectPacket("5.0", "a", { will: { topicName: "w", qos: 2 } }));
  expect(answer).toMatchObject([{ type: "CONNACK", reasonCode: 0x9b }]);
});

test("a retained will is refused with 0x9A where nothing is retained [5.0/MQTT-3.2.2-13]", () => {
  const stage = createStage({ retainAvailable: false });
  const answer = stage.open("5.0").send(connectPacket("5.0", "a", { will: { topicName: "w", retain: true } }));
  expect(answer).toMatchObject([{ type: "CONNACK", reasonCode: 0x9a }]);
});

test("a client whose Maximum Packet Size holds no CONNACK of ours is refused [5.0/MQTT-3.1.2-24]", () => {
  const stage = createStage();
  expect(stage.open("5.0").send(connectPacket("5.0", "a", { properties: { maximumPacketSize: 6 } }))).toMatchObject([
    { type: "CONNACK", reasonCode: 0x95 },
  ]);
  const deaf = stage.open("5.0");
  expect(deaf.send(connectPacket("5.0", "b", { properties: { maximumPacketSize: 2 } }))).toEqual([]);
  expect(deaf.isClosed()).toBe(true);
});

each("5.0/U5-044", "3.1.1/U3-017")("a connection without a CONNECT is closed after a while [%s]", (id) => {
  const stage = createStage({ connectTimeoutMs: 5000 });
  const client = stage.open(spoken(id));
  const other = stage.connect(spoken(id), "a");
  stage.advance(4999);
  expect(client.isClosed()).toBe(false);
  stage.advance(1);
  expect(client.isClosed()).toBe(true);
  expect(client.take()).toEqual([]);
  expect(other.isClosed()).toBe(false);
});

each("5.0/MQTT-3.1.2-22", "3.1.1/MQTT-3.1.2-24")(
  "silence of one and a half Keep Alives closes the connection [%s]",
  (id) => {
    const version = spoken(id);
    const stage = createStage();
    const client = stage.connect(version, "a", { keepAlive: 10 });
    stage.advance(10_000);
    client.send({ type: "PINGREQ" });
    stage.advance(14_999);
    expect(client.isClosed()).toBe(false);
    stage.advance(1);
    expect(client.isClosed()).toBe(true);
    expect(client.take()).toEqual(version === "5.0" ? [{ type: "DISCONNECT", reasonCode: 0x8d, properties: {} }] : []);
  },
);

each("5.0/U5-019", "3.1.1/U3-012")("a Keep Alive of 0 lets a client be silent [%s]", (id) => {
  const stage = createStage();
  const client = stage.connect(spoken(id), "a");
  stage.advance(10_000_000);
  expect(client.isClosed()).toBe(false);
});

test("a Server Keep Alive counts in place of the client's [5.0/MQTT-3.1.2-22]", () => {
  const stage = createStage({ serverKeepAlive: 10 });
  const client = stage.connect("5.0", "a", { keepAlive: 0 });
  stage.advance(15_000);
  expect(client.isClosed()).toBe(true);
});

each("5.0/MQTT-3.12.4-1", "3.1.1/MQTT-3.12.4-1")("PINGREQ is answered by PINGRESP [%s]", (id) => {
  expect(createStage().connect(spoken(id), "a").send({ type: "PINGREQ" })).toEqual([{ type: "PINGRESP" }]);
});

each("5.0/U5-118", "3.1.1/U3-031")("after DISCONNECT the server closes, and hears no more [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const witness = stage.connect(version, "witness");
  witness.subscribe("#");
  const client = stage.connect(version, "a");
  expect(client.send(disconnectPacket(version))).toEqual([]);
  expect(client.isClosed()).toBe(true);
  client.publish("t", "late");
  expect(payloads(witness.take())).toEqual([]);
});

each("5.0/U5-153", "3.1.1/U3-048")("a packet that only servers send closes the connection [%s]", (id) => {
  const version = spoken(id);
  const client = createStage().connect(version, "a");
  const answer = client.send({ type: "PINGRESP" });
  expect(answer).toMatchObject(version === "5.0" ? [{ type: "DISCONNECT", reasonCode: 0x82 }] : []);
  expect(client.isClosed()).toBe(true);
});

each("5.0/MQTT-4.13.1-1", "3.1.1/MQTT-4.8.0-1")("a malformed packet closes its connection and no other [%s]", (id) => {
  const version = spoken(id);
  const stage = createStage();
  const other = stage.connect(version, "other");
  const client = stage.connect(version, "a");
  const answer = client.malformed(version === "5.0" ? "5.0/MQTT-3.3.1-4" : "3.1.1/MQTT-3.3.1-4", 0x81);
  expect(answer).toMatchObject(version === "5.0" ? [{ type: "DISCONNECT", reasonCode: 0x81 }] : []);
  expect(client.isClosed()).toBe(true);
  expect(other.isClosed()).toBe(false);
});

test("DISCONNECT leaves its Reason String out where the client takes no packet as large [5.0/MQTT-3.14.2-3]", () => {
  const client = createStage().connect("5.0", "a", { properties: { maximumPacketSize: 30 } });
  expect(client.malformed("5.0/MQTT-3.3.1-4", 0x81)).toEqual([
    { type: "DISCONNECT", reasonCode: 0x81, properties: {} },
  ]);
});

test("a server that shuts down says so to those who can hear it [5.0/MQTT-3.14.2-1]", () => {
  const stage = createStage();
  const [young, old, waiting] = [stage.connect("5.0", "a"), stage.connect("3.1.1", "b"), stage.open("5.0")];
  stage.stop();
  expect(only(young.take(), "DISCONNECT")).toMatchObject([{ reasonCode: 0x8b }]);
  expect([...old.take(), ...waiting.take()]).toEqual([]);
  expect([young, old, waiting].map((client) => client.isClosed())).toEqual([true, true, true]);
});

test("a Reason Code that this packet may not carry is sent as 0x82 [5.0/MQTT-3.14.2-1]", () => {
  const stage = createStage();
  expect(stage.connect("5.0", "a").malformed("5.0/MQTT-3.1.2-2", 0x84)).toMatchObject([
    { type: "DISCONNECT", reasonCode: 0x82 },
  ]);
  expect(stage.open("5.0").malformed("5.0/MQTT-2.2.1-3", 0x92)).toMatchObject([{ type: "CONNACK", reasonCode: 0x82 }]);
});
