// UNSUBSCRIBE: the filters that a client gives up. (§3.10)

import type { Unsubscribe50, Unsubscribe311 } from "../packet.ts";
import { readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import * as rules from "../rules.ts";
import type { Writer } from "../writer.ts";
import { readFilter, writeFilter } from "./subscribe.ts";

export function readUnsubscribe(body: Reader): Unsubscribe311 | Unsubscribe50 {
  const packetId = body.packetId(rules.packetIdZero);
  const properties = body.isV5 ? readProperties<Unsubscribe50["properties"]>(body, "UNSUBSCRIBE") : undefined;
  if (body.at === body.end) body.breach(rules.emptyUnsubscribe, body.at, "no Topic Filter");
  const topicFilters: string[] = [];
  while (body.at < body.end) topicFilters.push(readFilter(body, rules.illFormedUnsubscribeFilter));
  return properties
    ? { type: "UNSUBSCRIBE", packetId, properties, topicFilters }
    : { type: "UNSUBSCRIBE", packetId, topicFilters };
}

export function writeUnsubscribe(body: Writer, packet: Unsubscribe311 | Unsubscribe50): void {
  body.packetId(packet.packetId, rules.packetIdZero);
  if (body.isV5) writeProperties(body, "UNSUBSCRIBE", "properties" in packet ? packet.properties : {});
  if (packet.topicFilters.length === 0) body.refuse(rules.emptyUnsubscribe, "no Topic Filter");
  for (const topicFilter of packet.topicFilters) writeFilter(body, topicFilter, rules.illFormedUnsubscribeFilter);
}
