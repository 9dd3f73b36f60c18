// Cases of section 3.1.2.5 to 3.1.2.7 and 3.14.4: the Will Message: when it is published, how, and when it is not.

import {
  type Connection,
  type ConnectOptions,
  type IdOf,
  type Script,
  type TestCase,
  type Toolkit,
  testCase,
} from "../case.ts";

/** A subscriber of the will's topic. */
function* witness(t: Toolkit, qos: 0 | 1 | 2 = 0): Script<Connection> {
  const bob = yield* t.connect();
  yield* bob.subscribe(t.topic("will"), { qos });
  return bob;
}

/** Control arm: a will is published when its client is cut off. */
function* willsArePublished(t: Toolkit, bob: Connection): Script<void> {
  const carol = yield* willing(t, "control");
  yield* carol.abort();
  yield* t.control("the will of a client that is cut off is published", () =>
    bob.expect("PUBLISH", { payload: "control" }),
  );
}

function willing(t: Toolkit, payload: string, options: ConnectOptions = {}): Script<Connection> {
  return t.connect({ ...options, will: { topicName: t.topic("will"), payload, ...options.will } });
}

/** The ways in which a network connection ends without DISCONNECT. */
const ENDS: readonly {
  readonly id: string;
  readonly title: string;
  readonly end: (t: Toolkit, alice: Connection) => Script<void>;
  readonly in50?: readonly IdOf<"5.0">[];
}[] = [
  { id: "cut-off", title: "of a client that is cut off", end: (_, alice) => alice.abort() },
  { id: "closed", title: "of a client that closes without DISCONNECT", end: (_, alice) => alice.close() },
  {
    id: "protocol-error",
    title: "of a client that the server cuts off for a protocol error",
    *end(t, alice) {
      // An UNSUBSCRIBE whose flags are wrong: both versions command the close (3.10.1-1).
      yield* alice.send("a0 00");
      yield* t.control("the server closes after a malformed UNSUBSCRIBE", () => alice.expectClosed());
    },
  },
  {
    id: "second-connect",
    title: "of a client that the server cuts off for a second CONNECT",
    *end(t, alice) {
      yield* alice.send(t.connectPacket({ clientId: alice.clientId }));
      yield* t.control("the server closes after a second CONNECT", () => alice.expectClosed());
    },
  },
  {
    id: "taken-over",
    title: "of a client whose Client Identifier another connection takes over, session and all,",
    in50: ["5.0/U5-046"],
    *end(t, alice) {
      yield* t.connect({ clientId: alice.clientId, clean: true });
    },
  },
];

const published = ENDS.flatMap(({ id, title, end, in50 = [] }) =>
  testCase({
    id: `will/published/${id}`,
    title: `the will ${title} is published`,
    section: "3.1.2.5",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-8", "3.1.1/U3-011"],
      "5.0": ["5.0/MQTT-3.1.2-8", "5.0/MQTT-3.1.2-7", "5.0/U5-017", ...in50],
    },
    *script(t) {
      const bob = yield* witness(t);
      yield* bob.barrier();
      const alice = yield* willing(t, "will");
      yield* end(t, alice);
      yield* bob.expect("PUBLISH", { topicName: t.topic("will"), payload: "will" });
      yield* bob.expectNothing("PUBLISH");
    },
  }),
);

const notPublished = [
  testCase({
    id: "will/discarded-by-disconnect",
    title: "DISCONNECT discards the will: it is not published",
    section: "3.14.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.14.4-3", "3.1.1/MQTT-3.1.2-10"],
      "5.0": ["5.0/MQTT-3.14.4-3", "5.0/MQTT-3.1.2-10"],
    },
    *script(t) {
      const bob = yield* witness(t);
      yield* willsArePublished(t, bob);
      const alice = yield* willing(t, "discarded");
      yield* alice.disconnect();
      // The next will of the same kind comes after it, if it comes.
      yield* willsArePublished(t, bob);
      const carol = yield* t.connect();
      yield* bob.expectNothing("PUBLISH", { payload: "discarded" }, { after: carol });
    },
  }),
  testCase({
    id: "will/once",
    title: "a will that was published is gone: the same session, without a will, leaves none",
    section: "3.1.2.5",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-10", "3.1.1/MQTT-3.1.2-12"],
      "5.0": ["5.0/MQTT-3.1.2-10"],
    },
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* willing(t, "once", { persistent: true });
      yield* alice.abort();
      yield* t.control("the will is published", () => bob.expect("PUBLISH", { payload: "once" }));
      const again = yield* t.connect({ persistent: true, clientId: alice.clientId });
      yield* again.abort();
      yield* willsArePublished(t, bob);
      const carol = yield* t.connect();
      yield* bob.expectNothing("PUBLISH", { payload: "once" }, { after: carol });
    },
  }),
  testCase({
    id: "will/gone-after-disconnect",
    title: "a will that DISCONNECT discarded is gone: the same session, without a will, leaves none",
    section: "3.1.2.5",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-10", "3.1.1/MQTT-3.1.2-12"],
      "5.0": ["5.0/MQTT-3.1.2-10"],
    },
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* willing(t, "discarded", { persistent: true });
      yield* alice.disconnect();
      const again = yield* t.connect({ persistent: true, clientId: alice.clientId });
      yield* again.abort();
      yield* willsArePublished(t, bob);
      const carol = yield* t.connect();
      yield* bob.expectNothing("PUBLISH", { payload: "discarded" }, { after: carol });
    },
  }),
  testCase({
    id: "will/replaced",
    title: "a client that connects again with another will leaves that one alone",
    section: "3.1.2.5",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-8"], "5.0": ["5.0/MQTT-3.1.2-8"] },
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* willing(t, "old", { persistent: true });
      yield* alice.disconnect();
      const again = yield* willing(t, "new", { persistent: true, clientId: alice.clientId });
      yield* again.abort();
      yield* bob.expect("PUBLISH", { payload: "new" });
      yield* bob.expectNothing("PUBLISH");
    },
  }),
].flat();

const WILL_QOS = [0, 1, 2] as const;

const how = [
  ...WILL_QOS.flatMap((qos) =>
    testCase({
      id: `will/qos/${qos}`,
      title: `a will of QoS ${qos} is published at QoS ${qos}`,
      section: "3.1.2.6",
      requirements: {
        "3.1.1": ["3.1.1/MQTT-3.1.2-9", "3.1.1/MQTT-3.8.4-6"],
        "5.0": ["5.0/MQTT-3.1.2-12", "5.0/MQTT-3.8.4-8"],
      },
      needs: qos === 0 ? [] : [qos === 1 ? "qos1" : "qos2"],
      *script(t) {
        const bob = yield* t.connect();
        const [granted] = yield* bob.subscribe(t.topic("will"), { qos: 2 });
        if (granted !== undefined && granted < qos) t.notApplicable(`the server grants QoS ${granted} at most`);
        const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will", qos } });
        yield* alice.abort();
        const will = yield* bob.expect("PUBLISH", { payload: "will" });
        t.check(will.qos === qos, `QoS ${qos}`, `QoS ${will.qos}`);
        yield* bob.acknowledge(will);
      },
    }),
  ),
  ...testCase({
    id: "will/not-retained",
    title: "a will with Will Retain 0 is not retained",
    section: "3.1.2.7",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-16"], "5.0": ["5.0/MQTT-3.1.2-14"] },
    needs: ["retain"],
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will", qos: 0 } });
      yield* alice.abort();
      const live = yield* t.control("the will is published", () => bob.expect("PUBLISH", { payload: "will" }));
      t.check(!live.retain, "RETAIN 0 in what the subscriber gets", "RETAIN 1");
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("will"));
      yield* carol.expectNothing("PUBLISH", { topicName: t.topic("will") }, { after: bob });
    },
  }),
  ...testCase({
    id: "will/retained",
    title: "a will with Will Retain 1 is retained: who subscribes later gets it",
    section: "3.1.2.7",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-17"], "5.0": ["5.0/MQTT-3.1.2-15"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const bob = yield* witness(t);
      yield* bob.publish(t.topic("kept"), "control", { qos: 1, retain: true });
      const dave = yield* t.connect();
      yield* dave.subscribe(t.topic("kept"));
      yield* t.control("a retained message is kept", () =>
        dave.expect("PUBLISH", { payload: "control", retain: true }),
      );
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will", qos: 1, retain: true } });
      yield* alice.abort();
      yield* t.control("the will is published", () => bob.expect("PUBLISH", { payload: "will" }));
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("will"));
      yield* carol.expect("PUBLISH", { topicName: t.topic("will"), payload: "will", retain: true });
    },
  }),
  ...testCase({
    id: "will/empty",
    title: "a will without a payload is published",
    section: "3.1.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-8", "3.1.1/U3-015"], "5.0": ["5.0/MQTT-3.1.2-8"] },
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* t.connect({ will: { topicName: t.topic("will") } });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { topicName: t.topic("will"), payload: "" });
    },
  }),
  ...testCase({
    id: "will/binary",
    title: "a will of any bytes is published byte by byte, without the length that goes before it in CONNECT",
    section: "3.1.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-8", "3.1.1/U3-015"], "5.0": ["5.0/MQTT-3.1.2-8"] },
    *script(t) {
      const bob = yield* witness(t);
      const payload = Uint8Array.from({ length: 256 }, (_, i) => i);
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload } });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { topicName: t.topic("will"), payload });
    },
  }),
];

export const will: readonly TestCase[] = [...published, ...notPublished, ...how];
