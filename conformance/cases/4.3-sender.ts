// Cases of section 4.3: Quality of Service levels. The target as sender: what it owes to a client that subscribed.

import { type Connection, type Script, type Seen, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival, arrivals, payloads, resume } from "./arrivals.ts";

const LEVELS = [0, 1, 2] as const;

const firstTransmission = LEVELS.flatMap((qos) =>
  testCase({
    id: `sender/first-transmission/qos-${qos}`,
    title: `the first PUBLISH of a QoS ${qos} message has DUP 0${qos === 0 ? "" : ", and each message an identifier of its own"}`,
    section: `4.3.${qos + 1}`,
    requirements: {
      "3.1.1": [qos === 0 ? "3.1.1/MQTT-4.3.1-1" : qos === 1 ? "3.1.1/MQTT-4.3.2-1" : "3.1.1/MQTT-4.3.3-1"],
      "5.0":
        qos === 0
          ? ["5.0/MQTT-4.3.1-1"]
          : qos === 1
            ? ["5.0/MQTT-4.3.2-1", "5.0/MQTT-4.3.2-2"]
            : ["5.0/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-2"],
    },
    needs: qos === 2 ? ["qos2"] : ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      const [granted] = yield* bob.subscribe(t.topic("a"), { qos });
      const alice = yield* t.connect();
      const sent = ["1", "2", "3"];
      for (const payload of sent) yield* alice.publish(t.topic("a"), payload, { qos });
      const came: Seen<"PUBLISH">[] = [];
      for (const payload of sent) came.push(yield* arrival(t, bob, { payload }));
      const wrong = came.filter((one) => one.qos !== granted || one.dup);
      t.check(
        wrong.length === 0,
        `QoS ${granted} and DUP 0`,
        wrong.map(({ qos: found, dup }) => `QoS ${found}, DUP ${Number(dup)}`).join("; "),
      );
      const identifiers = came.map(({ packetId }) => packetId);
      const distinct = qos === 0 || new Set(identifiers).size === sent.length;
      t.check(
        distinct,
        "a Packet Identifier of its own for each message that is not acknowledged",
        identifiers.join(", "),
      );
    },
  }),
);

/** Control arm: a QoS 2 message on the topic `a` has arrived, and is not answered yet. */
function* sentTo(t: Toolkit, bob: Connection, alice: Connection, payload: string): Script<number> {
  yield* alice.publish(t.topic("a"), payload, { qos: 2 });
  const { packetId = 0 } = yield* arrival(t, bob, { payload, qos: 2 });
  return packetId;
}

function* subscriber(t: Toolkit, qos: 1 | 2): Script<Connection> {
  const bob = yield* t.connect({ persistent: true });
  yield* bob.subscribe(t.topic("a"), { qos });
  return bob;
}

const qos2: readonly TestCase[] = [
  testCase({
    id: "sender/pubrel-after-pubrec",
    title: "PUBREC is answered by PUBREL with the identifier of the PUBLISH",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-1"], "5.0": ["5.0/MQTT-4.3.3-4"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const packetId = yield* sentTo(t, bob, alice, "x");
      yield* bob.send({ type: "PUBREC", packetId });
      yield* bob.expect("PUBREL", { packetId });
      yield* bob.send({ type: "PUBCOMP", packetId });
      yield* bob.barrier();
    },
  }),
  testCase({
    id: "sender/pubrel-for-each",
    title: "each of several messages gets its own PUBREL, in the order of the PUBRECs",
    section: { "3.1.1": "4.6", "5.0": "4.3.3" },
    requirements: { "3.1.1": ["3.1.1/MQTT-4.6.0-4", "3.1.1/MQTT-4.6.0-6"], "5.0": ["5.0/MQTT-4.3.3-4"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const packetIds: number[] = [];
      for (const payload of ["1", "2", "3"]) packetIds.push(yield* sentTo(t, bob, alice, payload));
      yield* bob.send(...packetIds.map((packetId) => ({ type: "PUBREC", packetId }) as const));
      const released: number[] = [];
      for (const _ of packetIds) released.push((yield* bob.expect("PUBREL")).packetId);
      const ordered = t.version === "5.0" ? [...released].sort((a, b) => a - b) : released;
      const expected = t.version === "5.0" ? [...packetIds].sort((a, b) => a - b) : packetIds;
      t.check(ordered.join() === expected.join(), `PUBREL for ${packetIds.join(", ")}`, released.join(", "));
    },
  }),
  testCase({
    id: "sender/pubrec-repeated",
    title: "a PUBREC that is sent again never makes the server send the PUBLISH again",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-1"], "5.0": ["5.0/MQTT-4.3.3-6"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const packetId = yield* sentTo(t, bob, alice, "x");
      yield* bob.send({ type: "PUBREC", packetId });
      yield* t.control("PUBREL", () => bob.expect("PUBREL", { packetId }));
      yield* bob.send({ type: "PUBREC", packetId });
      const again = payloads(yield* arrivals(bob, alice));
      t.check(again.length === 0, "no PUBLISH after PUBREL", again.join(", "));
    },
  }),
  testCase({
    id: "sender/publish-not-after-pubrel",
    title: "after PUBREL a resumed session is not sent the PUBLISH again",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-1"], "5.0": ["5.0/MQTT-4.3.3-6"] },
    needs: ["qos2"],
    *script(t) {
      const before = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const packetId = yield* sentTo(t, before, alice, "x");
      yield* before.send({ type: "PUBREC", packetId });
      yield* t.control("PUBREL", () => before.expect("PUBREL", { packetId }));
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
].flat();

/** Refusals are a matter of 5.0. */
const refused: readonly TestCase[] = [0x80, 0x83, 0x97].flatMap((reasonCode) => [
  ...testCase({
    id: `sender/pubrec-refused/${reasonCode.toString(16)}`,
    title: `a PUBREC with 0x${reasonCode.toString(16)} ends the exchange: no PUBLISH again in the resumed session`,
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-2"] },
    needs: ["qos2"],
    *script(t) {
      const before = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const packetId = yield* sentTo(t, before, alice, "x");
      yield* before.send({ type: "PUBREC", packetId, reasonCode });
      yield* before.barrier();
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  ...testCase({
    id: `sender/pubrec-refused-no-pubrel/${reasonCode.toString(16)}`,
    title: `a PUBREC with 0x${reasonCode.toString(16)} is followed by no PUBREL`,
    section: "4.3.3",
    requirements: { "5.0": ["5.0/MQTT-4.3.3-4"] },
    // The sentence asks for PUBREL below 0x80; that there is none otherwise follows, and is not commanded.
    level: "strict",
    needs: ["qos2"],
    *script(t) {
      const before = yield* subscriber(t, 2);
      const alice = yield* t.connect();
      const packetId = yield* sentTo(t, before, alice, "x");
      yield* before.send({ type: "PUBREC", packetId, reasonCode });
      yield* before.expectNothing("PUBREL");
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expectNothing("PUBREL");
    },
  }),
  ...testCase({
    id: `sender/puback-refused/${reasonCode.toString(16)}`,
    title: `a PUBACK with 0x${reasonCode.toString(16)} ends the exchange: no PUBLISH again in the resumed session`,
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-2"] },
    needs: ["qos1"],
    *script(t) {
      const before = yield* subscriber(t, 1);
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1 });
      const { packetId = 0 } = yield* arrival(t, before, { payload: "x", qos: 1 });
      yield* before.send({ type: "PUBACK", packetId, reasonCode });
      yield* before.barrier();
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
]);

const afterRefusal = testCase({
  id: "sender/pubrec-refused-then-next",
  title: "after a message that the client refused by PUBREC the next one arrives as ever",
  section: "4.13.2",
  requirements: { "5.0": ["5.0/U5-149"] },
  needs: ["qos2"],
  *script(t) {
    const bob = yield* subscriber(t, 2);
    const alice = yield* t.connect();
    const packetId = yield* sentTo(t, bob, alice, "refused");
    yield* bob.send({ type: "PUBREC", packetId, reasonCode: 0x83 });
    yield* bob.barrier();
    yield* alice.publish(t.topic("a"), "next", { qos: 2 });
    const next = yield* bob.expect("PUBLISH", { payload: "next", qos: 2 });
    yield* bob.send({ type: "PUBREC", packetId: next.packetId ?? 0 });
    yield* bob.expect("PUBREL", { packetId: next.packetId ?? 0 });
  },
});

export const sender: readonly TestCase[] = [...firstTransmission, ...qos2, ...refused, ...afterRefusal];
