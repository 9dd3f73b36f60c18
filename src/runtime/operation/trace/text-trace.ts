// A trace as a person reads it: each packet with its fields, one below the other, and the bytes that say them.

import { annotate, type Field, printable, toHex } from "../../../inspect/index.ts";
import { reasonText, whyEnded } from "../log/words.ts";
import type { TraceEntry } from "./trace.ts";

const SHOWN_BYTES = 8;

/** The lines of one entry, with an empty one behind it. */
export function traceText(entry: TraceEntry, now: Date): string {
  const head = `${now.toISOString()} connection ${entry.connection} (${entry.address ?? "no address"})`;
  switch (entry.type) {
    case "packet": {
      const { direction, bytes, packet, version } = entry;
      const way = direction === "in" ? "client to broker" : "broker to client";
      const fields = annotate(bytes, version).flatMap((field) => linesOf(field, bytes, 0));
      return `${[`${head} ${way}: ${packet.type}, MQTT ${version}`, ...fields].join("\n")}\n\n`;
    }
    case "malformed": {
      const { requirement, found, offset } = entry.violation;
      return `${head} client to broker: violates ${requirement} at offset ${offset}: ${printable(found)}\n\n`;
    }
    case "ended": {
      const why = entry.why === undefined ? "the network connection was lost" : whyEnded(entry.why);
      const reason = reasonText(entry.why?.reasonCode);
      return `${head} ended: ${why}${reason === undefined ? "" : ` (${reason})`}\n\n`;
    }
  }
}

function linesOf(field: Field, bytes: Uint8Array, depth: number): readonly string[] {
  const { offset, length, name, value, children = [] } = field;
  const own = bytes.subarray(offset, offset + length);
  const hex = own.length > SHOWN_BYTES ? `${toHex(own.subarray(0, SHOWN_BYTES - 1), " ")} …` : toHex(own, " ");
  const isSplit = children.some(({ bits }) => bits === undefined);
  const shown = (field.bits ?? (isSplit ? "" : hex)).padEnd(SHOWN_BYTES * 3);
  const line = `${String(offset).padStart(6)}  ${shown} ${"  ".repeat(depth)}${name}: ${value}`;
  return [line, ...children.flatMap((child) => linesOf(child, bytes, depth + 1))];
}
