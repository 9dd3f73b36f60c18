// The reference client on a network, over TCP: ordered, without loss, in both directions. (5.0/MQTT-4.2.0-1, 3.1.1/MQTT-7.1.2-1)

import { connect } from "node:net";
import type { ClientOptions } from "../../models/index.ts";
import { type ClientDriver, type ClientEvent, type ClientLink, createClientDriver } from "../client-driver.ts";
import { systemClock } from "../clock.ts";
import type { Transport } from "../driver.ts";
import { dialWebSocket } from "./websocket-client.ts";

/** Where a client connects to, and who hears of it. */
export interface NetworkClientOptions {
  readonly host: string;
  readonly port: number;
  /** The path of a WebSocket; without one the client speaks MQTT over TCP. */
  readonly webSocketPath?: string;
  readonly client: Partial<ClientOptions>;
  readonly onEvent: (event: ClientEvent) => void;
}

/** A client on a network. It connects when it is told to. */
export type NetworkClient = ClientDriver;

// How long a server may take to see that we closed; see `tcp.ts`.
const LINGER_MS = 1000;

/** A client that connects over TCP, or over WebSocket. */
export function connectClient({ host, port, webSocketPath, client, onEvent }: NetworkClientOptions): NetworkClient {
  const dial = (link: ClientLink): Transport =>
    webSocketPath === undefined ? dialTcp(host, port, link) : dialWebSocket(host, port, webSocketPath, link);
  return createClientDriver({ clock: systemClock, client, onEvent, dial });
}

function dialTcp(host: string, port: number, link: ClientLink): Transport {
  const socket = connect({ host, port, noDelay: true });
  socket.on("connect", () => link.opened());
  socket.on("data", (chunk) => link.receive(chunk));
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
