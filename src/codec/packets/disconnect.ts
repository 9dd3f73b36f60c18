// DISCONNECT: the last packet of a connection, and why it ends. (§3.14)

import type { Disconnect50, Disconnect311, DisconnectProperties } from "../packet.ts";
import { isEmpty, NO_PROPERTIES, readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { readReasonCode, writeReasonCode } from "../reason-code.ts";
import * as rules from "../rules.ts";
import type { Writer } from "../writer.ts";

export function readDisconnect(body: Reader): Disconnect311 | Disconnect50 {
  if (!body.isV5) {
    body.finish();
    return { type: "DISCONNECT" };
  }
  // 5.0/U5-114: with nothing left the Reason Code is 0x00, and with one byte there is no Property Length.
  const left = body.left();
  const reasonCode = left === 0 ? 0x00 : readReasonCode(body, "DISCONNECT", rules.badDisconnectCode);
  const properties =
    left < 2 ? (NO_PROPERTIES as DisconnectProperties) : readProperties<DisconnectProperties>(body, "DISCONNECT");
  body.finish();
  return { type: "DISCONNECT", reasonCode, properties };
}

export function writeDisconnect(body: Writer, packet: Disconnect311 | Disconnect50): void {
  if (!body.isV5 || !("reasonCode" in packet)) return;
  const { reasonCode, properties } = packet;
  const bare = isEmpty(properties);
  if (bare && reasonCode === 0x00) return;
  writeReasonCode(body, "DISCONNECT", reasonCode, rules.badDisconnectCode);
  if (!bare) writeProperties(body, "DISCONNECT", properties);
}
