// mqtt-packet 9, the codec of MQTT.js and Aedes, as a second opinion: its packets in our shape and ours in its.

import { Buffer } from "node:buffer";
import mqttPacket from "mqtt-packet";
import type { Version } from "../../spec/index.ts";
import { PROPERTIES } from "../../spec/tables/index.ts";
import type { Packet } from "../../src/codec/index.ts";
import { wholeSize } from "./answer.ts";

/** A packet or a part of one, as mqtt-packet has it: by name, and of no certain shape. */
export type Fields = { readonly [field: string]: unknown };

/** What mqtt-packet makes of some bytes. */
export type Theirs =
  | { readonly kind: "packet"; readonly packet: Fields }
  | { readonly kind: "incomplete" }
  | { readonly kind: "malformed"; readonly message: string };

const LEVELS: Readonly<Record<Version, 4 | 5>> = { "3.1.1": 4, "5.0": 5 };

/** Reads the first packet of `bytes` with mqtt-packet, which never sees what stands behind it; what it throws is a refusal. */
export function parseTheirs(bytes: Uint8Array, version: Version): Theirs {
  const parser = mqttPacket.parser({ protocolVersion: LEVELS[version] });
  let packet: Fields | undefined;
  let failure: Error | undefined;
  parser.on("packet", (parsed) => {
    packet ??= parsed as unknown as Fields;
  });
  parser.on("error", (error: Error) => {
    failure ??= error;
  });
  try {
    parser.parse(Buffer.from(bytes.subarray(0, wholeSize(bytes))));
  } catch (thrown) {
    return { kind: "malformed", message: `threw ${thrown}` };
  }
  if (failure !== undefined) return { kind: "malformed", message: failure.message };
  return packet === undefined ? { kind: "incomplete" } : { kind: "packet", packet };
}

/** Writes our packet with mqtt-packet, or says why it would not. */
export function generateTheirs(packet: Packet, version: Version): Buffer | Error {
  try {
    return mqttPacket.generate(toTheirs(packet, version) as never, { protocolVersion: LEVELS[version] });
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

/** What it calls otherwise than we: the two names of a property, ours first. */
const RENAMED = [
  ["maximumQos", "maximumQoS"],
  ["subscriptionIdentifierAvailable", "subscriptionIdentifiersAvailable"],
  ["subscriptionIdentifiers", "subscriptionIdentifier"],
] as const;

/** Bytes of value 0 and 1 are booleans there, but for Maximum QoS. */
const FLAGS: ReadonlySet<string> = new Set(
  PROPERTIES.filter(({ type, name }) => type === "byte" && name !== "maximumQos").map(({ name }) => name),
);

function toTheirs(packet: Packet, version: Version): Fields {
  const { type, properties, ...rest } = packet as unknown as {
    readonly type: string;
    readonly properties?: Fields;
  } & Fields;
  const fields: Record<string, unknown> = { cmd: type.toLowerCase() };
  for (const [field, value] of Object.entries(rest)) Object.assign(fields, fieldToTheirs(field, value));
  if (type === "CONNECT") Object.assign(fields, { protocolId: "MQTT", protocolVersion: LEVELS[version] });
  if (properties !== undefined && Object.keys(properties).length > 0)
    fields["properties"] = propertiesToTheirs(properties);
  return fields;
}

function fieldToTheirs(field: string, value: unknown): Fields {
  switch (field) {
    case "version":
      return {};
    case "cleanSession":
    case "cleanStart":
      return { clean: value };
    case "keepAlive":
      return { keepalive: value };
    case "userName":
      return { username: value };
    case "packetId":
      return { messageId: value };
    case "topicName":
      return { topic: value };
    case "topicFilters":
      return { unsubscriptions: value };
    case "returnCodes":
    case "reasonCodes":
      return { granted: value };
    case "payload":
    case "password":
      return { [field]: Buffer.from(value as Uint8Array) };
    case "will":
      return { will: willToTheirs(value as Fields) };
    case "subscriptions":
      return { subscriptions: (value as readonly Fields[]).map(subscriptionToTheirs) };
    default:
      return { [field]: value };
  }
}

function willToTheirs({ topicName, payload, properties, ...rest }: Fields): Fields {
  const will = { ...rest, topic: topicName, payload: Buffer.from(payload as Uint8Array) };
  return properties === undefined ? will : { ...will, properties: propertiesToTheirs(properties as Fields) };
}

function subscriptionToTheirs({ topicFilter: topic, qos, noLocal, retainAsPublished, retainHandling }: Fields): Fields {
  return noLocal === undefined
    ? { topic, qos }
    : { topic, qos, nl: noLocal, rap: retainAsPublished, rh: retainHandling };
}

function propertiesToTheirs(properties: Fields): Fields {
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(properties)) {
    const name = RENAMED.find(([ours]) => ours === field)?.[1] ?? field;
    if (FLAGS.has(field)) fields[name] = value === 1;
    else if (value instanceof Uint8Array) fields[name] = Buffer.from(value);
    else if (field === "userProperties") fields[name] = grouped(value as readonly (readonly [string, string])[]);
    else fields[name] = value;
  }
  return fields;
}

/** User Properties as it has them: by name, so that their order is lost. */
function grouped(pairs: readonly (readonly [string, string])[]): Fields {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value]);
  return Object.fromEntries(groups);
}

/**
 * The meaning of a packet, of ours or of what mqtt-packet made of bytes, as far as both can say it: in its words, with what
 * it leaves out left out, lists where one would do, and User Properties by name.
 */
export function meaningOfOurs(packet: Packet, version: Version): Fields {
  return meaning(toTheirs(packet, version));
}

/** See `meaningOfOurs`. */
export function meaningOfTheirs(packet: Fields): Fields {
  const { length, bridgeMode, ...rest } = packet;
  const cmd = rest["cmd"];
  const { dup, qos, retain, ...body } = rest;
  return meaning(cmd === "publish" ? rest : body);
}

function meaning(value: Fields): Fields {
  const kept = Object.entries(value).filter(([field, one]) => {
    const isEmpty = field === "properties" && Object.keys(one as object).length === 0;
    return one !== undefined && one !== null && !isEmpty;
  });
  return Object.fromEntries(kept.map(([field, one]) => [field, plain(field, one)]));
}

function plain(field: string, value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString("hex");
  if (field === "userProperties") return byName(value as Fields);
  if (field === "subscriptionIdentifier") return [value].flat();
  if (field === "properties" || field === "will") return meaning(value as Fields);
  return value;
}

function byName(grouped: Fields): readonly (readonly [string, unknown])[] {
  return Object.entries(grouped)
    .map(([name, values]) => [name, [values].flat()] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Our name of a property that mqtt-packet has read: singular, as in spec/tables. */
export function propertyName(theirs: string): string {
  if (theirs === "userProperties") return "userProperty";
  return RENAMED.find(([ours, name]) => name === theirs && ours !== "subscriptionIdentifiers")?.[0] ?? theirs;
}

/** Whether mqtt-packet would itself write a packet that it has read as it stood in `bytes`. */
export function isTheirForm(read: Fields, bytes: Uint8Array, version: Version): boolean {
  try {
    return mqttPacket.generate(read as never, { protocolVersion: LEVELS[version] }).equals(bytes);
  } catch {
    return false;
  }
}
