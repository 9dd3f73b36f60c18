// JSON as a person wrote it, and the place where it stops being JSON.

import { Failure } from "./failure.ts";

/** Reads JSON; where it is none, fails with line and column. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const position = positionOfError(text);
    const before = text.slice(0, position).split("\n");
    const column = (before.at(-1) ?? "").length + 1;
    const found = position >= text.length ? "it ends too early" : `${JSON.stringify(text[position])} does not fit`;
    throw new Failure("usage", `the packet is not JSON: line ${before.length}, column ${column}: ${found}`, { cause });
  }
}

/**
 * V8 tells the position only of some errors. For the others: what is read is read from left to right, so that the shortest
 * beginning that fails in the same way ends with the character at fault.
 */
function positionOfError(text: string): number {
  const stated = / at position (\d+)/.exec(errorOf(text));
  if (stated !== null) return Number(stated[1]);
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (errorOf(text.slice(0, middle)).startsWith("Unexpected token")) high = middle;
    else low = middle + 1;
  }
  return errorOf(text).startsWith("Unexpected token") ? low - 1 : text.length;
}

function errorOf(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}
