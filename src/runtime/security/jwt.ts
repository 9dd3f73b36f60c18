// JSON Web Tokens: who a token speaks of, how long, and what that client may do. (RFC 7519, RFC 8725)

import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { AccessRule } from "../../models/index.ts";
import { type KeySettings, readKeys } from "./jwt-keys.ts";
import { type Permissions, permissionsBy } from "./jwt-permissions.ts";
import { KeysUnavailable } from "./jwt-remote-keys.ts";
import { SecuritySettingsError } from "./settings-error.ts";
import type { Verdict } from "./verdict.ts";

/** How tokens are verified. */
export interface JwtSettings {
  readonly keys: KeySettings;
  /** Whose tokens are taken, and for whom they must be made. A token without the one or the other is for somebody else. */
  readonly issuer: string | readonly string[];
  readonly audience: string | readonly string[];
  /** Those of the keys unless told: RS, PS and ES of each size and Ed25519 for public keys, HS for a secret. Never none. */
  readonly algorithms?: readonly string[];
  /** Which claim is the user name; `sub` unless told. */
  readonly userNameClaim?: string;
  /** What of a token says what its client may do; without it the access rules alone do. */
  readonly permissions?: Permissions;
  /** How far clocks may differ; 30 seconds unless told. */
  readonly clockSkewSeconds?: number;
  /** Longer tokens are not looked at; 8192 unless told. */
  readonly maximumTokenBytes?: number;
}

/** What a check of tokens leans on; time is the calendar's. */
export interface JwtSurroundings {
  readonly nowMs?: () => number;
  /** Told when keys are not to be had. */
  readonly report?: (why: string) => void;
}

type Refused = Extract<Verdict, { readonly kind: "refused" }>;

/** Verifies a token. */
export type TokenCheck = (token: string) => Promise<Verdict>;

/** Makes a check of tokens. Throws a `SecuritySettingsError`. */
export function createTokenCheck(
  settings: JwtSettings,
  { nowMs = Date.now, report = () => {} }: JwtSurroundings = {},
): TokenCheck {
  const { issuer, audience, userNameClaim = "sub", clockSkewSeconds = 30, maximumTokenBytes = 8192 } = settings;
  const keys = readKeys(settings.keys, report);
  const algorithms = [...allowed(settings.algorithms ?? keys.algorithms, keys.algorithms)];
  const permissions = settings.permissions && permissionsBy(settings.permissions);
  return async (token) => {
    if (Buffer.byteLength(token) > maximumTokenBytes) return refused(0x86, "the token is too long");
    const atMs = nowMs();
    const options = {
      algorithms,
      issuer: [issuer].flat(),
      audience: [audience].flat(),
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(atMs),
      // Who is let in for ever by one leaked token cannot be kept out.
      requiredClaims: ["exp"],
    };
    const verified = await jwtVerify(token, keys.getKey, options).catch(refusalFor);
    if ("kind" in verified) return verified;
    const { payload } = verified;
    const forMs = ((payload.exp ?? 0) + clockSkewSeconds) * 1000 - atMs;
    return known(payload, payload[userNameClaim], permissions, forMs);
  };
}

/** Whether a text has the form of a token: three parts, and the first is a header. A password with two dots is none. */
export function isTokenShaped(text: string): boolean {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return false;
  try {
    decodeProtectedHeader(text);
    return true;
  } catch {
    return false;
  }
}

function known(
  payload: JWTPayload,
  userName: unknown,
  permissions: ((claims: JWTPayload) => readonly AccessRule[]) | undefined,
  forMs: number,
): Verdict {
  // What can be no user name of MQTT. (5.0/MQTT-1.5.4-1, -2)
  if (typeof userName !== "string" || userName === "" || userName.includes("\0") || !userName.isWellFormed())
    return refused(0x87, "the token names no user");
  return { kind: "known", userName, forMs, ...(permissions && { grants: permissions(payload) }) };
}

// What no trusted key has signed proves nothing; what one has signed may still not let its client in here, or now.
function refusalFor(error: unknown): Refused {
  if (error instanceof KeysUnavailable) return refused(0x88, "the keys of tokens are not to be had");
  if (error instanceof errors.JWTExpired) return refused(0x87, "the token has expired");
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim } = error;
    return refused(
      0x87,
      claim === "nbf" ? "the token is not valid yet" : `the token's claim ${claim} is not the right one`,
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused(0x86, "the token's signature is wrong");
  if (error instanceof errors.JOSEAlgNotAllowed) return refused(0x86, "the token's algorithm is not allowed");
  if (error instanceof errors.JWKSNoMatchingKey) return refused(0x86, "no key is that of the token");
  return refused(0x86, "it is no token");
}

function refused(reasonCode: 0x86 | 0x87 | 0x88, why: string): Refused {
  return { kind: "refused", reasonCode, why };
}

function allowed(wanted: readonly string[], possible: readonly string[]): readonly string[] {
  const wrong = wanted.find((algorithm) => !possible.includes(algorithm));
  if (wrong === undefined && wanted.length > 0) return wanted;
  const found = wrong === undefined ? "algorithms is empty" : `algorithms has ${JSON.stringify(wrong)}`;
  throw new SecuritySettingsError(`${found}: of these keys it may have ${possible.join(", ")}`);
}
