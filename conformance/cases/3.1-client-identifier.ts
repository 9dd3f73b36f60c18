// Cases of section 3.1.3.1: the Client Identifier: what a server must take, what it may refuse and how, and that it
// names the session.

import { type TestCase, testCase } from "../case.ts";
import { expectAccepted } from "./connect-by-hand.ts";

/** Everything that an identifier may always consist of, in pieces of at most 23. */
const LETTERS = ["0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ"];

const taken = [
  testCase({
    id: "client-id/lengths",
    title: "Client Identifiers of 1 to 23 letters and digits are accepted",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-5"], "5.0": ["5.0/MQTT-3.1.3-5"] },
    *script(t) {
      yield* t.connect();
      // The short ones are few, and may be another client's; they differ from run to run.
      const own = t.clientId("").padStart(23, "x");
      for (let length = 1; length <= 23; length += 1) {
        const alice = yield* t.open();
        yield* alice.send(t.connectPacket({ clientId: own.slice(-length) }));
        yield* expectAccepted(alice);
        yield* alice.disconnect();
      }
    },
  }),
  testCase({
    id: "client-id/letters",
    title: "Client Identifiers of all the letters and digits are accepted",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-5"], "5.0": ["5.0/MQTT-3.1.3-5"] },
    *script(t) {
      yield* t.connect();
      for (const clientId of LETTERS) {
        const alice = yield* t.open();
        yield* alice.send(t.connectPacket({ clientId }));
        yield* expectAccepted(alice);
        yield* alice.disconnect();
      }
    },
  }),
  testCase({
    id: "client-id/case-matters",
    title: "two Client Identifiers that differ in a letter's case are two clients",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-2"], "5.0": ["5.0/MQTT-3.1.3-2"] },
    *script(t) {
      const small = yield* t.connect({ clientId: t.clientId("a") });
      const large = yield* t.connect({ clientId: t.clientId("A") });
      yield* large.barrier();
      yield* small.barrier();
    },
  }),
  testCase({
    id: "client-id/names-the-session",
    title:
      "a session belongs to its Client Identifier: each client gets what it subscribed to, and nothing of the other's",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-2"], "5.0": ["5.0/MQTT-3.1.3-2"] },
    needs: ["qos1"],
    *script(t) {
      const names = ["first", "second"] as const;
      for (const name of names) {
        const client = yield* t.connect({ clientId: t.clientId(name), persistent: true });
        yield* client.subscribe(t.topic(name), { qos: 1 });
        yield* client.disconnect();
      }
      const alice = yield* t.connect();
      for (const name of names) yield* alice.publish(t.topic(name), name, { qos: 1 });
      for (const name of names) {
        const client = yield* t.connect({ clientId: t.clientId(name), persistent: true });
        const { topicName } = yield* client.expect("PUBLISH", { qos: 1 });
        t.check(topicName === t.topic(name), `the message on ${t.topic(name)}`, `one on ${topicName}`);
        yield* client.expectNothing("PUBLISH");
      }
    },
  }),
].flat();

/** Identifiers that a server need not take: longer, with other characters, and both. */
const UNUSUAL = (own: string): readonly string[] => [
  `${own} +#/$`,
  `${own}-äöü`,
  own.padEnd(24, "x"),
  own.padEnd(100, "x"),
  own.padEnd(257, "x"),
];

const refused = testCase({
  id: "client-id/refused",
  title: "a Client Identifier that the server does not take is refused by the book",
  section: "3.1.3.1",
  requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-9"], "5.0": ["5.0/MQTT-3.1.3-8"] },
  *script(t) {
    yield* t.connect();
    for (const clientId of UNUSUAL(t.clientId("odd"))) {
      const alice = yield* t.open();
      yield* alice.send(t.connectPacket({ clientId }), { type: "PINGREQ" });
      if (t.version === "5.0") {
        // Bare closes are allowed here, so only an answer tells a refusal from silence.
        const connack = yield* t.control("the server answers", () => alice.expect("CONNACK"));
        if (connack.reasonCode === 0) continue;
      } else {
        const connack = yield* alice.expect("CONNACK", {});
        if (connack.returnCode === 0) continue;
        t.check(
          connack.returnCode === 0x02,
          "the return code 2, identifier rejected",
          `the return code ${connack.returnCode}`,
        );
      }
      yield* alice.expectClosed();
      return;
    }
    t.notApplicable("the server takes every Client Identifier that was tried");
  },
});

const empty = [
  testCase({
    id: "client-id/empty/each-its-own",
    title: "two clients that connect with an empty Client Identifier are two clients",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-6"], "5.0": ["5.0/MQTT-3.1.3-6"] },
    needs: ["emptyClientId"],
    *script(t) {
      const first = yield* t.connect({ clientId: "" });
      const second = yield* t.connect({ clientId: "" });
      yield* second.barrier();
      yield* first.barrier();
    },
  }),
  testCase({
    id: "client-id/empty/works",
    title: "a client whose Client Identifier the server assigned can subscribe, publish and receive",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-6"], "5.0": ["5.0/MQTT-3.1.3-7"] },
    needs: ["emptyClientId"],
    *script(t) {
      yield* t.connect();
      const alice = yield* t.connect({ clientId: "" });
      yield* alice.send({ type: "SUBSCRIBE", packetId: 1, subscriptions: [{ topicFilter: t.topic("a") }] });
      yield* alice.expect("SUBACK", { packetId: 1 });
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "to myself" });
      yield* alice.expect("PUBLISH", { topicName: t.topic("a"), payload: "to myself" });
    },
  }),
  testCase({
    id: "client-id/empty/kept",
    title: "an empty Client Identifier with Clean Session 0 is answered by the return code 2, and then a close",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-8", "3.1.1/MQTT-3.2.2-5", "3.1.1/MQTT-3.1.3-7"] },
    *script(t) {
      yield* t.connect({ persistent: true });
      const alice = yield* t.open();
      // The codec refuses to write it: a client may not send it (3.1.3-7).
      yield* alice.send(emptyAndKept(t.bytes(t.connectPacket({ clientId: "", clean: true }))));
      yield* alice.expect("CONNACK", { returnCode: 0x02, sessionPresent: false });
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "client-id/empty/assigned",
    title: "each empty Client Identifier is answered by an Assigned Client Identifier that is new",
    section: "3.2.2.3.7",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-16", "5.0/MQTT-3.1.3-7"] },
    needs: ["emptyClientId"],
    *script(t) {
      const assigned = new Set<string>();
      for (let i = 0; i < 5; i += 1) {
        const alice = yield* t.open();
        yield* alice.send(t.connectPacket({ clientId: "" }));
        const connack = yield* alice.expect("CONNACK", { reasonCode: 0 });
        const name = connack.properties?.assignedClientIdentifier ?? "";
        t.check(name !== "", "an Assigned Client Identifier", "none in CONNACK");
        t.check(!assigned.has(name), "an identifier that no session has", `"${name}" a second time`);
        assigned.add(name);
      }
    },
  }),
  testCase({
    id: "client-id/empty/resumed",
    title: "a session under an Assigned Client Identifier is resumed by that identifier",
    section: "3.1.3.1",
    requirements: { "5.0": ["5.0/MQTT-3.1.3-7"] },
    needs: ["emptyClientId"],
    *script(t) {
      const named = yield* t.connect({ persistent: true });
      yield* named.disconnect();
      const again = yield* t.connect({ persistent: true, clientId: named.clientId });
      if (!again.connack.sessionPresent)
        t.inconclusive("control arm: not even a session with a name of its own is kept");
      const alice = yield* t.connect({ persistent: true, clientId: "" });
      const clientId = alice.connack.properties?.assignedClientIdentifier ?? "";
      if (clientId === "") t.inconclusive("there is no Assigned Client Identifier to connect with");
      yield* alice.disconnect();
      const back = yield* t.connect({ persistent: true, clientId });
      t.check(back.connack.sessionPresent, "Session Present 1", "Session Present 0");
    },
  }),
].flat();

/**
 * The same CONNECT with Clean Session 0. The Connect Flags are its tenth byte: 2 of fixed header, 6 of name, 1 of
 * level.
 */
function emptyAndKept(connect: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(connect);
  copy[9] = (copy[9] ?? 0) & ~0x02;
  return copy;
}

export const clientIdentifier: readonly TestCase[] = [...taken, ...refused, ...empty];
