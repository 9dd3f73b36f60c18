// Cases of section 3.3.2.3.3 of MQTT 5.0: Message Expiry Interval.

import { between, oneOf, type TestCase, testCase } from "../case.ts";
import { arrival, resume } from "./arrivals.ts";

const SECTION = "3.3.2.3.3";

/** Longer than the interval of 1 s by more than a clock of whole seconds can err. */
const EXPIRED_MS = 2_200;

export const messageExpiry: readonly TestCase[] = [
  testCase({
    id: "message-expiry/forwarded",
    title: "a message that is sent on at once has the Message Expiry Interval that it came with",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-6"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1, properties: { messageExpiryInterval: 600 } });
      yield* arrival(t, bob, { payload: "x" });
      yield* alice.publish(t.topic("a"), "y", { qos: 1, properties: { messageExpiryInterval: 600 } });
      yield* bob.expect("PUBLISH", { payload: "y", properties: { messageExpiryInterval: between(597, 600) } });
    },
  }),
  testCase({
    id: "message-expiry/largest",
    title: "the largest Message Expiry Interval, 136 years, neither expires nor shrinks at once",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-6"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1, properties: { messageExpiryInterval: 0xffffffff } });
      const messageExpiryInterval = between(0xfffffffc, 0xffffffff);
      yield* bob.expect("PUBLISH", { payload: "x", properties: { messageExpiryInterval } });
    },
  }),
  testCase({
    id: "message-expiry/deleted",
    title: "a message whose Message Expiry Interval passes while its subscriber is away is not delivered",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-5"] },
    needs: ["qos1"],
    timed: true,
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      yield* before.subscribe(t.topic("a"), { qos: 1 });
      yield* before.disconnect();
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "short", { qos: 1, properties: { messageExpiryInterval: 1 } });
      yield* alice.publish(t.topic("a"), "long", { qos: 1, properties: { messageExpiryInterval: 60 } });
      yield* t.wait(EXPIRED_MS);
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* arrival(t, bob, { payload: "long" });
      yield* bob.expectNothing("PUBLISH", { payload: "short" }, { after: alice });
    },
  }),
  testCase({
    id: "message-expiry/remaining",
    title: "a message that has waited is sent with what is left of its Message Expiry Interval",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-6"] },
    needs: ["qos1"],
    timed: true,
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      yield* before.subscribe(t.topic("a"), { qos: 1 });
      yield* before.disconnect();
      const alice = yield* t.connect();
      const sentMs = t.nowMs;
      yield* alice.publish(t.topic("a"), "x", { qos: 1, properties: { messageExpiryInterval: 600 } });
      const storedMs = t.nowMs;
      yield* t.wait(EXPIRED_MS);
      const askedMs = t.nowMs;
      const bob = yield* resume(t, { clientId: before.clientId });
      const { properties } = yield* arrival(t, bob, { payload: "x" });
      // A clock of whole seconds may err by one second, in either direction.
      const most = 600 - Math.floor((askedMs - storedMs) / 1000) + 1;
      const least = 600 - Math.ceil((t.nowMs - sentMs) / 1000) - 1;
      const left = properties?.messageExpiryInterval;
      const expected = `a Message Expiry Interval between ${least} and ${most}`;
      t.check(left !== undefined && left >= least && left <= most, expected, `${left ?? "none"}`);
    },
  }),
  testCase({
    id: "message-expiry/retained-deleted",
    title: "a retained message whose Message Expiry Interval has passed is not sent to a new subscription",
    section: { "5.0": "3.3.1.3" },
    requirements: { "5.0": ["5.0/U5-077"] },
    needs: ["retain", "qos1"],
    timed: true,
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("short"), "short", {
        qos: 1,
        retain: true,
        properties: { messageExpiryInterval: 1 },
      });
      yield* alice.publish(t.topic("long"), "long", {
        qos: 1,
        retain: true,
        properties: { messageExpiryInterval: 60 },
      });
      yield* t.wait(EXPIRED_MS);
      const bob = yield* t.connect();
      yield* bob.subscribe([t.topic("short"), t.topic("long")], { qos: 1 });
      yield* arrival(t, bob, { payload: "long" });
      yield* bob.expectNothing("PUBLISH", { payload: "short" }, { after: alice });
    },
  }),
  testCase({
    id: "message-expiry/retained-remaining",
    title: "a retained message that has waited is sent with what is left of its Message Expiry Interval",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-6"] },
    needs: ["retain", "qos1"],
    timed: true,
    *script(t) {
      const alice = yield* t.connect();
      const properties = { messageExpiryInterval: 600 };
      yield* alice.publish(t.topic("a"), "x", { qos: 1, retain: true, properties });
      const storedMs = t.nowMs;
      yield* t.wait(EXPIRED_MS);
      const most = 600 - Math.floor((t.nowMs - storedMs) / 1000) + 1;
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const message = yield* arrival(t, bob, { payload: "x" });
      const left = message.properties?.messageExpiryInterval;
      const expected = `a Message Expiry Interval between ${most - 4} and ${most}`;
      t.check(left !== undefined && left >= most - 4 && left <= most, expected, `${left ?? "none"}`);
    },
  }),
  testCase({
    id: "message-expiry/not-once-sent",
    title: "a QoS 2 PUBLISH that has been sent once is sent again on resumption, expired or not",
    section: "4.3.3",
    requirements: { "5.0": ["5.0/MQTT-4.3.3-7"] },
    needs: ["qos2"],
    timed: true,
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      yield* before.subscribe(t.topic("a"), { qos: 2 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "lasting", { qos: 2, properties: { messageExpiryInterval: 60 } });
      yield* alice.publish(t.topic("a"), "sent", { qos: 2, properties: { messageExpiryInterval: 1 } });
      yield* arrival(t, before, { payload: "lasting", qos: 2 });
      const { packetId } = yield* arrival(t, before, { payload: "sent", qos: 2 });
      yield* before.disconnect();
      yield* t.wait(EXPIRED_MS);
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* arrival(t, bob, { payload: "lasting" });
      yield* bob.expect("PUBLISH", { payload: "sent", packetId });
    },
  }),
  testCase({
    id: "message-expiry/receiver-goes-on",
    title: "PUBREL for a QoS 2 message that has expired meanwhile is answered by PUBCOMP",
    section: "4.3.3",
    requirements: { "5.0": ["5.0/MQTT-4.3.3-13"] },
    needs: ["qos2"],
    timed: true,
    *script(t) {
      const alice = yield* t.connect();
      const properties = { messageExpiryInterval: 1 };
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", qos: 2, packetId: 7, properties });
      yield* t.control("the message is accepted", () =>
        alice.expect("PUBREC", { packetId: 7, reasonCode: oneOf(0x00, 0x10) }),
      );
      yield* t.wait(EXPIRED_MS);
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7, reasonCode: 0 });
    },
  }),
].flat();
