// The record of a case, a line each for what happened.

import { describe } from "../describe.ts";
import type { TraceEvent } from "../script.ts";

/** How much of a packet's bytes a line shows. */
const HEX_SHOWN = 48;

/** One line of the record: `#1  12.4 ms  → 3c1c… PUBLISH qos 2`. */
export function traceLine({ connection, atMs, direction, bytes, packet }: TraceEvent): string {
  const when = `#${connection} ${atMs.toFixed(1).padStart(9)} ms`;
  if (direction !== "sent" && direction !== "received") return `${when}  ${direction}`;
  const hex = Buffer.from(bytes).toString("hex");
  const shown = hex.length > HEX_SHOWN ? `${hex.slice(0, HEX_SHOWN)}… (${bytes.length} bytes)` : hex;
  return `${when}  ${direction === "sent" ? "→" : "←"} ${shown}  ${packet === null ? "(no whole packet)" : describe(packet)}`;
}
