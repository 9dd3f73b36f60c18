// When a socket has nothing left to send.

import type { Socket } from "node:net";

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
