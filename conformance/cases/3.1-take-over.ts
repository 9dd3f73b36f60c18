// Cases of section 3.1.4: a Client Identifier that is connected already, and what is sent after a CONNECT that is
// refused.

import { type TestCase, testCase } from "../case.ts";
import { connectBytes } from "./connect-by-hand.ts";

const takeOver = [
  testCase({
    id: "take-over/old-is-closed",
    title: "a CONNECT with the Client Identifier of a connected client closes that one's connection",
    section: "3.1.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.4-2"], "5.0": ["5.0/MQTT-3.1.4-3"] },
    *script(t) {
      const old = yield* t.connect();
      yield* t.control("the connection is open", () => old.barrier());
      yield* t.connect({ clientId: old.clientId });
      yield* old.expectClosed();
    },
  }),
  testCase({
    id: "take-over/new-works",
    title: "the connection that took over a Client Identifier works, and stays when the old one has gone",
    section: "3.1.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.4-2", "3.1.1/MQTT-3.1.4-4"],
      "5.0": ["5.0/MQTT-3.1.4-3", "5.0/MQTT-3.1.4-5"],
    },
    *script(t) {
      const old = yield* t.connect();
      const taker = yield* t.open();
      yield* taker.send(t.connectPacket({ clientId: old.clientId }));
      yield* taker.expect("CONNACK", t.version === "5.0" ? { reasonCode: 0 } : { returnCode: 0 });
      yield* old.expectClosed();
      yield* taker.barrier();
    },
  }),
  testCase({
    id: "take-over/session-goes-on",
    title: "a session that is taken over goes on: it is present, and its subscription delivers to the new connection",
    section: { "3.1.1": "4.1", "5.0": "4.1" },
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.1.0-2", "3.1.1/MQTT-3.2.2-2"],
      "5.0": ["5.0/MQTT-4.1.0-1", "5.0/MQTT-3.2.2-3"],
    },
    *script(t) {
      const old = yield* t.connect({ persistent: true });
      yield* old.subscribe(t.topic("a"));
      const taker = yield* t.connect({ persistent: true, clientId: old.clientId });
      t.check(taker.connack.sessionPresent, "Session Present 1", "Session Present 0");
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "to the new one");
      yield* taker.expect("PUBLISH", { topicName: t.topic("a"), payload: "to the new one" });
    },
  }),
  testCase({
    id: "take-over/many",
    title: "of many connections with one Client Identifier, one after the other, only the last stays",
    section: "3.1.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.4-2"], "5.0": ["5.0/MQTT-3.1.4-3"] },
    *script(t) {
      let last = yield* t.connect({ clientId: t.clientId("same") });
      for (let i = 0; i < 10; i += 1) {
        const next = yield* t.connect({ clientId: t.clientId("same") });
        yield* last.expectClosed();
        last = next;
      }
      yield* last.barrier();
    },
  }),
  testCase({
    id: "take-over/says-so",
    title: "a client that is taken over is sent DISCONNECT with the Reason Code 0x8E",
    section: "3.1.4",
    level: "should",
    requirements: { "5.0": ["5.0/MQTT-3.1.4-3"] },
    *script(t) {
      const old = yield* t.connect();
      yield* t.connect({ clientId: old.clientId });
      yield* old.expect("DISCONNECT", { reasonCode: 0x8e });
    },
  }),
].flat();

const pipelined = [
  testCase({
    id: "connect/pipelined",
    title: "what a client sends right after its CONNECT, without waiting, is processed once the CONNECT is accepted",
    section: "3.1.4",
    requirements: { "3.1.1": ["3.1.1/U3-019"], "5.0": ["5.0/U5-047"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.open();
      yield* alice.send(
        t.connectPacket(),
        { type: "PUBLISH", topicName: t.topic("a"), payload: "at once" },
        { type: "PINGREQ" },
      );
      yield* alice.expect("CONNACK", t.version === "5.0" ? { reasonCode: 0 } : { returnCode: 0 });
      yield* alice.expect("PINGRESP");
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "at once" });
    },
  }),
  testCase({
    id: "connect/refused/nothing-processed",
    title: "what a client sends after a CONNECT that is refused is not processed",
    section: "3.1.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.4-5"], "5.0": ["5.0/MQTT-3.1.4-6"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const carol = yield* t.connect();
      yield* carol.publish(t.topic("a"), "accepted");
      yield* t.control("a message arrives", () => bob.expect("PUBLISH", { payload: "accepted" }));
      const alice = yield* t.open();
      const message = t.bytes({ type: "PUBLISH", topicName: t.topic("a"), payload: "refused" });
      yield* alice.send(connectBytes(t, { flags: 0x03, payload: [] }), message);
      yield* t.control("a CONNECT with the reserved flag is refused", () => alice.expectClosed());
      yield* bob.expectNothing("PUBLISH", { payload: "refused" }, { after: carol });
    },
  }),
  testCase({
    id: "connect/refused/nothing-retained",
    title: "a message that a client sends after a CONNECT that is refused is not retained",
    section: "3.1.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.4-5"], "5.0": ["5.0/MQTT-3.1.4-6"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const carol = yield* t.connect();
      yield* carol.publish(t.topic("control"), "kept", { qos: 1, retain: true });
      const alice = yield* t.open();
      const message = t.bytes({ type: "PUBLISH", topicName: t.topic("a"), payload: "refused", retain: true });
      yield* alice.send(connectBytes(t, { flags: 0x03, payload: [] }), message);
      yield* t.control("a CONNECT with the reserved flag is refused", () => alice.expectClosed());
      const bob = yield* t.connect();
      yield* bob.subscribe([t.topic("control"), t.topic("a")]);
      yield* t.control("a retained message is kept", () => bob.expect("PUBLISH", { payload: "kept", retain: true }));
      yield* bob.expectNothing("PUBLISH", { topicName: t.topic("a") }, { after: carol });
    },
  }),
  testCase({
    id: "connect/refused/others-untouched",
    title: "a CONNECT that is refused leaves the client alone that is connected with its Client Identifier",
    section: "4.13.1",
    requirements: { "5.0": ["5.0/U5-148"] },
    *script(t) {
      const alice = yield* t.connect();
      const stranger = yield* t.open();
      yield* stranger.send(connectBytes(t, { flags: 0x03, clientId: alice.clientId, payload: [] }));
      yield* t.control("a CONNECT with the reserved flag is refused", () => stranger.expectClosed());
      yield* alice.barrier();
    },
  }),
].flat();

export const takeOverAndRefusal: readonly TestCase[] = [...takeOver, ...pipelined];
