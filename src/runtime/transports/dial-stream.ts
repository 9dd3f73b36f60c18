// A client's way to a server over a stream: TCP, TLS, or a Unix socket. (5.0/MQTT-4.2.0-1, 3.1.1/MQTT-7.1.2-1)

import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ClientLink, ClientTransport } from "../client-link.ts";
import type { StreamAddress } from "./address.ts";
import { closeSoon, drained } from "./drained.ts";
import { ALPN, type ClientTls, clientTlsOptions } from "./tls.ts";

/** Begins a connection. */
export function dialStream(address: StreamAddress, tls: ClientTls, link: ClientLink): ClientTransport {
  const isSecure = address.kind === "stream" && address.isSecure;
  const socket = isSecure ? connectSecurely(address.host, address.port, tls) : connectPlainly(address);
  let cause: Error | undefined;
  socket.on(isSecure ? "secureConnect" : "connect", () => link.opened());
  socket.on("data", (chunk: Uint8Array) => link.receive(chunk));
  socket.on("end", () => link.closed());
  socket.on("close", () => link.closed(cause));
  // It is followed by "close".
  socket.on("error", (error) => {
    cause = error;
  });
  return {
    write(bytes) {
      if (socket.writable) socket.write(bytes);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    drained: () => drained(socket),
    close() {
      closeSoon(socket);
      // Whoever does not read would not see the other side's end.
      socket.resume();
    },
  };
}

function connectPlainly(address: StreamAddress): Socket {
  if (address.kind === "unix") return connect({ path: address.path });
  return connect({ host: address.host, port: address.port, noDelay: true });
}

function connectSecurely(host: string, port: number, tls: ClientTls): Socket {
  const socket = connectTls({ host, port, ALPNProtocols: [ALPN], ...clientTlsOptions(host, tls) });
  return socket.setNoDelay(true);
}
