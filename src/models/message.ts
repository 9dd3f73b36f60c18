// An Application Message on its way through the broker, and the PUBLISH that carries it to a subscriber. (5.0 §3.3)

import type { Version } from "../../spec/index.ts";
import type { PacketOf, PublishProperties, QoS } from "../codec/index.ts";

/** What is forwarded unaltered. (5.0/MQTT-3.3.2-4, -15, -16, -17, -18, -20) */
type ForwardedProperties = Omit<PublishProperties, "messageExpiryInterval" | "topicAlias" | "subscriptionIdentifiers">;

/** An Application Message. */
export interface Message {
  readonly topicName: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  /** As its publisher set it. */
  readonly retain: boolean;
  readonly properties: ForwardedProperties;
  /** When it expires; undefined for never. */
  readonly expiresAtMs: number | undefined;
  /** Who published it, for No Local. */
  readonly publisher: string;
}

const NO_PROPERTIES: PublishProperties = {};

/** The message of a PUBLISH. `topicName` is given apart, as a Topic Alias may stand for it. */
export function messageOf(publish: PacketOf<"PUBLISH">, topicName: string, publisher: string, atMs: number): Message {
  const { qos, retain } = publish;
  const { messageExpiryInterval, topicAlias: _, subscriptionIdentifiers: __, ...properties } = propertiesIn(publish);
  const expiresAtMs = expiry(messageExpiryInterval, atMs);
  const message = { topicName, payload: publish.payload, qos, retain, properties, expiresAtMs, publisher };
  return qos > 0 || retain ? owned(message) : message;
}

/** Who publishes what the server itself says: no client has this Client Identifier. */
export const THE_SERVER = "";

/** The message of what the server itself says. */
export function messageOfServer(said: ServerSaid, atMs: number): Message {
  const { messageExpiryInterval, ...properties } = said.properties ?? NO_PROPERTIES;
  const { topicName, payload, qos, retain } = said;
  const expiresAtMs = expiry(messageExpiryInterval, atMs);
  return owned({ topicName, payload, qos, retain, properties, expiresAtMs, publisher: THE_SERVER });
}

interface ServerSaid extends Pick<Message, "topicName" | "payload" | "qos" | "retain"> {
  readonly properties?: Omit<PublishProperties, "topicAlias" | "subscriptionIdentifiers">;
}

/** The message in bytes of its own: the decoder gives views into chunks of a socket, and who is kept must not keep those. */
export function owned(message: Message): Message {
  const { payload, properties } = message;
  const { correlationData } = properties;
  return {
    ...message,
    payload: new Uint8Array(payload),
    properties:
      correlationData === undefined ? properties : { ...properties, correlationData: new Uint8Array(correlationData) },
  };
}

/** When a message with this Message Expiry Interval expires, if it began at `atMs`. */
export function expiry(messageExpiryInterval: number | undefined, atMs: number): number | undefined {
  return messageExpiryInterval === undefined ? undefined : atMs + messageExpiryInterval * 1000;
}

/** What of a message has weight. */
export type Weighed = Pick<Message, "topicName" | "payload" | "properties">;

/** About how many bytes a message weighs while it waits: its topic, its payload and its properties. */
export function weightOf({ topicName, payload, properties }: Weighed): number {
  const { contentType, responseTopic, correlationData, userProperties } = properties;
  let weight = topicName.length + payload.length;
  if (contentType !== undefined) weight += contentType.length;
  if (responseTopic !== undefined) weight += responseTopic.length;
  if (correlationData !== undefined) weight += correlationData.length;
  if (userProperties !== undefined) for (const [name, value] of userProperties) weight += name.length + value.length;
  return weight;
}

/** Whether the time of a message is over. (5.0/MQTT-3.3.2-5) */
export function isExpired(message: Message, atMs: number): boolean {
  return message.expiresAtMs !== undefined && message.expiresAtMs <= atMs;
}

/** How one copy of a message goes to one subscriber. */
export interface Copy {
  readonly qos: QoS;
  readonly retain: boolean;
  /** Of all the subscriptions that this copy is sent for. */
  readonly subscriptionIdentifiers: readonly number[];
}

/** The PUBLISH that carries `message` to a client of this version. DUP says nothing but whether this packet is sent again. (5.0/MQTT-3.3.1-3, 3.1.1/MQTT-3.3.1-3) */
export function publishOf(
  version: Version,
  message: Message,
  copy: Copy,
  atMs: number,
  packetId: number,
  dup: boolean,
): PacketOf<"PUBLISH"> {
  const { topicName, payload } = message;
  const { qos, retain } = copy;
  const type = "PUBLISH";
  // No PUBLISH at QoS 0 has a Packet Identifier or DUP. (5.0/MQTT-2.2.1-2, -3.3.1-2; 3.1.1/MQTT-2.3.1-5, -3.3.1-2)
  if (version === "3.1.1") {
    if (qos === 0) return { type, topicName, payload, retain, qos, dup: false };
    return { type, topicName, payload, retain, qos, dup, packetId } as PacketOf<"PUBLISH", "3.1.1">;
  }
  const properties = propertiesOf(message, copy, atMs);
  if (qos === 0) return { type, topicName, payload, retain, qos, dup: false, properties };
  return { type, topicName, payload, retain, qos, dup, packetId, properties } as PacketOf<"PUBLISH", "5.0">;
}

function propertiesIn(publish: PacketOf<"PUBLISH">): PublishProperties {
  return "properties" in publish ? publish.properties : NO_PROPERTIES;
}

function propertiesOf(message: Message, copy: Copy, atMs: number): PublishProperties {
  const { subscriptionIdentifiers } = copy;
  if (message.expiresAtMs === undefined && subscriptionIdentifiers.length === 0) return message.properties;
  return {
    ...message.properties,
    ...(message.expiresAtMs !== undefined && { messageExpiryInterval: secondsLeft(message.expiresAtMs, atMs) }),
    ...(subscriptionIdentifiers.length > 0 && { subscriptionIdentifiers }),
  };
}

// The received value less the whole seconds waited (5.0/MQTT-3.3.2-6). A flow that has begun goes on past it (5.0/MQTT-4.3.3-7).
function secondsLeft(expiresAtMs: number, atMs: number): number {
  // To the millisecond: what a sum of fractions leaves over would be a second more than was received.
  return Math.max(0, Math.ceil(Math.round(expiresAtMs - atMs) / 1000));
}
