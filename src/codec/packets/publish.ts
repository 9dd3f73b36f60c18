// PUBLISH: one Application Message. (§3.3)

import type { Publish50, Publish311, PublishProperties } from "../packet.ts";
import { readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import * as rules from "../rules.ts";
import { illFormedAt, isText } from "../text.ts";
import type { Writer } from "../writer.ts";

export function readPublish(body: Reader, flags: number): Publish311 | Publish50 {
  const dup = (flags & 0b1000) !== 0;
  const qos = (flags & 0b0110) >>> 1;
  const retain = (flags & 0b0001) !== 0;
  const topicAt = body.at;
  const topicName = body.topicName(rules.illFormedTopicName, rules.wildcardInTopicName);
  if (!body.isV5) {
    if (topicName === "") body.breach(rules.emptyTopic, topicAt, "an empty Topic Name");
    if (qos === 0) return { type: "PUBLISH", qos, dup, topicName, retain, payload: body.rest() } as Publish311;
    const packetId = body.packetId(rules.packetIdZero);
    return { type: "PUBLISH", qos, dup, topicName, packetId, retain, payload: body.rest() } as Publish311;
  }
  const packetId = qos === 0 ? 0 : body.packetId(rules.packetIdZero);
  const properties = readProperties<PublishProperties>(body, "PUBLISH");
  if (topicName === "" && properties.topicAlias === undefined) {
    body.breach(rules.noTopicAndNoAlias, topicAt, "an empty Topic Name without a Topic Alias");
  }
  const payload = body.rest();
  if (body.checkPayloadFormat && properties.payloadFormatIndicator === 1) checkText(body, payload);
  if (qos === 0) return { type: "PUBLISH", qos, dup, topicName, retain, properties, payload } as Publish50;
  return { type: "PUBLISH", qos, dup, topicName, packetId, retain, properties, payload } as Publish50;
}

function checkText(body: Reader, payload: Uint8Array): void {
  const bad = illFormedAt(payload, 0, payload.length);
  if (bad !== -1) body.breach(rules.payloadNotText, body.end - payload.length + bad, "a payload that is not UTF-8");
}

/** The fixed header flags of a PUBLISH. */
export function publishFlags(body: Writer, packet: Publish311 | Publish50): number {
  const { dup, retain } = packet;
  // A caller that does not heed the types is refused, not believed.
  const qos: number = packet.qos;
  if (qos !== 0 && qos !== 1 && qos !== 2) body.refuse(rules.qos3, `QoS ${qos}`);
  if (dup && qos === 0) body.refuse(rules.dupAtQos0, "DUP at QoS 0");
  return (dup ? 0b1000 : 0) | (qos << 1) | (retain ? 0b0001 : 0);
}

export function writePublish(body: Writer, packet: Publish311 | Publish50): void {
  const { topicName, payload } = packet;
  const properties = "properties" in packet ? packet.properties : undefined;
  if (topicName === "" && properties?.topicAlias === undefined) {
    body.refuse(body.isV5 ? rules.noTopicAndNoAlias : rules.emptyTopic, "an empty Topic Name");
  }
  body.topicName(topicName, rules.illFormedTopicName, rules.wildcardInTopicName);
  if (packet.qos !== 0) body.packetId(packet.packetId, rules.packetIdZero);
  else if ("packetId" in packet && packet.packetId !== undefined) {
    body.refuse(rules.packetIdAtQos0, `Packet Identifier ${packet.packetId} at QoS 0`);
  }
  if (body.isV5) {
    if (properties === undefined) body.refuse(rules.propertyLengthMissing, "a PUBLISH without properties");
    writeProperties(body, "PUBLISH", properties);
    if (body.checkPayloadFormat && properties.payloadFormatIndicator === 1 && !isText(payload)) {
      body.refuse(rules.payloadNotText, "a payload that is not UTF-8");
    }
  }
  body.put(payload);
}
