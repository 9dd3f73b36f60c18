// Cases of section 3.3.4 (3.1.1: 3.3.5): a message that several subscriptions of one client match, and Subscription Identifiers.
// One copy or one for each subscription: the server is free, and is held to what it chose.

import {
  type Connection,
  oneOf,
  type Script,
  type Seen,
  type SubscriptionDraft,
  type TestCase,
  type Toolkit,
  testCase,
  variableByteInteger,
} from "../case.ts";
import { arrival, arrivals, resume } from "./arrivals.ts";
import { publishBytes } from "./packets-by-hand.ts";
import { closedAfter, faultCase } from "./refusal.ts";

const SECTION = { "3.1.1": "3.3.5", "5.0": "3.3.4" };
const LARGEST = 268_435_455;

/** Control arm: the copies of one message on the topic `a/b`, published at QoS 2; there is one at least. */
function* copies(t: Toolkit, bob: Connection, qos: 1 | 2 = 1): Script<readonly Seen<"PUBLISH">[]> {
  const alice = yield* t.connect();
  yield* alice.publish(t.topic("a/b"), "x", { qos });
  const first = yield* arrival(t, bob, { payload: "x" });
  return [first, ...(yield* arrivals(bob, alice))];
}

function identifiersOf(message: Seen<"PUBLISH">): readonly number[] {
  return [...(message.properties?.subscriptionIdentifiers ?? [])].sort((a, b) => a - b);
}

function say(messages: readonly Seen<"PUBLISH">[]): string {
  return messages.map((message) => `[${identifiersOf(message).join(", ")}]`).join(" and ");
}

/** Whether the copies carry these identifiers: all in one copy, or in each copy that of one subscription; undefined: it has none. */
function carry(messages: readonly Seen<"PUBLISH">[], identifiers: readonly (number | undefined)[]): boolean {
  const inOrder = (lists: readonly (readonly number[])[]): string =>
    lists
      .map((one) => one.join("+"))
      .sort()
      .join(" ");
  const known = identifiers.filter((one) => one !== undefined).sort((a, b) => a - b);
  const wanted = messages.length === 1 ? [known] : identifiers.map((one) => (one === undefined ? [] : [one]));
  return inOrder(messages.map(identifiersOf)) === inOrder(wanted);
}

const QOS_PAIRS: readonly { readonly id: string; readonly exact: 0 | 1 | 2; readonly wild: 0 | 1 | 2 }[] = [
  { id: "exact-higher", exact: 2, wild: 0 },
  { id: "wildcard-higher", exact: 0, wild: 2 },
  { id: "wildcard-1-exact-0", exact: 0, wild: 1 },
  { id: "exact-2-wildcard-1", exact: 2, wild: 1 },
];

const maximumQos = QOS_PAIRS.flatMap(({ id, exact, wild }) =>
  testCase({
    id: `overlap/maximum-qos/${id}`,
    title: `a message that subscriptions at QoS ${exact} and ${wild} match is delivered at QoS ${Math.max(exact, wild)}`,
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.5-1"], "5.0": ["5.0/MQTT-3.3.4-2"] },
    needs: ["qos2", "wildcard"],
    *script(t) {
      const bob = yield* t.connect();
      const filters: readonly SubscriptionDraft[] = [
        { topicFilter: t.topic("a/b"), qos: exact },
        { topicFilter: t.topic("a/+"), qos: wild },
      ];
      const granted: number[] = [];
      for (const filter of filters) granted.push(...(yield* bob.subscribe([filter])));
      const maximum = Math.max(...granted);
      const carol = yield* t.connect();
      yield* carol.subscribe(filters.filter(({ qos }) => qos === Math.max(exact, wild)));
      const all = yield* copies(t, bob, 2);
      yield* arrival(t, carol, { qos: oneOf(maximum) });
      const found = all.map(({ qos }) => qos);
      t.check(Math.max(...found) === maximum, `a copy at QoS ${maximum}`, `QoS ${found.join(" and ")}`);
    },
  }),
);

interface Overlap {
  readonly id: string;
  readonly title: string;
  readonly identifiers: readonly [exact: number | undefined, plus: number | undefined, hash: number | undefined];
}

const OVERLAPS: readonly Overlap[] = [
  { id: "all", title: "the identifiers of all three", identifiers: [11, 12, 13] },
  { id: "one", title: "the identifier of the only one that has one", identifiers: [undefined, 12, undefined] },
  { id: "two", title: "the identifiers of the two that have one", identifiers: [LARGEST, undefined, 128] },
];

const overlapping = OVERLAPS.flatMap(({ id, title, identifiers }) =>
  testCase({
    id: `subscription-identifier/overlap/${id}`,
    title: `a message that three subscriptions match carries ${title}`,
    section: "3.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.3.4-3", "5.0/MQTT-3.3.4-4", "5.0/MQTT-3.3.4-5"] },
    needs: ["qos1", "wildcard", "subscriptionIdentifiers"],
    *script(t) {
      const bob = yield* t.connect();
      for (const [i, filter] of ["a/b", "a/+", "a/#"].entries()) {
        const subscriptionIdentifier = identifiers[i];
        yield* bob.subscribe(t.topic(filter), {
          qos: 1,
          ...(subscriptionIdentifier !== undefined && { subscriptionIdentifier }),
        });
      }
      const all = yield* copies(t, bob);
      const words = identifiers.map((one) => one ?? "none").join(", ");
      t.check(carry(all, identifiers), `one copy with all identifiers, or one copy for each: ${words}`, say(all));
    },
  }),
);

const single: readonly TestCase[] = [
  ...[1, 127, 128, 16_384, LARGEST].flatMap((subscriptionIdentifier) =>
    testCase({
      id: `subscription-identifier/sent/${subscriptionIdentifier}`,
      title: `a message carries the Subscription Identifier ${subscriptionIdentifier} of the subscription that it matches`,
      section: "3.3.4",
      requirements: { "5.0": ["5.0/MQTT-3.3.4-4"] },
      needs: ["qos1", "subscriptionIdentifiers"],
      *script(t) {
        const bob = yield* t.connect();
        yield* bob.subscribe(t.topic("a/b"), { qos: 1, subscriptionIdentifier });
        const all = yield* copies(t, bob);
        t.check(carry(all, [subscriptionIdentifier]), `[${subscriptionIdentifier}]`, say(all));
      },
    }),
  ),
  ...testCase({
    id: "subscription-identifier/same-twice",
    title: "an identifier that two matching subscriptions share is sent for each of them",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/U5-090"] },
    level: "should",
    needs: ["qos1", "wildcard", "subscriptionIdentifiers"],
    *script(t) {
      const bob = yield* t.connect();
      for (const filter of ["a/b", "a/+"]) yield* bob.subscribe(t.topic(filter), { qos: 1, subscriptionIdentifier: 7 });
      const all = yield* copies(t, bob);
      t.check(carry(all, [7, 7]), "[7, 7], or [7] in each of two copies", say(all));
    },
  }),
  ...testCase({
    id: "subscription-identifier/whole-packet",
    title: "the Subscription Identifier of a SUBSCRIBE holds for each of its Topic Filters",
    section: "3.8.2.1.2",
    requirements: { "5.0": ["5.0/U5-099"] },
    needs: ["qos1", "subscriptionIdentifiers"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe([t.topic("z"), t.topic("a/b"), t.topic("y")], { qos: 1, subscriptionIdentifier: 9 });
      const all = yield* copies(t, bob);
      t.check(carry(all, [9]), "[9]", say(all));
    },
  }),
  ...[2, undefined].flatMap((second) =>
    testCase({
      id: `subscription-identifier/replaced-by-${second === undefined ? "none" : "another"}`,
      title: `a subscription that is made again ${second === undefined ? "without a" : "with another"} Subscription Identifier has lost the first`,
      section: "3.8.2.1.2",
      requirements: { "5.0": ["5.0/U5-099", "5.0/MQTT-3.8.4-3", "5.0/U5-107"] },
      needs: ["qos1", "subscriptionIdentifiers"],
      *script(t) {
        const bob = yield* t.connect();
        yield* bob.subscribe(t.topic("a/b"), { qos: 1, subscriptionIdentifier: 1 });
        yield* bob.subscribe(t.topic("a/b"), {
          qos: 1,
          ...(second !== undefined && { subscriptionIdentifier: second }),
        });
        const all = yield* copies(t, bob);
        t.check(carry(all, [second]), `one copy with [${second ?? ""}]`, say(all));
      },
    }),
  ),
  ...testCase({
    id: "subscription-identifier/resumed",
    title: "a resumed session still knows the Subscription Identifiers of its subscriptions",
    section: "3.8.2.1.2",
    requirements: { "5.0": ["5.0/U5-099"] },
    needs: ["qos1", "subscriptionIdentifiers"],
    *script(t) {
      const before = yield* t.connect({ persistent: true });
      yield* before.subscribe(t.topic("a/b"), { qos: 1, subscriptionIdentifier: 300 });
      yield* before.disconnect();
      const bob = yield* resume(t, { clientId: before.clientId });
      const all = yield* copies(t, bob);
      t.check(carry(all, [300]), "[300]", say(all));
    },
  }),
  ...testCase({
    id: "subscription-identifier/retained",
    title: "a retained message that a subscription brings about carries its Subscription Identifier",
    section: "3.8.2.1.2",
    requirements: { "5.0": ["5.0/U5-099"] },
    needs: ["qos1", "retain", "subscriptionIdentifiers"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1, subscriptionIdentifier: 5 });
      const message = yield* arrival(t, bob, { payload: "kept" });
      t.check(carry([message], [5]), "[5]", say([message]));
    },
  }),
];

/** The Subscription Identifier property, as no client may send it in a PUBLISH. */
const FORGED = [0x0b, ...variableByteInteger(77)];

const forged: readonly TestCase[] = [
  faultCase({
    id: "subscription-identifier/from-client",
    title: "a client's PUBLISH with a Subscription Identifier closes the connection",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.3.4-6"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(publishBytes(t, { topicName: t.topic("a") }));
      yield* t.control("without it the connection stays open", () => alice.barrier());
      yield* alice.send(publishBytes(t, { topicName: t.topic("a"), properties: [FORGED] }));
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "subscription-identifier/forged-not-sent-on",
    title: "no subscriber is sent a Subscription Identifier that it did not give",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/U5-089"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const mallory = yield* t.connect();
      yield* closedAfter(t, mallory, publishBytes(t, { topicName: t.topic("a"), properties: [FORGED] }));
      const alice = yield* t.connect();
      const forgeries = (yield* arrivals(bob, alice)).filter((message) => identifiersOf(message).length > 0);
      t.check(forgeries.length === 0, "no Subscription Identifier", say(forgeries));
    },
  }),
].flat();

export const overlappingSubscriptions: readonly TestCase[] = [...maximumQos, ...overlapping, ...single, ...forged];
