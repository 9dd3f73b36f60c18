// Runs the command in a process of its own, for the tests of what a person sees of it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** The command, as Node runs it from its source. */
export const BIN = fileURLToPath(new URL("touchstone.ts", import.meta.url));

/** How the command ended, and all that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `touchstone` with these words; without a terminal, and without colour. */
export async function touchstone(...words: readonly string[]): Promise<Ended> {
  return runProgram(process.execPath, [BIN, ...words]);
}

/** Any program, with nothing on its standard input. */
export async function runProgram(program: string, words: readonly string[]): Promise<Ended> {
  const { DEBUG: _, ...env } = process.env;
  const child = spawn(program, words, { env: { ...env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as number | null, stdout, stderr };
}
