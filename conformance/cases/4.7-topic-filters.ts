// Cases of section 4.7: topics that begin with $, topics that begin with a separator, and filters that are none.

import { type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival, arrivals } from "./arrivals.ts";
import { publishBytes, subscribeBytes } from "./packets-by-hand.ts";
import { expectRefusal, faultCase } from "./refusal.ts";

/** A topic of the case whose first level begins with $. */
function dollar(t: Toolkit, name: string): string {
  return `$${t.topic(name)}`;
}

/** The same topic with a wildcard for its first level. */
function withoutFirstLevel(t: Toolkit, name: string): string {
  return t.topic(name).replace(/^[^/]*/, "+");
}

const DOLLAR = { "3.1.1": ["3.1.1/MQTT-4.7.2-1"], "5.0": ["5.0/MQTT-4.7.2-1"] } as const;

/** Filters that would match the topic `a` of the case with $ in front, did it not begin with $. */
const WILD_FIRST = [
  { id: "hash", what: "#", of: () => "#" },
  { id: "plus", what: "+/…", of: (t: Toolkit) => withoutFirstLevel(t, "a") },
  { id: "plus-hash", what: "+/…/#", of: (t: Toolkit) => withoutFirstLevel(t, "#") },
] as const;

const dollarTopics: readonly TestCase[] = [
  ...WILD_FIRST.flatMap(({ id, what, of }) =>
    testCase({
      id: `dollar/not-matched-by/${id}`,
      title: `a Topic Filter like ${what} matches no Topic Name that begins with $`,
      section: "4.7.2",
      requirements: DOLLAR,
      needs: ["qos1", "wildcard"],
      *script(t) {
        const bob = yield* t.connect();
        yield* bob.subscribe(of(t), { qos: 0 });
        const carol = yield* t.connect();
        yield* carol.subscribe(dollar(t, "a"), { qos: 1 });
        const alice = yield* t.connect();
        yield* alice.publish(dollar(t, "a"), "x", { qos: 1 });
        // A server may keep clients from such topics; then there is nothing to see here.
        yield* arrival(t, carol, { payload: "x" });
        yield* alice.publish(t.topic("a"), "plain", { qos: 1 });
        yield* arrival(t, bob, { topicName: t.topic("a") });
        // Others may be publishing, too; what they see is theirs to judge.
        const strange = (yield* arrivals(bob, alice)).some(({ topicName }) => topicName === dollar(t, "a"));
        t.check(!strange, "no Topic Name that begins with $", dollar(t, "a"));
      },
    }),
  ),
  ...testCase({
    id: "dollar/retained-not-matched",
    title: "a new subscription to +/… is sent no retained message whose Topic Name begins with $",
    section: "4.7.2",
    requirements: DOLLAR,
    needs: ["qos1", "wildcard", "retain"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(dollar(t, "a"), "x", { qos: 1, retain: true });
      yield* alice.publish(t.topic("a"), "plain", { qos: 1, retain: true });
      const carol = yield* t.connect();
      yield* carol.subscribe(dollar(t, "a"), { qos: 1 });
      yield* arrival(t, carol, { payload: "x" });
      const bob = yield* t.connect();
      yield* bob.subscribe(withoutFirstLevel(t, "a"), { qos: 1 });
      yield* arrival(t, bob, { topicName: t.topic("a") });
      yield* bob.expectNothing("PUBLISH", { topicName: dollar(t, "a") }, { after: alice });
    },
  }),
  ...testCase({
    id: "dollar/sys-not-matched-by-hash",
    title: "a subscription to # is sent no messages of $SYS",
    section: "4.7.2",
    requirements: DOLLAR,
    needs: ["wildcard"],
    *script(t) {
      const carol = yield* t.connect();
      yield* carol.subscribe("$SYS/#");
      yield* carol.barrier();
      if (carol.received("PUBLISH").length === 0)
        t.notApplicable("the target has no retained messages under $SYS for this client");
      const bob = yield* t.connect();
      yield* bob.subscribe("#");
      yield* bob.barrier();
      const strange = bob.received("PUBLISH").find(({ topicName }) => topicName.startsWith("$SYS/"));
      t.check(strange === undefined, "no Topic Name that begins with $SYS", strange?.topicName ?? "");
    },
  }),
];

const leadingSeparator: readonly TestCase[] = [
  testCase({
    id: "matching/first-level-empty",
    title: "a separator at the front makes an empty first level: another Topic Name, which + matches",
    section: { "3.1.1": "4.7.3", "5.0": "4.7.1.1" },
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.5.0-1", "3.1.1/MQTT-3.3.2-3"],
      "5.0": ["5.0/MQTT-4.5.0-1", "5.0/MQTT-3.3.2-3"],
    },
    needs: ["qos1", "wildcard"],
    *script(t) {
      const plain = t.topic("a");
      const bob = yield* t.connect();
      yield* bob.subscribe(plain, { qos: 1 });
      const carol = yield* t.connect();
      yield* carol.subscribe(`+/${plain}`, { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(plain, "plain", { qos: 1 });
      yield* alice.publish(`/${plain}`, "with separator", { qos: 1 });
      yield* bob.expect("PUBLISH", { topicName: plain, payload: "plain" });
      yield* carol.expect("PUBLISH", { topicName: `/${plain}`, payload: "with separator" });
      for (const subscriber of [bob, carol]) yield* subscriber.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
].flat();

const HASH = { "3.1.1": ["3.1.1/MQTT-4.8.0-1", "3.1.1/MQTT-4.7.1-2"], "5.0": ["5.0/MQTT-4.7.1-1"] } as const;
const PLUS = { "3.1.1": ["3.1.1/MQTT-4.8.0-1", "3.1.1/MQTT-4.7.1-3"], "5.0": ["5.0/MQTT-4.7.1-2"] } as const;

/** Text with wildcards that is no Topic Filter. */
const NO_FILTERS = [
  { id: "hash-behind-text", filter: "sport/tennis#", requirements: HASH },
  { id: "hash-not-last", filter: "sport/tennis/#/ranking", requirements: HASH },
  { id: "hash-then-separator", filter: "sport/#/", requirements: HASH },
  { id: "hash-before-text", filter: "sport/#a", requirements: HASH },
  { id: "hash-twice", filter: "sport/##", requirements: HASH },
  { id: "hash-first-not-last", filter: "#/sport", requirements: HASH },
  { id: "plus-behind-text", filter: "sport+", requirements: PLUS },
  { id: "plus-before-text", filter: "+sport", requirements: PLUS },
  { id: "plus-behind-text-not-last", filter: "sport+/a", requirements: PLUS },
  { id: "plus-inside-text", filter: "a/b+c/d", requirements: PLUS },
  { id: "plus-twice", filter: "a/++/b", requirements: PLUS },
  { id: "plus-and-hash", filter: "a/+#", requirements: PLUS },
] as const;

const noFilters = NO_FILTERS.flatMap(({ id, filter, requirements }) =>
  faultCase({
    id: `bad-filter/${id}`,
    title: `a SUBSCRIBE with ${filter} for a Topic Filter is refused`,
    section: filter.includes("#") ? "4.7.1.2" : "4.7.1.3",
    requirements,
    needs: ["wildcard"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.subscribe([t.topic("a/+"), t.topic("b/#")]);
      const bad = subscribeBytes(t, { packetId: 7, subscriptions: [[`${t.topic("own")}/${filter}`, 0]] });
      yield* expectRefusal(t, alice, { type: "SUBACK", packetId: 7, fault: `the filter ${filter}` }, bad);
    },
  }),
);

const NULL_CHARACTER = { "3.1.1": ["3.1.1/MQTT-4.7.3-2"], "5.0": ["5.0/MQTT-4.7.3-2"] } as const;

const nullCharacter: readonly TestCase[] = [
  faultCase({
    id: "null-character/topic-name",
    title: "a PUBLISH whose Topic Name has U+0000 in it closes the connection",
    section: "4.7.3",
    requirements: NULL_CHARACTER,
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(publishBytes(t, { topicName: t.topic("a") }));
      yield* t.control("without it the connection stays open", () => alice.barrier());
      yield* alice.send(publishBytes(t, { topicName: t.topic("a\u0000b") }));
      yield* alice.expectClosed();
    },
  }),
  faultCase({
    id: "null-character/topic-filter",
    title: "a SUBSCRIBE whose Topic Filter has U+0000 in it closes the connection",
    section: "4.7.3",
    requirements: NULL_CHARACTER,
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.subscribe(t.topic("a"));
      yield* alice.send(subscribeBytes(t, { packetId: 7, subscriptions: [[t.topic("a\u0000b"), 0]] }));
      yield* alice.expectClosed();
    },
  }),
].flat();

export const topicFilters: readonly TestCase[] = [...dollarTopics, ...leadingSeparator, ...noFilters, ...nullCharacter];
