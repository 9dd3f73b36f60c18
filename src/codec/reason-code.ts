// Reason Codes: which packet may carry which, and who may send it so. (5.0 §2.4)

import type { ReasonCarrier, ReasonCode } from "../../spec/index.ts";
import { REASON_CODES } from "../../spec/tables/index.ts";
import type { Reader } from "./reader.ts";
import { hex } from "./reader.ts";
import type { Rule } from "./rules.ts";
import type { Writer } from "./writer.ts";

const BITS = { client: 1, server: 2, both: 3 } as const;

/** For each packet, a byte for each code: the bits of who may send it. */
const SENDERS = new Map<string, Uint8Array>();

for (const { code, packets } of REASON_CODES) {
  for (const [carrier, sender] of Object.entries(packets)) {
    const senders = SENDERS.get(carrier) ?? new Uint8Array(256);
    senders[code] = BITS[sender];
    SENDERS.set(carrier, senders);
  }
}

function mayCarry(carrier: ReasonCarrier, code: number, from: "client" | "server" | undefined): boolean {
  const senders = SENDERS.get(carrier)?.[code] ?? 0;
  return (senders & BITS[from ?? "both"]) !== 0;
}

export function readReasonCode(body: Reader, carrier: ReasonCarrier, bad: Rule): ReasonCode {
  const code = body.byte();
  if (!mayCarry(carrier, code, body.from)) body.breach(bad, body.at - 1, `Reason Code 0x${hex(code)} in ${carrier}`);
  return code as ReasonCode;
}

export function writeReasonCode(body: Writer, carrier: ReasonCarrier, code: ReasonCode, bad: Rule): void {
  if (!mayCarry(carrier, code, undefined)) body.refuse(bad, `Reason Code 0x${hex(code)} in ${carrier}`);
  body.byte(code);
}
