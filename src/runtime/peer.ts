// Who is at the other end of a connection, as far as the transport knows; and what is asked about it.

import type { AuthenticationQuestion } from "../models/index.ts";

/** The other end: one object for each connection, so that it may be remembered by. */
export interface Peer {
  /** Its IP address; undefined where it has none. */
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** Its certificate, where it showed one that our authority has signed. */
  readonly certificate: PeerCertificate | undefined;
}

/** The other end of a connection that comes from no network. */
export const NOWHERE: Peer = { address: undefined, port: undefined, certificate: undefined };

/** Where it is, as in `127.0.0.1:50123`. */
export function placeOf({ address, port }: Pick<Peer, "address" | "port">): string | undefined {
  return address === undefined ? undefined : `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** What a verified certificate says of its owner. */
export interface PeerCertificate {
  /** The Common Names of its subject. */
  readonly commonNames: readonly string[];
  /** Its alternative names. (RFC 5280 §4.2.1.6) */
  readonly dnsNames: readonly string[];
  readonly emails: readonly string[];
  readonly uris: readonly string[];
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
}

/** A question about a client, with what the transport knows of it. Each question of one connection has the same `peer`. */
export interface ClientQuestion extends AuthenticationQuestion {
  readonly peer: Peer;
}
