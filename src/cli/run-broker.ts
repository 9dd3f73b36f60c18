// For tests: `touchstone broker` in a process of its own, its log, and what it says at a signal.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { BIN } from "./run-touchstone.ts";

/** A broker that runs. */
export interface RunningCommand extends AsyncDisposable {
  readonly urls: readonly string[];
  /** Of the first place. */
  readonly port: number;
  /** Sends a signal, and gives the first line of standard error, from now on, that this matches. */
  signalled(signal: NodeJS.Signals, line: RegExp): Promise<string>;
  /** The first line of standard error that this matches. */
  told(line: RegExp): Promise<string>;
  /** Ends it; gives the exit code and all that it printed. */
  end(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
}

/** Starts a broker; gives it when it listens, and throws what it said where it does not. */
export async function startBroker(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningCommand> {
  const env = { ...process.env, NO_COLOR: "1", NODE_NO_WARNINGS: "1", ...environment };
  const child = spawn(process.execPath, [BIN, "broker", ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  const waiting = new Set<() => void>();
  child.stdout.on("data", (data: Buffer) => {
    stdout += data;
  });
  child.stderr.on("data", (data: Buffer) => {
    stderr += data;
    for (const look of waiting) look();
  });
  const lineFrom = (from: number, line: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = stderr
          .slice(from)
          .split("\n")
          .slice(0, -1)
          .find((each) => line.test(each));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  await Promise.race([once(child.stdout, "data"), once(child, "close")]);
  if (stdout === "") throw new Error(`the broker did not start: ${stderr}`);
  const urls = stdout.trimEnd().split("\n");
  return {
    urls,
    port: Number(new URL(urls[0] ?? "").port),
    told: (line) => lineFrom(0, line),
    signalled: (signal, line) => {
      const found = lineFrom(stderr.length, line);
      child.kill(signal);
      return found;
    },
    end: async () => {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      const [code] = (await ended) as [number];
      return { code, stdout, stderr };
    },
    [Symbol.asyncDispose]: () => killed(child),
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}
