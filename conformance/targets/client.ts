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
  // One after the other: what starts slowly would be slower still beside many of its kind, and would look as if it hung.
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Promise<AdapterProcess> => {
    const started = last.then(async () => {
      const adapter = await startAdapter(command);
      all.add(adapter);
      return adapter;
    });
    last = started.catch(() => undefined);
    return started;
  };
  const first = await start();
  idle.push(first);
  const pool: AdapterPool = {
    take: async () => {
      for (let waiting = idle.pop(); waiting !== undefined; waiting = idle.pop()) {
        if (waiting.isRunning()) return waiting;
      }
      return await start();
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
