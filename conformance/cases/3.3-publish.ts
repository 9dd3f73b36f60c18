// Cases of section 3.3: PUBLISH. Its flags, its Topic Name, and the answer that each QoS gets.

import { type Need, type TestCase, testCase } from "../case.ts";
import { arrival, arrivals } from "./arrivals.ts";
import { publishBytes } from "./packets-by-hand.ts";
import { faultCase } from "./refusal.ts";

const NEEDS = { 0: [], 1: ["qos1"], 2: ["qos2"] } as const satisfies Record<0 | 1 | 2, readonly Need[]>;

const dupNotPropagated = ([1, 2] as const).flatMap((qos) =>
  testCase({
    id: `publish/dup-not-propagated/qos-${qos}`,
    title: `a QoS ${qos} PUBLISH that comes with DUP 1 is sent on with DUP 0, because it is no retransmission`,
    section: "3.3.1.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-3"], "5.0": ["5.0/MQTT-3.3.1-3"] },
    needs: NEEDS[qos],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos });
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos, packetId: 7, dup: true });
      if (qos === 2) yield* alice.send({ type: "PUBREL", packetId: 7 });
      const { dup } = yield* arrival(t, bob, { topicName: t.topic("a") });
      t.check(!dup, "a PUBLISH with DUP 0", "DUP 1");
    },
  }),
);

const ANSWERS = { 0: undefined, 1: "PUBACK", 2: "PUBREC" } as const;

const answered = ([0, 1, 2] as const).flatMap((qos) =>
  testCase({
    id: `publish/answered/qos-${qos}`,
    title: `a QoS ${qos} PUBLISH is answered by ${ANSWERS[qos] ?? "nothing"}`,
    section: { "3.1.1": "3.3.4", "5.0": "3.3.4" },
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.4-1"], "5.0": ["5.0/MQTT-3.3.4-1"] },
    needs: NEEDS[qos],
    *script(t) {
      const alice = yield* t.connect();
      const packet = { type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos } as const;
      yield* alice.send(qos === 0 ? packet : { ...packet, packetId: 7 });
      const answer = ANSWERS[qos];
      if (answer !== undefined) yield* alice.expect(answer, { packetId: 7 });
      for (const other of ["PUBACK", "PUBREC", "PUBCOMP"] as const) yield* alice.expectNothing(other);
    },
  }),
);

/** Topic Names that no PUBLISH may have. */
const BAD_TOPICS = [
  { id: "plus", what: "the wildcard +", of: (own: string) => `${own}/+` },
  { id: "plus-inside", what: "a + inside a level", of: (own: string) => `${own}/a+b` },
  { id: "hash", what: "the wildcard #", of: (own: string) => `${own}/#` },
  { id: "hash-inside", what: "a # inside a level", of: (own: string) => `${own}/a#/b` },
] as const;

const wildcards = BAD_TOPICS.flatMap(({ id, what, of }) =>
  faultCase({
    id: `publish/wildcard/${id}`,
    title: `a PUBLISH whose Topic Name has ${what} closes the connection`,
    section: "3.3.2.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.2-2"], "5.0": ["5.0/MQTT-3.3.2-2"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(publishBytes(t, { topicName: t.topic("good") }));
      yield* t.control("the same PUBLISH without the wildcard leaves the connection open", () => alice.barrier());
      yield* alice.send(publishBytes(t, { topicName: of(t.topic("bad")) }));
      yield* alice.expectClosed();
    },
  }),
);

const wildcardsStay = testCase({
  id: "publish/wildcard-not-sent-on",
  title: "no subscriber is ever sent a Topic Name with a wildcard",
  section: "3.3.2.1",
  requirements: { "3.1.1": ["3.1.1/MQTT-3.3.2-2"], "5.0": ["5.0/MQTT-3.3.2-2"] },
  needs: ["wildcard"],
  *script(t) {
    const bob = yield* t.connect();
    yield* bob.subscribe(t.topic("#"));
    const alice = yield* t.connect();
    for (const { of } of BAD_TOPICS) {
      const mallory = yield* t.connect();
      yield* mallory.send(publishBytes(t, { topicName: of(t.topic("bad")) }));
      yield* alice.publish(t.topic("good"), "x");
      yield* arrival(t, bob, { topicName: t.topic("good") });
    }
    const strange = (yield* arrivals(bob, alice)).find(({ topicName }) => topicName !== t.topic("good"));
    t.check(strange === undefined, "no Topic Name with a wildcard", strange?.topicName ?? "");
  },
});

const qos3 = faultCase({
  id: "publish/qos-3",
  title: "a PUBLISH with both QoS bits set closes the connection",
  section: "3.3.1.2",
  requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-4"], "5.0": ["5.0/MQTT-3.3.1-4", "5.0/U5-074"] },
  *script(t) {
    const alice = yield* t.connect();
    yield* alice.send(publishBytes(t, { topicName: t.topic("a") }));
    yield* t.control("the same PUBLISH at QoS 0 leaves the connection open", () => alice.barrier());
    yield* alice.send(publishBytes(t, { first: 0x36, topicName: t.topic("a"), packetId: 7 }));
    yield* alice.expectClosed();
  },
});

/** What a receiver does with it is not said in either version. */
const dupAtQos0 = testCase({
  id: "publish/dup-at-qos-0",
  title: "a QoS 0 PUBLISH with DUP 1 closes the connection",
  section: "3.3.1.1",
  requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-2"], "5.0": ["5.0/MQTT-3.3.1-2"] },
  level: "strict",
  *script(t) {
    const alice = yield* t.connect();
    yield* alice.send(publishBytes(t, { topicName: t.topic("a") }));
    yield* t.control("the same PUBLISH with DUP 0 leaves the connection open", () => alice.barrier());
    yield* alice.send(publishBytes(t, { first: 0x38, topicName: t.topic("a") }));
    yield* alice.expectClosed();
  },
});

const dupAtQos0Stays = testCase({
  id: "publish/dup-at-qos-0-not-sent-on",
  title: "what is sent at QoS 0 has DUP 0, even if it came with DUP 1",
  section: "3.3.1.1",
  requirements: {
    "3.1.1": ["3.1.1/MQTT-3.3.1-2", "3.1.1/MQTT-4.3.1-1"],
    "5.0": ["5.0/MQTT-3.3.1-2", "5.0/MQTT-4.3.1-1"],
  },
  needs: ["qos1"],
  *script(t) {
    const bob = yield* t.connect();
    yield* bob.subscribe(t.topic("a"), { qos: 0 });
    const alice = yield* t.connect();
    yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 1, packetId: 7, dup: true });
    const message = yield* arrival(t, bob, { topicName: t.topic("a") });
    t.check(message.qos === 0 && !message.dup, "QoS 0 and DUP 0", `QoS ${message.qos} and DUP ${Number(message.dup)}`);
  },
});

const emptyTopic = faultCase({
  id: "publish/empty-topic",
  title: "a PUBLISH with an empty Topic Name, and no Topic Alias, closes the connection",
  section: "3.3.2.1",
  requirements: { "3.1.1": ["3.1.1/MQTT-4.7.3-1"], "5.0": ["5.0/MQTT-4.7.3-1", "5.0/U5-078"] },
  *script(t) {
    const alice = yield* t.connect();
    yield* alice.send(publishBytes(t, { topicName: t.topic("a") }));
    yield* t.control("the same PUBLISH with a Topic Name leaves the connection open", () => alice.barrier());
    yield* alice.send(publishBytes(t, { topicName: "" }));
    yield* alice.expectClosed();
  },
});

const topicNameOutOfPacket = faultCase({
  id: "publish/topic-not-utf8",
  title: "a PUBLISH whose Topic Name is no UTF-8 closes the connection",
  section: "3.3.2.1",
  requirements: { "3.1.1": ["3.1.1/MQTT-3.3.2-1", "3.1.1/MQTT-1.5.3-1"], "5.0": ["5.0/MQTT-3.3.2-1", "5.0/U5-001"] },
  *script(t) {
    const alice = yield* t.connect();
    yield* alice.send(publishBytes(t, { topicName: new TextEncoder().encode(t.topic("a")) }));
    yield* t.control("the same PUBLISH with a good Topic Name leaves the connection open", () => alice.barrier());
    yield* alice.send(publishBytes(t, { topicName: [...new TextEncoder().encode(t.topic("a")), 0xff] }));
    yield* alice.expectClosed();
  },
});

export const publish: readonly TestCase[] = [
  ...dupNotPropagated,
  ...dupAtQos0,
  ...dupAtQos0Stays,
  ...qos3,
  ...answered,
  ...emptyTopic,
  ...topicNameOutOfPacket,
  ...wildcards,
  ...wildcardsStay,
];
