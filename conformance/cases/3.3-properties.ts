// Cases of section 3.3.2.3 of MQTT 5.0: the properties of PUBLISH, and what a server may not change in them.

import { type IdOf, type PublishDraft, type TestCase, testCase, u16, utf8 } from "../case.ts";
import { arrival } from "./arrivals.ts";
import { publishBytes } from "./packets-by-hand.ts";
import { expectRefusal, faultCase } from "./refusal.ts";

type Properties = NonNullable<PublishDraft["properties"]>;

interface Forwarded {
  readonly id: string;
  readonly what: string;
  readonly section: string;
  readonly requirements: readonly [IdOf<"5.0">, ...IdOf<"5.0">[]];
  readonly properties: Properties;
}

const USER = { section: "3.3.2.3.7", requirements: ["5.0/MQTT-3.3.2-17", "5.0/MQTT-3.3.2-18"] } as const;

const FORWARDED: readonly Forwarded[] = [
  {
    id: "payload-format-indicator",
    what: "a Payload Format Indicator of 1",
    section: "3.3.2.3.2",
    requirements: ["5.0/MQTT-3.3.2-4"],
    properties: { payloadFormatIndicator: 1 },
  },
  {
    id: "response-topic",
    what: "a Response Topic",
    section: "3.3.2.3.5",
    requirements: ["5.0/MQTT-3.3.2-15"],
    properties: { responseTopic: "Réponse//with space/" },
  },
  {
    id: "correlation-data",
    what: "Correlation Data of any bytes",
    section: "3.3.2.3.6",
    requirements: ["5.0/MQTT-3.3.2-16"],
    properties: { correlationData: Uint8Array.from({ length: 256 }, (_, i) => i) },
  },
  {
    id: "correlation-data-empty",
    what: "empty Correlation Data",
    section: "3.3.2.3.6",
    requirements: ["5.0/MQTT-3.3.2-16"],
    properties: { correlationData: new Uint8Array(0) },
  },
  {
    id: "content-type",
    what: "a Content Type",
    section: "3.3.2.3.9",
    requirements: ["5.0/MQTT-3.3.2-20"],
    properties: { contentType: 'text/plain; charset="utf-8"' },
  },
  {
    id: "content-type-empty",
    what: "an empty Content Type",
    section: "3.3.2.3.9",
    requirements: ["5.0/MQTT-3.3.2-20"],
    properties: { contentType: "" },
  },
  {
    ...USER,
    id: "user-properties-order",
    what: "User Properties in an order that no sorting gives",
    properties: {
      userProperties: [
        ["b", "2"],
        ["a", "9"],
        ["c", "1"],
        ["a", "1"],
        ["B", "0"],
      ],
    },
  },
  {
    ...USER,
    id: "user-properties-repeated",
    what: "User Properties with the same name, and with the same name and value",
    properties: {
      userProperties: [
        ["a", "2"],
        ["b", "x"],
        ["a", "1"],
        ["a", "2"],
        ["b", "x"],
      ],
    },
  },
  {
    ...USER,
    id: "user-properties-empty",
    what: "User Properties with an empty name or value",
    properties: {
      userProperties: [
        ["", ""],
        ["a", ""],
        ["", "b"],
        ["", ""],
      ],
    },
  },
  {
    ...USER,
    id: "user-properties-unicode",
    what: "User Properties in composed and decomposed characters, and beyond the Basic Multilingual Plane",
    properties: {
      userProperties: [
        ["\u00e9", "e\u0301"],
        ["\u{1f4a1}", " spaces "],
      ],
    },
  },
  {
    ...USER,
    id: "user-properties-many",
    what: "fifty User Properties",
    properties: { userProperties: Array.from({ length: 50 }, (_, i) => [`name ${i % 7}`, `value ${i}`] as const) },
  },
];

const forwarded = FORWARDED.flatMap(({ id, what, section, requirements, properties }) =>
  testCase({
    id: `properties/forwarded/${id}`,
    title: `${what} reaches every subscriber unaltered`,
    section,
    requirements: { "5.0": requirements },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const carol = yield* t.connect();
      yield* carol.subscribe(t.topic("a"), { qos: 0 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "text", { qos: 1, properties });
      for (const subscriber of [bob, carol]) {
        yield* arrival(t, subscriber, { payload: "text" });
      }
      yield* alice.publish(t.topic("a"), "more", { qos: 1, properties });
      for (const subscriber of [bob, carol]) yield* subscriber.expect("PUBLISH", { payload: "more", properties });
    },
  }),
);

const retainedToo = testCase({
  id: "properties/forwarded/retained",
  title: "a retained message is sent with the properties that it was published with",
  section: "3.3.2.3",
  requirements: {
    "5.0": ["5.0/MQTT-3.3.2-4", "5.0/MQTT-3.3.2-15", "5.0/MQTT-3.3.2-16", "5.0/MQTT-3.3.2-17", "5.0/MQTT-3.3.2-20"],
  },
  needs: ["retain", "qos1"],
  *script(t) {
    const properties: Properties = {
      payloadFormatIndicator: 1,
      responseTopic: "answers",
      correlationData: Uint8Array.of(0, 1, 255),
      contentType: "text/plain",
      userProperties: [
        ["b", "1"],
        ["a", "2"],
      ],
    };
    const alice = yield* t.connect();
    yield* alice.publish(t.topic("a"), "kept", { qos: 1, retain: true, properties });
    const bob = yield* t.connect();
    yield* bob.subscribe(t.topic("a"), { qos: 1 });
    yield* arrival(t, bob, { payload: "kept" });
    yield* bob.subscribe(t.topic("a"), { qos: 1 });
    yield* bob.expect("PUBLISH", { payload: "kept", properties });
  },
});

/** Properties that may stand once in a PUBLISH, as they are on the wire. */
const ONCE = [
  { id: "topic-alias", requirement: "5.0/U5-082", bytes: [0x23, ...u16(1)] },
  { id: "response-topic", requirement: "5.0/U5-083", bytes: [0x08, ...utf8("answers")] },
  { id: "correlation-data", requirement: "5.0/U5-084", bytes: [0x09, ...utf8("data")] },
  { id: "content-type", requirement: "5.0/U5-086", bytes: [0x03, ...utf8("text/plain")] },
] as const;

const twice = ONCE.flatMap(({ id, requirement, bytes }) =>
  faultCase({
    id: `properties/twice/${id}`,
    title: `a PUBLISH that has its ${id.replace("-", " ")} twice closes the connection`,
    section: "3.3.2.3",
    requirements: { "5.0": [requirement] },
    needs: id === "topic-alias" ? ["topicAlias"] : [],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(publishBytes(t, { topicName: t.topic("a"), properties: [bytes] }));
      yield* t.control("with the property once the connection stays open", () => alice.barrier());
      yield* alice.send(publishBytes(t, { topicName: t.topic("a"), properties: [bytes, bytes] }));
      yield* alice.expectClosed();
    },
  }),
);

const responseTopic: readonly TestCase[] = ["+", "#"].flatMap((wildcard) =>
  faultCase({
    id: `properties/response-topic-wildcard/${wildcard === "+" ? "plus" : "hash"}`,
    title: `a PUBLISH with a ${wildcard} in its Response Topic is refused`,
    section: "3.3.2.3.5",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-14"] },
    needs: ["qos1"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "x", { qos: 1, properties: { responseTopic: t.topic("good") } });
      const property = [0x08, ...utf8(t.topic(wildcard))];
      const bad = publishBytes(t, { first: 0x32, topicName: t.topic("a"), packetId: 7, properties: [property] });
      yield* expectRefusal(t, alice, { type: "PUBACK", packetId: 7, fault: "a wildcard in the Response Topic" }, bad);
    },
  }),
);

/** Properties that are UTF-8 Encoded Strings. */
const STRINGS = [
  { id: "response-topic", identifier: 0x08, requirement: "5.0/MQTT-3.3.2-13" },
  { id: "content-type", identifier: 0x03, requirement: "5.0/MQTT-3.3.2-19" },
] as const;

const notUtf8 = STRINGS.flatMap(({ id, identifier, requirement }) =>
  faultCase({
    id: `properties/not-utf8/${id}`,
    title: `a PUBLISH whose ${id.replace("-", " ")} is no UTF-8 closes the connection`,
    section: "3.3.2.3",
    requirements: { "5.0": [requirement, "5.0/U5-001"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(publishBytes(t, { topicName: t.topic("a"), properties: [[identifier, ...utf8("good")]] }));
      yield* t.control("with text the connection stays open", () => alice.barrier());
      const property = [identifier, ...utf8([0x62, 0x61, 0xff, 0x64])];
      yield* alice.send(publishBytes(t, { topicName: t.topic("a"), properties: [property] }));
      yield* alice.expectClosed();
    },
  }),
);

export const publishProperties: readonly TestCase[] = [
  ...forwarded,
  ...retainedToo,
  ...twice,
  ...responseTopic,
  ...notUtf8,
];
