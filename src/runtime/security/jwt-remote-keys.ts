// A key set at a url: fetched when it is needed, kept while it is fresh, and kept on while it is not to be had. (RFC 7517)

import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { SecuritySettingsError } from "./settings-error.ts";

/** Where a key set is, and how it is fetched. */
export interface RemoteKeySettings {
  /** https://, or http:// on this machine. */
  readonly jwksUrl: string;
  /** How long a fetch may take; 5 seconds unless told. */
  readonly timeoutMs?: number;
  /** How long nothing is fetched after a fetch, good or bad; 30 seconds unless told. */
  readonly cooldownMs?: number;
  /** When keys are fetched anew; 10 minutes unless told. */
  readonly maximumAgeMs?: number;
}

/** No answer about a key: its set is not to be had, and the last good one does not hold it. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

/**
 * Keys from a url. While it cannot be had the last good keys hold on. `report` is told of each fetch that fails, and never
 * what the url holds of user names and passwords. Throws a `SecuritySettingsError`.
 */
export function remoteKeys(settings: RemoteKeySettings, report: (why: string) => void): JWTVerifyGetKey {
  const { timeoutMs = 5000, cooldownMs = 30_000, maximumAgeMs = 600_000 } = settings;
  const url = readUrl(settings.jwksUrl);
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: maximumAgeMs,
  });
  let local: JWTVerifyGetKey | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  const isDown = (): boolean => performance.now() - failedAtMs < cooldownMs;

  async function fetched(): Promise<boolean> {
    if (isDown()) return false;
    try {
      await remote.reload();
      local = createLocalJWKSet(remote.jwks() ?? { keys: [] });
      return true;
    } catch (error) {
      // Several may have waited for the same fetch.
      if (!isDown()) report(`the keys at ${url.origin}${url.pathname} are not to be had: ${reasonOf(error)}`);
      failedAtMs = performance.now();
      return false;
    }
  }

  return async (header, token) => {
    if (!remote.fresh) await fetched();
    if (local === undefined) throw new KeysUnavailable();
    try {
      return await local(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // Another key may have come meanwhile; nobody has us ask for it all the time.
      if (!isDown() && remote.coolingDown) throw error;
      if (!(await fetched())) throw new KeysUnavailable();
      return await local(header, token);
    }
  };
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  const isHere = url !== null && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isHere)) return url;
  throw new SecuritySettingsError(
    `jwksUrl is ${JSON.stringify(text)}: write an https:// url; http:// is for this machine alone`,
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWKSTimeout) return "it took too long";
  if (error instanceof errors.JOSEError) return error.message;
  const { cause } = error as { readonly cause?: { readonly code?: string } };
  return cause?.code ?? "the connection failed";
}
