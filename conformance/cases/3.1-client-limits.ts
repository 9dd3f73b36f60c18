// Cases of section 3.1.2.11 of MQTT 5.0: what a client asks of the server in its CONNECT: sizes, aliases, and what it
// wants to be told.

import { type TestCase, testCase } from "../case.ts";

const maximumPacketSize = [
  testCase({
    id: "connect/maximum-packet-size/too-large",
    title: "a message that is too large for the client is not sent to it, and the next one that fits is",
    section: "3.1.2.11.4",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-24", "5.0/MQTT-3.1.2-25"] },
    needs: ["qos1"],
    *script(t) {
      const maximum = 200;
      const bob = yield* t.connect({ properties: { maximumPacketSize: maximum } });
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x".repeat(maximum), { qos: 1 });
      yield* alice.publish(t.topic("a"), "fits", { qos: 1 });
      const large = yield* t.control("who set no limit gets it", () =>
        carol.expect("PUBLISH", { payload: "x".repeat(maximum) }),
      );
      yield* carol.acknowledge(large);
      const small = yield* bob.expect("PUBLISH");
      const text = new TextDecoder().decode(small.payload);
      t.check(text === "fits", 'the message "fits"', JSON.stringify(text));
    },
  }),
  testCase({
    id: "connect/maximum-packet-size/quota",
    title:
      "messages that were too large to be sent use up nothing: with a Receive Maximum of 1 the next one still comes",
    section: "3.1.2.11.4",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-25"] },
    needs: ["qos1"],
    *script(t) {
      const maximum = 200;
      const bob = yield* t.connect({ properties: { maximumPacketSize: maximum, receiveMaximum: 1 } });
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      for (let i = 0; i < 3; i += 1) yield* alice.publish(t.topic("a"), "x".repeat(maximum), { qos: 1 });
      yield* alice.publish(t.topic("a"), "fits", { qos: 1 });
      yield* bob.expect("PUBLISH", { payload: "fits" });
    },
  }),
  testCase({
    id: "connect/maximum-packet-size/connack",
    title: "no CONNACK is larger than the Maximum Packet Size of its CONNECT",
    section: "3.1.2.11.4",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-24"] },
    *script(t) {
      yield* t.connect();
      // The toolkit judges the size of what comes. A server that cannot say all it must in so few bytes closes; one
      // size after the other, so that a limit that is off by one shows.
      for (let maximumPacketSize = 32; maximumPacketSize >= 5; maximumPacketSize -= 1) {
        const alice = yield* t.open();
        yield* alice.send(t.connectPacket({ properties: { maximumPacketSize } }), { type: "DISCONNECT" });
        yield* t.control("the server closes after DISCONNECT", () => alice.expectClosed());
      }
    },
  }),
].flat();

const aliases = [
  testCase({
    id: "connect/topic-alias-maximum/absent",
    title: "a client that gave no Topic Alias Maximum is sent no Topic Alias",
    section: "3.1.2.11.5",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-27"] },
    *script(t) {
      for (const properties of [{}, { topicAliasMaximum: 0 }]) {
        const bob = yield* t.connect({ properties });
        yield* bob.subscribe(t.topic("a"));
        const alice = yield* t.connect();
        for (const payload of ["first", "second", "third"]) {
          yield* alice.publish(t.topic("a"), payload);
          const message = yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload });
          const alias = message.properties?.topicAlias;
          t.check(alias === undefined, "no Topic Alias", `the Topic Alias ${alias}`);
        }
      }
    },
  }),
  testCase({
    id: "connect/topic-alias-maximum/kept",
    title:
      "a server that uses Topic Aliases keeps to the Topic Alias Maximum of the client, and means the right topics",
    section: "3.1.2.11.5",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-26"] },
    *script(t) {
      const maximum = 2;
      const bob = yield* t.connect({ properties: { topicAliasMaximum: maximum } });
      yield* bob.subscribe(`${t.topic("a")}/+`);
      const alice = yield* t.connect();
      const names = new Map<number, string>();
      for (const level of ["1", "2", "3", "1", "2", "3", "1"]) {
        yield* alice.publish(`${t.topic("a")}/${level}`, level);
        const { topicName, properties } = yield* bob.expect("PUBLISH", { payload: level });
        const alias = properties?.topicAlias;
        t.check(
          alias === undefined || (alias >= 1 && alias <= maximum),
          `an alias of 1 to ${maximum}, or none`,
          `the alias ${alias}`,
        );
        if (alias !== undefined && topicName !== "") names.set(alias, topicName);
        const meant = topicName === "" ? names.get(alias ?? 0) : topicName;
        t.check(meant === `${t.topic("a")}/${level}`, `the topic ${t.topic("a")}/${level}`, `the topic ${meant}`);
      }
    },
  }),
].flat();

const information = [
  testCase({
    id: "connect/request-response-information/0",
    title: "a client that does not ask for Response Information gets none",
    section: "3.1.2.11.6",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-28"] },
    *script(t) {
      for (const properties of [{}, { requestResponseInformation: 0 as const }]) {
        const alice = yield* t.connect({ properties });
        const given = alice.connack.properties?.responseInformation;
        t.check(given === undefined, "no Response Information in CONNACK", `Response Information "${given}"`);
      }
    },
  }),
  testCase({
    id: "connect/request-problem-information/0",
    title: "a client that wants no Problem Information gets no Reason String and no User Property in acknowledgements",
    section: "3.1.2.11.7",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-29"] },
    needs: ["qos2"],
    *script(t) {
      const alice = yield* t.connect({ properties: { requestProblemInformation: 0 } });
      // What a server may have to say a word about: nobody there, nothing subscribed, nothing known, a reserved topic.
      yield* alice.send(
        { type: "PUBLISH", topicName: t.topic("nobody"), qos: 1, packetId: 1 },
        { type: "PUBLISH", topicName: t.topic("nobody"), qos: 2, packetId: 2 },
        { type: "PUBREL", packetId: 2 },
        { type: "PUBREL", packetId: 99 },
        { type: "UNSUBSCRIBE", packetId: 3, topicFilters: [t.topic("never")] },
        { type: "SUBSCRIBE", packetId: 4, subscriptions: [{ topicFilter: t.topic("a") }, { topicFilter: "$SYS/#" }] },
      );
      for (const type of ["PUBACK", "PUBREC", "UNSUBACK", "SUBACK"] as const) {
        const { properties } = yield* alice.expect(type);
        const said = Object.keys(properties ?? {}).join(" and ");
        t.check(said === "", `${type} without Reason String and User Property`, said);
      }
    },
  }),
].flat();

export const clientLimits: readonly TestCase[] = [...maximumPacketSize, ...aliases, ...information];
