// The keys that tokens are verified by: a key set at a url or in a file, one public key, or one secret. (RFC 7517, RFC 7518)

import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { type RemoteKeySettings, remoteKeys } from "./jwt-remote-keys.ts";
import { SecuritySettingsError } from "./settings-error.ts";

/** Where the keys are; exactly one of them. */
export type KeySettings =
  | RemoteKeySettings
  /** A JSON Web Key Set. */
  | { readonly jwksFile: string }
  /** A public key or a certificate, in PEM. */
  | { readonly publicKeyFile: string }
  /** A secret of at least 32 bytes; a line break at its end does not count. */
  | { readonly secretFile: string };

/** Keys, and the algorithms that go with them: a public key is never taken for the secret of an HMAC. */
export interface Keys {
  readonly getKey: JWTVerifyGetKey;
  readonly algorithms: readonly string[];
}

const RSA = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const EDWARDS = ["EdDSA", "Ed25519"];
const ASYMMETRIC = [...RSA, "ES256", "ES384", "ES512", ...EDWARDS];
const HMAC = ["HS256", "HS384", "HS512"];
const CURVES: Readonly<Record<string, string>> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" };

/** RFC 7518 §3.2: as long as the hash, of which SHA-256 is the shortest. */
const SHORTEST_SECRET_BYTES = 32;

/** Takes up keys. `report` is told when those at a url are not to be had. Throws a `SecuritySettingsError`. */
export function readKeys(settings: KeySettings, report: (why: string) => void): Keys {
  if ("jwksUrl" in settings) return { getKey: remoteKeys(settings, report), algorithms: ASYMMETRIC };
  if ("jwksFile" in settings) return { getKey: keySetIn(settings.jwksFile), algorithms: ASYMMETRIC };
  if ("publicKeyFile" in settings) {
    const key = publicKeyIn(settings.publicKeyFile);
    return { getKey: () => key, algorithms: algorithmsOf(key, settings.publicKeyFile) };
  }
  const secret = secretIn(settings.secretFile);
  return { getKey: () => secret, algorithms: HMAC };
}

function keySetIn(file: string): JWTVerifyGetKey {
  try {
    return createLocalJWKSet(JSON.parse(read(file).toString()) as JSONWebKeySet);
  } catch (cause) {
    if (cause instanceof SecuritySettingsError) throw cause;
    throw new SecuritySettingsError(`${file} is no JSON Web Key Set: write {"keys": [...]} with public keys`, {
      cause,
    });
  }
}

function publicKeyIn(file: string): KeyObject {
  const pem = read(file);
  if (pem.includes("PRIVATE KEY"))
    throw new SecuritySettingsError(`${file} holds a private key: give the public one, in PEM`);
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new SecuritySettingsError(`${file} holds no public key and no certificate in PEM`, { cause });
  }
}

function algorithmsOf(key: KeyObject, file: string): readonly string[] {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return RSA;
    case "ed25519":
      return EDWARDS;
    case "ec": {
      const algorithm = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ""];
      if (algorithm !== undefined) return [algorithm];
    }
  }
  throw new SecuritySettingsError(`${file} holds a key that signs no token: use RSA, P-256, P-384, P-521 or Ed25519`);
}

function secretIn(file: string): Uint8Array {
  const bytes = read(file);
  if (bytes.includes("-----BEGIN"))
    throw new SecuritySettingsError(`${file} holds PEM and no secret: name it as the file of a public key`);
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? -2 : -1) : bytes.length;
  const secret = new Uint8Array(bytes.subarray(0, end));
  if (secret.length < SHORTEST_SECRET_BYTES) {
    throw new SecuritySettingsError(`${file} is too short for a secret: write at least ${SHORTEST_SECRET_BYTES} bytes`);
  }
  return secret;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SecuritySettingsError(`${file} cannot be read (${code}): name a file with the keys of tokens`, { cause });
  }
}
