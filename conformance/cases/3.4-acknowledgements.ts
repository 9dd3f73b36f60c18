// Cases of sections 3.4 to 3.7: PUBACK, PUBREC, PUBREL and PUBCOMP. Identifiers, Reason Codes, flags and short forms.

import { frame, type TestCase, testCase, u16 } from "../case.ts";
import { arrival, resume } from "./arrivals.ts";

/** Packet Identifiers at the edges of their two bytes. */
const IDENTIFIERS = [1, 255, 256, 32_768, 65_535];

const puback = IDENTIFIERS.flatMap((packetId) =>
  testCase({
    id: `puback/identifier/${packetId}`,
    title: `a QoS 1 PUBLISH with the Packet Identifier ${packetId} is answered by a PUBACK with the same`,
    section: "3.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-2.3.1-6", "3.1.1/MQTT-4.3.2-2"],
      "5.0": ["5.0/MQTT-2.2.1-5", "5.0/MQTT-4.3.2-4", "5.0/MQTT-3.4.2-1"],
    },
    needs: ["qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 1, packetId });
      const answer = yield* alice.expect("PUBACK");
      t.check(answer.packetId === packetId, `Packet Identifier ${packetId}`, `${answer.packetId}`);
    },
  }),
);

const pubrec = IDENTIFIERS.flatMap((packetId) =>
  testCase({
    id: `pubrec/identifier/${packetId}`,
    title: `a QoS 2 PUBLISH with the Packet Identifier ${packetId} is answered by PUBREC and PUBCOMP with the same`,
    section: "3.5",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-2.3.1-6", "3.1.1/MQTT-4.3.3-2"],
      "5.0": ["5.0/MQTT-2.2.1-5", "5.0/MQTT-4.3.3-8", "5.0/MQTT-4.3.3-11", "5.0/MQTT-3.5.2-1", "5.0/MQTT-3.7.2-1"],
    },
    needs: ["qos2"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 2, packetId });
      const received = yield* alice.expect("PUBREC");
      t.check(received.packetId === packetId, `Packet Identifier ${packetId}`, `${received.packetId}`);
      yield* alice.send({ type: "PUBREL", packetId });
      const complete = yield* alice.expect("PUBCOMP");
      t.check(complete.packetId === packetId, `Packet Identifier ${packetId}`, `${complete.packetId}`);
    },
  }),
);

const pubrel: readonly TestCase[] = [
  ...testCase({
    id: "pubrel/identifier",
    title: "the PUBREL that the server sends has the Packet Identifier of its PUBLISH, and a Reason Code of PUBREL",
    section: "3.6",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-2.3.1-6", "3.1.1/MQTT-3.6.1-1"],
      "5.0": ["5.0/MQTT-2.2.1-5", "5.0/MQTT-3.6.1-1", "5.0/MQTT-3.6.2-1"],
    },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 2 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 2 });
      const { packetId = 0 } = yield* arrival(t, bob, { payload: "x", qos: 2 });
      yield* bob.send({ type: "PUBREC", packetId });
      const release = yield* bob.expect("PUBREL");
      t.check(release.packetId === packetId, `Packet Identifier ${packetId}`, `${release.packetId}`);
    },
  }),
  ...[0x60, 0x61, 0x63, 0x66, 0x6a].flatMap((first) =>
    testCase({
      id: `pubrel/reserved-flags/${first.toString(16)}`,
      title: `a PUBREL that begins with 0x${first.toString(16)} closes the connection`,
      section: "3.6.1",
      requirements: { "3.1.1": ["3.1.1/MQTT-3.6.1-1"], "5.0": ["5.0/MQTT-3.6.1-1"] },
      needs: ["qos2"],
      *script(t) {
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a"), "x", { qos: 2 });
        yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 2, packetId: 7 });
        yield* t.control("the PUBLISH is accepted", () => alice.expect("PUBREC", { packetId: 7 }));
        yield* alice.send(frame(first, u16(7)));
        yield* alice.expectClosed();
      },
    }),
  ),
];

/** The forms that an acknowledgement of 5.0 may take: they all say Success. */
const FORMS: readonly { readonly id: string; readonly what: string; readonly rest: readonly number[] }[] = [
  { id: "bare", what: "without Reason Code", rest: [] },
  { id: "reason-code", what: "with a Reason Code and no Property Length", rest: [0x00] },
  { id: "no-properties", what: "with a Reason Code and a Property Length of 0", rest: [0x00, 0x00] },
  { id: "reason-string", what: "with a Reason String", rest: [0x00, 0x05, 0x1f, 0x00, 0x02, 0x6f, 0x6b] },
  { id: "user-property", what: "with a User Property", rest: [0x00, 0x07, 0x26, 0x00, 0x01, 0x61, 0x00, 0x01, 0x62] },
];

const forms = FORMS.flatMap(({ id, what, rest }) => [
  ...testCase({
    id: `puback/form/${id}`,
    title: `a PUBACK ${what} acknowledges the message for good`,
    section: "3.4.2.1",
    requirements: { "5.0": ["5.0/U5-096"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect({ persistent: true });
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1 });
      const { packetId = 0 } = yield* arrival(t, bob, { payload: "x", qos: 1 });
      yield* bob.send(frame(0x40, u16(packetId), rest));
      yield* bob.barrier();
      yield* bob.disconnect();
      const again = yield* resume(t, { clientId: bob.clientId });
      yield* again.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  ...testCase({
    id: `pubrel/form/${id}`,
    title: `PUBREC, PUBREL and PUBCOMP ${what} lead through both halves of QoS 2`,
    section: "3.6.2.1",
    requirements: { "5.0": ["5.0/U5-096"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 2 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "before", { qos: 2 });
      yield* bob.acknowledge(yield* arrival(t, bob, { payload: "before", qos: 2 }));
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 2, packetId: 7 });
      yield* t.control("the PUBLISH is accepted", () => alice.expect("PUBREC", { packetId: 7 }));
      yield* alice.send(frame(0x62, u16(7), rest));
      yield* alice.expect("PUBCOMP", { packetId: 7, reasonCode: 0 });
      const { packetId = 0 } = yield* arrival(t, bob, { payload: "x", qos: 2 });
      yield* bob.send(frame(0x50, u16(packetId), rest));
      yield* bob.expect("PUBREL", { packetId, reasonCode: 0 });
      yield* bob.send(frame(0x70, u16(packetId), rest));
      yield* bob.barrier();
    },
  }),
]);

const codes: readonly TestCase[] = [
  testCase({
    id: "puback/no-matching-subscribers",
    title: "No matching subscribers (0x10) is not said of a message that a subscription matches",
    section: "3.4.2.1",
    requirements: { "5.0": ["5.0/U5-097"] },
    level: "should",
    needs: ["qos2"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "before", { qos: 1 });
      yield* arrival(t, bob, { payload: "before" });
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 1, packetId: 7 });
      yield* alice.expect("PUBACK", { packetId: 7, reasonCode: 0 });
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 2, packetId: 8 });
      yield* alice.expect("PUBREC", { packetId: 8, reasonCode: 0 });
    },
  }),
].flat();

export const acknowledgements: readonly TestCase[] = [...puback, ...pubrec, ...pubrel, ...forms, ...codes];
