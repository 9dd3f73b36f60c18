// Sockets that have not finished their TLS handshake: nobody else knows of them, and they must not stay for ever.

import type { Socket } from "node:net";
import type { Server } from "node:tls";

/**
 * Watches over the handshakes of a server: one that fails, or takes too long, is cut off, which node leaves to us. Gives what
 * cuts off all that are going on.
 */
export function watchHandshakes(server: Server): () => void {
  const open = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const name = nameOf(socket);
    open.set(name, socket);
    socket.once("close", () => open.delete(name));
  });
  server.on("secureConnection", (socket) => open.delete(nameOf(socket)));
  server.on("tlsClientError", (_, socket) => socket.destroy());
  return () => {
    for (const socket of open.values()) socket.destroy();
  };
}

// The socket of TLS is another object than the one below it; their other end is the same.
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
