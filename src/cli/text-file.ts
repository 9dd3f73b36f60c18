// Files that a command reads and writes for its user: what stands in the way is the caller's mistake, and is told.

import { accessSync, constants, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "./failure.ts";

/** The text in a file. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Failure("usage", `cannot read ${file}: ${codeOf(cause) ?? "unreadable"}`, { cause });
  }
}

/** Writes the file anew; `mode` says who may read it, where it is not there yet. */
export function writeText(file: string, content: string | Uint8Array, mode = 0o666): void {
  try {
    writeFileSync(file, content, { mode });
  } catch (cause) {
    throw new Failure("usage", `cannot write ${file}: ${codeOf(cause) ?? "unwritable"}`, { cause });
  }
}

/** Whether a file can be written there, for who asks before a long run. */
export function isWritable(file: string): boolean {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    accessSync(there ? file : dirname(file), constants.W_OK);
    return !there?.isDirectory();
  } catch {
    return false;
  }
}

function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code;
}
