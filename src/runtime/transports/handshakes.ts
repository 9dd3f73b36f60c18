// Sockets that have not finished their TLS handshake: nobody else knows of them, and they must not stay for ever.

import type { Socket } from "node:net";
import type { Server } from "node:tls";
import type { Gate } from "./listener.ts";
import { whyNoHandshake } from "./why-no-handshake.ts";

/**
 * Watches over the handshakes of a server: one that fails, or takes too long, is cut off, which node leaves to us, and told of. Gives
 * what cuts off all that are going on.
 */
export function watchHandshakes(server: Server, { turnedAway }: Gate = {}): () => void {
  const open = new Map<string, Socket>();
  // Where a certificate was refused the socket of TLS has forgotten its other end, and the one below it is over, too.
  const endOf = (socket: Socket): Socket | undefined =>
    socket.remoteAddress === undefined ? [...open.values()].find(({ destroyed }) => destroyed) : socket;
  server.on("connection", (socket: Socket) => {
    const name = nameOf(socket);
    open.set(name, socket);
    socket.once("close", () => open.delete(name));
  });
  server.on("secureConnection", (socket) => open.delete(nameOf(socket)));
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
    const end = endOf(socket);
    const place = { address: end?.remoteAddress, port: end?.remotePort };
    if (end !== undefined) open.delete(nameOf(end));
    socket.destroy();
    turnedAway?.(place, whyNoHandshake(error.code, socket.authorizationError));
  });
  return () => {
    for (const socket of open.values()) socket.destroy();
  };
}

// The socket of TLS is another object than the one below it; their other end is the same.
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
