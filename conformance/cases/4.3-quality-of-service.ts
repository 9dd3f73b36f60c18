// Cases of section 4.3: Quality of Service levels. The target as receiver: what it owes to a client that publishes.

import { type Connection, oneOf, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival, resume } from "./arrivals.ts";

/** A QoS 2 PUBLISH on the topic `a`, with the Packet Identifier 7. */
function message(t: Toolkit, payload: string) {
  return { type: "PUBLISH", topicName: t.topic("a"), payload, qos: 2, packetId: 7 } as const;
}

function* subscriber(t: Toolkit): Script<Connection> {
  const bob = yield* t.connect();
  yield* bob.subscribe(t.topic("a"), { qos: 2 });
  return bob;
}

/** Control arm: the first half of an exchange is done. */
function* accepted(t: Toolkit, alice: Connection, payload = "once"): Script<void> {
  yield* alice.send(message(t, payload));
  yield* t.control("the PUBLISH is accepted", () => alice.expect("PUBREC", { packetId: 7 }));
}

const qos1: readonly TestCase[] = [
  ...[false, true].flatMap((dup) =>
    testCase({
      id: `qos1/identifier-free-after-puback/${dup ? "dup" : "no-dup"}`,
      title: `after PUBACK a PUBLISH with the same Packet Identifier is a new message, with DUP ${Number(dup)} too`,
      section: "4.3.2",
      requirements: { "3.1.1": ["3.1.1/MQTT-4.3.2-2"], "5.0": ["5.0/MQTT-4.3.2-5"] },
      needs: ["qos1"],
      *script(t) {
        const bob = yield* subscriber(t);
        const alice = yield* t.connect();
        const first = { type: "PUBLISH", topicName: t.topic("a"), payload: "first", qos: 1, packetId: 7 } as const;
        yield* alice.send(first);
        yield* t.control("PUBACK", () => alice.expect("PUBACK", { packetId: 7 }));
        yield* arrival(t, bob, { payload: "first" });
        yield* alice.send({ ...first, payload: "second", dup });
        yield* alice.expect("PUBACK", { packetId: 7 });
        yield* bob.expect("PUBLISH", { payload: "second" });
      },
    }),
  ),
].flat();

/** 5.0/MQTT-4.4.0-1 forbids the sender to repeat a PUBLISH within a connection; 3.1.1 does not. */
const REPEATED_WITHIN_A_CONNECTION = { "3.1.1": "must", "5.0": "strict" } as const;

const repeats: readonly TestCase[] = [
  testCase({
    id: "qos2/repeat-before-pubrel",
    title: "a QoS 2 PUBLISH repeated before PUBREL is acknowledged again and delivered once",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-10"] },
    level: REPEATED_WITHIN_A_CONNECTION,
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      const alice = yield* t.connect();
      yield* accepted(t, alice);
      yield* alice.send({ ...message(t, "once"), dup: true });
      yield* alice.expect("PUBREC", { packetId: 7 });
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7 });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "once" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "qos2/repeat-three-times",
    title: "a QoS 2 PUBLISH is acknowledged as often as it is repeated before PUBREL, and delivered once",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-10"] },
    level: REPEATED_WITHIN_A_CONNECTION,
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      const alice = yield* t.connect();
      yield* accepted(t, alice);
      for (let repeat = 0; repeat < 3; repeat += 1) {
        yield* alice.send({ ...message(t, "once"), dup: true });
        yield* alice.expect("PUBREC", { packetId: 7 });
      }
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7 });
      yield* bob.expect("PUBLISH", { payload: "once" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "qos2/repeat-after-reconnection",
    title: "a QoS 2 PUBLISH that is repeated in the resumed session is acknowledged again and delivered once",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-10"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      const before = yield* t.connect({ persistent: true });
      yield* accepted(t, before);
      yield* before.abort();
      const alice = yield* resume(t, { clientId: before.clientId });
      yield* alice.send({ ...message(t, "once"), dup: true });
      yield* alice.expect("PUBREC", { packetId: 7 });
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7 });
      yield* bob.expect("PUBLISH", { payload: "once" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "qos2/repeat-in-each-connection",
    title: "a QoS 2 PUBLISH that is repeated in one resumed connection after the other is delivered once",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-10"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      let alice = yield* t.connect({ persistent: true });
      yield* accepted(t, alice);
      for (let repeat = 0; repeat < 4; repeat += 1) {
        yield* alice.abort();
        alice = yield* resume(t, { clientId: alice.clientId });
        yield* alice.send({ ...message(t, "once"), dup: true });
        yield* alice.expect("PUBREC", { packetId: 7 });
      }
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7 });
      yield* bob.expect("PUBLISH", { payload: "once" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "qos2/pubrel-after-reconnection",
    title: "a PUBREL in the resumed session is answered by PUBCOMP, and the message is delivered once",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-11"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      const before = yield* t.connect({ persistent: true });
      yield* accepted(t, before);
      yield* before.abort();
      const alice = yield* resume(t, { clientId: before.clientId });
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7, ...(t.version === "5.0" && { reasonCode: 0 }) });
      yield* bob.expect("PUBLISH", { payload: "once" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "qos2/pubrel-repeated",
    title: "a PUBREL that is sent again is answered by PUBCOMP again, and nothing is delivered twice",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-11"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      const alice = yield* t.connect();
      yield* accepted(t, alice);
      for (let repeat = 0; repeat < 3; repeat += 1) {
        yield* alice.send({ type: "PUBREL", packetId: 7 });
        yield* alice.expect("PUBCOMP", { packetId: 7 });
      }
      yield* bob.expect("PUBLISH", { payload: "once" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "qos2/pubrel-unknown",
    title: "a PUBREL for a Packet Identifier that is not in use is answered by PUBCOMP, and the connection stays",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-11"] },
    needs: ["qos2"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 2 });
      yield* alice.send({ type: "PUBREL", packetId: 4_711 });
      yield* alice.expect("PUBCOMP", {
        packetId: 4_711,
        ...(t.version === "5.0" && { reasonCode: oneOf(0x00, 0x92) }),
      });
      yield* alice.barrier();
    },
  }),
].flat();

const identifiers: readonly TestCase[] = [
  ...[false, true].flatMap((dup) =>
    testCase({
      id: `qos2/identifier-free-after-pubcomp/${dup ? "dup" : "no-dup"}`,
      title: `after PUBCOMP a PUBLISH with the same Packet Identifier is a new message, with DUP ${Number(dup)} too`,
      section: "4.3.3",
      requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-12"] },
      needs: ["qos2"],
      *script(t) {
        const bob = yield* subscriber(t);
        const alice = yield* t.connect();
        yield* accepted(t, alice, "first");
        yield* alice.send({ type: "PUBREL", packetId: 7 });
        yield* t.control("PUBCOMP", () => alice.expect("PUBCOMP", { packetId: 7 }));
        yield* arrival(t, bob, { payload: "first" });
        yield* alice.send({ ...message(t, "second"), dup });
        yield* alice.expect("PUBREC", { packetId: 7 });
        yield* alice.send({ type: "PUBREL", packetId: 7 });
        yield* alice.expect("PUBCOMP", { packetId: 7 });
        yield* bob.expect("PUBLISH", { payload: "second" });
      },
    }),
  ),
  ...testCase({
    id: "qos2/exchanges-side-by-side",
    title: "exchanges with different Packet Identifiers run side by side, each to its own end",
    section: "4.3.3",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.3-2"],
      "5.0": ["5.0/MQTT-4.3.3-8", "5.0/MQTT-4.3.3-11"],
    },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      const alice = yield* t.connect();
      if ((alice.connack.properties?.receiveMaximum ?? 65_535) < 3)
        t.notApplicable("the target takes fewer than three messages at once");
      const packetIds = [7, 9, 8];
      for (const packetId of packetIds) yield* alice.send({ ...message(t, `${packetId}`), packetId });
      for (const packetId of packetIds) yield* alice.expect("PUBREC", { packetId });
      for (const packetId of packetIds) {
        yield* alice.send({ type: "PUBREL", packetId });
        yield* alice.expect("PUBCOMP", { packetId });
      }
      for (const packetId of packetIds) yield* bob.expect("PUBLISH", { payload: `${packetId}` });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  ...testCase({
    id: "qos2/same-identifier-both-ways",
    title: "client and server may use the same Packet Identifier at the same time",
    section: { "3.1.1": "2.3.1", "5.0": "2.2.1" },
    requirements: { "3.1.1": ["3.1.1/U3-005"], "5.0": ["5.0/U5-011"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t);
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "before", { qos: 2 });
      yield* bob.acknowledge(yield* arrival(t, bob, { payload: "before", qos: 2 }));
      yield* alice.publish(t.topic("a"), "to bob", { qos: 2 });
      const { packetId = 0 } = yield* arrival(t, bob, { payload: "to bob", qos: 2 });
      yield* bob.send({ type: "PUBLISH", topicName: t.topic("b"), payload: "from bob", qos: 2, packetId });
      yield* bob.expect("PUBREC", { packetId });
      yield* bob.send({ type: "PUBREC", packetId });
      yield* bob.expect("PUBREL", { packetId });
      yield* bob.send({ type: "PUBREL", packetId });
      yield* bob.expect("PUBCOMP", { packetId });
      yield* bob.send({ type: "PUBCOMP", packetId });
      yield* bob.barrier();
    },
  }),
];

export const qualityOfService: readonly TestCase[] = [...qos1, ...repeats, ...identifiers];
