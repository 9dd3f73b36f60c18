// The door of the client, for browsers: over WebSocket, and without a word of Node.

import { dialBrowser, judgeBrowserAddress } from "../transports/dial-browser.ts";
import { type Connect, type ConnectAsync, connecting } from "./connect.ts";

export * from "./door.ts";

const browser = connecting(dialBrowser, judgeBrowserAddress);

/** Makes a client, which begins to connect. Throws a `TypeError` that names an option that is unknown or wrong. */
export const connect: Connect = browser.connect;

/** The same, given once it is connected; rejected where the client gives up before. */
export const connectAsync: ConnectAsync = browser.connectAsync;
