// SUBACK: for each filter of a SUBSCRIBE, what was granted. (§3.9)

import type { ReasonCode } from "../../../spec/index.ts";
import type { AckProperties, QoS, Suback50, Suback311 } from "../packet.ts";
import { readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { hex } from "../reader.ts";
import { readReasonCode, writeReasonCode } from "../reason-code.ts";
import * as rules from "../rules.ts";
import type { Writer } from "../writer.ts";

export function readSuback(body: Reader): Suback311 | Suback50 {
  const packetId = body.packetId(rules.subackPacketIdZero);
  const properties = body.isV5 ? readProperties<AckProperties>(body, "SUBACK") : undefined;
  if (body.at === body.end) body.breach(rules.emptySuback, body.at, "no code");
  if (properties === undefined) {
    const returnCodes: (QoS | 0x80)[] = [];
    while (body.at < body.end) returnCodes.push(readReturnCode(body));
    return { type: "SUBACK", packetId, returnCodes };
  }
  const reasonCodes: ReasonCode[] = [];
  while (body.at < body.end) reasonCodes.push(readReasonCode(body, "SUBACK", rules.badSubackCode));
  return { type: "SUBACK", packetId, properties, reasonCodes };
}

/** The codes of SUBACK_RETURN_CODES in spec/tables, which has names too and would make the codec larger for nothing. */
function isReturnCode(code: number): code is QoS | 0x80 {
  return code === 0x00 || code === 0x01 || code === 0x02 || code === 0x80;
}

function readReturnCode(body: Reader): QoS | 0x80 {
  const code = body.byte();
  if (!isReturnCode(code)) body.breach(rules.badSubackCode, body.at - 1, `return code 0x${hex(code)}`);
  return code as QoS | 0x80;
}

export function writeSuback(body: Writer, packet: Suback311 | Suback50): void {
  body.packetId(packet.packetId, rules.subackPacketIdZero);
  if ("returnCodes" in packet) {
    if (packet.returnCodes.length === 0) body.refuse(rules.emptySuback, "no code");
    for (const code of packet.returnCodes) {
      if (!isReturnCode(code)) body.refuse(rules.badSubackCode, `return code ${code}`);
      body.byte(code);
    }
    return;
  }
  writeProperties(body, "SUBACK", packet.properties);
  if (packet.reasonCodes.length === 0) body.refuse(rules.emptySuback, "no code");
  for (const code of packet.reasonCodes) writeReasonCode(body, "SUBACK", code, rules.badSubackCode);
}
