// What a broker does not take of a PUBLISH that is well-formed: more than it holds, what it may not say, what is not what it
// says. (5.0 §3.3, §3.4.2.1, §3.5.2.1)

import type { ReasonCode } from "../../../spec/index.ts";
import type { PacketOf } from "../../codec/index.ts";
import type { Weighed } from "../message.ts";
import type { BrokerOptions } from "./options.ts";
import { isOverRetainedQuota } from "./retained.ts";
import type { Connection, Turn } from "./state.ts";

type Publish = PacketOf<"PUBLISH">;

/** Why a PUBLISH is refused; 0x00 where it is taken. In MQTT 3.1.1 nobody is told. (3.1.1/MQTT-3.3.5-2) */
export function refusalOf(turn: Turn, connection: Connection, packet: Publish, topicName: string): ReasonCode {
  const { options } = turn.broker;
  const { clientId } = connection.session;
  if (isTooLarge(topicName, options)) return 0x90;
  const { userName, grants } = connection;
  if (!options.authorise({ action: "publish", clientId, userName, topic: topicName, grants })) return 0x87;
  if (options.checksPayloadFormat && isFalselyText(packet)) return 0x99;
  if (
    packet.retain &&
    packet.qos > 0 &&
    packet.payload.length > 0 &&
    isOverRetainedQuota(turn.broker, weighed(packet, topicName))
  )
    return 0x97;
  return identifierInUse(connection, packet);
}

function weighed(packet: Publish, topicName: string): Weighed {
  return { topicName, payload: packet.payload, properties: "properties" in packet ? packet.properties : {} };
}

/** Whether a Topic Name or a Topic Filter has more levels or more bytes than the broker takes. */
export function isTooLarge(
  topic: string,
  { maximumTopicLevels, maximumTopicBytes }: Pick<BrokerOptions, "maximumTopicLevels" | "maximumTopicBytes">,
): boolean {
  return levelsIn(topic) > maximumTopicLevels || isLonger(topic, maximumTopicBytes);
}

// A code unit of UTF-16 takes at most three bytes of UTF-8, and at least one.
function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && UTF8.encode(text).length > bytes);
}

const UTF8 = new TextEncoder();

function levelsIn(topic: string): number {
  let levels = 1;
  for (let at = topic.indexOf("/"); at !== -1; at = topic.indexOf("/", at + 1)) levels++;
  return levels;
}

/** Whether some bytes are well-formed UTF-8. */
export function isText(bytes: Uint8Array): boolean {
  try {
    TEXT.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const TEXT = new TextDecoder("utf-8", { fatal: true });

function isFalselyText(packet: Publish): boolean {
  return "properties" in packet && packet.properties.payloadFormatIndicator === 1 && !isText(packet.payload);
}

// A QoS 1 message under the identifier of a QoS 2 message that is not released. (5.0/MQTT-2.2.1-3) MQTT 3.1.1 cannot say it.
function identifierInUse(connection: Connection, packet: Publish): ReasonCode {
  if (packet.qos !== 1 || connection.version === "3.1.1") return 0x00;
  return connection.session.inbound.has(packet.packetId) ? 0x91 : 0x00;
}
