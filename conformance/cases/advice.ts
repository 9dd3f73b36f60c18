// Cases of what the standard advises without a number: graded `should`.

import { type TestCase, testCase } from "../case.ts";

/** How long a connection may be idle without CONNECT: the standard says "a reasonable amount of time". */
/** Brokers close after 10 to 90 s. */
const REASONABLE_MS = 300_000;
const PATIENCE_MS = 10_000;

export const advice: readonly TestCase[] = [
  testCase({
    id: "will/promptly",
    title: "a will whose client is lost is published promptly",
    section: "3.1.2.5",
    level: "should",
    requirements: { "3.1.1": ["3.1.1/U3-009"], "5.0": ["5.0/U5-015"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("will"));
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "lost" } });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { payload: "lost" });
    },
  }),
  testCase({
    id: "connect/none",
    title: "a connection on which no CONNECT comes is closed after a reasonable time",
    section: "3.1.4",
    level: "should",
    timed: true,
    requirements: { "3.1.1": ["3.1.1/U3-017"], "5.0": ["5.0/U5-044"] },
    *script(t) {
      const alice = yield* t.open();
      if (t.realTime) {
        yield* t.control("no number says how long is reasonable, and we wait no longer", () =>
          alice.expectClosed({ within: PATIENCE_MS }),
        );
        return;
      }
      yield* alice.expectClosed({ within: REASONABLE_MS });
    },
  }),
  testCase({
    id: "connect/credentials/says-why",
    title: "a client that is not let in is told so by CONNACK before the close",
    section: { "3.1.1": "3.2.2.3", "5.0": "3.2.2.2" },
    level: "should",
    requirements: { "3.1.1": ["3.1.1/U3-023"] },
    *script(t) {
      const alice = yield* t.open();
      yield* alice.send(t.connectPacket({ userName: t.clientId("nobody"), password: "wrong" }), { type: "PINGREQ" });
      const answer = yield* alice.settled();
      const [connack] = alice.received("CONNACK");
      if (answer === "open" || connack?.returnCode === 0) t.notApplicable("the server lets everyone in");
      const code = connack?.returnCode;
      const said = code === undefined ? "a bare close" : `CONNACK 0x${code.toString(16)}`;
      t.check(code === 0x04 || code === 0x05, "CONNACK 0x04 or 0x05", said);
    },
  }),
  testCase({
    id: "wildcards/supported",
    title: "a server supports filters with wildcards",
    section: "3.8.3",
    level: "should",
    requirements: { "3.1.1": ["3.1.1/U3-027"] },
    *script(t) {
      const alice = yield* t.connect();
      const subscriptions = [{ topicFilter: t.topic("#") }, { topicFilter: t.topic("+/a") }];
      yield* alice.send({ type: "SUBSCRIBE", packetId: 7, subscriptions });
      const { returnCodes = [] } = yield* alice.expect("SUBACK", { packetId: 7 });
      const isGranted = returnCodes.every((code) => code < 0x80);
      t.check(isGranted, "filters with wildcards are granted", "a filter with wildcards is refused");
    },
  }),
  testCase({
    id: "dollar/not-exchanged",
    title: "clients cannot exchange messages through Topic Names that begin with $",
    section: "4.7.2",
    level: "should",
    requirements: { "3.1.1": ["3.1.1/U3-039"], "5.0": ["5.0/U5-130"] },
    *script(t) {
      const topicName = `$SYS/${t.topic("touchstone")}`;
      const alice = yield* t.connect();
      yield* alice.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: [{ topicFilter: topicName }] });
      yield* alice.expect("SUBACK", { packetId: 7 });
      const bob = yield* t.connect();
      yield* bob.send({ type: "PUBLISH", topicName, payload: "x" }, { type: "PINGREQ" });
      yield* bob.settled();
      const carol = yield* t.connect();
      yield* alice.expectNothing("PUBLISH", { topicName }, { after: carol });
    },
  }),
  testCase({
    id: "packets/flags-of-the-server",
    title: "the packets of a server have the flags of the table: each is decoded strictly",
    section: "2.2.2",
    requirements: { "3.1.1": ["3.1.1/MQTT-2.2.2-1"] },
    needs: ["qos2"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.subscribe(t.topic("a"), { qos: 2 });
      for (const qos of [0, 1, 2] as const) {
        yield* alice.publish(t.topic("a"), `${qos}`, { qos });
        yield* alice.acknowledge(yield* alice.expect("PUBLISH", { payload: `${qos}` }));
      }
      yield* alice.unsubscribe(t.topic("a"));
      yield* alice.barrier();
    },
  }),
  testCase({
    id: "shared/interrupted-goes-to-another",
    title: "a message of QoS 1 whose member ends its session without acknowledging it goes to another member",
    section: "4.8.2",
    level: "should",
    needs: ["shared", "qos1"],
    requirements: { "5.0": ["5.0/U5-134"] },
    *script(t) {
      const filter = `$share/${t.clientId("group")}/${t.topic("a")}`;
      const bob = yield* t.connect();
      yield* bob.subscribe(filter, { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "once", { qos: 1 });
      yield* t.control("the only member is sent it", () => bob.expect("PUBLISH", { payload: "once" }));
      const carol = yield* t.connect();
      yield* carol.subscribe(filter, { qos: 1 });
      yield* bob.abort();
      yield* carol.expect("PUBLISH", { payload: "once" });
    },
  }),
  testCase({
    id: "shared/deleted-with-its-last-session",
    title: "messages that wait for a shared subscription are gone when the last session leaves",
    section: "4.8.2",
    needs: ["shared", "qos1"],
    requirements: { "5.0": ["5.0/U5-137"] },
    *script(t) {
      const filter = `$share/${t.clientId("group")}/${t.topic("a")}`;
      const bob = yield* t.connect();
      yield* bob.subscribe(filter, { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "old", { qos: 1 });
      yield* t.control("the only member is sent it", () => bob.expect("PUBLISH", { payload: "old" }));
      yield* bob.disconnect();
      const carol = yield* t.connect();
      yield* carol.subscribe(filter, { qos: 1 });
      yield* alice.publish(t.topic("a"), "new", { qos: 1 });
      yield* t.control("a new message arrives", () => carol.expect("PUBLISH", { payload: "new" }));
      yield* carol.expectNothing("PUBLISH", { payload: "old" }, { after: alice });
    },
  }),
].flat();
