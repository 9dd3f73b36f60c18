// Cases of section 3.3.1.3: RETAIN. What is stored, what replaces it, what deletes it, and which flag goes out with it.

import { type TestCase, testCase } from "../case.ts";
import { arrival, arrivals, payloads } from "./arrivals.ts";

const SECTION = "3.3.1.3";

export const retained: readonly TestCase[] = [
  testCase({
    id: "publish/retained-on-subscribe",
    title: "a new subscription is sent the last retained message of a matching topic, with RETAIN 1",
    section: SECTION,
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.3.1-6", "3.1.1/MQTT-3.3.1-8"],
      "5.0": ["5.0/MQTT-3.3.1-5", "5.0/MQTT-3.3.1-9", "5.0/U5-075"],
    },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "first", { qos: 1, retain: true });
      yield* alice.publish(t.topic("a"), "second", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "second", retain: true });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "retained/every-matching-topic",
    title: "a new subscription is sent the retained message of every topic that its filter matches, and of no other",
    section: SECTION,
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.3.1-6", "3.1.1/MQTT-3.3.2-3", "3.1.1/U3-029"],
      "5.0": ["5.0/MQTT-3.3.1-9", "5.0/MQTT-3.3.2-3", "5.0/U5-104"],
    },
    needs: ["retain", "qos1", "wildcard"],
    *script(t) {
      const alice = yield* t.connect();
      const matching = ["in", "in/a", "in/b/c"];
      for (const name of [...matching, "out", "out/in"]) {
        yield* alice.publish(t.topic(name), name, { qos: 1, retain: true });
      }
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("in/#"), { qos: 1 });
      for (const name of matching) yield* bob.expect("PUBLISH", { topicName: t.topic(name), payload: name });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "retained/flag-on-subscribe",
    title: "a message that is sent because of a new subscription has RETAIN 1",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-8"], "5.0": ["5.0/U5-075"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const { retain } = yield* arrival(t, bob, { payload: "kept" });
      t.check(retain, "RETAIN 1", "RETAIN 0");
    },
  }),
  testCase({
    id: "retained/flag-to-established",
    title: "a retained message goes out to an established subscription with RETAIN 0",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-9"], "5.0": ["5.0/MQTT-3.3.1-12"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      const { retain } = yield* arrival(t, bob, { payload: "kept" });
      t.check(!retain, "RETAIN 0", "RETAIN 1");
    },
  }),
  testCase({
    id: "retained/without-the-flag-not-stored",
    title: "a message with RETAIN 0 is not stored for later subscribers",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-12"], "5.0": ["5.0/MQTT-3.3.1-8"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("passing"), "passing", { qos: 1 });
      yield* alice.publish(t.topic("kept"), "kept", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe([t.topic("passing"), t.topic("kept")], { qos: 1 });
      yield* arrival(t, bob, { payload: "kept" });
      yield* bob.expectNothing("PUBLISH", { topicName: t.topic("passing") }, { after: alice });
    },
  }),
  ...["passing", ""].flatMap((payload) =>
    testCase({
      id: `retained/without-the-flag-replaces-nothing/${payload === "" ? "empty" : "not-empty"}`,
      title: `a message with RETAIN 0 and ${payload === "" ? "no" : "a"} payload leaves the retained message as it is`,
      section: SECTION,
      requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-12"], "5.0": ["5.0/MQTT-3.3.1-8"] },
      needs: ["retain", "qos1"],
      *script(t) {
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
        const carol = yield* t.connect();
        yield* carol.subscribe(t.topic("a"), { qos: 1 });
        yield* arrival(t, carol, { payload: "kept" });
        yield* alice.publish(t.topic("a"), payload, { qos: 1 });
        const bob = yield* t.connect();
        yield* bob.subscribe(t.topic("a"), { qos: 1 });
        yield* bob.expect("PUBLISH", { payload: "kept" });
        yield* bob.expectNothing("PUBLISH", {}, { after: alice });
      },
    }),
  ),
  testCase({
    id: "retained/empty-deletes",
    title: "an empty retained message removes the retained message of its topic",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-10"], "5.0": ["5.0/MQTT-3.3.1-6"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("a"), { qos: 1 });
      yield* arrival(t, carol, { payload: "kept" });
      yield* alice.publish(t.topic("a"), "", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "retained/empty-not-stored",
    title: "an empty retained message is not stored itself",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-11"], "5.0": ["5.0/MQTT-3.3.1-7"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("empty"), "", { qos: 1, retain: true });
      yield* alice.publish(t.topic("kept"), "kept", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe([t.topic("empty"), t.topic("kept")], { qos: 1 });
      yield* arrival(t, bob, { payload: "kept" });
      yield* bob.expectNothing("PUBLISH", { topicName: t.topic("empty") }, { after: alice });
    },
  }),
  testCase({
    id: "retained/empty-is-delivered",
    title: "an empty retained message reaches established subscriptions like any other",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-10", "3.1.1/U3-024"], "5.0": ["5.0/MQTT-3.3.1-6"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      yield* arrival(t, bob, { payload: "kept" });
      yield* alice.publish(t.topic("a"), "", { qos: 1, retain: true });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "" });
    },
  }),
  testCase({
    id: "retained/qos-0-displaces",
    title: "a retained QoS 0 message displaces the one that was retained before",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-7"], "5.0": ["5.0/MQTT-3.3.1-5"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "first", { qos: 1, retain: true });
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("a"), { qos: 1 });
      yield* arrival(t, carol, { payload: "first" });
      yield* alice.publish(t.topic("a"), "second", { retain: true });
      yield* alice.barrier();
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.expectNothing("PUBLISH", { payload: "first" }, { after: alice });
    },
  }),
  testCase({
    id: "retained/qos-0-stored",
    title: "a retained QoS 0 message is stored for later subscribers",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/U3-032"], "5.0": ["5.0/U5-076"] },
    level: "should",
    needs: ["retain"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { retain: true });
      yield* alice.barrier();
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      yield* bob.expect("PUBLISH", { payload: "kept" });
    },
  }),
  ...([1, 2] as const).flatMap((qos) =>
    testCase({
      id: `retained/qos-kept/${qos}`,
      title: `a message that was retained at QoS ${qos} is sent to a later subscriber at QoS ${qos}`,
      section: SECTION,
      requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-5", "3.1.1/MQTT-3.8.4-6"], "5.0": ["5.0/MQTT-3.8.4-8"] },
      needs: ["retain", "qos2"],
      *script(t) {
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a"), "kept", { qos, retain: true });
        const bob = yield* t.connect();
        const [granted = 0] = yield* bob.subscribe(t.topic("a"), { qos: 2 });
        const message = yield* arrival(t, bob, { payload: "kept" });
        const expected = Math.min(qos, granted);
        t.check(message.qos === expected, `QoS ${expected}`, `QoS ${message.qos}`);
      },
    }),
  ),
  testCase({
    id: "retained/survives-its-publisher",
    title: "a retained message outlives the session of the client that published it",
    section: { "3.1.1": SECTION, "5.0": "4.1" },
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-5"], "5.0": ["5.0/MQTT-3.3.1-5", "5.0/U5-122"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      yield* alice.disconnect();
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.expect("PUBLISH", { payload: "kept" });
    },
  }),
  testCase({
    id: "retained/once-for-each-topic",
    title: "of many retained messages on one topic, the last alone is left",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-6"], "5.0": ["5.0/MQTT-3.3.1-5"] },
    needs: ["retain", "qos2"],
    *script(t) {
      const alice = yield* t.connect();
      for (const [i, qos] of ([1, 2, 1, 2] as const).entries()) {
        yield* alice.publish(t.topic("a"), `${i}`, { qos, retain: true });
      }
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 2 });
      yield* arrival(t, bob, { payload: "3" });
      const others = payloads(yield* arrivals(bob, alice));
      t.check(others.length === 0, "the last retained message alone", `also ${others.join(", ")}`);
    },
  }),
].flat();
