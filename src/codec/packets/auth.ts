// AUTH: one step of enhanced authentication. (5.0 §3.15)

import type { Auth50, AuthProperties } from "../packet.ts";
import { NO_PROPERTIES, readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { readReasonCode, writeReasonCode } from "../reason-code.ts";
import * as rules from "../rules.ts";
import type { Writer } from "../writer.ts";

export function readAuth(body: Reader): Auth50 {
  // The text lets an AUTH of Remaining Length 0 stand for Reason Code 0x00 without properties; it then lacks its method.
  const left = body.left();
  const reasonCode = left === 0 ? 0x00 : readReasonCode(body, "AUTH", rules.badAuthCode);
  const properties =
    left === 0 ? (NO_PROPERTIES as Partial<AuthProperties>) : readProperties<Partial<AuthProperties>>(body, "AUTH");
  if (properties.authenticationMethod === undefined) {
    body.breach(rules.authMethodMissing, body.at, "no Authentication Method");
  }
  body.finish();
  return { type: "AUTH", reasonCode, properties } as Auth50;
}

export function writeAuth(body: Writer, packet: Auth50): void {
  if (packet.properties.authenticationMethod === undefined) {
    body.refuse(rules.authMethodMissing, "no Authentication Method");
  }
  writeReasonCode(body, "AUTH", packet.reasonCode, rules.badAuthCode);
  writeProperties(body, "AUTH", packet.properties);
}
