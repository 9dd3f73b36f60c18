// A violation as a person reads it: the sentence that was broken, what it earns, where, and what was found.

import { styleText } from "node:util";
import { REASON_CODES } from "../../spec/tables/index.ts";
import type { Violation } from "../codec/index.ts";
import { printable } from "../inspect/index.ts";

/** A violation together with the words that its ids stand for. */
export interface ToldViolation extends Violation {
  /** What the sentence asks. */
  readonly text: string;
  readonly reasonName: string;
}

/** Looks up the sentences; they are loaded only when there is one to look up. */
export async function tell(violations: readonly Violation[]): Promise<readonly ToldViolation[]> {
  if (violations.length === 0) return [];
  const { findRequirement } = await import("../../spec/index.ts");
  return violations.map((violation) => ({
    ...violation,
    text: findRequirement(violation.requirement)?.text ?? "",
    reasonName: REASON_CODES.find((row) => row.code === violation.reasonCode)?.name ?? "",
  }));
}

/** The lines of one violation, for a stream. What was not read but refused to be written has no place in the bytes. */
export function violationLines(
  violation: ToldViolation,
  act: "read" | "refused",
  stream: NodeJS.WriteStream,
): readonly string[] {
  const at = act === "read" ? ` at offset ${violation.offset}` : "";
  const code = `0x${violation.reasonCode.toString(16).toUpperCase().padStart(2, "0")}`;
  const earns = violation.requirement.startsWith("5.0/")
    ? `earns ${code} ${violation.reasonName}`
    : "MQTT 3.1.1 has no code for it: the receiver closes";
  return [
    `${styleText("red", `violates ${violation.requirement}`, { stream })}${at}: ${printable(violation.found)}`,
    `  ${violation.text}`,
    `  ${styleText("dim", earns, { stream })}`,
  ];
}
