// For tests: the bytes of packets that may be sent.

import { encode, type Packet } from "../codec/index.ts";

/** The bytes of packets of 5.0, one behind the other. Throws where one may not be sent. */
export function bytesOf(...packets: readonly Packet[]): Uint8Array {
  const parts = packets.map((packet) => {
    const encoded = encode(packet, "5.0");
    if (encoded.kind === "refused") throw new Error(encoded.violation.found);
    return encoded.bytes;
  });
  return new Uint8Array(Buffer.concat(parts));
}
