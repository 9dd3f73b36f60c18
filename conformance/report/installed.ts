// Where a program is that a test looks at a report with.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of these programs that is there, in the folders of PATH or at these paths; none where none is. */
export function installed(names: readonly string[], paths: readonly string[] = []): readonly string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const places = [...paths, ...folders.flatMap((folder) => names.map((name) => join(folder, name)))];
  return places.filter((program) => program !== "" && existsSync(program)).slice(0, 1);
}
