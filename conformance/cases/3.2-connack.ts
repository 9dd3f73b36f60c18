// Cases of section 3.2: CONNACK: it comes first and once, its flags and codes are right, and after a refusal the
// connection ends.

import { type Fields, type TestCase, type Toolkit, testCase } from "../case.ts";
import { connectBytes, isAccepted } from "./connect-by-hand.ts";
import { bytesOf } from "./property-bytes.ts";

const accepted = (t: Toolkit): Fields<"CONNACK"> => (t.version === "5.0" ? { reasonCode: 0 } : { returnCode: 0 });

const order = [
  testCase({
    id: "connack/first",
    title: "CONNACK comes before the answers to all that was sent with the CONNECT",
    section: "3.2",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.2.0-1"], "5.0": ["5.0/MQTT-3.2.0-1"] },
    *script(t) {
      yield* t.connect();
      const alice = yield* t.open();
      yield* alice.send(
        t.connectPacket(),
        { type: "PINGREQ" },
        { type: "SUBSCRIBE", packetId: 1, subscriptions: [{ topicFilter: t.topic("a") }] },
      );
      const { type } = yield* alice.next();
      t.check(type === "CONNACK", "CONNACK first", type);
    },
  }),
  testCase({
    id: "connack/before-queued-messages",
    title: "CONNACK comes before the messages that waited for the session",
    section: "3.2",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.2.0-1"], "5.0": ["5.0/MQTT-3.2.0-1"] },
    needs: ["qos1"],
    *script(t) {
      const alice = yield* t.connect({ persistent: true });
      yield* alice.subscribe(t.topic("a"), { qos: 1 });
      yield* alice.disconnect();
      const bob = yield* t.connect();
      yield* bob.publish(t.topic("a"), "waiting", { qos: 1 });
      const back = yield* t.open();
      yield* back.send(t.connectPacket({ persistent: true, clientId: alice.clientId }));
      const { type } = yield* back.next();
      t.check(type === "CONNACK", "CONNACK first", type);
      yield* t.control("the message that waited comes after it", () => back.expect("PUBLISH", { payload: "waiting" }));
    },
  }),
  testCase({
    id: "connack/nothing-before-connect",
    title: "a server says nothing before CONNACK, whatever comes before CONNECT",
    section: "3.2",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.2.0-1"], "5.0": ["5.0/MQTT-3.2.0-1"] },
    *script(t) {
      yield* t.connect();
      const stranger = yield* t.open();
      yield* stranger.send({ type: "PINGREQ" }, t.connectPacket(), { type: "DISCONNECT" });
      const { packets } = yield* t.control("the server closes", () => stranger.expectClosed());
      const before = packets.findIndex(({ type }) => type === "CONNACK");
      t.check(before <= 0, "no packet before CONNACK", packets.map(({ type }) => type).join(", "));
    },
  }),
  testCase({
    id: "connack/once",
    title: "a second CONNECT is not answered by a second CONNACK",
    section: "3.2",
    requirements: { "5.0": ["5.0/MQTT-3.2.0-2"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(t.connectPacket({ clientId: alice.clientId }));
      const { connack } = yield* t.control("the server closes after a second CONNECT", () => alice.expectClosed());
      t.check(connack === undefined, "no second CONNACK", "a second CONNACK");
    },
  }),
].flat();

const refusals = [
  testCase({
    id: "connack/refusal/closes",
    title:
      "after a CONNACK that refuses, the connection is closed; its Session Present is 0 where there is a session too",
    section: { "3.1.1": "3.2.2.3", "5.0": "3.2.2.2" },
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.2.2-5", "3.1.1/MQTT-3.2.2-4"],
      "5.0": ["5.0/MQTT-3.2.2-7", "5.0/MQTT-3.2.2-6", "5.0/MQTT-4.13.2-1"],
    },
    *script(t) {
      const kept = yield* t.connect({ persistent: true });
      yield* kept.disconnect();
      const alice = yield* t.open();
      // Refused by any server: 3.1.1 by its level, 5.0 by a method of authentication that nobody has.
      const fields = { clientId: kept.clientId, flags: 0x00, payload: [] };
      const wrong = t.version === "5.0" ? { properties: [bytesOf("Authentication Method")] } : { level: 2 };
      yield* alice.send(connectBytes(t, { ...fields, ...wrong }));
      const { connack } = yield* alice.expectClosed();
      if (connack === undefined) return t.notApplicable("the server refuses without CONNACK");
      t.check(!connack.sessionPresent, "Session Present 0", "Session Present 1");
    },
  }),
  testCase({
    id: "connack/refusal/code",
    title: "a CONNACK that refuses a malformed CONNECT has a code that CONNACK may have",
    section: "3.2.2.2",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-8"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      const wrong = [
        { flags: 0x03 },
        { properties: [bytesOf("Receive Maximum"), bytesOf("Receive Maximum")] },
        { properties: [bytesOf("Authentication Method")] },
      ];
      let answered = 0;
      for (const fields of wrong) {
        const alice = yield* t.open();
        yield* alice.send(connectBytes(t, fields));
        // The decoder knows the codes of CONNACK, and takes no other.
        const { connack } = yield* t.control("the CONNECT is refused", () => alice.expectClosed());
        if (connack === undefined) continue;
        answered += 1;
        const code = connack.reasonCode ?? 0;
        t.check(code >= 0x80, "a code of 0x80 or above", `0x${code.toString(16)}`);
      }
      if (answered === 0) t.notApplicable("the server refuses without CONNACK");
    },
  }),
].flat();

const shape = [
  testCase({
    id: "connack/flags",
    title: "CONNACK has no flag but Session Present, and a code of its table",
    section: { "3.1.1": "3.2.2.1", "5.0": "3.2.2.1" },
    requirements: { "3.1.1": ["3.1.1/U3-021"], "5.0": ["5.0/MQTT-3.2.2-1", "5.0/MQTT-3.2.2-8"] },
    *script(t) {
      // The decoder judges the flags; with a session and without one, as the flag beside them moves.
      const alice = yield* t.open();
      yield* alice.send(t.connectPacket({ persistent: true, clientId: t.clientId("a") }));
      yield* alice.expect("CONNACK", accepted(t));
      yield* alice.disconnect();
      const back = yield* t.open();
      yield* back.send(t.connectPacket({ persistent: true, clientId: t.clientId("a") }));
      yield* back.expect("CONNACK", accepted(t));
    },
  }),
].flat();

const authentication = [
  testCase({
    id: "connect/authentication-method/unsupported",
    title: "a CONNECT with a method of authentication that the server does not know closes the connection",
    section: "4.12",
    requirements: { "5.0": ["5.0/MQTT-4.12.0-1"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      const method = bytesOf("Authentication Method");
      for (const properties of [[method], [method, bytesOf("Authentication Data")]]) {
        const alice = yield* t.open();
        yield* alice.send(connectBytes(t, { properties }));
        const { connack } = yield* alice.expectClosed();
        t.check(connack?.reasonCode !== 0, "the CONNECT is refused", "it is accepted first");
      }
    },
  }),
  testCase({
    id: "connect/authentication-method/absent",
    title: "a client that names no method of authentication is sent neither AUTH nor a method in CONNACK",
    section: "4.12",
    requirements: { "5.0": ["5.0/MQTT-4.12.0-6"] },
    *script(t) {
      const alice = yield* t.open();
      yield* alice.send(t.connectPacket());
      const first = yield* alice.next();
      t.check(first.type !== "AUTH", "no AUTH", "AUTH");
      t.check(first.type === "CONNACK", "CONNACK", first.type);
      const method =
        first.type === "CONNACK" && "properties" in first ? first.properties.authenticationMethod : undefined;
      t.check(method === undefined, "no Authentication Method in CONNACK", `the method "${method}"`);
      yield* alice.expectNothing("AUTH");
    },
  }),
  testCase({
    id: "auth/without-method",
    title: "an AUTH on a connection whose CONNECT named no method closes it",
    section: "4.12",
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-4.12.0-7", "5.0/U5-119"] },
    *script(t) {
      for (const reasonCode of [0x18, 0x19]) {
        const alice = yield* t.connect();
        yield* t.control("the connection is open", () => alice.barrier());
        yield* alice.send({ type: "AUTH", reasonCode, properties: { authenticationMethod: "touchstone" } });
        yield* alice.expectClosed();
      }
    },
  }),
].flat();

export const connack: readonly TestCase[] = [...order, ...refusals, ...shape, ...authentication];
