// Cases of sections 3.10 and 3.11: UNSUBSCRIBE and UNSUBACK.

import { type TestCase, testCase } from "../case.ts";
import { arrival, arrivals, payloads, resume } from "./arrivals.ts";
import { unsubscribeBytes } from "./packets-by-hand.ts";
import { faultCase } from "./refusal.ts";

const answered = [1, 255, 256, 65_535].flatMap((packetId) =>
  testCase({
    id: `unsubscribe/identifier/${packetId}`,
    title: `an UNSUBSCRIBE with the Packet Identifier ${packetId} is answered by an UNSUBACK with the same`,
    section: "3.10.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.10.4-4", "3.1.1/MQTT-2.3.1-7"],
      "5.0": ["5.0/MQTT-3.10.4-4", "5.0/MQTT-3.10.4-5", "5.0/MQTT-2.2.1-6"],
    },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.subscribe(t.topic("a"));
      yield* alice.send({ type: "UNSUBSCRIBE", packetId, topicFilters: [t.topic("a")] });
      const unsuback = yield* alice.expect("UNSUBACK");
      t.check(unsuback.packetId === packetId, `Packet Identifier ${packetId}`, `${unsuback.packetId}`);
    },
  }),
);

const removed: readonly TestCase[] = [
  testCase({
    id: "unsubscribe/no-more-messages",
    title: "after UNSUBACK no new message is sent for the subscription",
    section: "3.10.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.10.4-1", "3.1.1/MQTT-3.10.4-2"],
      "5.0": ["5.0/MQTT-3.10.4-1", "5.0/MQTT-3.10.4-2"],
    },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "before", { qos: 1 });
      yield* arrival(t, bob, { payload: "before" });
      yield* bob.unsubscribe(t.topic("a"));
      yield* alice.publish(t.topic("a"), "after", { qos: 1 });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "unsubscribe/while-away",
    title: "a subscription that was removed brings no messages to the session while its client is away",
    section: "3.10.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-2"], "5.0": ["5.0/MQTT-3.10.4-2"] },
    needs: ["qos1"],
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      for (const name of ["a", "b"]) yield* before.subscribe(t.topic(name), { qos: 1 });
      yield* before.unsubscribe(t.topic("a"));
      yield* before.disconnect();
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "removed", { qos: 1 });
      yield* alice.publish(t.topic("b"), "left", { qos: 1 });
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* arrival(t, bob, { payload: "left" });
      yield* bob.expectNothing("PUBLISH", { payload: "removed" }, { after: alice });
    },
  }),
  testCase({
    id: "unsubscribe/several-filters",
    title: "each Topic Filter of one UNSUBSCRIBE is removed, and there is one UNSUBACK",
    section: "3.10.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-6"], "5.0": ["5.0/MQTT-3.10.4-6"] },
    needs: ["qos1"],
    *script(t) {
      const names = ["a", "b", "c", "d"];
      const bob = yield* t.connect();
      for (const name of names) yield* bob.subscribe(t.topic(name), { qos: 1 });
      yield* bob.send({
        type: "UNSUBSCRIBE",
        packetId: 7,
        topicFilters: ["a", "missing", "c", "d"].map((name) => t.topic(name)),
      });
      yield* bob.expect("UNSUBACK", { packetId: 7 });
      yield* bob.expectNothing("UNSUBACK");
      const alice = yield* t.connect();
      for (const name of names) yield* alice.publish(t.topic(name), name, { qos: 1 });
      yield* bob.expect("PUBLISH", { topicName: t.topic("b") });
      const came = payloads(yield* arrivals(bob, alice));
      t.check(came.length === 0, "messages of the topic b alone", came.join(", "));
    },
  }),
  testCase({
    id: "unsubscribe/codes-in-order",
    title: "UNSUBACK has a Reason Code for each Topic Filter, in the order of the filters",
    section: "3.11.3",
    requirements: { "5.0": ["5.0/MQTT-3.11.3-1", "5.0/MQTT-3.11.3-2"] },
    *script(t) {
      const alone = yield* t.connect();
      yield* alone.subscribe(t.topic("a"));
      const codeOf = function* (packetId: number, name: string) {
        yield* alone.send({ type: "UNSUBSCRIBE", packetId, topicFilters: [t.topic(name)] });
        const { reasonCodes } = yield* t.control("UNSUBACK", () => alone.expect("UNSUBACK", { packetId }));
        return reasonCodes?.[0] ?? 0;
      };
      const known = yield* codeOf(7, "a");
      const unknown = yield* codeOf(8, "missing");
      const alice = yield* t.connect();
      for (const name of ["a", "b"]) yield* alice.subscribe(t.topic(name));
      const topicFilters = ["missing", "b", "other", "a", "missing too"].map((name) => t.topic(name));
      yield* alice.send({ type: "UNSUBSCRIBE", packetId: 9, topicFilters });
      yield* alice.expect("UNSUBACK", { packetId: 9, reasonCodes: [unknown, known, unknown, known, unknown] });
    },
  }),
].flat();

const literal: readonly TestCase[] = [
  { id: "plus", subscribed: "a/b", unsubscribed: "a/+", what: "a filter that would match it" },
  { id: "hash", subscribed: "a/b", unsubscribed: "a/#", what: "a filter that would match it" },
  { id: "name-under-wildcard", subscribed: "a/+", unsubscribed: "a/b", what: "a name that it matches" },
  { id: "parent", subscribed: "a/#", unsubscribed: "a", what: "its parent" },
  { id: "other-wildcard", subscribed: "a/+", unsubscribed: "a/#", what: "a filter of the same messages" },
  { id: "case", subscribed: "a/b", unsubscribed: "a/B", what: "the same filter in capitals" },
  { id: "trailing-separator", subscribed: "a/b", unsubscribed: "a/b/", what: "the same filter and a separator" },
].flatMap(({ id, subscribed, unsubscribed, what }) =>
  testCase({
    id: `unsubscribe/literal/${id}`,
    title: `UNSUBSCRIBE of ${what} leaves a subscription as it is`,
    section: "3.10.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-1"], "5.0": ["5.0/MQTT-3.10.4-1"] },
    needs: /[+#]/.test(subscribed) ? ["qos1", "wildcard"] : ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic(subscribed), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a/b"), "before", { qos: 1 });
      yield* arrival(t, bob, { payload: "before" });
      yield* bob.unsubscribe(t.topic(unsubscribed));
      yield* alice.publish(t.topic("a/b"), "after", { qos: 1 });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a/b"), payload: "after" });
    },
  }),
);

const others: readonly TestCase[] = [
  ...["a/+", "a/#"].flatMap((filter) =>
    testCase({
      id: `unsubscribe/wildcard/${filter === "a/+" ? "plus" : "hash"}`,
      title: "UNSUBSCRIBE of a filter with a wildcard removes the subscription with the very same filter",
      section: "3.10.4",
      requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-1"], "5.0": ["5.0/MQTT-3.10.4-1"] },
      needs: ["qos1", "wildcard"],
      *script(t) {
        const bob = yield* t.connect();
        for (const one of [filter, "a/b/c"]) yield* bob.subscribe(t.topic(one), { qos: 1 });
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a/b"), "before", { qos: 1 });
        yield* arrival(t, bob, { payload: "before" });
        yield* bob.unsubscribe(t.topic(filter));
        yield* alice.publish(t.topic("a/b"), "removed", { qos: 1 });
        yield* alice.publish(t.topic("a/b/c"), "left", { qos: 1 });
        yield* bob.expect("PUBLISH", { payload: "left" });
        yield* bob.expectNothing("PUBLISH", {}, { after: alice });
      },
    }),
  ),
  ...testCase({
    id: "unsubscribe/other-client",
    title: "UNSUBSCRIBE of one client leaves the same filter of another client as it is",
    section: "3.10.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-1"], "5.0": ["5.0/MQTT-3.10.4-1"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("a"), { qos: 1 });
      yield* carol.unsubscribe(t.topic("a"));
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1 });
      yield* bob.expect("PUBLISH", { payload: "x" });
    },
  }),
  ...testCase({
    id: "unsubscribe/nothing-matched",
    title: "UNSUBSCRIBE of a filter that the client never subscribed to is answered by UNSUBACK",
    section: "3.10.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-5"], "5.0": ["5.0/MQTT-3.10.4-5"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "UNSUBSCRIBE", packetId: 7, topicFilters: [t.topic("never")] });
      yield* alice.expect("UNSUBACK", { packetId: 7 });
    },
  }),
  ...testCase({
    id: "unsubscribe/started-qos-1",
    title: "a QoS 1 message that has been sent once is sent again after UNSUBSCRIBE and resumption",
    section: "3.10.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-3"], "5.0": ["5.0/MQTT-3.10.4-3"] },
    needs: ["qos1"],
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      for (const name of ["a", "b"]) yield* before.subscribe(t.topic(name), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "started", { qos: 1 });
      const { packetId } = yield* arrival(t, before, { payload: "started", qos: 1 });
      yield* alice.publish(t.topic("b"), "still subscribed", { qos: 1 });
      yield* arrival(t, before, { payload: "still subscribed", qos: 1 });
      yield* before.unsubscribe(t.topic("a"));
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* arrival(t, bob, { payload: "still subscribed", qos: 1 });
      yield* bob.expect("PUBLISH", { payload: "started", packetId });
    },
  }),
  ...testCase({
    id: "unsubscribe/started-qos-2",
    title: "a QoS 2 exchange that had begun before UNSUBSCRIBE goes on to its end",
    section: "3.10.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.10.4-3"], "5.0": ["5.0/MQTT-3.10.4-3"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 2 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "finished", { qos: 2 });
      yield* bob.acknowledge(yield* arrival(t, bob, { payload: "finished", qos: 2 }));
      yield* alice.publish(t.topic("a"), "started", { qos: 2 });
      const { packetId = 0 } = yield* arrival(t, bob, { payload: "started", qos: 2 });
      yield* bob.unsubscribe(t.topic("a"));
      yield* bob.send({ type: "PUBREC", packetId });
      yield* bob.expect("PUBREL", { packetId });
    },
  }),
];

const faults: readonly TestCase[] = [
  ...[0xa0, 0xa1, 0xa3, 0xa6, 0xaa].flatMap((first) =>
    testCase({
      id: `unsubscribe/reserved-flags/${first.toString(16)}`,
      title: `an UNSUBSCRIBE that begins with 0x${first.toString(16)} closes the connection`,
      section: "3.10.1",
      requirements: { "3.1.1": ["3.1.1/MQTT-3.10.1-1"], "5.0": ["5.0/MQTT-3.10.1-1"] },
      *script(t) {
        const alice = yield* t.connect();
        yield* alice.send(unsubscribeBytes(t, { packetId: 7, topicFilters: [t.topic("a")] }));
        yield* t.control("with the right flags it is accepted", () => alice.expect("UNSUBACK", { packetId: 7 }));
        yield* alice.send(unsubscribeBytes(t, { first, packetId: 8, topicFilters: [t.topic("a")] }));
        yield* alice.expectClosed();
      },
    }),
  ),
  ...faultCase({
    id: "unsubscribe/empty-payload",
    title: "an UNSUBSCRIBE without any Topic Filter closes the connection",
    section: "3.10.3",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.10.3-2", "3.1.1/MQTT-4.8.0-1"],
      "5.0": ["5.0/MQTT-3.10.3-2", "5.0/U5-109"],
    },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(unsubscribeBytes(t, { packetId: 7, topicFilters: [t.topic("a")] }));
      yield* t.control("with a filter it is accepted", () => alice.expect("UNSUBACK", { packetId: 7 }));
      yield* alice.send(unsubscribeBytes(t, { packetId: 8, topicFilters: [] }));
      yield* alice.expectClosed();
    },
  }),
  ...faultCase({
    id: "unsubscribe/filter-not-utf8",
    title: "an UNSUBSCRIBE with a Topic Filter that is no UTF-8 closes the connection",
    section: "3.10.3",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.10.3-1", "3.1.1/MQTT-1.5.3-1"],
      "5.0": ["5.0/MQTT-3.10.3-1", "5.0/U5-001"],
    },
    *script(t) {
      const alice = yield* t.connect();
      const name = new TextEncoder().encode(t.topic("a"));
      yield* alice.send(unsubscribeBytes(t, { packetId: 7, topicFilters: [name] }));
      yield* t.control("with a good filter it is accepted", () => alice.expect("UNSUBACK", { packetId: 7 }));
      yield* alice.send(unsubscribeBytes(t, { packetId: 8, topicFilters: [[...name, 0xc3]] }));
      yield* alice.expectClosed();
    },
  }),
];

export const unsubscribe: readonly TestCase[] = [...answered, ...removed, ...literal, ...others, ...faults];
