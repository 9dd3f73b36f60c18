// Cases of section 3.2.2.3 and of Maximum Packet Size: what a server of 5.0 says that it cannot do, and what it does
// then.

import { type Connection, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";
import { connectBytes, willFields } from "./connect-by-hand.ts";
import { bytesOf } from "./property-bytes.ts";

/** The highest QoS that the server says it takes; the case does not apply where it takes all. */
function limitedQos(t: Toolkit, alice: Connection): 0 | 1 {
  const { maximumQos } = alice.connack.properties ?? {};
  return maximumQos ?? t.notApplicable("the server takes every QoS: CONNACK has no Maximum QoS");
}

/** The case does not apply where the server keeps retained messages. */
function withoutRetain(t: Toolkit, alice: Connection): void {
  const { retainAvailable = 1 } = alice.connack.properties ?? {};
  if (Number(retainAvailable) !== 0) t.notApplicable("the server keeps retained messages");
}

const qos = [
  testCase({
    id: "connack/maximum-qos/absent",
    title: "a server that announces no Maximum QoS takes messages of QoS 1 and 2",
    section: "3.2.2.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-9"] },
    *script(t) {
      const alice = yield* t.connect();
      if (alice.connack.properties?.maximumQos !== undefined) t.notApplicable("the server announces a Maximum QoS");
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 1, packetId: 1 });
      yield* alice.expect("PUBACK", { packetId: 1 });
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 2, packetId: 2 });
      yield* alice.expect("PUBREC", { packetId: 2 });
    },
  }),
  testCase({
    id: "connack/maximum-qos/subscribe",
    title: "a server with a Maximum QoS accepts subscriptions that ask for more",
    section: "3.2.2.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-10"] },
    *script(t) {
      const alice = yield* t.connect();
      limitedQos(t, alice);
      for (const qos of [0, 1, 2] as const) {
        const packetId = qos + 1;
        yield* alice.send({ type: "SUBSCRIBE", packetId, subscriptions: [{ topicFilter: t.topic("a"), qos }] });
        const { reasonCodes = [] } = yield* alice.expect("SUBACK", { packetId });
        const [code = 0x80] = reasonCodes;
        t.check(code < 0x80, `a subscription for QoS ${qos} is accepted`, `0x${code.toString(16)}`);
      }
    },
  }),
  testCase({
    id: "connack/maximum-qos/will",
    title: "a will above the server's Maximum QoS is refused with its CONNECT",
    section: "3.2.2.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-12"] },
    *script(t) {
      const maximum = limitedQos(t, yield* t.connect());
      const will = { flags: 0x04 | ((maximum + 1) << 3), fields: willFields(t, t.topic("will")) };
      const alice = yield* t.open();
      yield* alice.send(connectBytes(t, { will }));
      const { connack } = yield* alice.expectClosed();
      t.check(connack?.reasonCode !== 0, "the CONNECT is refused", "it is accepted first");
    },
  }),
  testCase({
    id: "connack/maximum-qos/publish",
    title: "a PUBLISH above the server's Maximum QoS closes the connection",
    section: "3.2.2.3.4",
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-11", "5.0/U5-053"] },
    *script(t) {
      const alice = yield* t.connect();
      const qos = limitedQos(t, alice) === 0 ? 1 : 2;
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos, packetId: 1 });
      yield* alice.expectClosed();
    },
  }),
].flat();

const retain = [
  testCase({
    id: "connack/retain-available/will",
    title: "a will with Will Retain is refused with its CONNECT by a server without retained messages",
    section: "3.2.2.3.5",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-13"] },
    *script(t) {
      withoutRetain(t, yield* t.connect());
      const alice = yield* t.open();
      yield* alice.send(connectBytes(t, { will: { flags: 0x24, fields: willFields(t, t.topic("will")) } }));
      const { connack } = yield* alice.expectClosed();
      t.check(connack?.reasonCode !== 0, "the CONNECT is refused", "it is accepted first");
    },
  }),
  testCase({
    id: "connack/retain-available/publish",
    title: "a PUBLISH with RETAIN closes the connection at a server without retained messages",
    section: "3.2.2.3.5",
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-14", "5.0/U5-055"] },
    *script(t) {
      const alice = yield* t.connect();
      withoutRetain(t, alice);
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", retain: true });
      yield* alice.expectClosed();
    },
  }),
].flat();

/** The largest packet that a case is ready to send. */
const LARGE = 1_100_000;

/**
 * Sends what the server disconnects for by command (3.8.1-1), on a connection that takes so many bytes; gives whether
 * it said so.
 */
function* isToldOf(t: Toolkit, maximumPacketSize: number): Script<boolean> {
  const alice = yield* t.connect({ properties: { maximumPacketSize } });
  yield* alice.send("80 00");
  const { disconnect } = yield* t.control("a SUBSCRIBE with wrong flags is refused", () => alice.expectClosed());
  return disconnect !== undefined;
}

const sizes = [
  testCase({
    id: "connack/maximum-packet-size",
    title: "a packet above the server's Maximum Packet Size closes the connection",
    section: "3.2.2.3.6",
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-15", "5.0/U5-057"] },
    *script(t) {
      const alice = yield* t.connect();
      const { maximumPacketSize = Number.POSITIVE_INFINITY } = alice.connack.properties ?? {};
      if (maximumPacketSize > LARGE) t.notApplicable(`the server takes packets of more than ${LARGE} bytes`);
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: new Uint8Array(maximumPacketSize) });
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "connack/refusal/size",
    title: "a CONNACK that refuses explains itself within the Maximum Packet Size of its CONNECT, or not at all",
    section: "3.2.2.3.9",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-19", "5.0/MQTT-3.2.2-20", "5.0/MQTT-3.1.2-24"] },
    *script(t) {
      yield* t.connect();
      let answered = 0;
      // The toolkit judges the size of what comes; one limit after the other, so that one that is off by a byte shows,
      // down to the 5 bytes that CONNACK takes at least.
      for (let maximum = 64; maximum >= 5; maximum -= 1) {
        const alice = yield* t.open();
        const properties = [[0x27, 0, 0, 0, maximum], bytesOf("Authentication Method")];
        yield* alice.send(connectBytes(t, { properties }));
        const { connack } = yield* t.control("an unknown method is refused", () => alice.expectClosed());
        answered += connack === undefined ? 0 : 1;
      }
      if (answered === 0) t.notApplicable("the server refuses without CONNACK");
    },
  }),
  testCase({
    id: "disconnect/server/size",
    title: "the server's DISCONNECT explains itself within the client's Maximum Packet Size, or not at all",
    section: "3.14.2.2.3",
    requirements: { "5.0": ["5.0/MQTT-3.14.2-3", "5.0/MQTT-3.14.2-4", "5.0/MQTT-3.1.2-24"] },
    *script(t) {
      let told = 0;
      for (const maximum of [200, 128, 100, 64]) told += (yield* isToldOf(t, maximum)) ? 1 : 0;
      if (told === 0) t.notApplicable("the server closes without DISCONNECT");
    },
  }),
].flat();

const credentials = testCase({
  id: "connect/credentials/refused",
  title: "a client that the server does not let in is refused, and its connection is closed",
  section: "3.1.4",
  requirements: { "3.1.1": ["3.1.1/U3-018", "3.1.1/MQTT-3.2.2-5"], "5.0": ["5.0/MQTT-3.1.4-2", "5.0/MQTT-3.2.2-7"] },
  *script(t) {
    yield* t.connect();
    const alice = yield* t.open();
    const nobody = { userName: t.clientId("nobody"), password: "wrong" };
    yield* alice.send(t.connectPacket(nobody));
    const connack = yield* t.control("the server answers", () => alice.expect("CONNACK"));
    if ((connack.reasonCode ?? connack.returnCode) === 0) t.notApplicable("the server lets everyone in");
    yield* alice.expectClosed();
  },
});

export const serverLimits: readonly TestCase[] = [...qos, ...retain, ...sizes, ...credentials];
