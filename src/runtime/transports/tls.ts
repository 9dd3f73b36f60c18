// What TLS is told, on either side; texts in PEM.

import { createSecureContext, type SecureContext } from "node:tls";

/** How a server shows who it is, and whether it asks its clients. */
export interface ServerTls {
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
  /** Whose certificates clients are believed by. With it they are asked for one; who has none that is good is let in without. */
  readonly ca?: string | Uint8Array;
  /** Lets nobody in without a certificate that `ca` has signed. */
  readonly requiresCertificate?: boolean;
  /** What it shows to clients that ask for a server by these names. (RFC 6066 §3) */
  readonly names?: readonly NamedIdentity[];
}

/** A certificate for one name: `mqtt.example.org`, or `*.example.org` for all that are one level below. */
export interface NamedIdentity {
  readonly serverName: string;
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
}

/** Whom a client believes, and how it shows who it is. */
export interface ClientTls {
  readonly ca?: string | Uint8Array;
  readonly cert?: string | Uint8Array;
  readonly key?: string | Uint8Array;
  /** Believes anybody. */
  readonly isInsecure?: boolean;
  /** Whom the certificate must name, and the server is asked for; the host where nothing is said. */
  readonly serverName?: string;
  /** What is offered in ALPN; `mqtt` where nothing is said. */
  readonly alpn?: readonly string[];
}

/** The name of MQTT in ALPN. */
export const ALPN = "mqtt";

/** How long a handshake may take. */
const HANDSHAKE_MS = 10_000;

/** As Node takes it. */
export function serverTlsOptions({ cert, key, ca, requiresCertificate = false }: ServerTls) {
  return {
    cert: textOf(cert),
    key: textOf(key),
    ...(ca !== undefined && { ca: textOf(ca) }),
    requestCert: requiresCertificate || ca !== undefined,
    rejectUnauthorized: requiresCertificate,
    handshakeTimeout: HANDSHAKE_MS,
  };
}

/** Which certificate a client is shown, by the name of the server that it asks for. */
export interface NameTable {
  /** As Node takes it: without a context the general certificate is shown. */
  readonly SNICallback: (serverName: string, done: (error: Error | null, context?: SecureContext) => void) => void;
  /** What it answers from now on. Throws where a certificate cannot be used, and changes nothing then. */
  renew(tls: ServerTls): void;
}

/** Makes the table of a server. Throws where a certificate cannot be used. */
export function createNameTable(tls: ServerTls): NameTable {
  let contexts = contextsOf(tls);
  return {
    SNICallback: (serverName, done) => {
      const asked = serverName.toLowerCase();
      done(null, contexts.get(asked) ?? contexts.get(asked.replace(/^[^.]+/, "*")));
    },
    renew: (fresh) => {
      contexts = contextsOf(fresh);
    },
  };
}

function contextsOf({ names = [], ca }: ServerTls): ReadonlyMap<string, SecureContext> {
  const trusted = ca !== undefined && { ca: textOf(ca) };
  return new Map(
    names.map(({ serverName, cert, key }) => [
      serverName.toLowerCase(),
      createSecureContext({ cert: textOf(cert), key: textOf(key), ...trusted }),
    ]),
  );
}

/** As Node takes it. */
export function clientTlsOptions(host: string, { ca, cert, key, isInsecure = false, serverName, alpn }: ClientTls) {
  // An address of IP is no name. (RFC 6066 §3)
  const name = serverName ?? (/[a-z]/i.test(host) && !host.includes(":") ? host : undefined);
  return {
    ...(ca !== undefined && { ca: textOf(ca) }),
    ...(cert !== undefined && { cert: textOf(cert) }),
    ...(key !== undefined && { key: textOf(key) }),
    rejectUnauthorized: !isInsecure,
    ...(name !== undefined && { servername: name }),
    ...(alpn !== undefined && { ALPNProtocols: [...alpn] }),
  };
}

function textOf(pem: string | Uint8Array): string {
  return typeof pem === "string" ? pem : Buffer.from(pem).toString();
}
