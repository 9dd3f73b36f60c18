// Values of laws as JSON and back, so that a counterexample can be kept in a file: bytes stand there as hex.

import { Buffer } from "node:buffer";

/** `value` as JSON; a Uint8Array becomes `{ "hex": "…" }`. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part) => (part instanceof Uint8Array ? { hex: Buffer.from(part).toString("hex") } : part),
    2,
  );
}

/** What `toJson` wrote. */
export function fromJson(json: string): unknown {
  return JSON.parse(json, (_, part) => (isHex(part) ? new Uint8Array(Buffer.from(part.hex, "hex")) : part));
}

function isHex(part: unknown): part is { readonly hex: string } {
  return typeof part === "object" && part !== null && Object.keys(part).join() === "hex";
}
