// MQTT over TCP: ordered, without loss, in both directions. (5.0/MQTT-4.2.0-1, 3.1.1/MQTT-7.1.1-1)

import { createServer, type Server, type Socket } from "node:net";
import type { Driver, Link, Transport } from "../driver.ts";

/** A port that is listened on. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Ends all connections, and gives the port back. */
  close(): Promise<void>;
}

// How long a client may take to see that we closed. A socket that is destroyed while bytes of the client are still unread
// resets the connection, and our last packet may be lost with it.
const LINGER_MS = 1000;
// A client that never reads is one whose network has failed.
const MOST_UNSENT_BYTES = 67_108_864;

/** Listens for clients. Port 0 takes any that is free. */
export async function listenTcp(driver: Driver, host: string, port: number): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    attach(driver, socket);
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen({ host, port }, () => {
      server.off("error", failed);
      listening();
    });
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const socket of sockets) socket.destroySoon();
    await closed;
  };
  return { host, port: portOf(server), close };
}

function attach(driver: Driver, socket: Socket): void {
  const transport: Transport = {
    write(bytes) {
      if (socket.writable) socket.write(bytes);
      if (socket.writableLength > MOST_UNSENT_BYTES) socket.destroy();
    },
    close() {
      socket.end();
      const linger = setTimeout(() => socket.destroy(), LINGER_MS);
      linger.unref();
      socket.on("close", () => clearTimeout(linger));
    },
  };
  const link: Link = driver.open(transport);
  socket.on("data", (chunk) => link.receive(chunk));
  socket.on("end", () => link.closed());
  socket.on("close", () => link.closed());
  // It is followed by "close", and says no more than that the network failed.
  socket.on("error", () => {});
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
