// Writes the golden examples as JSON, so that a codec in any language can be held by them: `npm run vectors`.

import { mkdirSync, writeFileSync } from "node:fs";
import type { Example } from "../spec/examples/index.ts";
import { EXAMPLES } from "../spec/examples/index.ts";
import type { Version } from "../spec/index.ts";
import { isNumbered, REQUIREMENTS } from "../spec/index.ts";

const DIRECTORY = new URL("../vectors/", import.meta.url);
const VERSIONS: readonly Version[] = ["3.1.1", "5.0"];

/**
 * A file of vectors. A `valid` one has `hex` and the `packet` that it means, and `canonical` where a sender writes other
 * bytes; a `malformed` one has `hex` and its `violation`; a `refused` one has a `packet` that may not be sent and its
 * `violation`. Binary fields of a packet are hex.
 */
interface VectorFile {
  readonly schema: 1;
  readonly version: Version;
  readonly vectors: readonly object[];
}

mkdirSync(DIRECTORY, { recursive: true });
for (const version of VERSIONS) {
  const file = vectorFile(version);
  writeFileSync(new URL(`${version}.json`, DIRECTORY), print(file));
  process.stdout.write(`vectors/${version}.json: ${file.vectors.length} vectors\n`);
}
process.stdout.write(coverage());

function vectorFile(version: Version): VectorFile {
  return { schema: 1, version, vectors: EXAMPLES.filter((example) => example.version === version).map(vector) };
}

/** An example without its version, which the file tells, and without the spaces that are for the eye. */
function vector(example: Example): object {
  const { version: _version, ...rest } = example;
  if (rest.kind === "refused") return rest;
  const hex = joined(rest.hex);
  if (rest.kind === "valid" && rest.canonical !== undefined) return { ...rest, hex, canonical: joined(rest.canonical) };
  return { ...rest, hex };
}

function joined(hex: string): string {
  return hex.replaceAll(" ", "");
}

/** One vector a line, so that a difference between two files reads well. */
function print({ schema, version, vectors }: VectorFile): string {
  const lines = vectors.map((each) => JSON.stringify(each));
  return `{"schema":${schema},"version":"${version}","vectors":[\n${lines.join(",\n")}\n]}\n`;
}

/** How many there are, and which share of the statements that are observed at the codec first they touch. */
function coverage(): string {
  const shown = new Set(EXAMPLES.flatMap((example) => example.shows));
  const atCodec = REQUIREMENTS.filter(({ observedAt }) => observedAt[0] === "codec").map(({ id }) => id);
  const numbered = atCodec.filter(isNumbered);
  const missing = atCodec.filter((id) => !shown.has(id));
  return [
    `${EXAMPLES.length} vectors: ${counted("valid")} valid, ${counted("malformed")} malformed, ${counted("refused")} refused`,
    `statements of class codec that they touch: ${share(atCodec)}, of the numbered ones ${share(numbered)}`,
    ...missing.map((id) => `not touched: ${id}`),
    "",
  ].join("\n");

  function share(ids: readonly (typeof atCodec)[number][]): string {
    const touched = ids.filter((id) => shown.has(id)).length;
    return `${touched} of ${ids.length} (${Math.floor((100 * touched) / ids.length)} %)`;
  }
}

function counted(kind: Example["kind"]): number {
  return EXAMPLES.filter((example) => example.kind === kind).length;
}
