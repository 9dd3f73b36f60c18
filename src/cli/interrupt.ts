// What must be put away when the user presses Ctrl-C, before the command ends with 130.

const INTERRUPTED = 130;

const cleanups = new Set<() => void | Promise<void>>();

/** Has `cleanup` run on Ctrl-C, before the process ends. Returns what takes it back. */
export function onInterrupt(cleanup: () => void | Promise<void>): () => void {
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Ends the process on SIGINT, once all cleanups are done; a second SIGINT does not wait for them. */
export function endOnInterrupt(): void {
  process.once("SIGINT", async () => {
    process.once("SIGINT", () => process.exit(INTERRUPTED));
    await Promise.allSettled([...cleanups].map((cleanup) => cleanup()));
    process.exit(INTERRUPTED);
  });
}
