// Cases of section 3.1.2.4 and 3.1.2.11.2: Clean Start (3.1.1: Clean Session): what is resumed, what is created, and
// what is discarded.

import { type Connection, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";

/** A connection whose session is to outlive it. A server of 5.0 may say that it will not. */
function* keeping(t: Toolkit, clientId: string): Script<Connection> {
  const alice = yield* t.connect({ persistent: true, clientId });
  if (alice.connack.properties?.sessionExpiryInterval === 0)
    t.notApplicable("the server answers with the Session Expiry Interval 0");
  return alice;
}

/** A session with a subscription, and nobody connected to it. */
function* leaveSession(t: Toolkit, clientId: string, qos: 0 | 1 | 2 = 1): Script<void> {
  const alice = yield* keeping(t, clientId);
  yield* alice.subscribe(t.topic("a"), { qos });
  yield* alice.disconnect();
}

/** Control arm: sessions are kept at all. */
function* sessionsAreKept(t: Toolkit): Script<void> {
  const clientId = t.clientId("control");
  yield* leaveSession(t, clientId);
  const back = yield* t.connect({ persistent: true, clientId });
  if (!back.connack.sessionPresent) t.inconclusive("control arm: a session that was asked for is not kept");
  yield* back.disconnect();
}

function isPresent(t: Toolkit, { connack }: Connection, present: boolean): void {
  const say = (one: boolean): string => `Session Present ${one ? 1 : 0}`;
  t.check(connack.sessionPresent === present, say(present), say(connack.sessionPresent));
}

const resumed = [
  testCase({
    id: "session/resumed",
    title: "a client that comes back to its session finds Session Present 1",
    section: "3.1.2.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-4", "3.1.1/MQTT-3.2.2-2"],
      "5.0": ["5.0/MQTT-3.1.2-5", "5.0/MQTT-3.2.2-3", "5.0/MQTT-3.1.2-23"],
    },
    *script(t) {
      yield* leaveSession(t, t.clientId("a"));
      isPresent(t, yield* t.connect({ persistent: true, clientId: t.clientId("a") }), true);
    },
  }),
  testCase({
    id: "session/resumed-without-subscription",
    title: "a session that holds nothing is a session all the same: Session Present is 1",
    section: "3.1.2.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.2.2-2", "3.1.1/MQTT-3.1.2-4"],
      "5.0": ["5.0/MQTT-3.2.2-3", "5.0/MQTT-3.1.2-23"],
    },
    *script(t) {
      const alice = yield* keeping(t, t.clientId("a"));
      yield* alice.disconnect();
      isPresent(t, yield* t.connect({ persistent: true, clientId: t.clientId("a") }), true);
    },
  }),
  testCase({
    id: "session/survives-a-cut",
    title: "a session outlives a connection that was cut off as it does a DISCONNECT",
    section: "4.1",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-4", "3.1.1/MQTT-4.1.0-1"],
      "5.0": ["5.0/MQTT-3.1.2-23"],
    },
    *script(t) {
      yield* sessionsAreKept(t);
      const alice = yield* keeping(t, t.clientId("a"));
      yield* alice.subscribe(t.topic("a"));
      yield* alice.abort();
      isPresent(t, yield* t.connect({ persistent: true, clientId: t.clientId("a") }), true);
    },
  }),
  testCase({
    id: "session/subscription-kept",
    title: "a subscription of a session that is resumed is still there",
    section: "3.1.2.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-4"], "5.0": ["5.0/MQTT-3.1.2-5"] },
    *script(t) {
      yield* leaveSession(t, t.clientId("a"), 0);
      const back = yield* t.connect({ persistent: true, clientId: t.clientId("a") });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "still subscribed");
      yield* back.expect("PUBLISH", { topicName: t.topic("a"), payload: "still subscribed" });
    },
  }),
  ...([1, 2] as const).map((qos) =>
    testCase({
      id: `session/queued/qos-${qos}`,
      title: `a QoS ${qos} message that comes while the client is away is kept for it`,
      section: { "3.1.1": "3.1.2.4", "5.0": "4.5" },
      requirements: {
        "3.1.1": ["3.1.1/MQTT-3.1.2-5"],
        "5.0": ["5.0/MQTT-3.1.2-5", "5.0/MQTT-3.1.2-23", "5.0/MQTT-4.5.0-1"],
      },
      needs: [qos === 1 ? "qos1" : "qos2"],
      *script(t) {
        yield* leaveSession(t, t.clientId("a"), qos);
        const alice = yield* t.connect();
        for (const payload of ["first", "second"]) yield* alice.publish(t.topic("a"), payload, { qos });
        const back = yield* t.connect({ persistent: true, clientId: t.clientId("a") });
        for (const payload of ["first", "second"]) {
          const message = yield* back.expect("PUBLISH", { topicName: t.topic("a"), payload, qos });
          yield* back.acknowledge(message);
        }
      },
    }),
  ),
].flat();

const created = [
  testCase({
    id: "session/created",
    title: "a client that has no session gets a new one: Session Present is 0, and the client can work",
    section: "3.1.2.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.2.2-3", "3.1.1/MQTT-3.1.2-4"],
      "5.0": ["5.0/MQTT-3.2.2-3", "5.0/MQTT-3.1.2-6"],
    },
    *script(t) {
      const alice = yield* t.connect({ persistent: true });
      isPresent(t, alice, false);
      yield* alice.send({ type: "SUBSCRIBE", packetId: 1, subscriptions: [{ topicFilter: t.topic("a") }] });
      yield* alice.expect("SUBACK", { packetId: 1 });
    },
  }),
  testCase({
    id: "session/clean/not-present",
    title: "a clean start finds Session Present 0, where there is a session too",
    section: { "3.1.1": "3.2.2.2", "5.0": "3.2.2.1.1" },
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.2.2-1", "3.1.1/MQTT-3.1.2-6", "3.1.1/MQTT-3.1.4-3"],
      "5.0": ["5.0/MQTT-3.2.2-2", "5.0/MQTT-3.1.2-4", "5.0/MQTT-3.1.4-4"],
    },
    *script(t) {
      yield* sessionsAreKept(t);
      yield* leaveSession(t, t.clientId("a"));
      isPresent(t, yield* t.connect({ clean: true, clientId: t.clientId("a") }), false);
    },
  }),
  testCase({
    id: "session/clean/subscriptions-gone",
    title: "a clean start discards the subscriptions and the messages of the session that was there",
    section: "3.1.2.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-6"], "5.0": ["5.0/MQTT-3.1.2-4"] },
    needs: ["qos1"],
    *script(t) {
      yield* sessionsAreKept(t);
      yield* leaveSession(t, t.clientId("a"));
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "while away", { qos: 1 });
      const back = yield* t.connect({ clean: true, clientId: t.clientId("a") });
      yield* alice.publish(t.topic("a"), "after the clean start", { qos: 1 });
      yield* back.expectNothing("PUBLISH", { topicName: t.topic("a") }, { after: alice });
    },
  }),
  testCase({
    id: "session/clean/ends-with-connection",
    title: "the session of a clean start ends with its connection: nothing is left to resume",
    section: "3.1.2.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-6", "3.1.1/MQTT-3.2.2-3"], "5.0": ["5.0/MQTT-4.1.0-2", "5.0/U5-022"] },
    *script(t) {
      yield* sessionsAreKept(t);
      const alice = yield* t.connect({ clean: true, clientId: t.clientId("a") });
      const { sessionExpiryInterval = 0 } = alice.connack.properties ?? {};
      if (sessionExpiryInterval > 0)
        t.notApplicable(`the server insists on the Session Expiry Interval ${sessionExpiryInterval}`);
      yield* alice.subscribe(t.topic("a"), { qos: 1 });
      yield* alice.disconnect();
      isPresent(t, yield* t.connect({ persistent: true, clientId: t.clientId("a") }), false);
    },
  }),
  testCase({
    id: "session/clean/old-one-never-returns",
    title: "a session that a clean start discarded does not return after it",
    section: "3.1.2.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-6"], "5.0": ["5.0/MQTT-3.1.2-4"] },
    needs: ["qos1"],
    *script(t) {
      yield* sessionsAreKept(t);
      yield* leaveSession(t, t.clientId("a"));
      const clean = yield* t.connect({ clean: true, clientId: t.clientId("a") });
      yield* clean.disconnect();
      const back = yield* t.connect({ persistent: true, clientId: t.clientId("a") });
      isPresent(t, back, false);
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1 });
      yield* back.expectNothing("PUBLISH", { topicName: t.topic("a") }, { after: alice });
    },
  }),
  testCase({
    id: "session/clean/kept-afterwards",
    title: "a Clean Start with a Session Expiry Interval begins a session that is kept",
    section: "3.1.2.11.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-23"] },
    *script(t) {
      const sessionExpiryInterval = 300;
      const alice = yield* t.connect({ clean: true, clientId: t.clientId("a"), properties: { sessionExpiryInterval } });
      isPresent(t, alice, false);
      const granted = alice.connack.properties?.sessionExpiryInterval ?? sessionExpiryInterval;
      if (granted === 0) t.notApplicable("the server keeps no session: its Session Expiry Interval is 0");
      yield* alice.disconnect();
      isPresent(t, yield* t.connect({ persistent: true, clientId: t.clientId("a") }), true);
    },
  }),
].flat();

const retained = testCase({
  id: "session/retained-messages-stay",
  title: "a retained message outlives the session of the client that published it",
  section: { "3.1.1": "3.1.2.4", "5.0": "4.1" },
  requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-7"], "5.0": ["5.0/U5-122"] },
  needs: ["retain", "qos1"],
  *script(t) {
    const alice = yield* t.connect({ clean: true });
    yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
    const bob = yield* t.connect();
    yield* bob.subscribe(t.topic("a"));
    yield* t.control("the message is retained", () => bob.expect("PUBLISH", { payload: "kept", retain: true }));
    yield* alice.disconnect();
    const again = yield* t.connect({ clean: true, clientId: alice.clientId });
    yield* again.disconnect();
    const carol = yield* t.connect();
    yield* carol.subscribe(t.topic("a"));
    yield* carol.expect("PUBLISH", { topicName: t.topic("a"), payload: "kept", retain: true });
  },
});

export const session: readonly TestCase[] = [...resumed, ...created, ...retained];
