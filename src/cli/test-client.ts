// What `touchstone test --client` tries: the client behind an adapter.

import { fileURLToPath } from "node:url";
import { type Capabilities, clientTarget, type Target } from "../../conformance/index.ts";
import { Failure } from "./failure.ts";

/** A client that was started. */
export interface StartedClient {
  readonly target: Target;
  readonly capabilities: Capabilities;
  readonly deadlineMs: number;
  stop(): Promise<void>;
}

/** How long a client may take to answer: it has a process of its own, and may run beside others. */
const DEADLINE_MS = 500;

/** Starts the adapter that these words run; without words, that of the reference client. */
export async function startClient(words: readonly string[]): Promise<StartedClient> {
  const command = words.length > 0 ? words : [process.execPath, touchstone(), "adapter", "reference"];
  try {
    const { target, adapter, stop } = await clientTarget(command);
    const from = "hello of the adapter";
    const capabilities = {
      versions: { value: ["3.1.1", "5.0"] as const, from: "not probed: each case tries" },
      name: { value: adapter.name, from },
      version: { value: adapter.version, from },
    };
    return { target, capabilities, deadlineMs: DEADLINE_MS, stop: async () => stop() };
  } catch (cause) {
    throw new Failure("target", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function touchstone(): string {
  return fileURLToPath(
    new URL(import.meta.url.endsWith(".ts") ? "./touchstone.ts" : "./touchstone.js", import.meta.url),
  );
}
