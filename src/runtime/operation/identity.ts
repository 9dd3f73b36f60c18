// A certificate and its key, judged before anybody is shown them: what OpenSSL would say, said so that one knows what to do.

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** The texts of a certificate and its key, and where they come from. */
export interface IdentityFiles {
  readonly cert: string;
  readonly certFile: string;
  readonly key: string;
  readonly keyFile: string;
}

/** A certificate or a key that cannot be used; the message names the file. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
}

/** Throws an `IdentityError` where these cannot be used at this time. */
export function checkIdentity({ cert, certFile, key, keyFile }: IdentityFiles, now: Date): void {
  const certificate = certificateIn(cert, certFile);
  checkTime(certificate, certFile, now);
  if (!certificate.checkPrivateKey(privateKeyIn(key, keyFile)))
    throw new IdentityError(`${keyFile} is not the key of the certificate in ${certFile}`);
}

/** Throws an `IdentityError` where a file of authorities holds none. */
export function checkAuthority(ca: string, caFile: string): void {
  certificateIn(ca, caFile);
}

function certificateIn(text: string, file: string): X509Certificate {
  const kinds = pemKinds(text);
  if (!kinds.some((kind) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(kind)))
    throw new IdentityError(`${file} holds no certificate, but ${listed(kinds)}${swapped(kinds, "PRIVATE KEY")}`);
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new IdentityError(`${file} holds a certificate that is damaged`, { cause });
  }
}

function privateKeyIn(text: string, file: string): KeyObject {
  const kinds = pemKinds(text);
  if (!kinds.some((kind) => kind.endsWith("PRIVATE KEY")))
    throw new IdentityError(`${file} holds no private key, but ${listed(kinds)}${swapped(kinds, "CERTIFICATE")}`);
  if (kinds.includes("ENCRYPTED PRIVATE KEY") || /^Proc-Type: 4,ENCRYPTED/m.test(text))
    throw new IdentityError(`${file} is encrypted: write it without its passphrase, with openssl pkey`);
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new IdentityError(`${file} holds a private key that is damaged`, { cause });
  }
}

function checkTime(certificate: X509Certificate, file: string, now: Date): void {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (now < from) throw new IdentityError(`the certificate in ${file} is not valid before ${from.toISOString()}`);
  if (now > to) throw new IdentityError(`the certificate in ${file} expired on ${to.toISOString()}: renew it`);
}

function pemKinds(text: string): readonly string[] {
  return [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----\s*$/gm)].map(([, kind = ""]) => kind);
}

function listed(kinds: readonly string[]): string {
  return kinds.length === 0 ? "nothing in PEM" : kinds.map((kind) => kind.toLowerCase()).join(", ");
}

function swapped(kinds: readonly string[], other: string): string {
  return kinds.some((kind) => kind.endsWith(other)) ? ": were the two files exchanged?" : "";
}
