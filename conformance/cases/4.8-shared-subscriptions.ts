// Cases of section 4.8.2 of MQTT 5.0: Shared Subscriptions. Which member gets a message is the server's free choice, message by message.

import {
  type Connection,
  type IdOf,
  type Script,
  type SubscribeOptions,
  type TestCase,
  type Toolkit,
  testCase,
} from "../case.ts";
import { arrival, arrivals, payloads } from "./arrivals.ts";

const SECTION = "4.8.2";
const SENT = ["1", "2", "3", "4", "5", "6", "7", "8"];

/** A shared subscription to a topic of the case. */
function shared(t: Toolkit, name = "a", group = "group"): string {
  return `$share/${group}/${t.topic(name)}`;
}

/** A client that joins a shared subscription. */
function* member(t: Toolkit, options: SubscribeOptions = {}, name = "a", group = "group"): Script<Connection> {
  const connection = yield* t.connect();
  yield* connection.subscribe(shared(t, name, group), { qos: 1, ...options });
  return connection;
}

/** What each client got of the eight messages that are published now. */
function* shares(
  t: Toolkit,
  members: readonly Connection[],
  owed = SENT.length,
  name = "a",
): Script<readonly (readonly string[])[]> {
  const alice = yield* t.connect();
  for (const payload of SENT) yield* alice.publish(t.topic(name), payload, { qos: 1 });
  let got: (readonly string[])[] = [];
  // A server may take a message another way than the sentinel: it is given more than one chance.
  for (let chance = 0; chance < 10; chance += 1) {
    got = [];
    for (const one of members) got.push(payloads(yield* arrivals(one, alice)));
    if (got.flat().length >= owed) break;
  }
  return got;
}

/** Judges: all of these together got each message once. */
function once(t: Toolkit, got: readonly (readonly string[])[], who: string): void {
  const all = got.flat().sort().join(", ");
  t.check(
    all === SENT.join(", "),
    `${who}: each of the messages ${SENT.join(", ")} once`,
    got.map((one) => `[${one.join(", ")}]`).join(" and "),
  );
}

interface Told {
  readonly id: string;
  readonly title: string;
  readonly requirement: IdOf<"5.0">;
  readonly script: (t: Toolkit) => Script<void>;
}

const DISTRIBUTION: readonly Told[] = [
  {
    id: "one-member-each",
    title: "each message goes to exactly one of the members",
    requirement: "5.0/U5-133",
    *script(t) {
      const members = [yield* member(t), yield* member(t), yield* member(t)];
      once(t, yield* shares(t, members), "the three members");
    },
  },
  {
    id: "only-member",
    title: "an only member gets every message once",
    requirement: "5.0/U5-133",
    *script(t) {
      once(t, yield* shares(t, [yield* member(t)]), "the only member");
    },
  },
  {
    id: "two-groups",
    title: "two ShareNames on one Topic Filter are two subscriptions: each gets every message once",
    requirement: "5.0/U5-133",
    *script(t) {
      const first = [yield* member(t), yield* member(t)];
      const second = [yield* member(t, {}, "a", "other"), yield* member(t, {}, "a", "other")];
      const got = yield* shares(t, [...first, ...second], SENT.length * 2);
      once(t, got.slice(0, 2), "the members of the one");
      once(t, got.slice(2), "the members of the other");
    },
  },
  {
    id: "same-name-other-filter",
    title: "one ShareName on two Topic Filters makes two subscriptions: each gets every message once",
    requirement: "5.0/U5-133",
    *script(t) {
      const [exact, wild] = [yield* member(t, {}, "a/b"), yield* member(t, {}, "a/+")];
      const [first = [], second = []] = yield* shares(t, [exact, wild], SENT.length * 2, "a/b");
      once(t, [first], "the member for a/b");
      once(t, [second], "the member for a/+");
    },
  },
  {
    id: "beside-non-shared",
    title: "a client with a subscription of its own gets every message, whatever the members of a shared one get",
    requirement: "5.0/U5-136",
    *script(t) {
      const own = yield* t.connect();
      yield* own.subscribe(t.topic("a"), { qos: 1 });
      const [ownGot = [], ...rest] = yield* shares(t, [own, yield* member(t), yield* member(t)], SENT.length * 2);
      once(t, [ownGot], "the client with a subscription of its own");
      once(t, rest, "the members");
    },
  },
  {
    id: "both-in-one-client",
    title: "an only member that has a subscription of its own as well gets two copies",
    requirement: "5.0/U5-136",
    *script(t) {
      const bob = yield* member(t);
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const [got = []] = yield* shares(t, [bob], SENT.length * 2);
      const twice = SENT.flatMap((one) => [one, one]).join(", ");
      t.check([...got].sort().join(", ") === twice, twice, [...got].sort().join(", "));
    },
  },
  {
    id: "subscribed-twice",
    title: "a member that subscribes again is a member once",
    requirement: "5.0/U5-135",
    *script(t) {
      const bob = yield* member(t);
      yield* bob.subscribe(shared(t), { qos: 1 });
      once(t, yield* shares(t, [bob]), "the only member");
    },
  },
  {
    id: "unsubscribed",
    title: "a member that unsubscribes leaves the messages to the others",
    requirement: "5.0/U5-111",
    *script(t) {
      const [bob, carol] = [yield* member(t), yield* member(t)];
      yield* carol.unsubscribe(shared(t));
      const [got = [], none = []] = yield* shares(t, [bob, carol]);
      once(t, [got], "the member that stays");
      t.check(none.length === 0, "no message for the one that left", none.join(", "));
    },
  },
  {
    id: "last-unsubscribed",
    title: "where the last member has unsubscribed, nobody is sent anything",
    requirement: "5.0/U5-111",
    *script(t) {
      const bob = yield* member(t);
      yield* bob.unsubscribe(shared(t));
      const [got = []] = yield* shares(t, [bob], 0);
      t.check(got.length === 0, "no message", got.join(", "));
    },
  },
  {
    id: "session-ended",
    title: "a member whose session has ended leaves the messages to the others",
    requirement: "5.0/U5-133",
    *script(t) {
      const [bob, carol] = [yield* member(t), yield* member(t)];
      yield* carol.disconnect();
      once(t, yield* shares(t, [bob]), "the member that stays");
    },
  },
  {
    id: "unsubscribed-plain-filter",
    title: "UNSUBSCRIBE of the plain Topic Filter leaves the shared subscription as it is",
    requirement: "5.0/MQTT-3.10.4-1",
    *script(t) {
      const bob = yield* member(t);
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.unsubscribe(t.topic("a"));
      once(t, yield* shares(t, [bob]), "the only member");
    },
  },
  {
    id: "unsubscribed-shared-filter",
    title: "UNSUBSCRIBE of the shared Topic Filter leaves the subscription to the plain one as it is",
    requirement: "5.0/MQTT-3.10.4-1",
    *script(t) {
      const bob = yield* member(t);
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      yield* bob.unsubscribe(shared(t));
      once(t, yield* shares(t, [bob]), "the client with a subscription of its own");
    },
  },
  {
    id: "first-level-empty",
    title: "what follows the ShareName and one separator is the Topic Filter, with an empty first level too",
    requirement: "5.0/U5-133",
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(`$share/group//${t.topic("a")}`, { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "plain", { qos: 1 });
      yield* alice.publish(`/${t.topic("a")}`, "with separator", { qos: 1 });
      yield* bob.expect("PUBLISH", { payload: "with separator" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  },
];

const distribution = DISTRIBUTION.flatMap(({ id, title, requirement, script }) =>
  testCase({
    id: `shared/${id}`,
    title,
    section: SECTION,
    requirements: { "5.0": [requirement] },
    needs: ["shared", "qos1", "wildcard"],
    script,
  }),
);

const grantedQos: readonly TestCase[] = [
  ...([0, 1, 2] as const).flatMap((qos) =>
    testCase({
      id: `shared/granted-qos/${qos}`,
      title: `a member that was granted QoS ${qos} gets a QoS 2 message at QoS ${qos}`,
      section: SECTION,
      requirements: { "5.0": ["5.0/MQTT-4.8.2-3"] },
      needs: ["shared", "qos2"],
      *script(t) {
        const bob = yield* t.connect();
        const [granted] = yield* bob.subscribe(shared(t), { qos });
        const alice = yield* t.connect();
        yield* alice.publish(t.topic("a"), "x", { qos: 2 });
        const message = yield* arrival(t, bob, { payload: "x" });
        t.check(message.qos === granted, `QoS ${granted}`, `QoS ${message.qos}`);
      },
    }),
  ),
  ...testCase({
    id: "shared/each-its-own-options",
    title: "each member gets messages at its own QoS, and with its own Subscription Identifier",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-4.8.2-3", "5.0/U5-091"] },
    needs: ["shared", "qos1", "subscriptionIdentifiers"],
    *script(t) {
      const bob = yield* member(t, { qos: 0, subscriptionIdentifier: 10 });
      const carol = yield* member(t, { qos: 1, subscriptionIdentifier: 11 });
      yield* shares(t, [bob, carol]);
      for (const [i, one] of [bob, carol].entries()) {
        for (const { qos, properties } of one.received("PUBLISH")) {
          t.check(qos === i, `QoS ${i}`, `QoS ${qos}`);
          const identifiers = properties?.subscriptionIdentifiers?.join(", ");
          t.check(identifiers === `${10 + i}`, `the Subscription Identifier ${10 + i}`, identifiers ?? "none");
        }
      }
    },
  }),
  ...testCase({
    id: "shared/no-retained",
    title: "a client that joins a shared subscription is sent no retained messages",
    section: "3.8.4",
    requirements: { "5.0": ["5.0/U5-105"] },
    needs: ["shared", "retain", "qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true });
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("a"), { qos: 1 });
      yield* arrival(t, carol, { payload: "kept" });
      const bob = yield* member(t);
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
];

export const sharedSubscriptions: readonly TestCase[] = [...distribution, ...grantedQos];
