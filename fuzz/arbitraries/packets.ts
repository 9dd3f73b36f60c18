// Any packet that may be sent, of either version and of each type, made from spec/tables. (5.0 chapter 3, 3.1.1 chapter 3)

import fc from "fast-check";
import type { ReasonCarrier, ReasonCode, ReasonCodeRow, Version } from "../../spec/index.ts";
import { CONNECT_RETURN_CODES, REASON_CODES, SUBACK_RETURN_CODES } from "../../spec/tables/index.ts";
import type { AckType, Packet, Packet50, Packet311, PacketOf } from "../../src/codec/index.ts";
import { properties } from "./properties.ts";
import { text, topicFilter, topicName } from "./text.ts";
import { binary, integer, packetId, payload, qos } from "./values.ts";

/** One arbitrary for each type of a version. */
type PacketsOf<V extends Version> = { readonly [T in Packet<V>["type"]]: fc.Arbitrary<PacketOf<T, V>> };

/** A record of plain fields. */
function record<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

/** `fields`, and for each of `optional` whether it is there. */
function recordWith<T, O>(
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  optional: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<T & Partial<O>> {
  const all = { ...fields, ...optional };
  const requiredKeys = Object.keys(fields) as never[];
  return fc.record(all, { requiredKeys, noNullPrototype: true }) as unknown as fc.Arbitrary<T & Partial<O>>;
}

function reasonCode<C extends ReasonCode = ReasonCode>(carrier: ReasonCarrier): fc.Arbitrary<C> {
  const rows: readonly ReasonCodeRow[] = REASON_CODES;
  const codes = rows.filter((row) => row.packets[carrier] !== undefined).map((row) => row.code as C);
  return fc.constantFrom(...codes);
}

function some<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

const UTF8 = new TextEncoder();

/** Payload Format Indicator 1 promises text (5.0/U5-080). */
function keepingFormat<
  T extends { readonly payload: Uint8Array; readonly properties: { readonly payloadFormatIndicator?: 0 | 1 } },
>(message: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc
    .tuple(message, text)
    .map(([made, words]) =>
      made.properties.payloadFormatIndicator === 1 ? { ...made, payload: UTF8.encode(words) } : made,
    );
}

const will311 = record({ topicName, payload: binary, qos, retain: fc.boolean() });
const will50 = keepingFormat(
  record({ topicName, payload: binary, qos, retain: fc.boolean(), properties: properties("WILL") }),
);

const connect311 = recordWith(
  {
    type: fc.constant("CONNECT" as const),
    version: fc.constant("3.1.1" as const),
    clientId: text,
    cleanSession: fc.boolean(),
    keepAlive: integer(0, 0xffff),
  },
  { will: will311, userName: text, password: binary },
).map(({ userName, password, ...made }): PacketOf<"CONNECT", "3.1.1"> => {
  // 3.1.1/MQTT-3.1.3-7 and 3.1.1/MQTT-3.1.2-22.
  const connect = { ...made, cleanSession: made.cleanSession || made.clientId === "" };
  if (userName === undefined) return connect;
  return password === undefined ? { ...connect, userName } : { ...connect, userName, password };
});

const connect50: fc.Arbitrary<PacketOf<"CONNECT", "5.0">> = recordWith(
  {
    type: fc.constant("CONNECT" as const),
    version: fc.constant("5.0" as const),
    clientId: text,
    cleanStart: fc.boolean(),
    keepAlive: integer(0, 0xffff),
    properties: properties("CONNECT"),
  },
  { will: will50, userName: text, password: binary },
);

const connack311: fc.Arbitrary<PacketOf<"CONNACK", "3.1.1">> = fc
  .tuple(fc.boolean(), fc.constantFrom(...CONNECT_RETURN_CODES))
  .map(([sessionPresent, { code: returnCode }]) =>
    returnCode === 0
      ? { type: "CONNACK", sessionPresent, returnCode }
      : { type: "CONNACK", sessionPresent: false, returnCode },
  );

// 5.0/MQTT-3.2.2-6: a refusal never has a session.
const connack50: fc.Arbitrary<PacketOf<"CONNACK", "5.0">> = record({
  type: fc.constant("CONNACK" as const),
  sessionPresent: fc.boolean(),
  reasonCode: reasonCode("CONNACK"),
  properties: properties<PacketOf<"CONNACK", "5.0">["properties"]>("CONNACK"),
}).map((made) => ({ ...made, sessionPresent: made.sessionPresent && made.reasonCode === 0 }));

/** The three levels of delivery: QoS 0 has no Packet Identifier and is never repeated. */
const delivery = fc.oneof(
  record({ qos: fc.constant(0 as const), dup: fc.constant(false as const) }),
  record({ qos: fc.constant(1 as const), dup: fc.boolean(), packetId }),
  record({ qos: fc.constant(2 as const), dup: fc.boolean(), packetId }),
);

const message311 = record({ type: fc.constant("PUBLISH" as const), retain: fc.boolean(), topicName, payload });
const message50 = keepingFormat(
  record({
    type: fc.constant("PUBLISH" as const),
    retain: fc.boolean(),
    topicName,
    payload,
    properties: properties<PacketOf<"PUBLISH", "5.0">["properties"]>("PUBLISH"),
  }),
);

const publish311: fc.Arbitrary<PacketOf<"PUBLISH", "3.1.1">> = fc
  .tuple(message311, delivery)
  .map(([message, how]) => ({ ...message, ...how }));

// A Topic Alias may stand for the Topic Name (5.0 §3.3.2.3.4).
const publish50: fc.Arbitrary<PacketOf<"PUBLISH", "5.0">> = fc
  .tuple(message50, delivery, fc.boolean())
  .map(([message, how, byAlias]) => {
    const isNameless = byAlias && message.properties.topicAlias !== undefined;
    return { ...message, ...how, topicName: isNameless ? "" : message.topicName };
  });

function ack311<T extends AckType>(type: T): fc.Arbitrary<PacketOf<T, "3.1.1">> {
  return packetId.map((id) => ({ type, packetId: id }) as PacketOf<T, "3.1.1">);
}

function ack50<T extends AckType>(type: T): fc.Arbitrary<PacketOf<T, "5.0">> {
  return fc
    .tuple(packetId, fc.oneof(fc.constant(0x00 as const), reasonCode(type)), properties(type))
    .map(([id, code, made]) => ({ type, packetId: id, reasonCode: code, properties: made }) as PacketOf<T, "5.0">);
}

// 5.0/MQTT-3.8.3-4: a Shared Subscription is never No Local.
const subscription50 = record({
  topicFilter: topicFilter("5.0"),
  qos,
  noLocal: fc.boolean(),
  retainAsPublished: fc.boolean(),
  retainHandling: qos,
}).map((made) => ({ ...made, noLocal: made.noLocal && !made.topicFilter.startsWith("$share/") }));

/** Every packet of MQTT 3.1.1, by type. */
export const PACKETS_311: PacketsOf<"3.1.1"> = {
  CONNECT: connect311,
  CONNACK: connack311,
  PUBLISH: publish311,
  PUBACK: ack311("PUBACK"),
  PUBREC: ack311("PUBREC"),
  PUBREL: ack311("PUBREL"),
  PUBCOMP: ack311("PUBCOMP"),
  SUBSCRIBE: record({
    type: fc.constant("SUBSCRIBE" as const),
    packetId,
    subscriptions: some(record({ topicFilter: topicFilter("3.1.1"), qos })),
  }),
  SUBACK: record({
    type: fc.constant("SUBACK" as const),
    packetId,
    returnCodes: some(fc.constantFrom(...SUBACK_RETURN_CODES).map((row) => row.code)),
  }),
  UNSUBSCRIBE: record({
    type: fc.constant("UNSUBSCRIBE" as const),
    packetId,
    topicFilters: some(topicFilter("3.1.1")),
  }),
  UNSUBACK: record({ type: fc.constant("UNSUBACK" as const), packetId }),
  PINGREQ: record({ type: fc.constant("PINGREQ" as const) }),
  PINGRESP: record({ type: fc.constant("PINGRESP" as const) }),
  DISCONNECT: record({ type: fc.constant("DISCONNECT" as const) }),
};

/** Every packet of MQTT 5.0, by type. */
export const PACKETS_50: PacketsOf<"5.0"> = {
  CONNECT: connect50,
  CONNACK: connack50,
  PUBLISH: publish50,
  PUBACK: ack50("PUBACK"),
  PUBREC: ack50("PUBREC"),
  PUBREL: ack50("PUBREL"),
  PUBCOMP: ack50("PUBCOMP"),
  SUBSCRIBE: record({
    type: fc.constant("SUBSCRIBE" as const),
    packetId,
    properties: properties("SUBSCRIBE"),
    subscriptions: some(subscription50),
  }),
  SUBACK: record({
    type: fc.constant("SUBACK" as const),
    packetId,
    properties: properties("SUBACK"),
    reasonCodes: some(reasonCode("SUBACK")),
  }),
  UNSUBSCRIBE: record({
    type: fc.constant("UNSUBSCRIBE" as const),
    packetId,
    properties: properties("UNSUBSCRIBE"),
    topicFilters: some(topicFilter("5.0")),
  }),
  UNSUBACK: record({
    type: fc.constant("UNSUBACK" as const),
    packetId,
    properties: properties("UNSUBACK"),
    reasonCodes: some(reasonCode("UNSUBACK")),
  }),
  PINGREQ: record({ type: fc.constant("PINGREQ" as const) }),
  PINGRESP: record({ type: fc.constant("PINGRESP" as const) }),
  DISCONNECT: record({
    type: fc.constant("DISCONNECT" as const),
    reasonCode: fc.oneof(fc.constant(0x00 as const), reasonCode("DISCONNECT")),
    properties: properties("DISCONNECT"),
  }),
  AUTH: record({
    type: fc.constant("AUTH" as const),
    reasonCode: reasonCode<0x00 | 0x18 | 0x19>("AUTH"),
    properties: properties("AUTH"),
  }),
};

const ANY_311: fc.Arbitrary<Packet311> = fc.oneof(...(Object.values(PACKETS_311) as fc.Arbitrary<Packet311>[]));
const ANY_50: fc.Arbitrary<Packet50> = fc.oneof(...(Object.values(PACKETS_50) as fc.Arbitrary<Packet50>[]));

/** Any packet of one version. */
export function packetOf<V extends Version>(version: V): fc.Arbitrary<Packet<V>> {
  return (version === "3.1.1" ? ANY_311 : ANY_50) as fc.Arbitrary<Packet> as fc.Arbitrary<Packet<V>>;
}

/** A packet together with its version. */
export interface Sample {
  readonly version: Version;
  readonly packet: Packet;
}

export const version: fc.Arbitrary<Version> = fc.constantFrom("3.1.1", "5.0");

/** Any packet of either version. */
export const sample: fc.Arbitrary<Sample> = fc.oneof(
  record({ version: fc.constant("3.1.1" as const), packet: ANY_311 }),
  record({ version: fc.constant("5.0" as const), packet: ANY_50 }),
);
