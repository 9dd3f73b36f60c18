// Cases of section 3.2: what a client makes of CONNACK: the limits of its server, refusals, and properties that are wrong.

import {
  type ClientCase,
  clientCase,
  frame,
  type IdOf,
  join,
  type Piece,
  properties,
  u16,
  u32,
  utf8,
} from "../case.ts";
import { hostileCase } from "./hostile.ts";

interface Wrong {
  readonly id: string;
  readonly what: string;
  readonly sentence: IdOf<"5.0">;
  readonly bytes: Piece;
}

/** A property of CONNACK twice, or with a value that it may not have. */
const WRONG: readonly Wrong[] = [
  ...twice("session-expiry-interval", "Session Expiry Interval", "5.0/U5-050", 0x11, u32(60)),
  ...twice("receive-maximum", "Receive Maximum", "5.0/U5-051", 0x21, u16(10), { zero: u16(0) }),
  ...twice("maximum-qos", "Maximum QoS", "5.0/U5-052", 0x24, [1], { two: [2] }),
  ...twice("retain-available", "Retain Available", "5.0/U5-054", 0x25, [1], { two: [2] }),
  ...twice("maximum-packet-size", "Maximum Packet Size", "5.0/U5-056", 0x27, u32(1000), { zero: u32(0) }),
  ...twice("assigned-client-identifier", "Assigned Client Identifier", "5.0/U5-058", 0x12, utf8("given")),
  ...twice("topic-alias-maximum", "Topic Alias Maximum", "5.0/U5-059", 0x22, u16(5)),
  ...twice("reason-string", "Reason String", "5.0/U5-060", 0x1f, utf8("well")),
  ...twice("wildcard-subscription-available", "Wildcard Subscription Available", "5.0/U5-062", 0x28, [1], { two: [2] }),
  ...twice("subscription-identifier-available", "Subscription Identifier Available", "5.0/U5-065", 0x29, [1], {
    two: [2],
  }),
  ...twice("shared-subscription-available", "Shared Subscription Available", "5.0/U5-067", 0x2a, [1], { two: [2] }),
  ...twice("server-keep-alive", "Server Keep Alive", "5.0/U5-069", 0x13, u16(60)),
  ...twice("response-information", "Response Information", "5.0/U5-070", 0x1a, utf8("answers")),
  ...twice("server-reference", "Server Reference", "5.0/U5-071", 0x1c, utf8("other")),
  ...twice("authentication-method", "Authentication Method", "5.0/U5-072", 0x15, utf8("touchstone")),
  ...twice("authentication-data", "Authentication Data", "5.0/U5-073", 0x16, utf8("data")).map((one) => ({
    ...one,
    bytes: join([0x15], utf8("touchstone"), one.bytes),
  })),
];

function twice(
  id: string,
  name: string,
  sentence: IdOf<"5.0">,
  identifier: number,
  value: Piece,
  wrong: Readonly<Record<string, Piece>> = {},
): readonly Wrong[] {
  const once = join([identifier], value);
  return [
    { id: `${id}/twice`, what: `${name} twice`, sentence, bytes: join(once, once) },
    ...Object.entries(wrong).map(([how, bytes]) => ({
      id: `${id}/${how}`,
      what: `a ${name} of ${how}`,
      sentence,
      bytes: join([identifier], bytes),
    })),
  ];
}

export const connack: readonly ClientCase[] = [
  ...WRONG.map(({ id, what, sentence, bytes }) =>
    hostileCase({
      id: `connack/properties/${id}`,
      title: `a client that is sent CONNACK with ${what} closes the connection`,
      section: "3.2.2.3",
      requirements: { "5.0": [sentence, "5.0/U5-146"] },
      *script(t) {
        // The data and the method of an authentication are answers to those of CONNECT.
        const isAboutAuthentication = id.startsWith("authentication-");
        const peer = yield* t.dial(isAboutAuthentication ? { authenticationMethod: "touchstone" } : {});
        yield* peer.send(frame(0x20, [0, 0], properties(bytes)));
        yield* peer.expectClosed();
      },
    }),
  ),
  clientCase({
    id: "connack/maximum-qos",
    title: "a client publishes nothing above the Maximum QoS of its server",
    section: "3.2.2.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-11"] },
    *script(t) {
      const peer = yield* t.connect({}, { properties: { maximumQos: 0 } });
      yield* peer.barrier();
      yield* t.tell({ verb: "publish", topicName: t.topic("m"), payload: "x", qos: 1, retain: false });
      yield* peer.expectNothing("PUBLISH", { qos: 1 });
    },
  }),
  clientCase({
    id: "connack/retain-not-available",
    title: "a client publishes nothing with RETAIN to a server that has no retained messages",
    section: "3.2.2.3.5",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-14"] },
    *script(t) {
      const peer = yield* t.connect({}, { properties: { retainAvailable: 0 } });
      yield* peer.barrier();
      yield* t.tell({ verb: "publish", topicName: t.topic("m"), payload: "x", qos: 0, retain: true });
      yield* peer.expectNothing("PUBLISH", { retain: true });
    },
  }),
  clientCase({
    id: "connack/maximum-packet-size",
    title: "a client sends no packet that is larger than its server takes",
    section: "3.2.2.3.6",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-15"] },
    *script(t) {
      const peer = yield* t.connect({}, { properties: { maximumPacketSize: 100 } });
      yield* peer.barrier();
      yield* peer.publishes({ payload: "small" });
      const payload = "x".repeat(200);
      yield* t.tell({ verb: "publish", topicName: t.topic("m"), payload, qos: 0, retain: false });
      yield* peer.expectNothing("PUBLISH", { payload });
    },
  }),
  ...[
    { id: "none", maximum: undefined, alias: 1, requirement: "5.0/MQTT-3.2.2-18" as const },
    { id: "zero", maximum: 0, alias: 1, requirement: "5.0/MQTT-3.2.2-18" as const },
    { id: "above", maximum: 3, alias: 4, requirement: "5.0/MQTT-3.2.2-17" as const },
  ].map(({ id, maximum, alias, requirement }) =>
    clientCase({
      id: `connack/topic-alias-maximum/${id}`,
      title: `a client whose server has ${maximum === undefined ? "no" : `a`} Topic Alias Maximum${maximum === undefined ? "" : ` of ${maximum}`} keeps to it`,
      section: "3.2.2.3.8",
      requirements: { "5.0": [requirement, "5.0/MQTT-3.3.2-9"] },
      *script(t) {
        const connack = maximum === undefined ? {} : { properties: { topicAliasMaximum: maximum } };
        const { peer } = yield* t.publishing([{ payload: "0" }, { payload: "1" }, { payload: "2" }], {}, connack);
        for (let topic = 0; topic < 4; topic += 1) {
          const message = { topicName: t.topic(`t${topic}`), payload: "x", qos: 0, retain: false } as const;
          for (let i = 0; i < 2; i += 1) yield* t.tellOnly({ verb: "publish", ...message });
        }
        const properties = { topicAlias: alias };
        yield* t.tellOnly({
          verb: "publish",
          topicName: t.topic("m"),
          payload: "x",
          qos: 0,
          retain: false,
          properties,
        });
        yield* peer.expectNothing("PUBLISH", { properties: { topicAlias: alias } });
      },
    }),
  ),
  clientCase({
    id: "connack/refused",
    title: "a client that is refused closes the connection, or leaves that to its server, and sends nothing more",
    section: "3.2.2",
    requirements: { "5.0": ["5.0/MQTT-4.13.2-1"] },
    *script(t) {
      const peer = yield* t.dial();
      yield* peer.send({ type: "CONNACK", reasonCode: 0x87 });
      yield* peer.expectClosed();
    },
  }),
  clientCase({
    id: "connack/moved-for-good",
    title: "a client that is told by 0x9D that the server has moved does not come back to it at once",
    section: "4.11",
    requirements: { "5.0": ["5.0/U5-140"] },
    level: "should",
    timed: true,
    *script(t) {
      const peer = yield* t.dial();
      yield* peer.send({ type: "CONNACK", reasonCode: 0x9d, properties: { serverReference: "127.0.0.1:1" } });
      yield* peer.expectClosed();
      yield* t.staysAway(3000);
    },
  }),
  hostileCase({
    id: "connack/first",
    title: "a client that is sent something before CONNACK closes the connection",
    section: { "3.1.1": "4.8", "5.0": "3.2" },
    requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1"], "5.0": ["5.0/U5-146"] },
    *script(t) {
      const peer = yield* t.dial();
      yield* peer.send({ type: "PINGRESP" });
      yield* peer.expectClosed();
    },
  }),
].flat();
