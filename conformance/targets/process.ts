// Starts a broker as a process of its own, on a port that is free, and stops it by its process.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";

/** A broker that we started. */
export interface RunningBroker {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** How long a broker may take to listen. */
const START_MS = 10_000;

/** A port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a program, and waits until it listens on `port`. */
export async function startBroker(program: string, words: readonly string[], port: number): Promise<RunningBroker> {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  let failed: string | undefined;
  child.once("error", (error) => (failed = error.message));
  child.once("exit", (code) => (failed ??= `it ended with ${code}: ${said.trim()}`));
  const untilMs = performance.now() + START_MS;
  while (!(await listens(port))) {
    if (failed !== undefined || performance.now() > untilMs) {
      await stop(child);
      throw new Error(`${program} does not start: ${failed ?? `nothing listens on ${port}`}`);
    }
  }
  return { port, url: `mqtt://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => stop(child) };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    // Refused at once: the next look must not spin.
    socket.once("error", () => setTimeout(() => resolve(false), 20));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
