// Cases of section 4.5: a message that the server has taken reaches every session with a matching subscription, as it is.

import { type TestCase, testCase } from "../case.ts";
import { resume } from "./arrivals.ts";

const SHARED = {
  section: "4.5",
  requirements: { "3.1.1": ["3.1.1/MQTT-4.5.0-1"], "5.0": ["5.0/MQTT-4.5.0-1"] },
} as const;

/** Payloads that something between two sockets might change. */
const PAYLOADS: readonly { readonly id: string; readonly what: string; readonly payload: Uint8Array }[] = [
  { id: "empty", what: "an empty payload", payload: new Uint8Array(0) },
  {
    id: "every-byte",
    what: "a payload of all 256 byte values",
    payload: Uint8Array.from({ length: 256 }, (_, i) => i),
  },
  {
    id: "like-a-packet",
    what: "a payload that looks like a packet",
    payload: Uint8Array.of(0x30, 0x03, 0x00, 0x01, 0x61, 0xc0, 0x00),
  },
  // A Remaining Length of two bytes, and of three.
  {
    id: "of-10000-bytes",
    what: "a payload of 10,000 bytes",
    payload: Uint8Array.from({ length: 10_000 }, (_, i) => i % 251),
  },
  {
    id: "of-20000-bytes",
    what: "a payload of 20,000 bytes",
    payload: Uint8Array.from({ length: 20_000 }, (_, i) => i % 253),
  },
];

const unaltered = PAYLOADS.flatMap(({ id, what, payload }) =>
  testCase({
    ...SHARED,
    id: `receipt/payload/${id}`,
    title: `${what} arrives as it was sent`,
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      const limit = alice.connack.properties?.maximumPacketSize;
      if (limit !== undefined && limit < payload.length + 100)
        t.notApplicable(`the target takes packets of ${limit} bytes`);
      yield* alice.publish(t.topic("a"), payload, { qos: 1 });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload });
    },
  }),
);

export const messageReceipt: readonly TestCase[] = [
  ...([0, 1, 2] as const).flatMap((qos) =>
    testCase({
      ...SHARED,
      id: `receipt/every-subscriber/qos-${qos}`,
      title: `a QoS ${qos} message reaches every client with a matching subscription, its publisher too`,
      needs: qos === 2 ? ["qos2", "wildcard"] : ["qos1", "wildcard"],
      *script(t) {
        const alice = yield* t.connect();
        const bob = yield* t.connect();
        const carol = yield* t.connect();
        yield* alice.subscribe(t.topic("a/b"), { qos });
        yield* bob.subscribe(t.topic("a/+"), { qos });
        yield* carol.subscribe(t.topic("a/#"), { qos });
        yield* alice.publish(t.topic("a/b"), "x", { qos });
        for (const subscriber of [alice, bob, carol])
          yield* subscriber.expect("PUBLISH", { topicName: t.topic("a/b"), payload: "x" });
      },
    }),
  ),
  ...testCase({
    ...SHARED,
    id: "receipt/sessions-that-are-away",
    title: "a QoS 1 message is kept for each session that is away, and delivered to each",
    needs: ["qos1"],
    *script(t) {
      const before = [yield* t.connect({ persistent: true }), yield* t.connect({ persistent: true })];
      for (const one of before) {
        yield* one.subscribe(t.topic("a"), { qos: 1 });
        yield* one.disconnect();
      }
      const alice = yield* t.connect();
      const sent = ["1", "2", "3"];
      for (const payload of sent) yield* alice.publish(t.topic("a"), payload, { qos: 1 });
      for (const { clientId } of before) {
        const back = yield* resume(t, { clientId });
        for (const payload of sent) yield* back.expect("PUBLISH", { payload });
      }
    },
  }),
  ...([1, 2] as const).flatMap((qos) =>
    testCase({
      ...SHARED,
      id: `receipt/first-arrival-with-dup/qos-${qos}`,
      title: `a QoS ${qos} PUBLISH that comes with DUP 1 and was never seen before is delivered`,
      needs: qos === 2 ? ["qos2"] : ["qos1"],
      *script(t) {
        const bob = yield* t.connect();
        yield* bob.subscribe(t.topic("a"), { qos });
        const alice = yield* t.connect();
        yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos, packetId: 7, dup: true });
        const answer = yield* t.control("it is accepted", () =>
          alice.expect(qos === 1 ? "PUBACK" : "PUBREC", { packetId: 7 }),
        );
        if ((answer.reasonCode ?? 0) >= 0x80) t.inconclusive("control arm: the message is refused");
        if (qos === 2) yield* alice.send({ type: "PUBREL", packetId: 7 });
        yield* bob.expect("PUBLISH", { payload: "x" });
      },
    }),
  ),
  ...testCase({
    ...SHARED,
    id: "receipt/many-in-one-write",
    title: "every message of many that arrive at once is delivered",
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      const room = Math.min(10, alice.connack.properties?.receiveMaximum ?? 10);
      const packetIds = Array.from({ length: room }, (_, i) => i + 1);
      const topicName = t.topic("a");
      yield* alice.send(
        ...packetIds.map(
          (packetId) => ({ type: "PUBLISH", topicName, payload: `${packetId}`, qos: 1, packetId }) as const,
        ),
      );
      for (const packetId of packetIds) yield* t.control("PUBACK", () => alice.expect("PUBACK", { packetId }));
      for (const packetId of packetIds)
        yield* bob.acknowledge(yield* bob.expect("PUBLISH", { payload: `${packetId}` }));
    },
  }),
  ...unaltered,
];
