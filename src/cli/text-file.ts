// Files that a command reads and writes for its user: what stands in the way is the caller's mistake, and is told.

import { readFileSync, writeFileSync } from "node:fs";
import { Failure } from "./failure.ts";

/** The text in a file. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Failure("usage", `cannot read ${file}: ${codeOf(cause) ?? "unreadable"}`, { cause });
  }
}

/** Writes the file anew. */
export function writeText(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    throw new Failure("usage", `cannot write ${file}: ${codeOf(cause) ?? "unwritable"}`, { cause });
  }
}

function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code;
}
