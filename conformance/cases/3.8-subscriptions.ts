// Cases of section 3.8.4: what a subscription is granted, what replaces it, and No Local.

import { type Connection, type Need, oneOf, type SubscriptionDraft, type TestCase, testCase } from "../case.ts";
import { arrival, arrivals, payloads, resume } from "./arrivals.ts";
import { subscribeBytes } from "./packets-by-hand.ts";
import { expectRefusal, faultCase } from "./refusal.ts";

const LEVELS = [0, 1, 2] as const;

const downgrade = LEVELS.flatMap((published) =>
  LEVELS.flatMap((requested) => {
    const needs: readonly Need[] = Math.max(published, requested) === 2 ? ["qos2"] : ["qos1"];
    return testCase({
      id: `subscribe/delivered-qos/published-${published}-requested-${requested}`,
      title: `a message of QoS ${published} reaches a subscription for QoS ${requested} at QoS ${Math.min(published, requested)}, or lower where less was granted`,
      section: "3.8.4",
      requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-6"], "5.0": ["5.0/MQTT-3.8.4-8"] },
      needs,
      *script(t) {
        const bob = yield* t.connect();
        const [granted = 0] = yield* bob.subscribe(t.topic("a"), { qos: requested });
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a"), "x", { qos: published });
        const { qos } = yield* arrival(t, bob, { payload: "x" });
        const expected = Math.min(published, granted);
        t.check(qos === expected, `QoS ${expected}, as QoS ${granted} was granted`, `QoS ${qos}`);
      },
    });
  }),
);

const mixed: readonly TestCase[] = [
  { id: "lowest-first", order: [0, 1, 2] as const },
  { id: "highest-first", order: [2, 1, 0] as const },
].flatMap(({ id, order }) =>
  testCase({
    id: `subscribe/delivered-qos/wildcard/${id}`,
    title:
      "a message of QoS 2 that three wildcard subscriptions match reaches each client at the QoS that it was granted",
    section: "3.8.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-6"], "5.0": ["5.0/MQTT-3.8.4-8"] },
    needs: ["qos2", "wildcard"],
    *script(t) {
      const alice = yield* t.connect();
      const others: { readonly granted: number; readonly connection: Connection }[] = [];
      for (const qos of order) {
        const connection = yield* t.connect();
        const [granted = 0] = yield* connection.subscribe(t.topic("a/+"), { qos });
        others.push({ granted, connection });
      }
      yield* alice.publish(t.topic("a/b"), "x", { qos: 2 });
      for (const { granted, connection } of others) {
        const { qos } = yield* arrival(t, connection, { payload: "x" });
        t.check(qos === granted, `QoS ${granted}, as that was granted`, `QoS ${qos}`);
      }
    },
  }),
);

const REPLACED: readonly { readonly id: string; readonly first: 0 | 1 | 2; readonly second: 0 | 1 | 2 }[] = [
  { id: "raised", first: 0, second: 2 },
  { id: "lowered", first: 2, second: 0 },
  { id: "same", first: 1, second: 1 },
];

const replaced: readonly TestCase[] = [
  ...REPLACED.flatMap(({ id, first, second }) =>
    testCase({
      id: `subscribe/replaced/${id}`,
      title: `a subscription for QoS ${first} that is made again for QoS ${second} is one subscription, for QoS ${second}`,
      section: "3.8.4",
      requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-3"], "5.0": ["5.0/MQTT-3.8.4-3", "5.0/U5-132"] },
      needs: ["qos2"],
      *script(t) {
        const bob = yield* t.connect();
        yield* bob.subscribe(t.topic("a"), { qos: first });
        const [granted = 0] = yield* bob.subscribe(t.topic("a"), { qos: second });
        const carol = yield* t.connect();
        yield* carol.subscribe(t.topic("a"), { qos: second });
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a"), "x", { qos: 2 });
        yield* arrival(t, carol, { payload: "x", qos: oneOf(granted) });
        const { qos } = yield* arrival(t, bob, { payload: "x" });
        t.check(qos === granted, `QoS ${granted}`, `QoS ${qos}`);
        yield* bob.expectNothing("PUBLISH", {}, { after: alice });
      },
    }),
  ),
  ...testCase({
    id: "subscribe/replaced/retained-again",
    title: "a subscription that is made again is sent the retained messages again",
    section: "3.8.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-3"], "5.0": ["5.0/MQTT-3.8.4-4"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.acknowledge(yield* arrival(t, bob, { payload: "kept" }));
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.expect("PUBLISH", { payload: "kept" });
    },
  }),
  ...testCase({
    id: "subscribe/replaced/nothing-lost",
    title: "no message is lost while a subscription is made again",
    section: "3.8.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-3"], "5.0": ["5.0/MQTT-3.8.4-4"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      const subscriptions: readonly SubscriptionDraft[] = [{ topicFilter: t.topic("a"), qos: 1 }];
      yield* bob.subscribe(subscriptions);
      const alice = yield* t.connect();
      const names = ["1", "2", "3", "4", "5", "6", "7", "8"];
      for (const [i, payload] of names.entries()) {
        yield* bob.send({ type: "SUBSCRIBE", packetId: 100 + i, subscriptions });
        yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload, qos: 1, packetId: 200 + i });
        yield* t.control("the message is accepted", () => alice.expect("PUBACK", { packetId: 200 + i }));
        yield* t.control("the subscription is made", () => bob.expect("SUBACK", { packetId: 100 + i }));
      }
      for (const payload of names) yield* bob.acknowledge(yield* bob.expect("PUBLISH", { payload }));
    },
  }),
  ...testCase({
    id: "subscribe/replaced/options",
    title: "a subscription that is made again has the options of the second SUBSCRIBE alone",
    section: "3.8.4",
    requirements: { "5.0": ["5.0/MQTT-3.8.4-3"] },
    needs: ["qos1", "retain"],
    *script(t) {
      const bob = yield* t.connect();
      const [topicFilter, qos] = [t.topic("a"), 1] as const;
      yield* bob.subscribe([{ topicFilter, qos, retainAsPublished: true, noLocal: true }]);
      yield* bob.subscribe([{ topicFilter, qos, retainAsPublished: false, noLocal: false }]);
      yield* bob.publish(t.topic("a"), "own", { qos: 1, retain: true });
      yield* bob.expect("PUBLISH", { payload: "own", retain: false });
      yield* bob.subscribe([{ topicFilter, qos, retainAsPublished: true, retainHandling: 2 }]);
      yield* bob.publish(t.topic("a"), "again", { qos: 1, retain: true });
      yield* bob.expect("PUBLISH", { payload: "again", retain: true });
    },
  }),
];

const noLocal: readonly TestCase[] = [
  testCase({
    id: "no-local/own-message",
    title: "with No Local a client is not sent what it published itself, and is sent what others did",
    section: "3.8.3.1",
    requirements: { "5.0": ["5.0/MQTT-3.8.3-3"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("plain"), { qos: 1 });
      yield* bob.publish(t.topic("plain"), "own", { qos: 1 });
      yield* arrival(t, bob, { payload: "own" });
      yield* bob.subscribe(t.topic("a"), { qos: 1, noLocal: true });
      yield* bob.publish(t.topic("a"), "mine", { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "hers", { qos: 1 });
      yield* arrival(t, bob, { payload: "hers" });
      yield* bob.expectNothing("PUBLISH", { payload: "mine" }, { after: alice });
    },
  }),
  testCase({
    id: "no-local/earlier-connection",
    title: "with No Local a client is not sent what it published, even where its session goes on in another connection",
    section: "3.8.3.1",
    requirements: { "5.0": ["5.0/MQTT-3.8.3-3"] },
    needs: ["qos1"],
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      yield* before.subscribe(t.topic("a"), { qos: 1, noLocal: true });
      yield* before.publish(t.topic("a"), "mine", { qos: 1 });
      yield* before.disconnect();
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "hers", { qos: 1 });
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.acknowledge(yield* arrival(t, bob, { payload: "hers" }));
      yield* bob.publish(t.topic("a"), "mine too", { qos: 1 });
      const others = payloads(yield* arrivals(bob, alice));
      t.check(others.length === 0, "nothing that it published itself", others.join(", "));
    },
  }),
  faultCase({
    id: "no-local/shared",
    title: "No Local on a shared subscription is refused",
    section: "3.8.3.1",
    requirements: { "5.0": ["5.0/MQTT-3.8.3-4"] },
    needs: ["shared"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.subscribe(`$share/group/${t.topic("a")}`);
      const bad = subscribeBytes(t, { packetId: 7, subscriptions: [[`$share/group/${t.topic("a")}`, 0x04]] });
      yield* expectRefusal(t, alice, { type: "SUBACK", packetId: 7, fault: "No Local on a shared subscription" }, bad);
    },
  }),
].flat();

export const subscriptions: readonly TestCase[] = [...downgrade, ...mixed, ...replaced, ...noLocal];
