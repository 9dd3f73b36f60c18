// A broker as a process of its own, which can be killed in the middle of anything.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Durability } from "../../src/runtime/index.ts";

const BIN = fileURLToPath(new URL("../../src/cli/touchstone.ts", import.meta.url));

/** A broker that can be killed and started again, on the same port and with the same store. */
export interface MortalBroker {
  /** Gives its process id and its port, once it listens: any that is free at first, and the same from then on. */
  start(): Promise<{ readonly pid: number; readonly port: number }>;
  /** SIGKILL; gives when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  end(): Promise<number | null>;
}

/** Prepares one, on the loopback interface. */
export function mortalBroker(file: string, durability: Durability): MortalBroker {
  let port = 0;
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
    async start() {
      const words = ["broker", "-p", String(port), "--store", file, "--durability", durability];
      const env = { ...process.env, NODE_NO_WARNINGS: "1" };
      child = spawn(process.execPath, [BIN, ...words], { stdio: ["ignore", "pipe", "inherit"], env });
      const printed = once(child.stdout ?? child, "data");
      const ended = once(child, "exit").then(([code]) => {
        throw new Error(`the broker ended with ${code}`);
      });
      const [url] = (await Promise.race([printed, ended])) as [Buffer];
      ended.catch(() => undefined);
      port = Number(new URL(url.toString().trim()).port);
      return { pid: child.pid ?? 0, port };
    },
    kill: async () => void (await over("SIGKILL")),
    end: () => over("SIGTERM"),
  };
}
