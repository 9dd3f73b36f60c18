// A file that a command writes for its user.

import { writeFileSync } from "node:fs";
import { Failure } from "./failure.ts";

/** Writes the file anew; what stands in the way is the caller's mistake, and is told. */
export function writeText(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unwritable";
    throw new Failure("usage", `cannot write ${file}: ${code}`, { cause });
  }
}
