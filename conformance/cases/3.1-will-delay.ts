// Cases of section 3.1.3.2 of MQTT 5.0: the Will Delay Interval, the properties of a will, and DISCONNECT with a will.

import { type Connection, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";

function* witness(t: Toolkit): Script<Connection> {
  const bob = yield* t.connect();
  yield* bob.subscribe(t.topic("will"));
  return bob;
}

/** How long after its will a witness goes on listening for one that must not come. */
const LISTEN_MS = 1_500;

const delay = [
  testCase({
    id: "will/delay/waits",
    title: "a will with a Will Delay Interval is published after it, and not at once",
    section: "3.1.3.2.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-8"] },
    timed: true,
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* t.connect({
        persistent: true,
        will: { topicName: t.topic("will"), payload: "late", properties: { willDelayInterval: 2 } },
      });
      yield* alice.abort();
      const cutAtMs = t.nowMs;
      // How soon after its delay it comes is no MUST: whoever looks once a second is in time.
      yield* bob.expect("PUBLISH", { payload: "late" }, { within: 3_500 });
      const waitedMs = Math.round(t.nowMs - cutAtMs);
      // A server that counts in whole seconds may be early by less than one.
      t.check(waitedMs > 1_000, "the will comes after its delay of 2 s", `it came after ${waitedMs} ms`);
    },
  }),
  testCase({
    id: "will/delay/cancelled-by-return",
    title: "a client that comes back before its Will Delay Interval has passed suppresses its will",
    section: "3.1.3.2.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.3-9", "5.0/MQTT-3.1.2-8"] },
    timed: true,
    *script(t) {
      const bob = yield* witness(t);
      const will = { topicName: t.topic("will"), properties: { willDelayInterval: 1 } };
      const alice = yield* t.connect({ persistent: true, will: { ...will, payload: "suppressed" } });
      const carol = yield* t.connect({ persistent: true, will: { ...will, payload: "due" } });
      yield* alice.abort();
      yield* carol.abort();
      const back = yield* t.connect({ persistent: true, clientId: alice.clientId });
      if (!back.connack.sessionPresent) t.inconclusive("the session was not kept, so this is another one");
      // The same will of a client that stays away shows that the time is over.
      yield* t.control("the will of a client that stays away comes", () =>
        bob.expect("PUBLISH", { payload: "due" }, { within: 2_000 }),
      );
      yield* t.wait(LISTEN_MS);
      yield* bob.expectNothing("PUBLISH", { payload: "suppressed" }, { after: back });
    },
  }),
  testCase({
    id: "will/delay/session-ends-with-connection",
    title: "a will is published at once where the session ends with the connection, whatever its Will Delay Interval",
    section: "3.1.2.5",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-8"] },
    timed: true,
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* t.connect({
        will: { topicName: t.topic("will"), payload: "at once", properties: { willDelayInterval: 60 } },
      });
      yield* alice.abort();
      // No sentence says how soon; a server may look at its sessions once a second.
      yield* bob.expect("PUBLISH", { payload: "at once" }, { within: 1_500 });
    },
  }),
  testCase({
    id: "will/delay/session-expires-first",
    title: "a will is published when the session expires, where that comes before the end of its Will Delay Interval",
    section: "3.1.2.5",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-8"] },
    timed: true,
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* t.connect({
        properties: { sessionExpiryInterval: 1 },
        will: { topicName: t.topic("will"), payload: "expired", properties: { willDelayInterval: 60 } },
      });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { payload: "expired" }, { within: 2_500 });
    },
  }),
  testCase({
    id: "will/delay/disconnected",
    title: "a will that waits for its Will Delay Interval is not published after DISCONNECT",
    section: "3.14.4",
    requirements: { "5.0": ["5.0/MQTT-3.14.4-3"] },
    timed: true,
    *script(t) {
      const bob = yield* witness(t);
      const will = { topicName: t.topic("will"), properties: { willDelayInterval: 1 } };
      const alice = yield* t.connect({ persistent: true, will: { ...will, payload: "discarded" } });
      const carol = yield* t.connect({ persistent: true, will: { ...will, payload: "due" } });
      yield* alice.disconnect();
      yield* carol.abort();
      yield* t.control("the will of a client that is cut off comes", () =>
        bob.expect("PUBLISH", { payload: "due" }, { within: 2_000 }),
      );
      const dave = yield* t.connect();
      yield* bob.expectNothing("PUBLISH", { payload: "discarded" }, { after: dave });
    },
  }),
].flat();

/** The failures that a client may name when it disconnects (Table 3-10). */
const FAILURES = [0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99];

const disconnected = [
  testCase({
    id: "will/disconnect-with-will",
    title: "DISCONNECT with the Reason Code 0x04 has the will published",
    section: "3.14.2.1",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-8", "5.0/U5-017"] },
    *script(t) {
      const bob = yield* witness(t);
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will" } });
      yield* alice.disconnect({ reasonCode: 0x04 });
      yield* bob.expect("PUBLISH", { payload: "will" });
    },
  }),
  testCase({
    id: "will/disconnect-with-failure",
    title: "DISCONNECT with a Reason Code that names a failure leaves the will to be published",
    section: "3.1.2.5",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-8", "5.0/U5-017"] },
    *script(t) {
      const bob = yield* witness(t);
      const carol = yield* t.connect({ will: { topicName: t.topic("will"), payload: "control" } });
      yield* carol.abort();
      yield* t.control("a will is published", () => bob.expect("PUBLISH", { payload: "control" }));
      for (const reasonCode of FAILURES) {
        const payload = `after 0x${reasonCode.toString(16)}`;
        const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload } });
        yield* alice.disconnect({ reasonCode });
        yield* bob.expect("PUBLISH", { payload });
      }
    },
  }),
].flat();

/** The properties that go with a Will Message, and what they are in the PUBLISH. */
const carried = [
  testCase({
    id: "will/properties/user-properties",
    title: "the User Properties of a will are published in their order, repeats and all",
    section: "3.1.3.2.8",
    requirements: { "5.0": ["5.0/MQTT-3.1.3-10"] },
    *script(t) {
      const bob = yield* witness(t);
      const userProperties = [
        ["b", "1"],
        ["a", "2"],
        ["b", "1"],
        ["", ""],
        ["a", "3"],
      ] as const;
      const alice = yield* t.connect({
        will: { topicName: t.topic("will"), payload: "will", properties: { userProperties } },
      });
      yield* alice.abort();
      const { properties } = yield* bob.expect("PUBLISH", { payload: "will" });
      const text = JSON.stringify(properties?.userProperties);
      t.check(
        text === JSON.stringify(userProperties),
        `User Properties ${JSON.stringify(userProperties)}`,
        text ?? "none",
      );
    },
  }),
  testCase({
    id: "will/properties/payload-format-indicator",
    title: "the Payload Format Indicator of a will is published with it",
    section: "3.1.3.2.3",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-4"] },
    *script(t) {
      const bob = yield* witness(t);
      const properties = { payloadFormatIndicator: 1 } as const;
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will", properties } });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { payload: "will", properties });
    },
  }),
  testCase({
    id: "will/properties/content-type",
    title: "the Content Type of a will is published with it",
    section: "3.1.3.2.5",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-20"] },
    *script(t) {
      const bob = yield* witness(t);
      const properties = { contentType: "text/plain" };
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will", properties } });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { payload: "will", properties });
    },
  }),
  testCase({
    id: "will/properties/request",
    title: "the Response Topic and the Correlation Data of a will are published with it",
    section: "3.1.3.2.6",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-15", "5.0/MQTT-3.3.2-16"] },
    *script(t) {
      const bob = yield* witness(t);
      const properties = { responseTopic: t.topic("answer"), correlationData: Uint8Array.of(0, 1, 254, 255) };
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will", properties } });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { payload: "will", properties });
    },
  }),
  testCase({
    id: "will/properties/message-expiry-interval",
    title: "the Message Expiry Interval of a will is published with it, no larger than it was",
    section: "3.1.3.2.4",
    requirements: { "5.0": ["5.0/U5-040"] },
    *script(t) {
      const bob = yield* witness(t);
      const properties = { messageExpiryInterval: 1_000 };
      const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will", properties } });
      yield* alice.abort();
      const published = yield* bob.expect("PUBLISH", { payload: "will" });
      const { messageExpiryInterval = 0 } = published.properties ?? {};
      const right = messageExpiryInterval > 900 && messageExpiryInterval <= 1_000;
      t.check(right, "a Message Expiry Interval of 1000 s, or little less", `${messageExpiryInterval} s`);
    },
  }),
].flat();

export const willDelay: readonly TestCase[] = [...delay, ...disconnected, ...carried];
