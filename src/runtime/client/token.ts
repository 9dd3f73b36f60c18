// Tokens of OAuth 2.0: fetched with the credentials of a client (RFC 6749 §4.4), kept until shortly before they expire, and sent as
// the password, or by OAUTHBEARER (RFC 7628), which can renew them on a connection. (5.0 §4.12)

import type { Authenticator } from "./authenticator.ts";

/** A token. */
export interface AccessToken {
  readonly value: string;
  /** In milliseconds of the calendar, as `Date.now()` has them; undefined for never. */
  readonly expiresAtMs?: number;
}

/** Gives a token that is good now: asked before each connection, and each re-authentication. */
export type TokenSource = () => string | AccessToken | Promise<string | AccessToken>;

/** How a client identifies itself to a token endpoint. */
export interface ClientCredentials {
  /** https://, or http:// on this machine. */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
}

/** A token is not used in the last tenth of its life, nor in its last half minute unless it is that short. */
const MARGIN_SHARE = 0.1;
const MARGIN_MS = 30_000;
const FETCH_TIMEOUT_MS = 10_000;

interface Kept extends AccessToken {
  /** When another one is asked for. */
  readonly staleAtMs: number;
}

/** A source that asks a token endpoint, and keeps what it gets. Throws a `TypeError` where the secret would go over an open network. */
export function clientCredentials(credentials: ClientCredentials): TokenSource {
  const { protocol, hostname } = new URL(credentials.tokenEndpoint);
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isLocal))
    throw new TypeError(
      `tokenEndpoint is ${credentials.tokenEndpoint}: it must be https://, as a secret is sent there`,
    );
  let kept: Kept | undefined;
  let underWay: Promise<Kept> | undefined;
  return async () => {
    if (kept !== undefined && Date.now() < kept.staleAtMs) return kept;
    underWay ??= fetchToken(credentials).finally(() => {
      underWay = undefined;
    });
    kept = await underWay;
    return kept;
  };
}

/** The option `authenticator` for OAUTHBEARER. The client authenticates anew before a token expires. */
export function oauthBearer(source: TokenSource): Authenticator {
  let token: AccessToken | undefined;
  return {
    method: "OAUTHBEARER",
    async begin() {
      token = await readToken(source);
      return new TextEncoder().encode(`n,,\u0001auth=Bearer ${token.value}\u0001\u0001`);
    },
    // What the server asks after that is an error; it is answered so, and then refuses. (RFC 7628 §3.2.3)
    answer: () => new Uint8Array([0x01]),
    renewAfterMs: () => (token?.expiresAtMs === undefined ? undefined : staleAt(token.expiresAtMs) - Date.now()),
  };
}

/** A token of a source. */
export async function readToken(source: TokenSource): Promise<AccessToken> {
  const token = await source();
  return typeof token === "string" ? { value: token } : token;
}

function staleAt(expiresAtMs: number): number {
  const leftMs = Math.max(0, expiresAtMs - Date.now());
  return expiresAtMs - Math.max(leftMs * MARGIN_SHARE, Math.min(MARGIN_MS, leftMs / 2));
}

async function fetchToken({ tokenEndpoint, clientId, clientSecret, scope }: ClientCredentials): Promise<Kept> {
  const body = new URLSearchParams({ grant_type: "client_credentials", ...(scope !== undefined && { scope }) });
  const response = await fetch(tokenEndpoint, {
    method: "POST",
    // Both are encoded as in a form, first. (RFC 6749 §2.3.1)
    headers: {
      accept: "application/json",
      authorization: `Basic ${btoa(`${formText(clientId)}:${formText(clientSecret)}`)}`,
    },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  const { access_token: value, expires_in: seconds, error = "no token" } = answer;
  if (!response.ok || typeof value !== "string")
    throw new Error(`the token endpoint ${tokenEndpoint} answers ${response.status}: ${String(error)}`);
  const expiresAtMs = typeof seconds === "number" ? Date.now() + seconds * 1000 : undefined;
  return expiresAtMs === undefined
    ? { value, staleAtMs: Date.now() }
    : { value, expiresAtMs, staleAtMs: staleAt(expiresAtMs) };
}

function formText(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
