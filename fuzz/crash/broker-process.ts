// A broker as a process of its own, which can be killed in the middle of anything.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { Durability } from "../../src/runtime/index.ts";

const BIN = fileURLToPath(new URL("../../src/cli/touchstone.ts", import.meta.url));

/** A broker that can be killed and started again, on the same port and with the same store. */
export interface MortalBroker {
  /** Gives its process id, once it listens. */
  start(): Promise<number>;
  /** SIGKILL; gives when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  end(): Promise<number | null>;
  readonly port: number;
}

/** Prepares one, on a free port of the loopback interface. */
export async function mortalBroker(file: string, durability: Durability): Promise<MortalBroker> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const over = async (signal: NodeJS.Signals): Promise<number | null> => {
    const dying = child;
    child = undefined;
    if (dying === undefined || dying.exitCode !== null) return dying?.exitCode ?? null;
    const ended = once(dying, "exit");
    dying.kill(signal);
    return ((await ended) as [number | null])[0];
  };
  return {
    port,
    async start() {
      const words = ["broker", "-p", String(port), "--store", file, "--durability", durability];
      const env = { ...process.env, NODE_NO_WARNINGS: "1" };
      child = spawn(process.execPath, [BIN, ...words], { stdio: ["ignore", "pipe", "inherit"], env });
      const printed = once(child.stdout ?? child, "data");
      const ended = once(child, "exit").then(([code]) => {
        throw new Error(`the broker ended with ${code}`);
      });
      await Promise.race([printed, ended]);
      ended.catch(() => undefined);
      return child.pid ?? 0;
    },
    kill: async () => void (await over("SIGKILL")),
    end: () => over("SIGTERM"),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
