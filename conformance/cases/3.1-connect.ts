// Cases of section 3.1: CONNECT comes first and once, and what it takes to be accepted.

import { type Draft, type TestCase, type Toolkit, testCase } from "../case.ts";
import { connectBytes, expectAccepted, expectRefused, isAccepted } from "./connect-by-hand.ts";

/** What may not come first. */
const STRANGERS: readonly ((t: Toolkit) => Draft)[] = [
  () => ({ type: "PINGREQ" }),
  (t) => ({ type: "PUBLISH", topicName: t.topic("a"), payload: "x" }),
  (t) => ({ type: "SUBSCRIBE", packetId: 1, subscriptions: [{ topicFilter: t.topic("a") }] }),
  (t) => ({ type: "UNSUBSCRIBE", packetId: 1, topicFilters: [t.topic("a")] }),
  () => ({ type: "PUBACK", packetId: 1 }),
  () => ({ type: "PUBREL", packetId: 1 }),
];

function* strangersAreClosed(t: Toolkit) {
  yield* t.connect();
  for (const packet of STRANGERS) {
    const stranger = yield* t.open();
    yield* stranger.send(packet(t));
    yield* stranger.expectClosed();
  }
}

const FIRST = {
  id: "connect/first-packet",
  title: "a first packet other than CONNECT closes the connection",
  section: "3.1",
  script: strangersAreClosed,
};

const order = [
  // 3.1.1 commands the close (4.8.0-1); in 5.0 it is the client's duty, and no sentence names the server's.
  testCase({ ...FIRST, requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1", "3.1.1/MQTT-3.1.0-1"] } }),
  testCase({ ...FIRST, level: "strict", requirements: { "5.0": ["5.0/MQTT-3.1.0-1"] } }),
  testCase({
    id: "connect/nothing-before-connect",
    title: "a PUBLISH that comes before CONNECT is sent on to nobody",
    section: "3.1",
    level: "strict",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.0-1"], "5.0": ["5.0/MQTT-3.1.0-1"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const carol = yield* t.connect();
      yield* carol.publish(t.topic("a"), "after CONNECT");
      yield* t.control("a message after CONNECT arrives", () => bob.expect("PUBLISH", { payload: "after CONNECT" }));
      const stranger = yield* t.open();
      yield* stranger.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "before CONNECT" });
      yield* t.control("the connection is closed", () => stranger.expectClosed());
      yield* bob.expectNothing("PUBLISH", { payload: "before CONNECT" }, { after: carol });
    },
  }),
  testCase({
    id: "connect/second-connect",
    title: "a second CONNECT on the same connection closes it",
    section: "3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.0-2"], "5.0": ["5.0/MQTT-3.1.0-2"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(t.connectPacket({ clientId: alice.clientId }));
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "connect/second-connect-other-client",
    title: "a second CONNECT with another Client Identifier closes the connection too",
    section: "3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.0-2"], "5.0": ["5.0/MQTT-3.1.0-2"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(t.connectPacket({ clientId: t.clientId("other") }));
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "connect/accepted",
    title: "a CONNECT that is right is acknowledged with the code 0",
    section: "3.1.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.4-4"], "5.0": ["5.0/MQTT-3.1.4-5"] },
    *script(t) {
      const alice = yield* t.open();
      yield* alice.send(t.connectPacket());
      yield* expectAccepted(alice);
      yield* alice.barrier();
    },
  }),
];

/** Names that no specification gives to a protocol; in other letters, longer, shorter, and none. */
const WRONG_NAMES = ["MQTU", "mqtt", "MQTTT", "MQT", ""];

const protocol = [
  testCase({
    id: "connect/protocol-name",
    title: "a CONNECT for a protocol that does not exist is not taken for MQTT, and the connection is closed",
    section: "3.1.2.1",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-1", "3.1.1/MQTT-3.1.4-1"],
      "5.0": ["5.0/MQTT-3.1.2-1", "5.0/MQTT-3.1.4-1"],
    },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      for (const protocolName of WRONG_NAMES) {
        yield* expectRefused(t, connectBytes(t, { protocolName }), `the Protocol Name "${protocolName}"`);
      }
    },
  }),
  testCase({
    id: "connect/protocol-level",
    title: "a Protocol Level that the server does not speak is answered by the return code 1, and then a close",
    section: "3.1.2.2",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-2", "3.1.1/MQTT-3.2.2-5", "3.1.1/MQTT-3.2.2-4"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      const alice = yield* t.open();
      yield* alice.send(connectBytes(t, { level: 2 }));
      yield* alice.expect("CONNACK", { returnCode: 0x01, sessionPresent: false });
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "connect/protocol-version",
    title: "a Protocol Version that the server does not speak closes the connection",
    section: "3.1.2.2",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-2"], "5.0": ["5.0/MQTT-3.1.2-2"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      for (const level of [2, 6, 0x7f]) {
        // Raw: what is said before the close may be in the form of any version that the server speaks.
        const alice = yield* t.open({ raw: true });
        yield* alice.send(connectBytes(t, { level }));
        yield* alice.expectClosed();
      }
    },
  }),
].flat();

export const connect: readonly TestCase[] = [...order.flat(), ...protocol];
