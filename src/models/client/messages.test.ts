// The client's messages and requests: what is sent, what waits, what goes again, and what is delivered.

import { expect, test } from "vitest";
import type { Packet, PacketOf } from "../../codec/index.ts";
import type { ClientEffect } from "./effect.ts";
import type { ClientKey, ClientRecord } from "./record.ts";
import { ack, KEPT, message, one, rules, sent, stage, types } from "./stage.ts";

const rule = rules(test);

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

rule(
  ["5.0/MQTT-4.1.0-1", "3.1.1/MQTT-4.1.0-1"],
  "a client that starts again goes on with what was stored",
  (version) => {
    const first = stage({ version, ...KEPT });
    const records = new Map<string, ClientRecord>();
    const keep = (effects: readonly ClientEffect[]): void => {
      for (const effect of effects) {
        if (effect.type === "store") records.set(nameOf(effect.record), effect.record);
        if (effect.type === "erase") records.delete(nameOf(effect.key));
      }
    };
    keep(first.connect());
    for (const token of [1, 2]) keep(first.publish(token, `t${token}`, 2));
    keep(first.receive(ack(version, "PUBREC", 1)));
    keep(first.receive(message(version, "m", 2, 9)));
    first.tell({ type: "closed" });
    keep(first.publish(3, "t3", 1));

    const second = stage({ version, ...KEPT });
    second.tell({ type: "restored", records: [...records.values()] });
    expect(sent(second.connect({ sessionPresent: true }))).toMatchObject([
      { type: "PUBREL", packetId: 1 },
      { type: "PUBLISH", topicName: "t2", dup: true },
      { type: "PUBLISH", topicName: "t3", dup: false },
    ]);
    expect(types(second.receive(message(version, "m", 2, 9, true)))).toEqual(["PUBREC"]);
    expect(one(second.receive(ack(version, "PUBCOMP", 1)), "completed")?.token).toBe(1);
  },
);

function nameOf(key: ClientKey): string {
  return key.kind === "outbound" ? `outbound/${key.sequence}` : `inbound/${key.packetId}`;
}
