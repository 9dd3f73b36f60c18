// Cases of sections 4.4 and 4.6: what a resumed session is sent again, in which order, and that nothing is sent again otherwise.

import { type Connection, type Script, type Seen, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival, resume } from "./arrivals.ts";

const LEVELS = [1, 2] as const;
const NEEDS = { 1: ["qos1"], 2: ["qos2"] } as const;
/** What makes the server keep an unacknowledged PUBLISH. */
const UNACKNOWLEDGED = { 1: "5.0/MQTT-4.3.2-3", 2: "5.0/MQTT-4.3.3-3" } as const;

function* subscriber(t: Toolkit, qos: 1 | 2): Script<Connection> {
  const bob = yield* t.connect({ persistent: true });
  yield* bob.subscribe(t.topic("a"), { qos });
  return bob;
}

/** Control arm: messages arrive, in any order. */
function* sent(
  t: Toolkit,
  bob: Connection,
  alice: Connection,
  qos: 1 | 2,
  payloads: readonly string[],
): Script<readonly Seen<"PUBLISH">[]> {
  const messages: Seen<"PUBLISH">[] = [];
  for (const payload of payloads) {
    yield* alice.publish(t.topic("a"), payload, { qos });
    messages.push(yield* arrival(t, bob, { payload, qos }));
  }
  return messages;
}

const again = LEVELS.flatMap((qos) => [
  ...testCase({
    id: `resume/publish-again/qos-${qos}`,
    title: `a QoS ${qos} PUBLISH that was not acknowledged is sent again in the resumed session, with its identifier`,
    section: "4.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.4.0-1"], "5.0": ["5.0/MQTT-4.4.0-1", UNACKNOWLEDGED[qos]] },
    needs: NEEDS[qos],
    *script(t) {
      const before = yield* subscriber(t, qos);
      const alice = yield* t.connect();
      const [first] = yield* sent(t, before, alice, qos, ["x"]);
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      const repeat = yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "x", qos });
      t.check(repeat.packetId === first?.packetId, `the Packet Identifier ${first?.packetId}`, `${repeat.packetId}`);
    },
  }),
  ...testCase({
    id: `resume/publish-again-after-cut/qos-${qos}`,
    title: `a QoS ${qos} PUBLISH that was not acknowledged is sent again after the connection was cut`,
    section: "4.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.4.0-1"], "5.0": ["5.0/MQTT-4.4.0-1"] },
    needs: NEEDS[qos],
    *script(t) {
      const before = yield* subscriber(t, qos);
      const alice = yield* t.connect();
      yield* sent(t, before, alice, qos, ["x"]);
      yield* before.abort();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "x", qos });
    },
  }),
  ...testCase({
    id: `resume/dup/qos-${qos}`,
    title: `a QoS ${qos} PUBLISH that is sent again has DUP 1`,
    section: "3.3.1.1",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.3.1-1", "3.1.1/MQTT-3.3.1-3"],
      "5.0": ["5.0/MQTT-3.3.1-1", "5.0/MQTT-3.3.1-3"],
    },
    needs: NEEDS[qos],
    *script(t) {
      const before = yield* subscriber(t, qos);
      const alice = yield* t.connect();
      yield* sent(t, before, alice, qos, ["x"]);
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      const { dup } = yield* arrival(t, bob, { payload: "x", qos });
      t.check(dup, "DUP 1", "DUP 0");
    },
  }),
  ...testCase({
    id: `resume/order/qos-${qos}`,
    title: `QoS ${qos} PUBLISH packets are sent again in the order in which they were sent first`,
    section: "4.6",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.6.0-1", "3.1.1/MQTT-4.6.0-6"], "5.0": ["5.0/MQTT-4.6.0-5"] },
    needs: NEEDS[qos],
    *script(t) {
      const before = yield* subscriber(t, qos);
      const alice = yield* t.connect();
      const names = ["1", "2", "3", "4"];
      yield* sent(t, before, alice, qos, names);
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      for (const payload of names) {
        const next = yield* arrival(t, bob, { qos });
        t.check(
          sayPayload(next) === payload,
          `the messages ${names.join(", ")} in this order`,
          `${sayPayload(next)} in the place of ${payload}`,
        );
      }
    },
  }),
  ...testCase({
    id: `resume/order-with-queued/qos-${qos}`,
    title: `what was sent before comes first, and then what a QoS ${qos} subscription received while its client was away`,
    section: "4.6",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.6.0-6"], "5.0": ["5.0/MQTT-4.6.0-5"] },
    needs: NEEDS[qos],
    *script(t) {
      const before = yield* subscriber(t, qos);
      const alice = yield* t.connect();
      yield* sent(t, before, alice, qos, ["1", "2"]);
      yield* before.disconnect();
      for (const payload of ["3", "4", "5"]) yield* alice.publish(t.topic("a"), payload, { qos });
      const bob = yield* resume(t, { clientId: before.clientId });
      for (const payload of ["1", "2", "3", "4", "5"]) {
        const next = yield* arrival(t, bob, { qos });
        t.check(
          sayPayload(next) === payload,
          "the messages 1, 2, 3, 4, 5 in this order",
          `${sayPayload(next)} in the place of ${payload}`,
        );
        yield* bob.acknowledge(next);
      }
    },
  }),
  ...testCase({
    id: `resume/queued/qos-${qos}`,
    title: `a QoS ${qos} message that comes while the client is away is delivered in the resumed session, with DUP 0`,
    section: "4.5",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.5.0-1", "3.1.1/MQTT-3.3.1-3"],
      "5.0": ["5.0/MQTT-4.5.0-1", "5.0/MQTT-3.3.1-3"],
    },
    needs: NEEDS[qos],
    *script(t) {
      const before = yield* subscriber(t, qos);
      yield* before.disconnect();
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos });
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "x", qos, dup: false });
    },
  }),
]);

function sayPayload({ payload }: Seen<"PUBLISH">): string {
  return new TextDecoder().decode(payload);
}

const pubrel: readonly TestCase[] = [
  testCase({
    id: "resume/pubrel-again",
    title: "a PUBREL that was not answered is sent again in the resumed session, with its identifier",
    section: "4.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.4.0-1"], "5.0": ["5.0/MQTT-4.4.0-1", "5.0/MQTT-4.3.3-5"] },
    needs: ["qos2"],
    *script(t) {
      const before = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const [first] = yield* sent(t, before, alice, 2, ["x"]);
      const packetId = first?.packetId ?? 0;
      yield* before.send({ type: "PUBREC", packetId });
      yield* t.control("PUBREL", () => before.expect("PUBREL", { packetId }));
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expect("PUBREL", { packetId });
      yield* bob.send({ type: "PUBCOMP", packetId });
      yield* bob.barrier();
    },
  }),
  testCase({
    id: "resume/publish-and-pubrel-again",
    title: "of two exchanges in different halves the one is resumed by PUBLISH and the other by PUBREL",
    section: "4.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.4.0-1"], "5.0": ["5.0/MQTT-4.4.0-1"] },
    needs: ["qos2"],
    *script(t) {
      const before = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const [first, second] = yield* sent(t, before, alice, 2, ["1", "2"]);
      const packetId = first?.packetId ?? 0;
      yield* before.send({ type: "PUBREC", packetId });
      yield* t.control("PUBREL", () => before.expect("PUBREL", { packetId }));
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expect("PUBREL", { packetId });
      yield* bob.expect("PUBLISH", { payload: "2", packetId: second?.packetId ?? 0 });
    },
  }),
  testCase({
    id: "resume/acknowledged-not-again/qos-2",
    title: "a QoS 2 message whose exchange is over is not sent again in the resumed session",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-1"], "5.0": ["5.0/MQTT-4.4.0-1"] },
    needs: ["qos2"],
    *script(t) {
      const before = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      for (const message of yield* sent(t, before, alice, 2, ["1", "2"])) yield* before.acknowledge(message);
      yield* before.barrier();
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
].flat();

/** MQTT 5.0 forbids what 3.1.1 leaves open. */
const notAgain: readonly TestCase[] = [
  testCase({
    id: "resume/acknowledged-not-again/qos-1",
    title: "a QoS 1 message that was acknowledged is not sent again in the resumed session; the others are",
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-1"] },
    needs: ["qos1"],
    *script(t) {
      const before = yield* subscriber(t, 1);
      const alice = yield* t.connect();
      const [first] = yield* sent(t, before, alice, 1, ["1", "2"]);
      if (first !== undefined) yield* before.acknowledge(first);
      yield* before.barrier();
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expect("PUBLISH", { payload: "2" });
      yield* bob.expectNothing("PUBLISH", { payload: "1" }, { after: alice });
    },
  }),
  testCase({
    id: "resume/pubrel-answered-not-again",
    title: "a PUBREL that was answered by PUBCOMP is not sent again in the resumed session",
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-1"] },
    needs: ["qos2"],
    *script(t) {
      const before = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      for (const message of yield* sent(t, before, alice, 2, ["x"])) yield* before.acknowledge(message);
      yield* before.barrier();
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expectNothing("PUBREL", {}, { after: alice });
    },
  }),
  testCase({
    id: "resume/retained-not-again",
    title: "a retained message that was acknowledged is not sent again in the resumed session",
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-1"] },
    needs: ["qos1", "retain"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      const before = yield* subscriber(t, 1);
      yield* before.acknowledge(yield* arrival(t, before, { payload: "kept" }));
      yield* before.barrier();
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "retry/not-within-a-connection",
    title: "what a client does not acknowledge is not sent again as long as the connection lasts",
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-1"] },
    needs: ["qos2"],
    timed: true,
    *script(t) {
      const bob = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const [first] = yield* sent(t, bob, alice, 2, ["1", "2"]);
      const packetId = first?.packetId ?? 0;
      yield* bob.send({ type: "PUBREC", packetId });
      yield* t.control("PUBREL", () => bob.expect("PUBREL", { packetId }));
      yield* t.wait(3_500);
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
      yield* bob.expectNothing("PUBREL");
    },
  }),
].flat();

export const messageDeliveryRetry: readonly TestCase[] = [...again, ...pubrel, ...notAgain];
