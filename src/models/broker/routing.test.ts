// Who gets a message when the one before had the same topic, and things have changed between the two.

import { describe, expect, test } from "vitest";
import { createStage, payloads } from "./stage.ts";

function threeClients() {
  const stage = createStage();
  const [alice, bob, carol] = ["alice", "bob", "carol"].map((name) => stage.connect("5.0", name));
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error("three are needed");
  return { alice, bob, carol };
}

describe("a message with the topic of the one before", () => {
  test("reaches who has subscribed since", () => {
    const { alice, bob, carol } = threeClients();
    bob.subscribe("a/b");
    alice.publish("a/b", "1");
    carol.subscribe("a/+");
    alice.publish("a/b", "2");
    expect([payloads(bob.take()), payloads(carol.take())]).toEqual([["1", "2"], ["2"]]);
  });

  test("does not reach who has unsubscribed since, or has gone", () => {
    const { alice, bob, carol } = threeClients();
    for (const one of [bob, carol]) one.subscribe("a/b");
    alice.publish("a/b", "1");
    bob.send({ type: "UNSUBSCRIBE", packetId: 7, topicFilters: ["a/b"], properties: {} });
    carol.send({ type: "DISCONNECT", reasonCode: 0x00, properties: {} });
    expect(alice.publish("a/b", "2", { qos: 1 })).toMatchObject([{ type: "PUBACK", reasonCode: 0x10 }]);
    expect(payloads(bob.take())).toEqual([]);
  });

  test("goes out under the options of now", () => {
    const { alice, bob } = threeClients();
    bob.subscribe("a/b", { qos: 0 });
    alice.publish("a/b", "1", { qos: 1 });
    bob.subscribe("a/b", { qos: 1 });
    bob.take();
    alice.publish("a/b", "2", { qos: 1 });
    expect(bob.take()).toMatchObject([{ type: "PUBLISH", qos: 1 }]);
  });

  test("is kept from its own publisher alone where that asked for it", () => {
    const { alice, bob } = threeClients();
    bob.subscribe("a/b", { noLocal: true });
    alice.publish("a/b", "1");
    expect(payloads(bob.publish("a/b", "2"))).toEqual(["1"]);
    alice.publish("a/b", "3");
    expect(payloads(bob.take())).toEqual(["3"]);
  });

  test("goes to the next member of a shared subscription", () => {
    const { alice, bob, carol } = threeClients();
    for (const one of [bob, carol]) one.subscribe("$share/g/a/b");
    for (const payload of ["1", "2", "3", "4"]) alice.publish("a/b", payload);
    expect([payloads(bob.take()), payloads(carol.take())]).toEqual([
      ["1", "3"],
      ["2", "4"],
    ]);
  });
});
