// The packets of the codec's bench, each in our shape and in that of mqtt-packet: what a busy broker sees, by rough shares.

import type { Packet } from "mqtt-packet";
import type { Version } from "../../spec/index.ts";
import type { Packet as OurPacket } from "../../src/codec/index.ts";

/** One packet in both shapes. */
export interface Pair {
  readonly kind: string;
  /** How many of a hundred and ten packets of the mixture are of this kind. */
  readonly share: number;
  readonly ours: OurPacket;
  readonly theirs: Packet;
}

const TOPIC = "plant/line-3/station-12/temperature";
const NO_PROPERTIES = {};

function publish(version: Version, kind: string, share: number, qos: 0 | 1 | 2, size: number, annotated = false): Pair {
  const payload = Buffer.alloc(size, "21.5 degrees ");
  const properties = annotated
    ? { messageExpiryInterval: 60, contentType: "text/plain", userProperties: [["unit", "C"]] }
    : NO_PROPERTIES;
  const ours = {
    type: "PUBLISH",
    qos,
    dup: false,
    retain: false,
    topicName: TOPIC,
    ...(qos > 0 && { packetId: 4711 }),
    ...(version === "5.0" && { properties }),
    payload,
  } as OurPacket;
  const theirs = {
    cmd: "publish",
    qos,
    dup: false,
    retain: false,
    topic: TOPIC,
    ...(qos > 0 && { messageId: 4711 }),
    ...(annotated && {
      properties: { messageExpiryInterval: 60, contentType: "text/plain", userProperties: { unit: "C" } },
    }),
    payload,
  } as Packet;
  return { kind, share, ours, theirs };
}

function ack(version: Version, type: "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP", share: number): Pair {
  const ours = { type, packetId: 4711, ...(version === "5.0" && { reasonCode: 0, properties: NO_PROPERTIES }) };
  const theirs = { cmd: type.toLowerCase(), messageId: 4711, ...(version === "5.0" && { reasonCode: 0 }) };
  return { kind: type, share, ours: ours as OurPacket, theirs: theirs as Packet };
}

function subscribe(version: Version): Pair {
  const filters = ["plant/+/station-12/#", "alarms/#"];
  const options = { noLocal: false, retainAsPublished: true, retainHandling: 0 };
  const ours = {
    type: "SUBSCRIBE",
    packetId: 1,
    ...(version === "5.0" && { properties: NO_PROPERTIES }),
    subscriptions: filters.map((topicFilter) => ({ topicFilter, qos: 1, ...(version === "5.0" && options) })),
  };
  const theirs = {
    cmd: "subscribe",
    messageId: 1,
    subscriptions: filters.map((topic) => ({
      topic,
      qos: 1,
      ...(version === "5.0" && { nl: false, rap: true, rh: 0 }),
    })),
  };
  return { kind: "SUBSCRIBE", share: 2, ours: ours as OurPacket, theirs: theirs as unknown as Packet };
}

function suback(version: Version): Pair {
  const ours =
    version === "5.0"
      ? { type: "SUBACK", packetId: 1, properties: NO_PROPERTIES, reasonCodes: [1, 1] }
      : { type: "SUBACK", packetId: 1, returnCodes: [1, 1] };
  const theirs = { cmd: "suback", messageId: 1, granted: [1, 1] };
  return { kind: "SUBACK", share: 2, ours: ours as OurPacket, theirs: theirs as unknown as Packet };
}

function unsubscribe(version: Version): readonly Pair[] {
  const v5 = version === "5.0";
  const request = {
    type: "UNSUBSCRIBE",
    packetId: 2,
    ...(v5 && { properties: NO_PROPERTIES }),
    topicFilters: ["alarms/#"],
  };
  const answer = { type: "UNSUBACK", packetId: 2, ...(v5 && { properties: NO_PROPERTIES, reasonCodes: [0] }) };
  const theirRequest = { cmd: "unsubscribe", messageId: 2, unsubscriptions: ["alarms/#"] };
  const theirAnswer = { cmd: "unsuback", messageId: 2, ...(v5 && { granted: [0] }) };
  return [
    { kind: "UNSUBSCRIBE", share: 1, ours: request as OurPacket, theirs: theirRequest as unknown as Packet },
    { kind: "UNSUBACK", share: 1, ours: answer as OurPacket, theirs: theirAnswer as unknown as Packet },
  ];
}

function connect(version: Version): Pair {
  const v5 = version === "5.0";
  const payload = Buffer.from("gone");
  const will = { topicName: "plant/line-3/status", payload, qos: 1, retain: true };
  const ours = {
    type: "CONNECT",
    version,
    clientId: "station-12-gateway",
    [v5 ? "cleanStart" : "cleanSession"]: false,
    keepAlive: 60,
    ...(v5 && { properties: { sessionExpiryInterval: 3600, receiveMaximum: 100 } }),
    will: v5 ? { ...will, properties: { willDelayInterval: 5 } } : will,
    userName: "station-12",
    password: Buffer.from("correct horse"),
  };
  const theirs = {
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: v5 ? 5 : 4,
    clientId: "station-12-gateway",
    clean: false,
    keepalive: 60,
    ...(v5 && { properties: { sessionExpiryInterval: 3600, receiveMaximum: 100 } }),
    will: {
      topic: "plant/line-3/status",
      payload,
      qos: 1,
      retain: true,
      ...(v5 && { properties: { willDelayInterval: 5 } }),
    },
    username: "station-12",
    password: Buffer.from("correct horse"),
  };
  return { kind: "CONNECT", share: 1, ours: ours as unknown as OurPacket, theirs: theirs as unknown as Packet };
}

function connack(version: Version): Pair {
  const ours =
    version === "5.0"
      ? { type: "CONNACK", sessionPresent: true, reasonCode: 0, properties: { topicAliasMaximum: 10 } }
      : { type: "CONNACK", sessionPresent: true, returnCode: 0 };
  const theirs =
    version === "5.0"
      ? { cmd: "connack", sessionPresent: true, reasonCode: 0, properties: { topicAliasMaximum: 10 } }
      : { cmd: "connack", sessionPresent: true, returnCode: 0 };
  return { kind: "CONNACK", share: 1, ours: ours as OurPacket, theirs: theirs as Packet };
}

function disconnect(version: Version): Pair {
  if (version === "3.1.1")
    return { kind: "DISCONNECT", share: 1, ours: { type: "DISCONNECT" }, theirs: { cmd: "disconnect" } };
  // The short forms are left out: mqtt-packet 9 reads past their end, into the next packet.
  const properties = { reasonString: "going home" };
  const ours: OurPacket = { type: "DISCONNECT", reasonCode: 0x04, properties };
  return { kind: "DISCONNECT", share: 1, ours, theirs: { cmd: "disconnect", reasonCode: 0x04, properties } };
}

/** One of a hundred, and half of the bytes: a chunk mostly ends in it, and copying it costs as much as reading the others. */
export const LARGE = "PUBLISH QoS 1, 16 KiB";

/** One packet of each kind. */
export function kinds(version: Version): readonly Pair[] {
  return [
    publish(version, "PUBLISH QoS 0, 24 B", 32, 0, 24),
    publish(version, "PUBLISH QoS 1, 256 B", 16, 1, 256),
    ...(version === "5.0" ? [publish(version, "PUBLISH QoS 1, 24 B, properties", 10, 1, 24, true)] : []),
    publish(version, "PUBLISH QoS 2, 1 KiB", 6, 2, 1024),
    publish(version, LARGE, 1, 1, 16_384),
    ack(version, "PUBACK", 16),
    ack(version, "PUBREC", 6),
    ack(version, "PUBREL", 6),
    ack(version, "PUBCOMP", 6),
    subscribe(version),
    suback(version),
    ...unsubscribe(version),
    { kind: "PINGREQ", share: 2, ours: { type: "PINGREQ" }, theirs: { cmd: "pingreq" } },
    { kind: "PINGRESP", share: 2, ours: { type: "PINGRESP" }, theirs: { cmd: "pingresp" } },
    connect(version),
    connack(version),
    disconnect(version),
  ];
}

/** The mixture: every kind by its share, spread evenly. */
export function mixture(version: Version): readonly Pair[] {
  return kinds(version)
    .flatMap((pair) => Array.from({ length: pair.share }, (_, index) => ({ pair, place: (index + 0.5) / pair.share })))
    .toSorted((left, right) => left.place - right.place)
    .map(({ pair }) => pair);
}
