// MQTT over a stream, which is TCP, TLS or a Unix socket: ordered, without loss, in both directions. (5.0/MQTT-4.2.0-1, 3.1.1/MQTT-7.1.1-1)

import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Driver, Link, Transport } from "../driver.ts";
import { addressText, type StreamAddress } from "./address.ts";
import { closeSoon, drained, LINGER_MS } from "./drained.ts";
import { watchHandshakes } from "./handshakes.ts";
import { type Gate, type Listener, limitConnections, listening, MOST_UNREAD_BYTES, portOf } from "./listener.ts";
import { peerOf } from "./peer.ts";
import { ALPN, createNameTable, type ServerTls, serverTlsOptions } from "./tls.ts";

/** Listens for clients. */
export async function listenStream(
  driver: Driver,
  address: StreamAddress,
  tls?: ServerTls,
  gate: Gate = {},
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const welcome = (socket: Socket): void => {
    // It was one too many.
    if (socket.destroyed) return;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    attach(driver, socket);
  };
  const isSecure = address.kind === "stream" && address.isSecure && tls !== undefined;
  const secure = isSecure ? listenerOverTls(tls, welcome) : undefined;
  const server = secure?.server ?? createServer({ noDelay: true }, welcome);
  const endHandshakes = secure && watchHandshakes(secure.server, gate);
  limitConnections(server, gate);
  await listening(server, address);
  return {
    url: addressText(address, portOf(server)),
    port: portOf(server),
    renew: (fresh) => secure?.renew(fresh),
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroySoon();
      endHandshakes?.();
      // Who does not read what is left for it must not keep the listener.
      const linger = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, LINGER_MS);
      await closed;
      clearTimeout(linger);
    },
  };
}

function listenerOverTls(tls: ServerTls, welcome: (socket: Socket) => void) {
  const names = createNameTable(tls);
  const options = { noDelay: true, ALPNProtocols: [ALPN], SNICallback: names.SNICallback, ...serverTlsOptions(tls) };
  const server = createTlsServer(options, welcome);
  return {
    server,
    renew: (fresh: ServerTls): void => {
      names.renew(fresh);
      server.setSecureContext(serverTlsOptions(fresh));
    },
  };
}

function attach(driver: Driver, socket: Socket): void {
  const transport: Transport = {
    write(bytes) {
      if (!socket.writable) return;
      // What has to wait must not keep the bytes of others that lie beside it.
      socket.write(socket.writableLength > 0 ? new Uint8Array(bytes) : bytes);
      if (socket.writableLength <= MOST_UNREAD_BYTES || socket.isPaused()) return;
      socket.pause();
      socket.once("drain", () => socket.resume());
    },
    drained: () => drained(socket),
    close: () => closeSoon(socket),
  };
  const link: Link = driver.open(transport, peerOf(socket));
  socket.on("data", (chunk) => link.receive(chunk));
  socket.on("end", () => link.closed());
  socket.on("close", () => link.closed());
  // It is followed by "close", and says no more than that the network failed.
  socket.on("error", () => {});
}
