// UNSUBACK: the answer to UNSUBSCRIBE; in 5.0 with a code for each filter. (§3.11)

import type { ReasonCode } from "../../../spec/index.ts";
import type { AckProperties, Unsuback50, Unsuback311 } from "../packet.ts";
import { readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { readReasonCode, writeReasonCode } from "../reason-code.ts";
import * as rules from "../rules.ts";
import type { Writer } from "../writer.ts";

export function readUnsuback(body: Reader): Unsuback311 | Unsuback50 {
  const packetId = body.packetId(rules.subackPacketIdZero);
  if (!body.isV5) {
    body.finish();
    return { type: "UNSUBACK", packetId };
  }
  const properties = readProperties<AckProperties>(body, "UNSUBACK");
  if (body.at === body.end) body.breach(rules.badUnsubackCode, body.at, "no code");
  const reasonCodes: ReasonCode[] = [];
  while (body.at < body.end) reasonCodes.push(readReasonCode(body, "UNSUBACK", rules.badUnsubackCode));
  return { type: "UNSUBACK", packetId, properties, reasonCodes };
}

export function writeUnsuback(body: Writer, packet: Unsuback311 | Unsuback50): void {
  body.packetId(packet.packetId, rules.subackPacketIdZero);
  if (!body.isV5 || !("reasonCodes" in packet)) return;
  writeProperties(body, "UNSUBACK", packet.properties);
  if (packet.reasonCodes.length === 0) body.refuse(rules.badUnsubackCode, "no code");
  for (const code of packet.reasonCodes) writeReasonCode(body, "UNSUBACK", code, rules.badUnsubackCode);
}
