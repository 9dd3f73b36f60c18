// PUBACK, PUBREC, PUBREL, PUBCOMP: the four acknowledgements of PUBLISH, alike in form. (§3.4 to §3.7)

import type { Ack50, Ack311, AckProperties, AckType } from "../packet.ts";
import { isEmpty, NO_PROPERTIES, readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { readReasonCode, writeReasonCode } from "../reason-code.ts";
import type { Rule } from "../rules.ts";
import * as rules from "../rules.ts";
import type { Writer } from "../writer.ts";

const BAD_CODE: Readonly<Record<AckType, Rule>> = {
  PUBACK: rules.badPubackCode,
  PUBREC: rules.badPubrecCode,
  PUBREL: rules.badPubrelCode,
  PUBCOMP: rules.badPubcompCode,
};

export function readAck(body: Reader, type: AckType): Ack311 | Ack50 {
  const packetId = body.packetId(rules.ackPacketIdZero);
  if (!body.isV5) {
    body.finish();
    return { type, packetId };
  }
  // 5.0/U5-096: with nothing left the Reason Code is 0x00, and with one byte there is no Property Length.
  const left = body.left();
  const reasonCode = left === 0 ? 0x00 : readReasonCode(body, type, BAD_CODE[type]);
  const properties = left < 2 ? (NO_PROPERTIES as AckProperties) : readProperties<AckProperties>(body, type);
  body.finish();
  return { type, packetId, reasonCode, properties };
}

export function writeAck(body: Writer, packet: Ack311 | Ack50): void {
  body.packetId(packet.packetId, rules.ackPacketIdZero);
  if (!body.isV5 || !("reasonCode" in packet)) return;
  const { type, reasonCode, properties } = packet;
  const bare = isEmpty(properties);
  if (bare && reasonCode === 0x00) return;
  writeReasonCode(body, type, reasonCode, BAD_CODE[type]);
  if (!bare) writeProperties(body, type, properties);
}
