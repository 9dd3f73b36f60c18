// The version of this package, from the package.json above this file: one floor higher in dist/ than in the sources.

import { existsSync, readFileSync } from "node:fs";

/** The version that package.json states. */
export function packageVersion(): string {
  const candidates = ["../../package.json", "../../../package.json"].map((path) => new URL(path, import.meta.url));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) return "unknown";
  const stated: unknown = JSON.parse(readFileSync(found, "utf8"));
  return (stated as { readonly version: string }).version;
}
