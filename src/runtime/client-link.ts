// The way of a client to its server, whatever carries the bytes.

import type { Transport } from "./driver.ts";

/** The driver's end of the way to a server: what the transport tells. */
export interface ClientLink {
  opened(): void;
  receive(chunk: Uint8Array): void;
  /** The other side is gone, or it never was there; `cause` says why, where that is known. */
  closed(cause?: Error): void;
}

/** The way to a server. */
export interface ClientTransport extends Transport {
  /** Reads no more, until it is told to; a transport that cannot goes on. */
  pause?(): void;
  resume?(): void;
}
