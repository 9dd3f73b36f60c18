// Cases of section 4.9 of MQTT 5.0: flow control. The client's Receive Maximum, what restores the server's quota, and what flows
// without one. That no server ever sends more than the client takes is judged on every connection.

import { type Connection, type Script, type Seen, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival, resume } from "./arrivals.ts";
import { expectRefusal, faultCase } from "./refusal.ts";

const SENT = ["1", "2", "3", "4", "5"];

/**
 * A subscriber with this Receive Maximum, and all messages published to it. A server may hold back QoS 0 too while its quota is
 * used up (5.0/U5-139): so nothing here waits for such a message.
 */
function* flooded(t: Toolkit, receiveMaximum: number, qos: 1 | 2): Script<Connection> {
  const bob = yield* t.connect({ properties: { receiveMaximum } });
  yield* bob.subscribe(t.topic("a"), { qos });
  const alice = yield* t.connect();
  for (const payload of SENT) yield* alice.publish(t.topic("a"), payload, { qos });
  return bob;
}

const NEEDS = { 1: ["qos1"], 2: ["qos2"] } as const;

const respected = ([1, 2] as const).flatMap((qos) =>
  [1, 2].flatMap((receiveMaximum) =>
    testCase({
      id: `receive-maximum/respected/qos-${qos}/${receiveMaximum}`,
      title: `no more than ${receiveMaximum} QoS ${qos} messages are under way to a client with a Receive Maximum of ${receiveMaximum}, and none gets lost`,
      section: "4.9",
      requirements: { "5.0": ["5.0/MQTT-3.3.4-9", "5.0/MQTT-4.9.0-1", "5.0/MQTT-4.9.0-2"] },
      needs: NEEDS[qos],
      *script(t) {
        const bob = yield* flooded(t, receiveMaximum, qos);
        yield* bob.barrier();
        const came = bob.received("PUBLISH");
        t.check(came.length <= receiveMaximum, `at most ${receiveMaximum} messages`, `${came.length} messages`);
        for (const payload of SENT) yield* bob.acknowledge(yield* bob.expect("PUBLISH", { payload, qos }));
      },
    }),
  ),
);

interface Restored {
  readonly id: string;
  readonly title: string;
  readonly qos: 1 | 2;
  /** Ends the exchange of a message. */
  readonly end: (bob: Connection, packetId: number) => Script<void>;
}

const RESTORED: readonly Restored[] = [
  {
    id: "puback",
    title: "PUBACK",
    qos: 1,
    *end(bob, packetId) {
      yield* bob.send({ type: "PUBACK", packetId });
    },
  },
  {
    id: "puback-refusing",
    title: "a PUBACK that refuses",
    qos: 1,
    *end(bob, packetId) {
      yield* bob.send({ type: "PUBACK", packetId, reasonCode: 0x83 });
    },
  },
  {
    id: "pubcomp",
    title: "PUBCOMP",
    qos: 2,
    *end(bob, packetId) {
      yield* bob.send({ type: "PUBREC", packetId });
      yield* bob.expect("PUBREL", { packetId });
      yield* bob.send({ type: "PUBCOMP", packetId });
    },
  },
  {
    id: "pubcomp-refusing",
    title: "a PUBCOMP that does not know the identifier",
    qos: 2,
    *end(bob, packetId) {
      yield* bob.send({ type: "PUBREC", packetId });
      yield* bob.expect("PUBREL", { packetId });
      yield* bob.send({ type: "PUBCOMP", packetId, reasonCode: 0x92 });
    },
  },
  {
    id: "pubrec-refusing",
    title: "a PUBREC that refuses",
    qos: 2,
    *end(bob, packetId) {
      yield* bob.send({ type: "PUBREC", packetId, reasonCode: 0x83 });
    },
  },
];

const restored = RESTORED.flatMap(({ id, title, qos, end }) =>
  testCase({
    id: `quota/restored-by/${id}`,
    title: `${title} makes room for the next message`,
    section: "4.9",
    requirements: { "5.0": ["5.0/U5-138"] },
    needs: NEEDS[qos],
    *script(t) {
      const bob = yield* flooded(t, 1, qos);
      const first = yield* arrival(t, bob, { payload: "1", qos });
      yield* t.control("the exchange goes on", () => end(bob, first.packetId ?? 0));
      for (const payload of SENT.slice(1)) {
        const { packetId = 0 } = yield* bob.expect("PUBLISH", { payload, qos });
        yield* t.control("the exchange goes on", () => end(bob, packetId));
      }
    },
  }),
);

const half = testCase({
  id: "quota/not-restored-by-pubrec",
  title: "PUBREC alone makes no room: the next message comes after PUBCOMP",
  section: "4.9",
  requirements: { "5.0": ["5.0/MQTT-3.3.4-9", "5.0/MQTT-4.9.0-2"] },
  needs: ["qos2"],
  *script(t) {
    const bob = yield* flooded(t, 1, 2);
    const { packetId = 0 } = yield* arrival(t, bob, { payload: "1", qos: 2 });
    yield* bob.send({ type: "PUBREC", packetId });
    yield* t.control("PUBREL", () => bob.expect("PUBREL", { packetId }));
    yield* bob.expectNothing("PUBLISH");
    yield* bob.send({ type: "PUBCOMP", packetId });
    yield* bob.expect("PUBLISH", { payload: "2" });
  },
});

const together = testCase({
  id: "receive-maximum/both-levels-together",
  title: "QoS 1 and QoS 2 messages count together against the client's Receive Maximum",
  section: "4.9",
  requirements: { "5.0": ["5.0/MQTT-3.3.4-9", "5.0/MQTT-4.9.0-2"] },
  needs: ["qos2"],
  *script(t) {
    const bob = yield* t.connect({ properties: { receiveMaximum: 2 } });
    yield* bob.subscribe(t.topic("a"), { qos: 2 });
    const alice = yield* t.connect();
    for (const [i, payload] of SENT.entries())
      yield* alice.publish(t.topic("a"), payload, { qos: i % 2 === 0 ? 1 : 2 });
    yield* bob.barrier();
    const came = bob.received("PUBLISH");
    t.check(came.length <= 2, "at most 2 messages", `${came.length} messages`);
    for (const payload of SENT) yield* bob.acknowledge(yield* bob.expect("PUBLISH", { payload }));
  },
});

const others = testCase({
  id: "quota/other-packets-at-zero",
  title: "with its quota used up the server still answers PINGREQ, SUBSCRIBE, UNSUBSCRIBE and PUBLISH",
  section: "4.9",
  requirements: { "5.0": ["5.0/MQTT-4.9.0-3", "5.0/MQTT-3.3.4-10"] },
  needs: ["qos2"],
  *script(t) {
    const bob = yield* flooded(t, 1, 1);
    yield* arrival(t, bob, { payload: "1", qos: 1 });
    yield* bob.barrier();
    yield* bob.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: [{ topicFilter: t.topic("b"), qos: 0 }] });
    yield* bob.expect("SUBACK", { packetId: 7 });
    yield* bob.send({ type: "PUBLISH", topicName: t.topic("c"), payload: "x", qos: 1, packetId: 8 });
    yield* bob.expect("PUBACK", { packetId: 8 });
    yield* bob.send({ type: "PUBLISH", topicName: t.topic("c"), payload: "x", qos: 2, packetId: 9 });
    yield* bob.expect("PUBREC", { packetId: 9 });
    yield* bob.send({ type: "PUBREL", packetId: 9 });
    yield* bob.expect("PUBCOMP", { packetId: 9 });
    yield* bob.send({ type: "UNSUBSCRIBE", packetId: 10, topicFilters: [t.topic("b")] });
    yield* bob.expect("UNSUBACK", { packetId: 10 });
  },
});

const resumed = ([1, 2] as const).flatMap((qos) =>
  testCase({
    id: `receive-maximum/resumed-smaller/qos-${qos}`,
    title: `a resumed session with a smaller Receive Maximum is sent its QoS ${qos} messages again within it`,
    section: "4.9",
    requirements: { "5.0": ["5.0/MQTT-3.3.4-9", "5.0/MQTT-4.9.0-1"] },
    needs: NEEDS[qos],
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      yield* before.subscribe(t.topic("a"), { qos });
      const alice = yield* t.connect();
      for (const payload of SENT) {
        yield* alice.publish(t.topic("a"), payload, { qos });
        yield* arrival(t, before, { payload, qos });
      }
      yield* before.disconnect();
      const properties = { sessionExpiryInterval: 300, receiveMaximum: 2 };
      const bob = yield* resume(t, { clientId: before.clientId, properties });
      yield* bob.barrier();
      const came = bob.received("PUBLISH");
      t.check(came.length <= 2, "at most 2 messages", `${came.length} messages`);
      for (const payload of SENT) yield* bob.acknowledge(yield* bob.expect("PUBLISH", { payload }));
    },
  }),
);

/** More would be a test of patience. */
const MOST = 200;

const overrun = faultCase({
  id: "receive-maximum/server-overrun",
  title: "more unfinished QoS 2 messages than the server's Receive Maximum are refused",
  section: "3.3.4",
  requirements: { "5.0": ["5.0/MQTT-3.3.4-7", "5.0/U5-095"] },
  needs: ["qos2"],
  *script(t) {
    const alice = yield* t.connect();
    const maximum = alice.connack.properties?.receiveMaximum ?? 65_535;
    if (maximum > MOST) t.notApplicable(`the target takes ${maximum} messages at once`);
    const unfinished = (packetId: number) => ({ type: "PUBLISH", topicName: t.topic("a"), qos: 2, packetId }) as const;
    for (let packetId = 1; packetId <= maximum; packetId += 1) {
      yield* alice.send(unfinished(packetId));
      const answer: Seen<"PUBREC"> = yield* t.control("what the server takes is accepted", () =>
        alice.expect("PUBREC", { packetId }),
      );
      if ((answer.reasonCode ?? 0) >= 0x80) t.inconclusive("control arm: the message is refused");
    }
    yield* t.control("the connection is still open", () => alice.barrier());
    const packetId = maximum + 1;
    yield* expectRefusal(t, alice, { type: "PUBREC", packetId, fault: "one message too many" }, unfinished(packetId));
  },
});

export const flowControl: readonly TestCase[] = [
  ...respected,
  ...together,
  ...restored,
  ...half,
  ...others,
  ...resumed,
  ...overrun,
];
