// Shared subscriptions. (5.0 §4.8.2)

import { expect, test } from "vitest";
import type { Version } from "../../../spec/index.ts";
import type { Packet } from "../../codec/index.ts";
import { ackPacket, connectPacket, createStage, payloads, subscribePacket } from "./stage.ts";

function unsubscribe(version: Version, ...topicFilters: readonly string[]): Packet {
  return { type: "UNSUBSCRIBE", packetId: 11, topicFilters, ...(version === "5.0" && { properties: {} }) };
}

test("of the members of a shared subscription each gets a message in its turn [5.0/U5-133]", () => {
  const stage = createStage();
  const members = ["a", "b", "c"].map((clientId) => stage.connect("5.0", clientId));
  for (const member of members) member.subscribe("$share/g/t/#", { qos: 1 }, { subscriptionIdentifier: 5 });
  const publisher = stage.connect("5.0", "p");
  for (let n = 0; n < 6; n++) publisher.publish("t/x", `${n}`, { qos: 1 });
  const got = members.map((member) => member.take());
  expect(got.map(payloads)).toEqual([
    ["0", "3"],
    ["1", "4"],
    ["2", "5"],
  ]);
  expect(got[0]).toMatchObject([{ qos: 1, properties: { subscriptionIdentifiers: [5] } }, { qos: 1 }]);
});

test("shared and other subscriptions of one client are apart [5.0/U5-136]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "a");
  client.subscribe("$share/g/t");
  client.subscribe("$share/h/t");
  client.subscribe("t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "m");
  expect(payloads(client.take())).toEqual(["m", "m", "m"]);
  client.send(unsubscribe("5.0", "t"));
  client.send(unsubscribe("5.0", "$share/g/t"));
  publisher.publish("t", "m");
  expect(payloads(client.take())).toEqual(["m"]);
});

test("a QoS 1 message of a shared subscription goes on when the session of its receiver ends, a QoS 2 message that was begun does not [5.0/MQTT-4.8.2-5]", () => {
  const stage = createStage();
  const first = stage.connect("5.0", "a");
  first.subscribe("$share/g/t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("t", "1", { qos: 1 });
  publisher.publish("t", "2", { qos: 2 });
  const second = stage.connect("5.0", "b");
  second.subscribe("$share/g/t");
  first.cut();
  expect(payloads(second.take())).toEqual(["1"]);
});

test("a member that refuses a message has refused it for all [5.0/MQTT-4.8.2-6]", () => {
  const stage = createStage();
  const members = ["a", "b"].map((clientId) => stage.connect("5.0", clientId));
  for (const member of members) member.subscribe("$share/g/t");
  stage.connect("5.0", "p").publish("t", "m", { qos: 1 });
  members[0]?.send(ackPacket("5.0", "PUBACK", 1, 0x83));
  members[0]?.cut();
  expect(members[1]?.take()).toEqual([]);
});

test("MQTT 3.1.1 has no shared subscriptions: $share is a level as any other [3.1.1/U3-040]", () => {
  const stage = createStage();
  const [a, b] = [stage.connect("3.1.1", "a"), stage.connect("3.1.1", "b")];
  a.subscribe("$share/g/t");
  b.subscribe("$share/g/t");
  const publisher = stage.connect("3.1.1", "p");
  publisher.publish("$share/g/t", "both");
  publisher.publish("t", "none");
  expect([a, b].map((client) => payloads(client.take()))).toEqual([["both"], ["both"]]);
});

test("a session that goes on in 5.0 may turn such a filter into a shared subscription [5.0/MQTT-3.8.4-3]", () => {
  const stage = createStage();
  const old = stage.connect("3.1.1", "a", { clean: false });
  old.subscribe("$share/g/t");
  old.cut();
  const young = stage.open("5.0");
  young.send(connectPacket("5.0", "a", { clean: false }));
  young.subscribe("$share/g/t");
  const publisher = stage.connect("5.0", "p");
  publisher.publish("$share/g/t", "as a name");
  publisher.publish("t", "shared");
  expect(payloads(young.take())).toEqual(["shared"]);
});

test("No Local on a shared subscription closes the connection with 0x82 [5.0/MQTT-3.8.3-4]", () => {
  const client = createStage().connect("5.0", "a");
  expect(client.subscribe("$share/g/t", { noLocal: true })).toMatchObject([{ type: "DISCONNECT", reasonCode: 0x82 }]);
});

test.each([
  ["0x9E", "5.0/U5-068", { sharedSubscriptionAvailable: false }, subscribePacket("5.0", "$share/g/t"), 0x9e],
  ["0xA2", "5.0/U5-063", { wildcardSubscriptionAvailable: false }, subscribePacket("5.0", "a/#"), 0xa2],
  [
    "0xA1",
    "5.0/U5-066",
    { subscriptionIdentifierAvailable: false },
    subscribePacket("5.0", "a", {}, { subscriptionIdentifier: 1 }),
    0xa1,
  ],
] as const)(
  "a SUBSCRIBE for what is not to be had is closed with %s [%s]",
  (_code, _id, options, packet, reasonCode) => {
    const client = createStage(options).connect("5.0", "a");
    expect(client.send(packet)).toMatchObject([{ type: "DISCONNECT", reasonCode }]);
  },
);

test("what may be subscribed to is asked of the filter inside a shared one [5.0/U5-133]", () => {
  const stage = createStage({ authorise: ({ topic }) => topic !== "secret/#" });
  const client = stage.connect("5.0", "a");
  expect(client.subscribe("$share/g/secret/#")).toMatchObject([{ type: "SUBACK", reasonCodes: [0x87] }]);
});

test("when its last member has left, nobody subscribes any more [5.0/U5-111]", () => {
  const stage = createStage();
  const client = stage.connect("5.0", "a");
  client.subscribe("$share/g/t");
  client.send(unsubscribe("5.0", "$share/g/t"));
  expect(client.publish("t", "m", { qos: 1 })).toMatchObject([{ type: "PUBACK", reasonCode: 0x10 }]);
});
