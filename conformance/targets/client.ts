// A client under test: its adapter, started as often as cases run side by side.

import { type AdapterName, type AdapterProcess, startAdapter } from "../players/adapter-process.ts";
import { type AdapterPool, clientNetworkPlayer } from "../players/client-network.ts";
import type { Target } from "../run.ts";

/** A client that can be tried. */
export interface ClientTarget {
  readonly target: Target;
  readonly adapter: AdapterName;
  stop(): void;
}

/** Starts the adapter, and learns what it is. Throws in one line what is wrong with it. */
export async function clientTarget(command: readonly string[]): Promise<ClientTarget> {
  const all = new Set<AdapterProcess>();
  const idle: AdapterProcess[] = [];
  const start = async (): Promise<AdapterProcess> => {
    const adapter = await startAdapter(command);
    all.add(adapter);
    return adapter;
  };
  const first = await start();
  idle.push(first);
  const pool: AdapterPool = {
    take: async () => {
      const waiting = idle.pop();
      return waiting?.isRunning() ? waiting : await start();
    },
    giveBack: (adapter) => {
      if (adapter.isRunning()) idle.push(adapter);
      else all.delete(adapter);
    },
  };
  return {
    target: {
      url: `${first.name} ${first.version}`.trim(),
      realTime: true,
      createPlayer: () => clientNetworkPlayer(pool),
    },
    adapter: { name: first.name, version: first.version },
    stop: () => {
      for (const adapter of all) adapter.stop();
    },
  };
}
