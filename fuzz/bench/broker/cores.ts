// Where processes run: each on a core of its own, as they would on machines of their own.

import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/**
 * Runs `act` with this process on one core and `pid` on another. Left to itself the system puts two processes that wake each other on
 * one core in one run and on two in the next, and a message takes twice as long where it has to wake another core: that would be
 * measured, and not the broker. Where there is one core, or no `taskset`, nothing is done.
 */
export async function onCoresOfTheirOwn<T>(pid: number, act: () => Promise<T>): Promise<T> {
  const cores = availableParallelism();
  if (cores < 2) return act();
  place(process.pid, "0");
  place(pid, "1");
  try {
    return await act();
  } finally {
    place(process.pid, `0-${cores - 1}`);
  }
}

/** All threads of a process. */
function place(pid: number, cores: string): void {
  spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", cores, `${pid}`]);
}
