// Cases of section 3.3: what a client publishes, and what it makes of what is published to it.

import {
  type ClientCase,
  type ClientMessage,
  clientCase,
  frame,
  type IdOf,
  properties,
  type Script,
  u16,
  utf8,
} from "../case.ts";
import { expectHungUp, hostileCase } from "./hostile.ts";

interface Forbidden {
  readonly id: string;
  readonly what: string;
  readonly message: ClientMessage;
  readonly in311?: readonly [IdOf<"3.1.1">, ...IdOf<"3.1.1">[]];
  readonly in50: readonly [IdOf<"5.0">, ...IdOf<"5.0">[]];
}

/** Messages that may not be sent as they stand. A client may refuse them, or close. */
const FORBIDDEN: readonly Forbidden[] = [
  ...["#", "+", "a/#", "a/+/b"].map((topicName) => ({
    id: `wildcard/${topicName.replaceAll("/", "-").replaceAll("#", "hash").replaceAll("+", "plus")}`,
    what: `to ${topicName}`,
    message: { topicName },
    in311: ["3.1.1/MQTT-3.3.2-2", "3.1.1/MQTT-4.7.1-1"] as const,
    in50: ["5.0/MQTT-3.3.2-2", "5.0/MQTT-4.7.0-1"] as const,
  })),
  {
    id: "empty-topic",
    what: "to an empty Topic Name",
    message: { topicName: "" },
    in311: ["3.1.1/MQTT-4.7.3-1"],
    in50: ["5.0/MQTT-4.7.3-1"],
  },
  {
    id: "null-character",
    what: "to a Topic Name with U+0000",
    message: { topicName: "a\u0000b" },
    in311: ["3.1.1/MQTT-4.7.3-2", "3.1.1/MQTT-1.5.3-2"],
    in50: ["5.0/MQTT-4.7.3-2", "5.0/MQTT-1.5.4-2"],
  },
  {
    id: "response-topic-wildcard",
    what: "with wildcards in its Response Topic",
    message: { properties: { responseTopic: "a/#" } },
    in50: ["5.0/MQTT-3.3.2-14"],
  },
  {
    id: "topic-alias-0",
    what: "with Topic Alias 0",
    message: { properties: { topicAlias: 0 } },
    in50: ["5.0/MQTT-3.3.2-8"],
  },
];

export const publish: readonly ClientCase[] = [
  ...FORBIDDEN.flatMap(({ id, what, message, in311, in50 }) =>
    clientCase({
      id: `publish/forbidden/${id}`,
      title: `a client that is told to publish ${what} does not send that`,
      section: "3.3.2",
      requirements: { ...(in311 && { "3.1.1": in311 }), "5.0": in50 },
      *script(t) {
        const peer = yield* t.connect();
        const whole = { topicName: t.topic("m"), payload: "forbidden", qos: 0, retain: false, ...message } as const;
        const answer = yield* t.tell({ verb: "publish", ...whole });
        if (answer.kind === "refused") return;
        // Strict decoding judges whatever comes; a close is an answer too.
        yield* peer.settle();
        const sent = peer.received("PUBLISH").find(({ payload }) => new TextDecoder().decode(payload) === "forbidden");
        const hasAlias = sent?.properties?.topicAlias !== undefined;
        t.check(
          sent === undefined || sent.topicName !== "" || hasAlias,
          "no such PUBLISH",
          "PUBLISH to an empty Topic Name",
        );
      },
    }),
  ),
  clientCase({
    id: "publish/qos-0",
    title: "a client publishes at QoS 0 with DUP 0 and without an identifier, and is answered nothing",
    section: "4.3.1",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.1-1", "3.1.1/MQTT-3.3.1-2", "3.1.1/MQTT-2.3.1-5"],
      "5.0": ["5.0/MQTT-4.3.1-1", "5.0/MQTT-3.3.1-2", "5.0/MQTT-2.2.1-2"],
    },
    *script(t) {
      const { publish } = yield* t.publishing({ qos: 0, payload: "plain" });
      const { qos, dup, packetId } = publish;
      const payload = new TextDecoder().decode(publish.payload);
      t.check(qos === 0 && !dup && packetId === undefined, "QoS 0, DUP 0, no identifier", `QoS ${qos}, DUP ${dup}`);
      t.check(payload === "plain", 'the payload "plain"', JSON.stringify(payload));
    },
  }),
  clientCase({
    id: "publish/answers",
    title: "a client answers PUBLISH by its QoS: nothing, PUBACK or PUBREC",
    section: "3.3.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.4-1"], "5.0": ["5.0/MQTT-3.3.4-1"] },
    *script(t) {
      const peer = yield* t.connect();
      const topicName = t.topic("m");
      yield* peer.send({ type: "PUBLISH", topicName, qos: 2, packetId: 12 });
      yield* peer.send({ type: "PUBLISH", topicName, qos: 1, packetId: 11 });
      yield* peer.send({ type: "PUBLISH", topicName, qos: 0 });
      yield* peer.expect("PUBREC", { packetId: 12 });
      yield* peer.expect("PUBACK", { packetId: 11 });
      yield* peer.barrier();
      const more = [...peer.received("PUBACK"), ...peer.received("PUBREC")].length;
      t.check(more === 0, "no answer to QoS 0", `${more} more answers`);
    },
  }),
  clientCase({
    id: "publish/unasked",
    title: "a client acknowledges a message that no subscription of its own asked for",
    section: "4.5",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.5.0-2", "3.1.1/U3-037"],
      "5.0": ["5.0/MQTT-4.5.0-2"],
    },
    *script(t) {
      const peer = yield* t.connect();
      const topicName = "touchstone-unasked";
      for (const payload of ["", "x", "y".repeat(300)]) {
        yield* peer.send({ type: "PUBLISH", topicName, payload, qos: 1, packetId: 3 });
        yield* peer.expect("PUBACK", { packetId: 3 });
        yield* peer.send({ type: "PUBLISH", topicName, payload, qos: 2, packetId: 4 });
        yield* peer.expect("PUBREC", { packetId: 4 });
        yield* peer.send({ type: "PUBREL", packetId: 4 });
        yield* peer.expect("PUBCOMP", { packetId: 4 });
      }
    },
  }),
  hostileCase({
    id: "publish/qos-3",
    title: "a client that is sent a PUBLISH with both QoS bits set closes the connection",
    section: "3.3.1.2",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-4"], "5.0": ["5.0/U5-074", "5.0/U5-146"] },
    *script(t) {
      const peer = yield* t.connect();
      const none = t.version === "5.0" ? [properties()] : [];
      yield* expectHungUp(peer, frame(0x36, utf8(t.topic("m")), u16(7), ...none, [0x78]));
    },
  }),
  hostileCase({
    id: "publish/subscription-identifier-0",
    title: "a client that is sent a PUBLISH with Subscription Identifier 0 closes the connection",
    section: "3.3.2.3.8",
    requirements: { "5.0": ["5.0/U5-085", "5.0/U5-146"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* expectHungUp(peer, frame(0x30, utf8(t.topic("m")), properties([0x0b, 0x00]), [0x78]));
    },
  }),
  hostileCase({
    id: "publish/subscription-identifier-unknown",
    title: "a client that is sent a PUBLISH with the Subscription Identifier of no subscription closes the connection",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/U5-089"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* expectHungUp(peer, frame(0x30, utf8(t.topic("m")), properties([0x0b, 0x09]), [0x78]));
    },
  }),
  clientCase({
    id: "topic-alias/every-one",
    title: "a client takes each Topic Alias from 1 to its Topic Alias Maximum",
    section: "3.3.2.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-10"] },
    *script(t) {
      const peer = yield* t.connect({ topicAliasMaximum: 5 });
      yield* peer.deliver({ payload: "plain", qos: 1 });
      yield* t.control("the client tells its messages", () => t.hear("message", { payload: "plain" }));
      for (const topicAlias of [1, 2, 3, 4, 5]) {
        const topicName = t.topic(`alias${topicAlias}`);
        const message = {
          topicName,
          payload: "set",
          qos: 1,
          packetId: 10 + topicAlias,
          properties: { topicAlias },
        } as const;
        yield* peer.send({ type: "PUBLISH", ...message });
        yield* t.hear("message", { topicName, payload: "set" });
      }
      for (const topicAlias of [5, 1, 3]) {
        yield* peer.send({ type: "PUBLISH", topicName: "", payload: "used", properties: { topicAlias } });
        yield* t.hear("message", { topicName: t.topic(`alias${topicAlias}`), payload: "used" });
      }
    },
  }),
  clientCase({
    id: "topic-alias/of-one-connection",
    title: "a client forgets the aliases of its server when the connection ends",
    section: "3.3.2.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-7"] },
    *script(t) {
      const properties = { topicAlias: 1 };
      const first = yield* t.connect({ topicAliasMaximum: 5, persistent: true });
      yield* first.deliver({ topicName: t.topic("old"), payload: "set", properties, qos: 1 });
      yield* t.control("the client tells its messages", () => t.hear("message", { payload: "set" }));
      yield* first.abort();
      const peer = yield* t.comeBack({ topicAliasMaximum: 5, persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* peer.deliver({ topicName: t.topic("plain"), payload: "plain", qos: 1 });
      yield* t.control("the client tells its messages", () => t.hear("message", { payload: "plain" }));
      yield* peer.send({ type: "PUBLISH", topicName: "", payload: "stale", qos: 0, properties });
      yield* peer.settle();
      // A client that leaves aliases to its application tells it under the Topic Name that came: none.
      const old = t.topic("old");
      const stale = (yield* t.heard("message")).some(
        ({ payload, topicName }) => payload === "stale" && topicName === old,
      );
      t.check(!stale, "no message under an alias of the old connection", `a message to ${old}`);
    },
  }),
  clientCase({
    id: "topic-alias/own-of-one-connection",
    title: "a client names its topic again on a new connection, and does not go by the alias of the old one",
    section: "3.3.2.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-7"] },
    *script(t) {
      const properties = { topicAliasMaximum: 5 };
      const { peer: first, publish } = yield* t.publishing({ qos: 1 }, { persistent: true }, { properties });
      yield* first.acknowledge(publish);
      yield* first.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true, properties });
      yield* t.tell({ verb: "publish", topicName: publish.topicName, payload: "new", qos: 0, retain: false });
      const { topicName } = yield* peer.expect("PUBLISH", { payload: "new" });
      t.check(topicName === publish.topicName, publish.topicName, JSON.stringify(topicName));
    },
  }),
  hostileCase({
    id: "publish/too-large",
    title: "a client that is sent a packet above its Maximum Packet Size says so by 0x95, and closes",
    section: "3.1.2.11.4",
    requirements: { "5.0": ["5.0/U5-025", "5.0/U5-146"] },
    *script(t) {
      const peer = yield* t.connect({ maximumPacketSize: 100 });
      yield* peer.barrier();
      yield* peer.send({ type: "PUBLISH", topicName: t.topic("m"), payload: "x".repeat(200) });
      const { disconnect } = yield* peer.expectClosed();
      t.check(
        disconnect === undefined || disconnect.reasonCode === 0x95,
        "0x95",
        `0x${disconnect?.reasonCode?.toString(16)}`,
      );
    },
  }),
  hostileCase({
    id: "problem-information/unasked",
    title: "a client that asked for no problem information and is sent some with an acknowledgement closes",
    section: "3.1.2.11.7",
    requirements: { "5.0": ["5.0/U5-031"] },
    *script(t) {
      const peer = yield* t.connect({ requestProblemInformation: 0 });
      yield* peer.send({ type: "PUBLISH", topicName: t.topic("m"), qos: 2, packetId: 5 });
      yield* peer.expect("PUBREC", { packetId: 5 });
      yield* peer.send({ type: "PUBREL", packetId: 5, properties: { reasonString: "unasked" } });
      const { disconnect } = yield* peer.expectClosed();
      t.check(
        disconnect === undefined || disconnect.reasonCode === 0x82,
        "0x82",
        `0x${disconnect?.reasonCode?.toString(16)}`,
      );
    },
  }),
  clientCase({
    id: "acknowledgements/maximum-packet-size",
    title: "the acknowledgements of a client fit into what its server takes, however small",
    section: "3.4.2.2.2",
    requirements: {
      "5.0": [
        "5.0/MQTT-3.4.2-2",
        "5.0/MQTT-3.4.2-3",
        "5.0/MQTT-3.5.2-2",
        "5.0/MQTT-3.5.2-3",
        "5.0/MQTT-3.6.2-2",
        "5.0/MQTT-3.6.2-3",
        "5.0/MQTT-3.7.2-2",
        "5.0/MQTT-3.7.2-3",
        "5.0/MQTT-3.14.2-3",
        "5.0/MQTT-3.14.2-4",
      ],
    },
    *script(t) {
      const { peer, publish } = yield* t.publishing(
        { topicName: "t", payload: "x", qos: 2 },
        {},
        {
          properties: { maximumPacketSize: 20 },
        },
      );
      yield* peer.deliver({ qos: 1 });
      yield* peer.deliver({ qos: 2 });
      yield* peer.acknowledge(publish);
      const answer = yield* t.tellOnly({ verb: "disconnect" });
      if (answer.kind === "ok") yield* peer.expectClosed();
    },
  }),
  clientCase({
    id: "reason-string/not-parsed",
    title: "a client makes nothing of the text of a Reason String",
    section: "3.2.2.3.9",
    requirements: { "5.0": ["5.0/U5-061"] },
    level: "should",
    *script(t) {
      const peer = yield* t.connect();
      const release = function* (reasonString: string): Script<void> {
        yield* peer.send({ type: "PUBLISH", topicName: t.topic("m"), qos: 2, packetId: 5 });
        yield* peer.expect("PUBREC", { packetId: 5 });
        yield* peer.send({ type: "PUBREL", packetId: 5, properties: { reasonString } });
      };
      yield* t.control("a PUBREL with a Reason String is read", function* () {
        yield* release("well");
        yield* peer.expect("PUBCOMP", { packetId: 5 });
      });
      yield* release("0x97 quota exceeded: disconnect");
      yield* peer.expect("PUBCOMP", { packetId: 5 });
    },
  }),
  clientCase({
    id: "publish/above-own-maximum-qos",
    title: "a client takes a message of each QoS, or refuses it by 0x9B",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/U5-088"] },
    level: "strict",
    *script(t) {
      const peer = yield* t.connect();
      yield* peer.send({ type: "PUBLISH", topicName: t.topic("m"), qos: 2, packetId: 5 });
      const answer = yield* peer.expect("PUBREC", { packetId: 5 });
      t.check((answer.reasonCode ?? 0) < 0x80, "PUBREC with success", `0x${answer.reasonCode?.toString(16)}`);
    },
  }),
].flat();
