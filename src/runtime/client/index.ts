// The door of the client, for Node: over TCP, TLS, Unix sockets and WebSocket.

import { dial } from "../transports/dial.ts";
import { type Connect, type ConnectAsync, connecting } from "./connect.ts";

export { type ClientStoreOptions, openClientStore } from "../stores/client-sqlite.ts";
export type { Durability } from "../stores/sqlite-file.ts";
export * from "./door.ts";

const node = connecting(dial);

/** Makes a client, which begins to connect. Throws a `TypeError` that names an option that is unknown or wrong. */
export const connect: Connect = node.connect;

/** The same, given once it is connected; rejected where the client gives up before. */
export const connectAsync: ConnectAsync = node.connectAsync;
