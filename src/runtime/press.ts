// Where packets become bytes: on sheets that many packets share, so that what goes out together lies side by side.

import type { Version } from "../../spec/index.ts";
import { encode, encodeInto, type Packet, type Violation } from "../codec/index.ts";
import { joined } from "./joined.ts";

/** Packets that lie side by side on one sheet. What is written there stays. */
export interface Strip {
  readonly sheet: Uint8Array;
  readonly start: number;
  end: number;
}

/** Makes bytes of packets. */
export interface Press {
  /** Writes a packet behind those of `strips`; answers why, where it may not be sent. */
  print(packet: Packet, version: Version, strips: Strip[]): Violation | undefined;
}

/** Whoever keeps a strip keeps its sheet. */
const SHEET_BYTES = 8192;
/** A packet with a longer payload has a sheet of its own. */
const LONG_PAYLOAD = 2048;

// What a client calls text is sent on as it came, whether it is text or not. (5.0/MQTT-3.3.2-4)
const FORWARDING = { checkPayloadFormat: false } as const;

/** A press with an empty sheet. */
export function createPress(): Press {
  let sheet: Uint8Array = Buffer.allocUnsafeSlow(SHEET_BYTES);
  let free = 0;

  function print(packet: Packet, version: Version, strips: Strip[]): Violation | undefined {
    if (packet.type === "PUBLISH" && packet.payload.length > LONG_PAYLOAD) return printAlone(packet, version, strips);
    const written = encodeInto(packet, version, sheet, free, FORWARDING);
    if (written.kind === "refused") return written.violation;
    if (written.kind === "short") {
      if (written.size > SHEET_BYTES) return printAlone(packet, version, strips);
      sheet = Buffer.allocUnsafeSlow(SHEET_BYTES);
      free = 0;
      return print(packet, version, strips);
    }
    const start = free;
    free += written.size;
    const last = strips.at(-1);
    if (last?.sheet === sheet && last.end === start) last.end = free;
    else strips.push({ sheet, start, end: free });
    return undefined;
  }

  return { print };
}

function printAlone(packet: Packet, version: Version, strips: Strip[]): Violation | undefined {
  const encoded = encode(packet, version, FORWARDING);
  if (encoded.kind === "refused") return encoded.violation;
  strips.push({ sheet: encoded.bytes, start: 0, end: encoded.bytes.length });
  return undefined;
}

/** The bytes of all strips, in one; of a single one, where they stand. */
export function bytesOf(strips: readonly Strip[]): Uint8Array {
  const [first] = strips;
  if (first !== undefined && strips.length === 1) return first.sheet.subarray(first.start, first.end);
  return joined(strips.map(({ sheet, start, end }) => sheet.subarray(start, end)));
}
