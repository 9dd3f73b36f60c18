// Cases of section 3.3.1.3 of MQTT 5.0: Retain Handling and Retain As Published.

import {
  type Connection,
  type Script,
  type SubscriptionDraft,
  type TestCase,
  type Toolkit,
  testCase,
} from "../case.ts";
import { arrival, resume } from "./arrivals.ts";
import { subscribeBytes } from "./packets-by-hand.ts";
import { faultCase } from "./refusal.ts";

const SECTION = "3.3.1.3";

/** Control arm: a retained message stands on the topic `a`, and a subscription without options gets it. */
function* retain(t: Toolkit): Script<Connection> {
  const alice = yield* t.connect();
  yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
  const carol = yield* t.connect();
  yield* carol.subscribe(t.topic("a"), { qos: 1 });
  yield* arrival(t, carol, { payload: "kept" });
  yield* carol.disconnect();
  return alice;
}

/** A subscription to the topic `a`. */
function toA(t: Toolkit, options: Omit<SubscriptionDraft, "topicFilter">): readonly SubscriptionDraft[] {
  return [{ topicFilter: t.topic("a"), qos: 1, ...options }];
}

/** Control arm: the retained message comes, and is acknowledged. */
function* getsIt(t: Toolkit, connection: Connection): Script<void> {
  yield* connection.acknowledge(yield* arrival(t, connection, { payload: "kept" }));
}

const handling: readonly TestCase[] = [
  testCase({
    id: "retain-handling/0-new",
    title: "with Retain Handling 0 a new subscription is sent the retained messages",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-9"] },
    needs: ["retain", "qos1"],
    *script(t) {
      yield* retain(t);
      const bob = yield* t.connect();
      yield* bob.subscribe(toA(t, { retainHandling: 0 }));
      yield* bob.expect("PUBLISH", { payload: "kept" });
    },
  }),
  testCase({
    id: "retain-handling/0-again",
    title: "with Retain Handling 0 a subscription that is made again is sent the retained messages again",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-9", "5.0/MQTT-3.8.4-4"] },
    needs: ["retain", "qos1"],
    *script(t) {
      yield* retain(t);
      const bob = yield* t.connect();
      yield* bob.subscribe(toA(t, { retainHandling: 0 }));
      yield* getsIt(t, bob);
      yield* bob.subscribe(toA(t, { retainHandling: 0 }));
      yield* bob.expect("PUBLISH", { payload: "kept" });
    },
  }),
  testCase({
    id: "retain-handling/1-new",
    title: "with Retain Handling 1 a new subscription is sent the retained messages",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-10"] },
    needs: ["retain", "qos1"],
    *script(t) {
      yield* retain(t);
      const bob = yield* t.connect();
      yield* bob.subscribe(toA(t, { retainHandling: 1 }));
      yield* bob.expect("PUBLISH", { payload: "kept" });
    },
  }),
  testCase({
    id: "retain-handling/1-again",
    title: "with Retain Handling 1 a subscription that exists is not sent the retained messages again",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-10"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* retain(t);
      const bob = yield* t.connect();
      yield* bob.subscribe(toA(t, { retainHandling: 0 }));
      yield* getsIt(t, bob);
      yield* bob.subscribe(toA(t, { retainHandling: 1 }));
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "retain-handling/1-after-unsubscribe",
    title: "with Retain Handling 1 a subscription that was removed and is made anew is sent the retained messages",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-10"] },
    needs: ["retain", "qos1"],
    *script(t) {
      yield* retain(t);
      const bob = yield* t.connect();
      yield* bob.subscribe(toA(t, { retainHandling: 0 }));
      yield* getsIt(t, bob);
      yield* bob.unsubscribe(t.topic("a"));
      yield* bob.subscribe(toA(t, { retainHandling: 1 }));
      yield* bob.expect("PUBLISH", { payload: "kept" });
    },
  }),
  testCase({
    id: "retain-handling/1-resumed",
    title:
      "with Retain Handling 1 a subscription that a resumed session holds already is not sent the retained messages",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-10"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* retain(t);
      const before = yield* t.connect({ persistent: true });
      yield* before.subscribe(toA(t, { retainHandling: 0 }));
      yield* getsIt(t, before);
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      yield* bob.subscribe(toA(t, { retainHandling: 1 }));
      yield* bob.expectNothing("PUBLISH", { dup: false }, { after: alice });
    },
  }),
  testCase({
    id: "retain-handling/2-new",
    title: "with Retain Handling 2 a new subscription is sent no retained messages",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-11"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* retain(t);
      const bob = yield* t.connect();
      yield* bob.subscribe(toA(t, { retainHandling: 2 }));
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "retain-handling/2-again",
    title: "with Retain Handling 2 a subscription that exists is sent no retained messages",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-11"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* retain(t);
      const bob = yield* t.connect();
      yield* bob.subscribe(toA(t, { retainHandling: 0 }));
      yield* getsIt(t, bob);
      yield* bob.subscribe(toA(t, { retainHandling: 2 }));
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
  testCase({
    id: "retain-handling/each-filter",
    title: "Retain Handling belongs to one Topic Filter, not to the whole SUBSCRIBE",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.1-9", "5.0/MQTT-3.3.1-11"] },
    needs: ["retain", "qos1"],
    *script(t) {
      const alice = yield* retain(t);
      yield* alice.publish(t.topic("b"), "other", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe([
        { topicFilter: t.topic("b"), qos: 1, retainHandling: 2 },
        { topicFilter: t.topic("a"), qos: 1, retainHandling: 0 },
      ]);
      yield* alice.publish(t.topic("a"), "live", { qos: 1 });
      yield* arrival(t, bob, { payload: "live" });
      yield* bob.expect("PUBLISH", { payload: "kept" });
      yield* bob.expectNothing("PUBLISH", { payload: "other" }, { after: alice });
    },
  }),
  faultCase({
    id: "retain-handling/3",
    title: "a SUBSCRIBE with Retain Handling 3 closes the connection",
    section: "3.8.3.1",
    requirements: { "5.0": ["5.0/U5-102"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a"), 0x20]] }));
      yield* t.control("Retain Handling 2 is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      yield* alice.send(subscribeBytes(t, { packetId: 8, subscriptions: [[t.topic("a"), 0x30]] }));
      yield* alice.expectClosed();
    },
  }),
].flat();

const asPublished = ([false, true] as const).flatMap((retainAsPublished) =>
  [false, true].flatMap((flag) =>
    testCase({
      id: `retain-as-published/${Number(retainAsPublished)}/published-with-${Number(flag)}`,
      title: `with Retain As Published ${Number(retainAsPublished)} a message with RETAIN ${Number(flag)} goes out with RETAIN ${Number(retainAsPublished && flag)}`,
      section: SECTION,
      requirements: { "5.0": [retainAsPublished ? "5.0/MQTT-3.3.1-13" : "5.0/MQTT-3.3.1-12"] },
      needs: ["retain", "qos1"],
      *script(t) {
        const bob = yield* t.connect();
        yield* bob.subscribe(toA(t, { retainAsPublished }));
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a"), "x", { qos: 1, retain: flag });
        const { retain } = yield* arrival(t, bob, { payload: "x" });
        t.check(
          retain === (retainAsPublished && flag),
          `RETAIN ${Number(retainAsPublished && flag)}`,
          `RETAIN ${Number(retain)}`,
        );
      },
    }),
  ),
);

export const retainOptions: readonly TestCase[] = [...handling, ...asPublished];
