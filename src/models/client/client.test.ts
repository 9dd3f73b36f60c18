// The client as its application and its server see it: what it sends, what it reports, what it never does.

import { expect, test } from "vitest";
import { type RequirementId, type Version, versionOf } from "../../../spec/index.ts";
import type { Packet, PacketOf } from "../../codec/index.ts";
import { createClient, handleClient } from "./client.ts";
import type { ClientEffect } from "./effect.ts";
import type { ClientInput, Publication } from "./event.ts";
import type { ClientOptions } from "./options.ts";

type Untimed<T> = T extends unknown ? Omit<T, "atMs"> : never;

/** A client, a server that the test plays, and a clock that is turned by hand. */
function stage(options: Partial<ClientOptions> = {}) {
  const client = createClient({ keepAlive: 0, clientId: "c", ...options });
  const timers = new Map<string, number>();
  let atMs = 0;
  const tell = (input: Untimed<ClientInput>): readonly ClientEffect[] => {
    const effects = handleClient(client, { ...input, atMs } as ClientInput);
    for (const effect of effects) {
      if (effect.type === "startTimer") timers.set(effect.timer, atMs + effect.afterMs);
      if (effect.type === "stopTimer") timers.delete(effect.timer);
    }
    return effects;
  };
  const receive = (packet: Packet) => tell({ type: "packet", packet });
  return {
    client,
    tell,
    receive,
    /** Opens a transport; its CONNECT is what comes. */
    open: () => [...tell({ type: "connect" }), ...tell({ type: "opened" })],
    connect(connack: Partial<PacketOf<"CONNACK", "5.0">> = {}) {
      tell({ type: "connect" });
      tell({ type: "opened" });
      return receive(connackOf(client.options.version, connack));
    },
    publish: (token: number, topicName: string, qos: 0 | 1 | 2, more: Partial<Publication> = {}) =>
      tell({
        type: "publish",
        token,
        publication: { topicName, payload: text(topicName), qos, retain: false, properties: {}, ...more },
      }),
    advance(ms: number): readonly ClientEffect[] {
      atMs += ms;
      return [...timers].flatMap(([timer, due]) => {
        if (due > atMs) return [];
        timers.delete(timer);
        return tell({ type: "elapsed", timer: timer as "connack" });
      });
    },
  };
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function connackOf(
  version: Version,
  { sessionPresent = false, reasonCode = 0, properties = {} }: Partial<PacketOf<"CONNACK", "5.0">>,
): Packet {
  if (version === "5.0") return { type: "CONNACK", sessionPresent, reasonCode, properties };
  return { type: "CONNACK", sessionPresent, returnCode: reasonCode } as PacketOf<"CONNACK", "3.1.1">;
}

function ack(
  version: Version,
  type: "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP",
  packetId: number,
  reasonCode = 0x00,
): Packet {
  return (version === "5.0" ? { type, packetId, reasonCode, properties: {} } : { type, packetId }) as Packet;
}

function message(
  version: Version,
  topicName: string,
  qos: 0 | 1 | 2,
  packetId = 1,
  dup = false,
  topicAlias?: number,
): Packet {
  const delivery = qos === 0 ? { qos, dup: false } : { qos, dup, packetId };
  const properties = version === "5.0" ? { properties: topicAlias === undefined ? {} : { topicAlias } } : {};
  return { type: "PUBLISH", topicName, payload: text(topicName), retain: false, ...delivery, ...properties } as Packet;
}

const sent = (effects: readonly ClientEffect[]): readonly Packet[] =>
  effects.flatMap((effect) => (effect.type === "send" ? [effect.packet] : []));
const types = (effects: readonly ClientEffect[]): readonly string[] =>
  effects.map((effect) => (effect.type === "send" ? effect.packet.type : effect.type));
const one = <T extends ClientEffect["type"]>(effects: readonly ClientEffect[], type: T) =>
  effects.find((effect): effect is Extract<ClientEffect, { readonly type: T }> => effect.type === type);

/** One test for each sentence: told by its id, in its version. */
function rule(ids: readonly RequirementId[], title: string, body: (version: Version) => void): void {
  for (const id of ids) test(`${title} [${id}]`, () => body(versionOf(id)));
}

const KEPT = { clean: false, sessionExpiryInterval: 100 };

rule(["5.0/MQTT-3.1.0-1", "3.1.1/MQTT-3.1.0-1"], "CONNECT is the first packet", (version) => {
  const { tell, publish } = stage({ version });
  expect(types(tell({ type: "connect" }))).toEqual(["openTransport"]);
  expect(sent(publish(1, "t", 1))).toEqual([]);
  expect(types(tell({ type: "opened" }))).toEqual(["CONNECT", "startTimer"]);
});

rule(["5.0/MQTT-3.1.2-30", "3.1.1/MQTT-3.2.0-1"], "before CONNACK a message waits", (version) => {
  const { open, publish, receive } = stage({ version, ...KEPT });
  open();
  expect(types(publish(1, "t", 1))).toEqual(["store"]);
  expect(types(receive(connackOf(version, {})))).toEqual(["connected", "stopTimer", "store", "PUBLISH"]);
});

rule(["5.0/U5-048", "3.1.1/U3-020"], "a server that does not answer is left", (version) => {
  const { open, advance } = stage({ version });
  open();
  expect(advance(29_999)).toEqual([]);
  const effects = advance(1);
  expect(types(effects)).toEqual(["stopTimer", "closeTransport", "disconnected"]);
  expect(one(effects, "disconnected")?.failure).toEqual({ kind: "timeout" });
});

rule(["5.0/MQTT-3.2.2-7", "3.1.1/MQTT-3.2.2-5"], "a refused connection is closed", (version) => {
  const { connect, client } = stage({ version });
  const effects = connect({ reasonCode: (version === "5.0" ? 0x87 : 5) as 0x87 });
  expect(types(effects)).toEqual(["stopTimer", "closeTransport", "disconnected"]);
  expect(one(effects, "disconnected")?.failure).toMatchObject({
    kind: "refused",
    reasonCode: version === "5.0" ? 0x87 : 5,
  });
  expect(client.state).toBe("offline");
});

rule(["5.0/MQTT-3.2.2-4", "3.1.1/MQTT-3.2.2-1"], "Session Present without a session ends the connection", (version) => {
  const effects = stage({ version }).connect({ sessionPresent: true });
  expect(one(effects, "disconnected")?.failure).toMatchObject({ kind: "violation" });
  expect(types(effects)).toContain("closeTransport");
  expect(types(effects)).not.toContain("connected");
});

rule(
  ["5.0/MQTT-3.2.2-5", "3.1.1/MQTT-3.2.2-3"],
  "without Session Present the old session is thrown away",
  (version) => {
    const { connect, publish, tell } = stage({ version, ...KEPT });
    connect();
    publish(1, "t", 1);
    tell({ type: "closed" });
    const effects = connect();
    expect(one(effects, "failed")).toEqual({ type: "failed", token: 1, failure: { kind: "sessionLost" } });
    expect(sent(effects)).toEqual([]);
  },
);

rule(
  ["5.0/MQTT-4.4.0-1", "3.1.1/MQTT-4.4.0-1"],
  "what was not acknowledged goes again, in order, on resume",
  (version) => {
    const { connect, publish, tell, receive } = stage({ version, ...KEPT });
    connect();
    publish(1, "a", 2);
    publish(2, "b", 1);
    publish(3, "c", 2);
    receive(ack(version, "PUBREC", 1));
    tell({ type: "closed" });
    const packets = sent(connect({ sessionPresent: true }));
    expect(
      packets.map((packet) => [packet.type, "packetId" in packet && packet.packetId, "dup" in packet && packet.dup]),
    ).toEqual([
      ["PUBREL", 1, false],
      ["PUBLISH", 2, true],
      ["PUBLISH", 3, true],
    ]);
  },
);

rule(["5.0/MQTT-4.9.0-2"], "at a quota of zero messages wait, and nothing else does", (version) => {
  const { connect, publish, receive, tell } = stage({ version });
  connect({ properties: { receiveMaximum: 1 } });
  expect(types(publish(1, "a", 1))).toContain("PUBLISH");
  expect(types(publish(2, "b", 1))).toEqual(["store"]);
  const subscription = {
    topicFilter: "t",
    qos: 0,
    noLocal: false,
    retainAsPublished: false,
    retainHandling: 0,
  } as const;
  expect(types(tell({ type: "subscribe", token: 3, subscriptions: [subscription] }))).toEqual(["SUBSCRIBE"]);
  expect(types(publish(4, "c", 0))).toEqual(["PUBLISH", "completed"]);
  expect(types(receive(ack(version, "PUBACK", 1)))).toEqual(["erase", "completed", "store", "PUBLISH"]);
});

rule(["5.0/MQTT-2.2.1-3", "3.1.1/MQTT-2.3.1-2"], "messages and requests share their identifiers", (version) => {
  const { connect, publish, tell, client } = stage({ version });
  connect();
  publish(1, "a", 1);
  client.session.lastPacketId = 0;
  const [packet] = sent(tell({ type: "unsubscribe", token: 2, topicFilters: ["t"] }));
  expect(packet).toMatchObject({ type: "UNSUBSCRIBE", packetId: 2 });
});

rule(["5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2"], "a QoS 2 message is delivered once", (version) => {
  const { connect, receive, tell } = stage({ version, ...KEPT });
  connect();
  expect(types(receive(message(version, "t", 2)))).toEqual(["store", "deliver", "PUBREC"]);
  tell({ type: "closed" });
  connect({ sessionPresent: true });
  expect(types(receive(message(version, "t", 2, 1, true)))).toEqual(["PUBREC"]);
  expect(types(receive(ack(version, "PUBREL", 1)))).toEqual(["erase", "PUBCOMP"]);
  expect(types(receive(ack(version, "PUBREL", 1)))).toEqual(["PUBCOMP"]);
});

rule(["5.0/MQTT-3.3.4-9"], "more messages than our Receive Maximum end the connection", (version) => {
  const { connect, receive } = stage({ version, receiveMaximum: 1 });
  connect();
  receive(message(version, "t", 2, 1));
  expect(sent(receive(message(version, "t", 2, 2)))).toEqual([
    { type: "DISCONNECT", reasonCode: 0x93, properties: {} },
  ]);
});

rule(["5.0/MQTT-3.3.2-10", "5.0/MQTT-3.3.2-9"], "aliases are taken up to our maximum, and no further", (version) => {
  const { connect, receive } = stage({ version, topicAliasMaximum: 1 });
  connect();
  receive(message(version, "news", 0, 0, false, 1));
  expect(one(receive(message(version, "", 0, 0, false, 1)), "deliver")?.message.topicName).toBe("news");
  expect(sent(receive(message(version, "other", 0, 0, false, 2)))).toEqual([
    { type: "DISCONNECT", reasonCode: 0x94, properties: {} },
  ]);
});

rule(["5.0/MQTT-3.2.2-17", "5.0/MQTT-3.2.2-18"], "aliases are used up to the server's maximum", (version) => {
  const named = (properties: object) => {
    const { connect, publish } = stage({ version, outwardTopicAliases: 5 });
    connect({ properties });
    return ["a", "b", "a", "b"].map((topic) => {
      const [packet] = sent(publish(1, topic, 0)) as readonly PacketOf<"PUBLISH", "5.0">[];
      return `${packet?.topicName}/${packet?.properties.topicAlias ?? ""}`;
    });
  };
  expect(named({ topicAliasMaximum: 1 })).toEqual(["a/1", "b/", "/1", "b/"]);
  expect(named({})).toEqual(["a/", "b/", "a/", "b/"]);
});

rule(["5.0/MQTT-3.2.2-11", "5.0/MQTT-3.2.2-14"], "what the server does not take is not sent", (version) => {
  const { connect, publish } = stage({ version });
  connect({ properties: { maximumQos: 1, retainAvailable: 0 } });
  expect(one(publish(1, "t", 2), "failed")?.failure).toEqual({ kind: "notAllowed", requirement: "5.0/MQTT-3.2.2-11" });
  expect(one(publish(2, "t", 1, { retain: true }), "failed")?.failure).toEqual({
    kind: "notAllowed",
    requirement: "5.0/MQTT-3.2.2-14",
  });
});

rule(["5.0/MQTT-3.2.2-15"], "nothing larger than the server takes is sent", (version) => {
  const { connect, publish, client } = stage({ version });
  connect({ properties: { maximumPacketSize: 20 } });
  expect(types(publish(1, "a".repeat(30), 1))).toEqual(["store", "erase", "failed"]);
  expect(client.session.outbound.size).toBe(0);
  expect(types(publish(2, "a", 1))).toEqual(["store", "PUBLISH"]);
});

rule(["5.0/MQTT-3.1.2-20", "3.1.1/MQTT-3.1.2-23"], "silence is broken by PINGREQ", (version) => {
  const { connect, advance, publish, receive } = stage({ version, keepAlive: 10 });
  connect();
  expect(advance(9_000)).toEqual([]);
  publish(1, "t", 0);
  expect(types(advance(1_000))).toEqual(["startTimer"]);
  expect(types(advance(9_000))).toEqual(["PINGREQ", "startTimer"]);
  expect(types(receive({ type: "PINGRESP" }))).toEqual(["startTimer"]);
});

rule(["5.0/U5-020", "3.1.1/U3-013"], "a server without PINGRESP is left", (version) => {
  const { connect, advance } = stage({ version, keepAlive: 10 });
  connect();
  advance(10_000);
  expect(types(advance(10_000))).toContain("closeTransport");
});

rule(["5.0/MQTT-3.2.2-21", "5.0/MQTT-3.1.2-21"], "the server's Keep Alive replaces ours", (version) => {
  const { connect, advance } = stage({ version, keepAlive: 100 });
  connect({ properties: { serverKeepAlive: 3 } });
  expect(types(advance(3_000))).toEqual(["PINGREQ", "startTimer"]);
});

rule(["5.0/MQTT-3.14.4-1", "3.1.1/MQTT-3.14.4-2"], "nothing is sent after DISCONNECT", (version) => {
  const { connect, tell, publish, receive } = stage({ version, ...KEPT });
  connect();
  expect(types(tell({ type: "disconnect" }))).toEqual(["stopTimer", "DISCONNECT", "closeTransport", "disconnected"]);
  expect(sent(publish(1, "t", 1))).toEqual([]);
  expect(receive(message(version, "t", 1))).toEqual([]);
});

rule(["5.0/U5-116"], "a session that ends with its connection is not made to live on", () => {
  const { connect, tell } = stage();
  connect();
  expect(types(tell({ type: "disconnect", sessionExpiryInterval: 5 }))).toEqual(["failed"]);
});

rule(["5.0/U5-118"], "a server that says farewell is left, with its reason", () => {
  const { connect, receive } = stage();
  connect();
  const effects = receive({ type: "DISCONNECT", reasonCode: 0x9c, properties: { serverReference: "other:1883" } });
  expect(types(effects)).toEqual(["closeTransport", "disconnected"]);
  expect(one(effects, "disconnected")?.failure).toEqual({
    kind: "refused",
    reasonCode: 0x9c,
    serverReference: "other:1883",
  });
});

rule(["5.0/MQTT-4.12.0-3", "5.0/MQTT-4.12.0-5", "5.0/MQTT-4.12.1-1"], "AUTH repeats the method of CONNECT", () => {
  const { open, receive, tell } = stage({ authenticationMethod: "M", authenticationData: text("1") });
  const [connect] = sent(open());
  expect(connect).toMatchObject({ properties: { authenticationMethod: "M" } });
  const challenge = {
    type: "AUTH",
    reasonCode: 0x18,
    properties: { authenticationMethod: "M", authenticationData: text("2") },
  } as const;
  expect(one(receive(challenge), "askAuthentication")).toMatchObject({ method: "M", data: text("2") });
  const properties = { authenticationMethod: "M", authenticationData: text("3") };
  expect(sent(tell({ type: "answer", authenticationData: text("3") }))).toEqual([
    { type: "AUTH", reasonCode: 0x18, properties },
  ]);
  receive({ type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: { authenticationMethod: "M" } });
  expect(sent(tell({ type: "reauthenticate" }))).toEqual([
    { type: "AUTH", reasonCode: 0x19, properties: { authenticationMethod: "M" } },
  ]);
  expect(types(receive({ type: "AUTH", reasonCode: 0x00, properties: { authenticationMethod: "M" } }))).toEqual([
    "reauthenticated",
  ]);
});

rule(["5.0/MQTT-4.12.0-6"], "AUTH that nobody asked for ends the connection", () => {
  const { connect, receive } = stage();
  connect();
  const effects = receive({ type: "AUTH", reasonCode: 0x18, properties: { authenticationMethod: "M" } });
  expect(sent(effects)).toEqual([{ type: "DISCONNECT", reasonCode: 0x82, properties: {} }]);
});

rule(["5.0/MQTT-3.9.3-1", "3.1.1/MQTT-3.9.3-1"], "SUBACK answers each filter", (version) => {
  const { connect, tell, receive } = stage({ version });
  connect();
  const options = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const subscriptions = [
    { topicFilter: "a", ...options },
    { topicFilter: "b", ...options },
  ];
  const suback = (packetId: number, codes: readonly (0 | 1)[]): Packet =>
    version === "5.0"
      ? { type: "SUBACK", packetId, properties: {}, reasonCodes: codes }
      : { type: "SUBACK", packetId, returnCodes: codes };
  tell({ type: "subscribe", token: 1, subscriptions });
  expect(one(receive(suback(1, [1, 0])), "completed")?.token).toBe(1);
  tell({ type: "subscribe", token: 2, subscriptions });
  expect(one(receive(suback(2, [1])), "disconnected")?.failure).toMatchObject({ kind: "violation" });
});

rule(["5.0/U5-153", "3.1.1/U3-048"], "packets that a server may not send end the connection", (version) => {
  const { connect, receive } = stage({ version });
  connect();
  expect(one(receive({ type: "PINGREQ" }), "disconnected")?.failure).toMatchObject({ kind: "violation" });
});

rule(["5.0/MQTT-4.4.0-2"], "a negative acknowledgement fails the message and frees its identifier", (version) => {
  const { connect, publish, receive, client } = stage({ version });
  connect();
  publish(1, "t", 2);
  expect(one(receive(ack(version, "PUBREC", 1, 0x97)), "failed")?.failure).toEqual({
    kind: "refused",
    reasonCode: 0x97,
  });
  expect(client.session.outbound.size).toBe(0);
});

rule(["5.0/MQTT-4.3.3-5"], "PUBCOMP ends a message well, also where the server has forgotten it by then", (version) => {
  const { connect, publish, receive } = stage({ version });
  connect();
  publish(1, "t", 2);
  receive(ack(version, "PUBREC", 1));
  expect(one(receive(ack(version, "PUBCOMP", 1, 0x92)), "completed")?.token).toBe(1);
});

rule(["5.0/U5-031"], "who asked for no problem information takes none", () => {
  const { connect, publish, receive } = stage({ requestProblemInformation: false });
  connect();
  publish(1, "t", 1);
  const puback = { type: "PUBACK", packetId: 1, reasonCode: 0x00, properties: { reasonString: "thank you" } } as const;
  expect(sent(receive(puback))).toEqual([{ type: "DISCONNECT", reasonCode: 0x82, properties: {} }]);
});

rule(["5.0/MQTT-3.1.2-23"], "a farewell that cannot be said changes nothing", () => {
  const { connect, publish, tell, client } = stage(KEPT);
  connect();
  publish(1, "t", 1);
  tell({ type: "closed" });
  expect(types(tell({ type: "disconnect", sessionExpiryInterval: 0 }))).toEqual(["failed"]);
  expect([client.hasSession, client.session.outbound.size]).toEqual([true, 1]);
});
