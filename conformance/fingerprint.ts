// A short name for a text, the same every time: for identifiers and topics that are a case's own and can be replayed.

/** Seven letters and digits (FNV-1a, 32 bits, in base 36). */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36).padStart(7, "0");
}
