// A broker that can be killed in the middle of anything, and started again.

import { dirname } from "node:path";
import type { Durability } from "../../src/runtime/index.ts";
import { type BrokerProcess, startBroker } from "../broker-process.ts";

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
  let running: BrokerProcess | undefined;
  const over = async (signal: "SIGTERM" | "SIGKILL"): Promise<number | null> => {
    const ended = await running?.end(signal);
    running = undefined;
    // What it had to say is nothing that should be missed.
    process.stderr.write(ended?.stderr ?? "");
    return ended?.code ?? null;
  };
  return {
    async start() {
      const config = { listeners: [`mqtt://127.0.0.1:${port}`], store: { file, durability } };
      running = await startBroker(dirname(file), { config });
      port = running.port;
      return { pid: running.pid, port };
    },
    kill: async () => void (await over("SIGKILL")),
    end: () => over("SIGTERM"),
  };
}
