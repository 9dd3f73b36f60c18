// Cases of section 4.6: messages of one client, on one topic and at one QoS, arrive in the order in which they were published.

import { type Connection, type IdOf, type Script, type Seen, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival } from "./arrivals.ts";

interface Order {
  readonly "3.1.1": readonly [IdOf<"3.1.1">, ...IdOf<"3.1.1">[]];
  readonly "5.0": readonly [IdOf<"5.0">, ...IdOf<"5.0">[]];
}

/** That every topic is ordered, and what that means. */
const ORDERED: Order = {
  "3.1.1": ["3.1.1/MQTT-4.6.0-5", "3.1.1/MQTT-4.6.0-6"],
  "5.0": ["5.0/MQTT-4.6.0-5", "5.0/MQTT-4.6.0-6"],
};

const MOST = 10;

/** As many messages as the target takes at once. */
function names(alice: Connection): readonly string[] {
  const room = Math.min(MOST, alice.connack.properties?.receiveMaximum ?? MOST);
  return Array.from({ length: room }, (_, i) => `${i + 1}`);
}

/** Publishes all of them in one write, and ends their exchanges. */
function* publishAll(
  t: Toolkit,
  alice: Connection,
  topicName: string,
  qos: 0 | 1 | 2,
  payloads: readonly string[],
): Script<void> {
  const packetIds = payloads.map(() => alice.packetId());
  yield* alice.send(
    ...payloads.map(
      (payload, i) =>
        ({ type: "PUBLISH", topicName, payload, qos, ...(qos > 0 && { packetId: packetIds[i] ?? 0 }) }) as const,
    ),
  );
  if (qos === 0) return;
  const answer = qos === 1 ? "PUBACK" : "PUBREC";
  for (const packetId of packetIds) yield* t.control(answer, () => alice.expect(answer, { packetId }));
  if (qos === 1) return;
  yield* alice.send(...packetIds.map((packetId) => ({ type: "PUBREL", packetId }) as const));
  for (const packetId of packetIds) yield* t.control("PUBCOMP", () => alice.expect("PUBCOMP", { packetId }));
}

function text({ payload }: Seen<"PUBLISH">): string {
  return new TextDecoder().decode(payload);
}

/** Judges: they arrive in this order. That they arrive at all is a control arm. */
function* inOrder(t: Toolkit, bob: Connection, topicName: string, payloads: readonly string[]): Script<void> {
  for (const payload of payloads) {
    const next = yield* arrival(t, bob, { topicName });
    t.check(
      text(next) === payload,
      `the messages ${payloads.join(", ")} in this order`,
      `${text(next)} in the place of ${payload}`,
    );
    yield* bob.acknowledge(next);
  }
}

const oneTopic = ([0, 1, 2] as const).flatMap((qos) => [
  ...testCase({
    id: `order/one-topic/qos-${qos}`,
    title: `QoS ${qos} messages of one client on one topic arrive in the order in which they were published`,
    section: "4.6",
    requirements: ORDERED,
    needs: qos === 2 ? ["qos2"] : ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos });
      const alice = yield* t.connect();
      yield* publishAll(t, alice, t.topic("a"), qos, names(alice));
      yield* inOrder(t, bob, t.topic("a"), names(alice));
    },
  }),
  ...testCase({
    id: `order/each-of-two-topics/qos-${qos}`,
    title: `QoS ${qos} messages of one client on two topics arrive in order on each of them`,
    section: "4.6",
    requirements: ORDERED,
    needs: qos === 2 ? ["qos2", "wildcard"] : ["qos1", "wildcard"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("+"), { qos });
      const alice = yield* t.connect();
      for (const payload of ["1", "2", "3", "4", "5"]) {
        for (const name of ["a", "b"]) yield* alice.publish(t.topic(name), payload, { qos });
      }
      for (const name of ["b", "a"]) yield* inOrder(t, bob, t.topic(name), ["1", "2", "3", "4", "5"]);
    },
  }),
]);

const lowered = testCase({
  id: "order/delivered-at-qos-0",
  title: "messages that were published at QoS 2 and are delivered at QoS 0 arrive in order",
  section: "4.6",
  requirements: ORDERED,
  needs: ["qos2"],
  *script(t) {
    const bob = yield* t.connect();
    yield* bob.subscribe(t.topic("a"), { qos: 0 });
    const alice = yield* t.connect();
    yield* publishAll(t, alice, t.topic("a"), 2, names(alice));
    yield* inOrder(t, bob, t.topic("a"), names(alice));
  },
});

const windowOfOne = ([1, 2] as const).flatMap((qos) =>
  testCase({
    id: `order/receive-maximum-1/qos-${qos}`,
    title: `with a Receive Maximum of 1 QoS ${qos} messages arrive one after the other, in order`,
    section: "4.6",
    requirements: { "5.0": ORDERED["5.0"] },
    needs: qos === 2 ? ["qos2"] : ["qos1"],
    *script(t) {
      const bob = yield* t.connect({ properties: { receiveMaximum: 1 } });
      yield* bob.subscribe(t.topic("a"), { qos });
      const alice = yield* t.connect();
      yield* publishAll(t, alice, t.topic("a"), qos, names(alice));
      yield* inOrder(t, bob, t.topic("a"), names(alice));
    },
  }),
);

const twoPublishers = testCase({
  id: "order/two-publishers",
  title: "the messages of each of two clients on one topic arrive in the order in which it published them",
  section: "4.6",
  requirements: ORDERED,
  needs: ["qos1"],
  *script(t) {
    const bob = yield* t.connect();
    yield* bob.subscribe(t.topic("a"), { qos: 1 });
    const alice = yield* t.connect();
    const carol = yield* t.connect();
    for (const i of ["1", "2", "3", "4"]) {
      yield* alice.publish(t.topic("a"), `alice ${i}`, { qos: 1 });
      yield* carol.publish(t.topic("a"), `carol ${i}`, { qos: 1 });
    }
    const came: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      const next = yield* arrival(t, bob, { topicName: t.topic("a") });
      came.push(text(next));
      yield* bob.acknowledge(next);
    }
    for (const who of ["alice", "carol"]) {
      const own = came.filter((one) => one.startsWith(who)).join(", ");
      const expected = ["1", "2", "3", "4"].map((i) => `${who} ${i}`).join(", ");
      t.check(own === expected, expected, own);
    }
  },
});

export const messageOrdering: readonly TestCase[] = [...oneTopic, ...lowered, ...windowOfOne, ...twoPublishers];
