// The reference client on a network: TCP, TLS, a Unix socket, or WebSocket. (5.0/MQTT-4.2.0-1, 3.1.1/MQTT-7.1.2-1)

import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ClientOptions } from "../../models/index.ts";
import { type ClientDriver, type ClientEvent, type ClientLink, createClientDriver } from "../client-driver.ts";
import { systemClock } from "../clock.ts";
import type { Transport } from "../driver.ts";
import { readAddress, type StreamAddress } from "./address.ts";
import { dialWebSocket } from "./dial-websocket.ts";
import { ALPN, type ClientTls, clientTlsOptions } from "./tls.ts";

/** Where a client connects to, and who hears of it. */
export interface NetworkClientOptions {
  /** `mqtt://host:port`, `mqtts://`, `ws://host:port/path`, `wss://`, or `unix:/path`. */
  readonly url: string;
  readonly tls?: ClientTls;
  readonly client: Partial<ClientOptions>;
  readonly onEvent: (event: ClientEvent) => void;
}

/** A client on a network. It connects when it is told to. */
export type NetworkClient = ClientDriver;

// How long a server may take to see that we closed; see `stream.ts`.
const LINGER_MS = 1000;

/** A client on a network. Throws an `AddressError` where the url is none. */
export function connectClient({ url, tls = {}, client, onEvent }: NetworkClientOptions): NetworkClient {
  const address = readAddress(url);
  const dial = (link: ClientLink): Transport =>
    address.kind === "webSocket" ? dialWebSocket(address, tls, link) : dialStream(address, tls, link);
  return createClientDriver({ clock: systemClock, client, onEvent, dial });
}

function dialStream(address: StreamAddress, tls: ClientTls, link: ClientLink): Transport {
  const isSecure = address.kind === "stream" && address.isSecure;
  const socket = isSecure ? connectSecurely(address.host, address.port, tls) : connectPlainly(address);
  socket.on(isSecure ? "secureConnect" : "connect", () => link.opened());
  socket.on("data", (chunk: Uint8Array) => link.receive(chunk));
  socket.on("end", () => link.closed());
  socket.on("close", () => link.closed());
  // It is followed by "close", and says no more than that the network failed.
  socket.on("error", () => {});
  return {
    write(bytes) {
      if (socket.writable) socket.write(bytes);
    },
    close() {
      socket.end();
      const linger = setTimeout(() => socket.destroy(), LINGER_MS);
      linger.unref();
      socket.on("close", () => clearTimeout(linger));
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
