// Cases of sections 3.8 and 3.9: SUBSCRIBE and SUBACK. The answer, several filters in one packet, and what no SUBSCRIBE may carry.

import { frame, oneOf, properties, type TestCase, testCase, u16 } from "../case.ts";
import { arrival, arrivals, payloads } from "./arrivals.ts";
import { subscribeBytes } from "./packets-by-hand.ts";
import { expectRefusal, faultCase } from "./refusal.ts";

const answered = [1, 255, 256, 65_535].flatMap((packetId) =>
  testCase({
    id: `subscribe/identifier/${packetId}`,
    title: `a SUBSCRIBE with the Packet Identifier ${packetId} is answered by a SUBACK with the same`,
    section: "3.8.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.8.4-1", "3.1.1/MQTT-3.8.4-2", "3.1.1/MQTT-2.3.1-7"],
      "5.0": ["5.0/MQTT-3.8.4-1", "5.0/MQTT-3.8.4-2", "5.0/MQTT-2.2.1-6"],
    },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "SUBSCRIBE", packetId, subscriptions: [{ topicFilter: t.topic("a") }] });
      const suback = yield* alice.expect("SUBACK");
      t.check(suback.packetId === packetId, `Packet Identifier ${packetId}`, `${suback.packetId}`);
    },
  }),
);

const severalFilters: readonly TestCase[] = [
  testCase({
    id: "subscribe/codes-in-order",
    title: "SUBACK has a code for each Topic Filter, in the order of the filters",
    section: { "3.1.1": "3.9.3", "5.0": "3.9.3" },
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.8.4-5", "3.1.1/MQTT-3.9.3-1", "3.1.1/MQTT-3.9.3-2"],
      "5.0": ["5.0/MQTT-3.8.4-6", "5.0/MQTT-3.8.4-7", "5.0/MQTT-3.9.3-1", "5.0/MQTT-3.9.3-2"],
    },
    *script(t) {
      const requested = [2, 0, 1, 1, 0] as const;
      const alone = yield* t.connect();
      const codes: number[] = [];
      for (const [i, qos] of requested.entries()) codes.push(...(yield* alone.subscribe(t.topic(`${i}`), { qos })));
      const alice = yield* t.connect();
      const subscriptions = requested.map((qos, i) => ({ topicFilter: t.topic(`${i}`), qos }));
      yield* alice.send({ type: "SUBSCRIBE", packetId: 7, subscriptions });
      const suback = yield* alice.expect("SUBACK", { packetId: 7 });
      const found = suback.reasonCodes ?? suback.returnCodes ?? [];
      t.check(found.join() === codes.join(), `the codes ${codes.join()}, as each filter gets alone`, found.join());
    },
  }),
  testCase({
    id: "subscribe/codes-for-equal-filters",
    title: "SUBACK has a code for each of two equal Topic Filters",
    section: "3.8.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-5"], "5.0": ["5.0/MQTT-3.8.4-6"] },
    *script(t) {
      const alice = yield* t.connect();
      const subscriptions = ([0, 1] as const).map((qos) => ({ topicFilter: t.topic("a"), qos }));
      yield* alice.send({ type: "SUBSCRIBE", packetId: 7, subscriptions });
      const suback = yield* t.control("SUBACK", () => alice.expect("SUBACK", { packetId: 7 }));
      const found = suback.reasonCodes ?? suback.returnCodes ?? [];
      t.check(found.length === 2, "2 codes", `${found.length}`);
    },
  }),
  testCase({
    id: "subscribe/several-filters",
    title: "each Topic Filter of one SUBSCRIBE becomes a subscription, and there is one SUBACK",
    section: "3.8.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-4"], "5.0": ["5.0/MQTT-3.8.4-5"] },
    needs: ["qos1"],
    *script(t) {
      const names = ["a", "b", "c", "d"];
      const bob = yield* t.connect();
      const subscriptions = names.map((name) => ({ topicFilter: t.topic(name), qos: 1 as const }));
      yield* bob.send({ type: "SUBSCRIBE", packetId: 7, subscriptions });
      yield* t.control("SUBACK", () => bob.expect("SUBACK", { packetId: 7 }));
      const alice = yield* t.connect();
      for (const name of names) yield* alice.publish(t.topic(name), name, { qos: 1 });
      for (const name of names) yield* bob.expect("PUBLISH", { topicName: t.topic(name), payload: name });
      yield* bob.expectNothing("SUBACK");
    },
  }),
  testCase({
    id: "subscribe/same-filter-twice-in-one-packet",
    title: "of two equal Topic Filters in one SUBSCRIBE the second replaces the first, as in two packets",
    section: "3.8.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.4-4"], "5.0": ["5.0/MQTT-3.8.4-5"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      const [, second] = yield* bob.subscribe([
        { topicFilter: t.topic("a"), qos: 0 },
        { topicFilter: t.topic("a"), qos: 1 },
      ]);
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1 });
      const message = yield* arrival(t, bob, { payload: "x" });
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("a"), { qos: 1 });
      yield* alice.publish(t.topic("a"), "y", { qos: 1 });
      yield* arrival(t, carol, { payload: "y", qos: oneOf(second ?? 0) });
      yield* arrival(t, bob, { payload: "y" });
      t.check(message.qos === second, `a copy at QoS ${second}`, `QoS ${message.qos}`);
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
].flat();

const flags = [0x80, 0x81, 0x83, 0x86, 0x8a].flatMap((first) =>
  testCase({
    id: `subscribe/reserved-flags/${first.toString(16)}`,
    title: `a SUBSCRIBE that begins with 0x${first.toString(16)} closes the connection`,
    section: "3.8.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.1-1"], "5.0": ["5.0/MQTT-3.8.1-1"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a"), 0]] }));
      yield* t.control("with the right flags it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      yield* alice.send(subscribeBytes(t, { first, packetId: 8, subscriptions: [[t.topic("a"), 0]] }));
      yield* alice.expectClosed();
    },
  }),
);

/** Bits that are reserved in the byte behind a Topic Filter. In 5.0 the lower ones have a meaning. */
const RESERVED_BITS = [
  ...[0x04, 0x08, 0x10, 0x20].map(
    (options) => ({ options, requirements: { "3.1.1": ["3.1.1/MQTT-3.8.3-4"] } }) as const,
  ),
  ...[0x40, 0x80, 0xc0].map(
    (options) => ({ options, requirements: { "3.1.1": ["3.1.1/MQTT-3.8.3-4"], "5.0": ["5.0/MQTT-3.8.3-5"] } }) as const,
  ),
];

const reservedBits = RESERVED_BITS.flatMap(({ options, requirements }) =>
  testCase({
    id: `subscribe/reserved-option-bits/${options.toString(16).padStart(2, "0")}`,
    title: `a SUBSCRIBE whose options are 0x${options.toString(16).padStart(2, "0")} closes the connection`,
    section: "3.8.3",
    requirements,
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a"), 0]] }));
      yield* t.control("with options of 0 it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      yield* alice.send(subscribeBytes(t, { packetId: 8, subscriptions: [[t.topic("a"), options]] }));
      yield* alice.expectClosed();
    },
  }),
);

const faults: readonly TestCase[] = [
  faultCase({
    id: "subscribe/qos-3",
    title: "a SUBSCRIBE that asks for QoS 3 closes the connection",
    section: "3.8.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.3-4"], "5.0": ["5.0/U5-101"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a"), 0]] }));
      yield* t.control("with QoS 0 it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      yield* alice.send(subscribeBytes(t, { packetId: 8, subscriptions: [[t.topic("a"), 3]] }));
      yield* alice.expectClosed();
    },
  }),
  faultCase({
    id: "subscribe/empty-payload",
    title: "a SUBSCRIBE without any Topic Filter closes the connection",
    section: "3.8.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.3-3", "3.1.1/MQTT-4.8.0-1"], "5.0": ["5.0/MQTT-3.8.3-2", "5.0/U5-100"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a"), 0]] }));
      yield* t.control("with a filter it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      yield* alice.send(subscribeBytes(t, { packetId: 8, subscriptions: [] }));
      yield* alice.expectClosed();
    },
  }),
  faultCase({
    id: "subscribe/filter-without-options",
    title: "a SUBSCRIBE that ends behind a Topic Filter, without its options, closes the connection",
    section: "3.8.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1", "3.1.1/MQTT-3.8.3-3"], "5.0": ["5.0/MQTT-3.8.3-2"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a"), 0]] }));
      yield* t.control("with its options it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      const name = new TextEncoder().encode(t.topic("a"));
      yield* alice.send(frame(0x82, u16(8), t.version === "5.0" ? properties() : [], u16(name.length), name));
      yield* alice.expectClosed();
    },
  }),
  faultCase({
    id: "subscribe/filter-not-utf8",
    title: "a SUBSCRIBE with a Topic Filter that is no UTF-8 closes the connection",
    section: "3.8.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.8.3-1", "3.1.1/MQTT-1.5.3-1"], "5.0": ["5.0/MQTT-3.8.3-1", "5.0/U5-001"] },
    *script(t) {
      const alice = yield* t.connect();
      const name = new TextEncoder().encode(t.topic("a"));
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[name, 0]] }));
      yield* t.control("with a good filter it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      yield* alice.send(subscribeBytes(t, { packetId: 8, subscriptions: [[[...name, 0xc3], 0]] }));
      yield* alice.expectClosed();
    },
  }),
  faultCase({
    id: "subscribe/empty-filter",
    title: "a SUBSCRIBE with an empty Topic Filter is refused",
    section: "4.7.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.7.3-1"], "5.0": ["5.0/MQTT-4.7.3-1"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a"), 0]] }));
      yield* t.control("with a filter it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
      const bad = subscribeBytes(t, { packetId: 8, subscriptions: [["", 0]] });
      yield* expectRefusal(t, alice, { type: "SUBACK", packetId: 8, fault: "an empty Topic Filter" }, bad);
    },
  }),
  ...(["zero", "twice"] as const).map((what) =>
    faultCase({
      id: `subscribe/subscription-identifier-${what}`,
      title: `a SUBSCRIBE ${what === "zero" ? "with a Subscription Identifier of 0" : "with two Subscription Identifiers"} closes the connection`,
      section: "3.8.2.1.2",
      requirements: { "5.0": ["5.0/U5-098"] },
      needs: ["subscriptionIdentifiers"],
      *script(t) {
        const alice = yield* t.connect();
        const subscriptions = [[t.topic("a"), 0]] as const;
        yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions, properties: [[0x0b, 1]] }));
        yield* t.control("with one of 1 it is accepted", () => alice.expect("SUBACK", { packetId: 7 }));
        const bad =
          what === "zero"
            ? [[0x0b, 0]]
            : [
                [0x0b, 1],
                [0x0b, 2],
              ];
        yield* alice.send(subscribeBytes(t, { packetId: 8, subscriptions, properties: bad }));
        yield* alice.expectClosed();
      },
    }),
  ),
].flat();

const independent = testCase({
  id: "subscribe/no-other-topics",
  title: "a client is sent messages of the topics that it subscribed to, and of no others",
  section: "3.3.2.1",
  requirements: { "3.1.1": ["3.1.1/MQTT-3.3.2-3"], "5.0": ["5.0/MQTT-3.3.2-3"] },
  needs: ["qos1"],
  *script(t) {
    const bob = yield* t.connect();
    yield* bob.subscribe(t.topic("a"), { qos: 1 });
    const alice = yield* t.connect();
    for (const name of ["b", "aa", "a/b", "a"]) yield* alice.publish(t.topic(name), name, { qos: 1 });
    yield* arrival(t, bob, { payload: "a" });
    const others = payloads(yield* arrivals(bob, alice));
    t.check(others.length === 0, "no message of another topic", others.join(", "));
  },
});

const withoutWildcards = testCase({
  id: "subscribe/wildcards-supported-or-rejected",
  title: "a server that does not support wildcards rejects a Topic Filter that has one",
  section: "3.8.3",
  requirements: { "3.1.1": ["3.1.1/MQTT-3.8.3-2"] },
  needs: ["qos1"],
  *script(t) {
    const bob = yield* t.connect();
    yield* bob.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: [{ topicFilter: t.topic("+"), qos: 1 }] });
    const { returnCodes } = yield* t.control("a SUBACK comes", () => bob.expect("SUBACK", { packetId: 7 }));
    if (returnCodes?.[0] === 0x80) return;
    const alice = yield* t.connect();
    yield* alice.publish(t.topic("a"), "x", { qos: 1 });
    if ((yield* arrivals(bob, alice)).length > 0) t.notApplicable("the target supports wildcards");
    t.fail("the return code 0x80, or the messages that the filter matches", `${returnCodes?.[0]}, and no message`);
  },
});

export const subscribe: readonly TestCase[] = [
  ...answered,
  ...severalFilters,
  ...independent,
  ...withoutWildcards,
  ...flags,
  ...reservedBits,
  ...faults,
];
