// The certificates of the broker: read from their files, and judged before anybody is shown them.

import type { ListenPlace, ServerTls } from "../../runtime/index.ts";
import {
  type BrokerConfig,
  checkAuthority,
  checkIdentity,
  IdentityError,
  type TlsConfig,
} from "../../runtime/operation/index.ts";
import { Failure } from "../failure.ts";
import { readText } from "../text-file.ts";

/** The places of the settings, each with what it shows over TLS. Throws a `Failure` where a file cannot be used. */
export function placesIn({ listeners = [], tls }: BrokerConfig): readonly ListenPlace[] {
  const general = tls && tlsIn(tls);
  return listeners.map((listener) => {
    const { url, tls: own } = typeof listener === "string" ? { url: listener } : listener;
    const shown = own === undefined ? general : tlsIn(own);
    return { url, ...(shown && { tls: shown }) };
  });
}

function tlsIn({ cert, key, ca, requireCertificate, names = [] }: TlsConfig): ServerTls {
  return {
    ...identityIn(cert, key),
    ...(ca !== undefined && { ca: authorityIn(ca) }),
    ...(requireCertificate && { requiresCertificate: true }),
    names: names.map((named) => ({ serverName: named.serverName, ...identityIn(named.cert, named.key) })),
  };
}

function identityIn(certFile: string, keyFile: string) {
  const [cert, key] = [readText(certFile), readText(keyFile)];
  judged(() => checkIdentity({ cert, certFile, key, keyFile }, new Date()));
  return { cert, key };
}

function authorityIn(file: string): string {
  const ca = readText(file);
  judged(() => checkAuthority(ca, file));
  return ca;
}

function judged(judge: () => void): void {
  try {
    judge();
  } catch (cause) {
    throw cause instanceof IdentityError ? new Failure("usage", cause.message, { cause }) : cause;
  }
}
