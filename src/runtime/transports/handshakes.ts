// Sockets that have not finished their TLS handshake: nobody else knows of them, and they must not stay for ever.

import type { Socket } from "node:net";
import type { Server } from "node:tls";

/** The handshakes of one server. */
export interface Handshakes {
  /** This one is through. */
  finish(socket: Socket): void;
  /** Cuts off all that are going on. */
  end(): void;
}

/** Watches over the handshakes of a server. One that fails, or takes too long, is cut off: node leaves that to us. */
export function watchHandshakes(server: Server): Handshakes {
  const open = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const name = nameOf(socket);
    open.set(name, socket);
    socket.once("close", () => open.delete(name));
  });
  server.on("tlsClientError", (_, socket) => socket.destroy());
  return {
    finish: (socket) => open.delete(nameOf(socket)),
    end: () => {
      for (const socket of open.values()) socket.destroy();
    },
  };
}

// The socket of TLS is another object than the one below it; their other end is the same.
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
