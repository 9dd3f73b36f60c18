// Cases of section 3.3.2.3.4 of MQTT 5.0: Topic Alias, from the client to the server, and back where the server uses it.

import { type Connection, oneOf, type Script, type TestCase, type Toolkit, testCase, u16 } from "../case.ts";
import { arrival, arrivals, payloads } from "./arrivals.ts";
import { publishBytes } from "./packets-by-hand.ts";
import { closedAfter, faultCase } from "./refusal.ts";

const SECTION = "3.3.2.3.4";

/** A subscriber to both topics of the case, and a publisher. Control arm: what is published without an alias arrives. */
function* setUp(t: Toolkit): Script<{ readonly bob: Connection; readonly alice: Connection }> {
  const bob = yield* t.connect();
  const alice = yield* t.connect();
  for (const name of ["a", "b"]) {
    yield* bob.subscribe(t.topic(name), { qos: 1 });
    yield* alice.publish(t.topic(name), "plain", { qos: 1 });
    yield* bob.acknowledge(yield* arrival(t, bob, { topicName: t.topic(name), payload: "plain" }));
  }
  return { bob, alice };
}

/** Control arm: a message that sets the alias arrives. */
function* define(t: Toolkit, bob: Connection, alice: Connection, name: string, topicAlias: number): Script<void> {
  yield* alice.publish(t.topic(name), `set ${name}`, { qos: 1, properties: { topicAlias } });
  yield* bob.acknowledge(yield* arrival(t, bob, { topicName: t.topic(name), payload: `set ${name}` }));
}

function maximumOf(connection: Connection): number {
  return connection.connack.properties?.topicAliasMaximum ?? 0;
}

const used: readonly TestCase[] = [
  ...(["lowest", "highest"] as const).flatMap((which) =>
    testCase({
      id: `topic-alias/${which}`,
      title: `the server accepts the ${which} Topic Alias that it allows, and takes an empty Topic Name for the topic behind it`,
      section: SECTION,
      requirements: { "5.0": ["5.0/MQTT-3.3.2-12"] },
      needs: ["topicAlias", "qos1"],
      *script(t) {
        const { bob, alice } = yield* setUp(t);
        const topicAlias = which === "lowest" ? 1 : maximumOf(alice);
        const message = {
          type: "PUBLISH",
          topicName: t.topic("a"),
          payload: "set",
          properties: { topicAlias },
        } as const;
        yield* alice.send(message, { ...message, topicName: "", payload: "used" });
        yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "set" });
        yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "used" });
      },
    }),
  ),
  ...testCase({
    id: "topic-alias/redefined",
    title: "a Topic Alias that is sent with another Topic Name stands for that one from there on",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/U5-094"] },
    needs: ["topicAlias", "qos1"],
    *script(t) {
      const { bob, alice } = yield* setUp(t);
      yield* define(t, bob, alice, "a", 1);
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("b"), payload: "1", properties: { topicAlias: 1 } });
      yield* bob.expect("PUBLISH", { topicName: t.topic("b"), payload: "1" });
      yield* alice.send({ type: "PUBLISH", topicName: "", payload: "2", properties: { topicAlias: 1 } });
      yield* bob.expect("PUBLISH", { topicName: t.topic("b"), payload: "2" });
    },
  }),
  ...testCase({
    id: "topic-alias/two",
    title: "two Topic Aliases stand for two topics",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-12"] },
    needs: ["topicAlias", "qos1"],
    *script(t) {
      const { bob, alice } = yield* setUp(t);
      if (maximumOf(alice) < 2) t.notApplicable("the target allows a single Topic Alias");
      yield* define(t, bob, alice, "a", 1);
      yield* define(t, bob, alice, "b", 2);
      for (const [topicAlias, name] of [
        [2, "b"],
        [1, "a"],
        [2, "b"],
      ] as const) {
        yield* alice.send({ type: "PUBLISH", topicName: "", payload: "x", properties: { topicAlias } });
        yield* bob.expect("PUBLISH", { payload: "x", topicName: t.topic(name) });
      }
    },
  }),
  ...([1, 2] as const).flatMap((qos) =>
    testCase({
      id: `topic-alias/at-qos-${qos}`,
      title: `a QoS ${qos} PUBLISH with an empty Topic Name and a Topic Alias is accepted and delivered`,
      section: SECTION,
      requirements: { "5.0": ["5.0/MQTT-3.3.2-12"] },
      needs: ["topicAlias", qos === 1 ? "qos1" : "qos2"],
      *script(t) {
        const { bob, alice } = yield* setUp(t);
        yield* define(t, bob, alice, "a", 1);
        yield* alice.send({
          type: "PUBLISH",
          topicName: "",
          payload: "x",
          qos,
          packetId: 7,
          properties: { topicAlias: 1 },
        });
        yield* alice.expect(qos === 1 ? "PUBACK" : "PUBREC", { packetId: 7, reasonCode: oneOf(0x00, 0x10) });
        if (qos === 2) yield* alice.send({ type: "PUBREL", packetId: 7 });
        yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "x" });
      },
    }),
  ),
];

/** What an alias without a mapping may never bring about. */
const scope: readonly TestCase[] = [
  testCase({
    id: "topic-alias/not-after-reconnection",
    title: "a Topic Alias of an earlier connection of the same session stands for nothing",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-7"] },
    needs: ["topicAlias", "qos1"],
    *script(t) {
      const { bob, alice } = yield* setUp(t);
      const before = yield* t.connect({ persistent: true });
      yield* define(t, bob, before, "a", 1);
      yield* before.disconnect();
      const after = yield* t.connect({ persistent: true, clientId: before.clientId });
      yield* closedAfter(t, after, { type: "PUBLISH", topicName: "", payload: "stale", properties: { topicAlias: 1 } });
      yield* bob.expectNothing("PUBLISH", { payload: "stale" }, { after: alice });
    },
  }),
  testCase({
    id: "topic-alias/not-for-others",
    title: "a Topic Alias of one connection stands for nothing on another",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-7"] },
    needs: ["topicAlias", "qos1"],
    *script(t) {
      const { bob, alice } = yield* setUp(t);
      yield* define(t, bob, alice, "a", 1);
      const carol = yield* t.connect();
      yield* closedAfter(t, carol, { type: "PUBLISH", topicName: "", payload: "stale", properties: { topicAlias: 1 } });
      yield* bob.expectNothing("PUBLISH", { payload: "stale" }, { after: alice });
    },
  }),
].flat();

const faults: readonly TestCase[] = [
  faultCase({
    id: "topic-alias/unmapped",
    title: "an empty Topic Name with a Topic Alias that stands for nothing closes the connection",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/U5-093"] },
    needs: ["topicAlias", "qos1"],
    *script(t) {
      const { bob, alice } = yield* setUp(t);
      if (maximumOf(alice) < 2) t.notApplicable("the target allows a single Topic Alias");
      yield* define(t, bob, alice, "a", 1);
      yield* alice.send({ type: "PUBLISH", topicName: "", payload: "x", properties: { topicAlias: 2 } });
      yield* alice.expectClosed();
    },
  }),
  faultCase({
    id: "topic-alias/zero",
    title: "a Topic Alias of 0 closes the connection",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-8", "5.0/U5-092"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(publishBytes(t, { topicName: t.topic("a") }));
      yield* t.control("without it the connection stays open", () => alice.barrier());
      yield* alice.send(publishBytes(t, { topicName: t.topic("a"), properties: [[0x23, ...u16(0)]] }));
      yield* alice.expectClosed();
    },
  }),
  faultCase({
    id: "topic-alias/above-maximum",
    title: "a Topic Alias above the server's Topic Alias Maximum closes the connection",
    section: SECTION,
    requirements: { "5.0": ["5.0/MQTT-3.3.2-9", "5.0/U5-092", "5.0/MQTT-3.2.2-17", "5.0/MQTT-3.2.2-18"] },
    *script(t) {
      const alice = yield* t.connect();
      const topicAlias = maximumOf(alice) + 1;
      if (topicAlias > 0xffff) t.notApplicable("the target allows every Topic Alias");
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x" });
      yield* t.control("without it the connection stays open", () => alice.barrier());
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "x", properties: { topicAlias } });
      yield* alice.expectClosed();
    },
  }),
].flat();

/** The server's own aliases: it may use none at all. That none is above the client's maximum is judged on every connection. */
const fromServer = testCase({
  id: "topic-alias/from-server",
  title: "every message can be traced to its topic, whatever Topic Aliases the server makes use of",
  section: SECTION,
  requirements: { "5.0": ["5.0/MQTT-3.3.2-11", "5.0/MQTT-3.3.2-3"] },
  needs: ["qos1"],
  *script(t) {
    const bob = yield* t.connect({ properties: { topicAliasMaximum: 2 } });
    const names = ["a", "b", "c"];
    yield* bob.subscribe(
      names.map((name) => t.topic(name)),
      { qos: 1 },
    );
    const alice = yield* t.connect();
    const aliases = new Map<number, string>();
    for (const name of [...names, ...names, ...names]) {
      yield* alice.publish(t.topic(name), name, { qos: 1 });
      const message = yield* arrival(t, bob, { payload: name });
      const alias = message.properties?.topicAlias;
      if (alias !== undefined && message.topicName !== "") aliases.set(alias, message.topicName);
      const topicName = message.topicName === "" ? aliases.get(alias ?? 0) : message.topicName;
      t.check(
        topicName === t.topic(name),
        `the topic ${t.topic(name)}`,
        topicName ?? `Topic Alias ${alias}, which stands for nothing`,
      );
      yield* bob.acknowledge(message);
    }
  },
});

const notPassedOn = testCase({
  id: "topic-alias/not-passed-on",
  title: "a client that allows no Topic Alias is sent the Topic Name, whatever the publisher used",
  section: SECTION,
  requirements: { "5.0": ["5.0/MQTT-3.3.2-11"] },
  needs: ["topicAlias", "qos1"],
  *script(t) {
    const { bob, alice } = yield* setUp(t);
    yield* define(t, bob, alice, "a", 1);
    yield* alice.send({ type: "PUBLISH", topicName: "", payload: "x", properties: { topicAlias: 1 } });
    const came = yield* arrivals(bob, alice);
    const others = came.filter(
      ({ topicName, properties }) => topicName !== t.topic("a") || properties?.topicAlias !== undefined,
    );
    t.check(others.length === 0, "no message without its Topic Name", payloads(others).join(", "));
  },
});

export const topicAlias: readonly TestCase[] = [...used, ...scope, ...faults, ...fromServer, ...notPassedOn];
