// When a socket has nothing left to send, and how it is left.

import type { Socket } from "node:net";

/**
 * How long the other side may take to see that we closed. A socket that is destroyed while bytes of it are still unread resets the
 * connection, and our last packet may be lost with it.
 */
export const LINGER_MS = 1000;

/** Fulfilled when it has, or when it is closed; undefined where nothing waits. */
export function drained(socket: Socket): Promise<void> | undefined {
  if (!socket.writableNeedDrain) return undefined;
  return new Promise((done) => {
    const finish = (): void => {
      socket.off("drain", finish).off("close", finish);
      done();
    };
    socket.on("drain", finish).on("close", finish);
  });
}

/** Closes it: what was written goes out first, as far as the other side takes it in time. */
export function closeSoon(socket: Socket): void {
  socket.end();
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  linger.unref();
  socket.on("close", () => clearTimeout(linger));
}
