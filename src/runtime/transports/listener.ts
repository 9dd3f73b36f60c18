// A place where a broker listens, whatever carries the bytes.

import { rmSync, statSync } from "node:fs";
import { connect, type Server, type Socket } from "node:net";
import type { Peer } from "../peer.ts";
import type { ConnectionLimits } from "../security/connection-limits.ts";
import type { Address } from "./address.ts";
import type { ServerTls } from "./tls.ts";

/** The broker holds back messages for a client that does not read; this bounds the answers to what the client itself sends. */
export const MOST_UNREAD_BYTES = 4_194_304;

/** A place that is listened at. */
export interface Listener {
  readonly url: string;
  /** Undefined for a Unix socket. */
  readonly port: number | undefined;
  /** Shows another certificate from now on; connections that are open stay. */
  renew(tls: ServerTls): void;
  /** Ends all connections, and gives the place back. */
  close(): Promise<void>;
}

/** Has a server listen; gives when it does. A socket file that nobody listens at any more is put away first. */
export async function listening(server: Server, address: Address): Promise<void> {
  if (address.kind === "unix") await removeStale(address.path);
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port }, () => {
      server.off("error", failed);
      done();
    });
  });
}

/** What stands before a place: who comes no further than to it. */
export interface Gate {
  /** How many connections there may be. */
  readonly limits?: ConnectionLimits | undefined;
  /** Told of who is cut off before a byte of MQTT is read, and why, in words. */
  readonly turnedAway?: (peer: Pick<Peer, "address" | "port">, why: string) => void;
}

/** Has a server refuse who is one too many, before a byte of it is read: no handshake, no answer. */
export function limitConnections(server: Server, { limits, turnedAway }: Gate): void {
  if (limits === undefined) return;
  // TLS and HTTP listen to the same event, and must find the socket closed.
  server.prependListener("connection", (socket: Socket) => {
    const { remoteAddress: address, remotePort: port } = socket;
    const leave = limits.admit(address);
    if (leave !== undefined) {
      socket.once("close", leave);
      return;
    }
    socket.destroy();
    turnedAway?.({ address, port }, "there are too many connections already, of its address or in all");
  });
}

/** The port that a server got; undefined where it has none. */
export function portOf(server: Server): number | undefined {
  const address = server.address();
  return address === null || typeof address === "string" ? undefined : address.port;
}

/** What a process left behind that was killed. */
async function removeStale(path: string): Promise<void> {
  if (!statSync(path, { throwIfNoEntry: false })?.isSocket()) return;
  const isAlive = await new Promise<boolean>((resolve) => {
    const socket = connect({ path });
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
  if (!isAlive) rmSync(path);
}
