// What `touchstone decode` prints for a person: offset, bytes, name and value of each field, and the violations below.

import { styleText } from "node:util";
import type { Field } from "../inspect/index.ts";
import { toHex } from "../inspect/index.ts";
import type { Decoding } from "./decoding.ts";
import { verdictOf } from "./decoding.ts";
import { violationLines } from "./violation-text.ts";

const SHOWN_BYTES = 8;
const HEX_WIDTH = SHOWN_BYTES * 3;

/** The lines of one packet. */
export function decodingLines(decoding: Decoding): readonly string[] {
  const lines = [headline(decoding), ...decoding.fields.flatMap((field) => fieldLines(field, decoding.bytes, 0))];
  for (const violation of decoding.violations) {
    lines.push(...violationLines(violation, "read", process.stdout).map((line) => `  ${line}`));
  }
  if (decoding.decoded.kind === "incomplete")
    lines.push(`  ${styleText("yellow", missingLine(decoding.decoded.missing))}`);
  return [...lines, ""];
}

function headline(decoding: Decoding): string {
  const type = decoding.fields[0]?.value ?? "";
  const size = decoding.bytes.length === 1 ? "1 byte" : `${decoding.bytes.length} bytes`;
  const verdict = verdictOf(decoding);
  const colour = verdict === "well-formed" ? "green" : verdict === "malformed" ? "red" : "yellow";
  return `${styleText("bold", type)}, MQTT ${decoding.version}, ${size} at ${decoding.offset}: ${styleText(colour, verdict)}`;
}

function missingLine(missing: number | undefined): string {
  if (missing === undefined) return "incomplete: the Remaining Length does not end here";
  return `incomplete: ${missing} more ${missing === 1 ? "byte is" : "bytes are"} needed`;
}

function fieldLines(field: Field, bytes: Uint8Array, depth: number): readonly string[] {
  const offset = String(field.offset).padStart(6);
  const shown = (field.bits ?? hexOf(field, bytes)).padEnd(HEX_WIDTH);
  const told = `${"  ".repeat(depth)}${field.name}: ${field.value}`;
  const line = `${styleText("dim", `${offset}  ${shown}`)} ${field.unread ? styleText("yellow", told) : told}`;
  return [line, ...(field.children ?? []).flatMap((child) => fieldLines(child, bytes, depth + 1))];
}

/** What has fields of its own shows their bytes there; bits show theirs above. */
function hexOf(field: Field, bytes: Uint8Array): string {
  if (field.children?.some((child) => child.bits === undefined)) return "";
  const own = bytes.subarray(field.offset, field.offset + field.length);
  return own.length > SHOWN_BYTES ? `${toHex(own.subarray(0, SHOWN_BYTES - 1), " ")} …` : toHex(own, " ");
}
