// CONNACK: whether the server lets the client in, and what it offers. (§3.2)

import type { ReasonCode } from "../../../spec/index.ts";
import type { Connack50, Connack311 } from "../packet.ts";
import { readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { hex } from "../reader.ts";
import { readReasonCode, writeReasonCode } from "../reason-code.ts";
import * as rules from "../rules.ts";
import type { Writer } from "../writer.ts";

/** The last of CONNECT_RETURN_CODES in spec/tables, which has names too and would make the codec larger for nothing. */
const LAST_RETURN_CODE = 5;

export function readConnack(body: Reader): Connack311 | Connack50 {
  const flagsAt = body.at;
  const flags = body.byte();
  if (flags > 1) body.breach(rules.reservedConnackFlags, flagsAt, `acknowledge flags 0x${hex(flags)}`);
  const sessionPresent = (flags & 1) !== 0;
  const code = body.isV5 ? readReasonCode(body, "CONNACK", rules.badConnackCode) : readReturnCode(body);
  if (sessionPresent && code !== 0) {
    body.breach(rules.sessionPresentOnRefusal, flagsAt, `Session Present with code 0x${hex(code)}`);
  }
  const properties = body.isV5 ? readProperties(body, "CONNACK") : undefined;
  body.finish();
  return (
    properties
      ? { type: "CONNACK", sessionPresent, reasonCode: code, properties }
      : { type: "CONNACK", sessionPresent, returnCode: code }
  ) as Connack311 | Connack50;
}

function readReturnCode(body: Reader): number {
  const code = body.byte();
  if (code > LAST_RETURN_CODE) body.breach(rules.badConnackCode, body.at - 1, `return code ${code}`);
  return code;
}

export function writeConnack(body: Writer, packet: Connack311 | Connack50): void {
  const code: number = "returnCode" in packet ? packet.returnCode : packet.reasonCode;
  if (packet.sessionPresent && code !== 0) {
    body.refuse(rules.sessionPresentOnRefusal, `Session Present with code 0x${hex(code)}`);
  }
  body.byte(packet.sessionPresent ? 1 : 0);
  if ("properties" in packet && body.isV5) {
    writeReasonCode(body, "CONNACK", code as ReasonCode, rules.badConnackCode);
    writeProperties(body, "CONNACK", packet.properties);
  } else {
    if (!(code >= 0 && code <= LAST_RETURN_CODE)) body.refuse(rules.badConnackCode, `return code ${code}`);
    body.byte(code);
  }
}
