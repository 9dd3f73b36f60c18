// Bytes to a packet. Total: every input has exactly one of the three answers.

import type { Version } from "../../spec/index.ts";
import { readFixedHeader } from "./frame.ts";
import type { Packet } from "./packet.ts";
import { readAck } from "./packets/acks.ts";
import { readAuth } from "./packets/auth.ts";
import { readConnack } from "./packets/connack.ts";
import { readConnect } from "./packets/connect.ts";
import { readDisconnect } from "./packets/disconnect.ts";
import { readPublish } from "./packets/publish.ts";
import { readSuback } from "./packets/suback.ts";
import { readSubscribe } from "./packets/subscribe.ts";
import { readUnsuback } from "./packets/unsuback.ts";
import { readUnsubscribe } from "./packets/unsubscribe.ts";
import { Reader } from "./reader.ts";
import type { Violation } from "./violation.ts";
import { Malformed } from "./violation.ts";

/** How strictly, and on whose behalf, bytes are read. */
export interface DecodeOptions {
  /** Who sent the bytes. Given, the rules on direction are held too; not given, either side may have. */
  readonly from?: "client" | "server";
  /** The largest packet that the reader takes, in bytes with its fixed header; judged from the fixed header alone. */
  readonly maximumPacketSize?: number;
  /** Reads on over a breach where the packet can still be told, and returns the breaches beside it. */
  readonly lenient?: boolean;
  /** Checks a payload that Payload Format Indicator 1 calls text. A receiver may (5.0/U5-081), and need not. */
  readonly checkPayloadFormat?: boolean;
}

/** The answer to some bytes. */
export type Decoded<V extends Version = Version> =
  | {
      readonly kind: "packet";
      readonly packet: Packet<V>;
      /** The bytes that it took, from its first. */
      readonly size: number;
      /** What a lenient reading passed over; empty in a strict one. */
      readonly violations: readonly Violation[];
    }
  | {
      readonly kind: "incomplete";
      /** How many more bytes the packet needs; undefined while its Remaining Length is not all there. */
      readonly missing: number | undefined;
    }
  | { readonly kind: "malformed"; readonly violation: Violation };

const STRICT: DecodeOptions = Object.freeze({});
const NONE: readonly Violation[] = Object.freeze([]);
const HEADER_INCOMPLETE: Decoded<never> = Object.freeze({ kind: "incomplete", missing: undefined });

/** Reading is never interleaved, so one reader serves every call. */
const body = new Reader();

/** Reads the first packet of `bytes`. Never throws. Payloads are views into `bytes`, not copies. */
export function decode<V extends Version>(bytes: Uint8Array, version: V, options: DecodeOptions = STRICT): Decoded<V> {
  return decodeAt(bytes, 0, bytes.length, version, options);
}

/** Reads the first packet of the bytes from `start` to `end`. Never throws. */
export function decodeAt<V extends Version>(
  bytes: Uint8Array,
  start: number,
  end: number,
  version: V,
  options: DecodeOptions,
): Decoded<V> {
  body.open(bytes, start, end, version);
  body.from = options.from;
  body.checkPayloadFormat = options.checkPayloadFormat === true;
  const noted: Violation[] | undefined = options.lenient === true ? [] : undefined;
  body.noted = noted;
  try {
    const size = readFixedHeader(body, options.maximumPacketSize ?? Number.POSITIVE_INFINITY);
    if (size === 0) return HEADER_INCOMPLETE;
    const missing = start + size - end;
    if (missing > 0) return { kind: "incomplete", missing };
    body.end = start + size;
    const packet = readPacket(body, bytes[start] as number) as Packet<V>;
    return { kind: "packet", packet, size, violations: noted ?? NONE };
  } catch (thrown) {
    if (thrown instanceof Malformed) return { kind: "malformed", violation: thrown.violation };
    throw thrown;
  }
}

function readPacket(body: Reader, first: number): Packet {
  switch (first >>> 4) {
    case 1:
      return readConnect(body);
    case 2:
      return readConnack(body);
    case 3:
      return readPublish(body, first);
    case 4:
      return readAck(body, "PUBACK") as Packet;
    case 5:
      return readAck(body, "PUBREC") as Packet;
    case 6:
      return readAck(body, "PUBREL") as Packet;
    case 7:
      return readAck(body, "PUBCOMP") as Packet;
    case 8:
      return readSubscribe(body);
    case 9:
      return readSuback(body);
    case 10:
      return readUnsubscribe(body);
    case 11:
      return readUnsuback(body);
    case 14:
      return readDisconnect(body);
    case 15:
      return readAuth(body);
    default:
      body.finish();
      return { type: first >>> 4 === 12 ? "PINGREQ" : "PINGRESP" };
  }
}
