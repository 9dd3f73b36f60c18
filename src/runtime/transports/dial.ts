// The reference client on a network: TCP, TLS, a Unix socket, or WebSocket. (5.0/MQTT-4.2.0-1, 3.1.1/MQTT-7.1.2-1)

import type { ClientOptions } from "../../models/index.ts";
import { type ClientDriver, type ClientEvent, createClientDriver } from "../client-driver.ts";
import type { ClientLink, ClientTransport } from "../client-link.ts";
import { systemClock } from "../clock.ts";
import { type Address, readAddress } from "./address.ts";
import { dialStream } from "./dial-stream.ts";
import { dialWebSocket } from "./dial-websocket.ts";
import type { ClientTls } from "./tls.ts";

/** Where a client connects to, and who hears of it. */
export interface NetworkClientOptions {
  /** `mqtt://host:port`, `mqtts://`, `ws://host:port/path`, `wss://`, or `unix:/path`. */
  readonly url: string;
  readonly tls?: ClientTls;
  readonly client: Partial<ClientOptions>;
  readonly onEvent: (event: ClientEvent) => void;
}

/** A client on a network. It connects when it is told to. */
export type NetworkClient = Pick<ClientDriver, "tell" | "cut">;

/** A client on a network. Throws an `AddressError` where the url is none. */
export function connectClient({ url, tls = {}, client, onEvent }: NetworkClientOptions): NetworkClient {
  const address = readAddress(url);
  return createClientDriver({ clock: systemClock, client, onEvent, dial: (link) => dial(address, tls, link) });
}

/** Begins a connection to an address. */
export function dial(address: Address, tls: ClientTls, link: ClientLink): ClientTransport {
  return address.kind === "webSocket" ? dialWebSocket(address, tls, link) : dialStream(address, tls, link);
}
