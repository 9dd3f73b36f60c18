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
  const open = new Map<string, Handshake>();
  // Where a certificate was refused the socket of TLS has forgotten its other end; the one below it is over by then, too.
  const handshakeOf = (socket: Socket): Handshake | undefined =>
    socket.remoteAddress === undefined
      ? [...open.values()].find(({ below }) => below.destroyed)
      : open.get(nameOf(socket));
  server.on("connection", (below: Socket) => {
    const name = nameOf(below);
    const handshake = { name, below, address: below.remoteAddress, port: below.remotePort };
    open.set(name, handshake);
    // TLS may tell a moment later why.
    const forget = (): boolean => open.get(name) === handshake && open.delete(name);
    below.once("close", () => setImmediate(forget));
  });
  server.on("secureConnection", (socket) => open.delete(nameOf(socket)));
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
    const { name = "", address, port } = handshakeOf(socket) ?? {};
    open.delete(name);
    socket.destroy();
    turnedAway?.({ address, port }, whyNoHandshake(error.code, socket.authorizationError));
  });
  return () => {
    for (const { below } of open.values()) below.destroy();
  };
}

/** One that is going on. */
interface Handshake {
  readonly name: string;
  /** The socket that TLS is spoken on. */
  readonly below: Socket;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

// The socket of TLS is another object than the one below it; their other end is the same.
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
