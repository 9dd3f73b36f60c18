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
  /** When more may be written without piling up: undefined for now. */
  drained?(): Promise<void> | undefined;
}

/** The bytes of all pieces, in one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
