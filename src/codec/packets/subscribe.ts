// SUBSCRIBE: the filters that a client asks for, each with its options. (§3.8)

import { topicFilterFault } from "../../topics/index.ts";
import type {
  QoS,
  Subscribe50,
  Subscribe311,
  SubscribeProperties,
  Subscription50,
  Subscription311,
} from "../packet.ts";
import { readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { hex } from "../reader.ts";
import type { Rule } from "../rules.ts";
import * as rules from "../rules.ts";
import { quoted } from "../text.ts";
import type { Writer } from "../writer.ts";

export function readSubscribe(body: Reader): Subscribe311 | Subscribe50 {
  const packetId = body.packetId(rules.packetIdZero);
  const properties = body.isV5 ? readProperties<SubscribeProperties>(body, "SUBSCRIBE") : undefined;
  if (body.at === body.end) body.breach(rules.emptySubscribe, body.at, "no Topic Filter");
  const subscriptions: Subscription311[] = [];
  while (body.at < body.end) subscriptions.push(readSubscription(body));
  if (properties === undefined) return { type: "SUBSCRIBE", packetId, subscriptions };
  return { type: "SUBSCRIBE", packetId, properties, subscriptions: subscriptions as Subscription50[] };
}

function readSubscription(body: Reader): Subscription311 | Subscription50 {
  const topicFilter = readFilter(body, rules.illFormedSubscribeFilter);
  const at = body.at;
  const options = body.byte();
  const found = `subscription options 0x${hex(options)}`;
  if ((options & (body.isV5 ? 0xc0 : 0xfc)) !== 0) body.breach(rules.reservedOptionBits, at, found);
  const qos = (options & 0b11) as QoS;
  if ((qos as number) === 3) body.breach(rules.subscriptionQos3, at, found);
  if (!body.isV5) return { topicFilter, qos };
  const retainHandling = ((options >>> 4) & 0b11) as 0 | 1 | 2;
  if ((retainHandling as number) === 3) body.breach(rules.retainHandling3, at, found);
  const noLocal = (options & 0b100) !== 0;
  if (noLocal && topicFilter.startsWith("$share/")) body.breach(rules.noLocalOnShared, at, found);
  return { topicFilter, qos, noLocal, retainAsPublished: (options & 0b1000) !== 0, retainHandling };
}

/** A Topic Filter. */
export function readFilter(body: Reader, illFormed: Rule): string {
  const at = body.at;
  const topicFilter = body.string(illFormed);
  const fault = topicFilterFault(topicFilter, body.version);
  if (fault !== undefined && fault.fault !== "null-character") {
    body.breachOf(fault.requirement, 0x82, at, `Topic Filter ${quoted(topicFilter)}`);
  }
  return topicFilter;
}

export function writeSubscribe(body: Writer, packet: Subscribe311 | Subscribe50): void {
  body.packetId(packet.packetId, rules.packetIdZero);
  if (body.isV5) writeProperties(body, "SUBSCRIBE", "properties" in packet ? packet.properties : {});
  if (packet.subscriptions.length === 0) body.refuse(rules.emptySubscribe, "no Topic Filter");
  for (const subscription of packet.subscriptions) writeSubscription(body, subscription);
}

function writeSubscription(body: Writer, subscription: Subscription311 | Subscription50): void {
  const { topicFilter, qos } = subscription;
  writeFilter(body, topicFilter, rules.illFormedSubscribeFilter);
  if (qos !== 0 && qos !== 1 && qos !== 2) body.refuse(rules.subscriptionQos3, `QoS ${qos}`);
  if (!body.isV5 || !("noLocal" in subscription)) return body.byte(qos);
  const { noLocal, retainAsPublished, retainHandling } = subscription;
  if (retainHandling !== 0 && retainHandling !== 1 && retainHandling !== 2) {
    body.refuse(rules.retainHandling3, `Retain Handling ${retainHandling}`);
  }
  if (noLocal && topicFilter.startsWith("$share/"))
    body.refuse(rules.noLocalOnShared, "No Local on a Shared Subscription");
  body.byte(qos | (noLocal ? 0b100 : 0) | (retainAsPublished ? 0b1000 : 0) | (retainHandling << 4));
}

/** A Topic Filter. */
export function writeFilter(body: Writer, topicFilter: string, illFormed: Rule): void {
  const fault = topicFilterFault(topicFilter, body.version);
  if (fault !== undefined && fault.fault !== "null-character") {
    body.refuseAs(
      fault.requirement,
      fault.fault === "too-long" ? 0x81 : 0x82,
      `Topic Filter of ${topicFilter.length} characters`,
    );
  }
  body.string(topicFilter, illFormed, rules.topicTooLong);
}
