// From the words of the config file to the settings of security, and what is wrong with them together.

import type { ConnectionLimitOptions } from "../../security/connection-limits.ts";
import type { JwtSettings } from "../../security/jwt.ts";
import type { KeySettings } from "../../security/jwt-keys.ts";
import type { SecuritySettings } from "../../security/security.ts";
import type { BrokerConfig } from "./schema.ts";
import type { JwtConfig, SecurityConfig } from "./security-schema.ts";

/**
 * What a config file says of security; undefined where it says nothing that somebody has to decide about: then all who can reach
 * the broker are let in, by whatever name. With access rules or Client Identifiers alone they are let in without a name.
 */
export function securitySettingsOf({ security = {} }: BrokerConfig): SecuritySettings | undefined {
  const { jwt, anonymous, slowdown, ...rest } = security;
  const isOpen = waysIn(security).length === 0;
  if (isOpen && security.accessFile === undefined && security.clientIds === undefined) return undefined;
  return {
    ...rest,
    ...(jwt && { jwt: jwtSettingsOf(jwt) }),
    ...(slowdown !== undefined && { slowdown }),
    anonymous: anonymous === true || isOpen,
  } as SecuritySettings;
}

/** How many connections there may be. */
export function connectionLimitsOf({ limits = {} }: BrokerConfig): ConnectionLimitOptions {
  const { maximumConnections: total, maximumConnectionsPerAddress: perAddress } = limits;
  return { ...(total !== undefined && { total }), ...(perAddress !== undefined && { perAddress }) };
}

/** The files that security reads, in the order of their keys. */
export function securityFilesOf({ security = {} }: BrokerConfig): readonly string[] {
  const { passwordFile, scramFile, accessFile, jwt = {} } = security;
  const { jwksFile, publicKeyFile, secretFile }: Partial<JwtConfig> = jwt;
  return [passwordFile, scramFile, accessFile, jwksFile, publicKeyFile, secretFile].filter((one) => one !== undefined);
}

/** The ways in that somebody has to prove something for. */
export function waysIn({ passwordFile, scramFile, jwt, certificate }: SecurityConfig): readonly unknown[] {
  return [passwordFile, scramFile, jwt, certificate].filter((way) => way !== undefined);
}

/** What contradicts itself or lacks something, in words. Of flags and of a file together no schema has judged this. */
export function securityProblems({ security = {}, tls, listeners = [] }: BrokerConfig): readonly string[] {
  const { jwt, certificate } = security;
  const isBelieving = tls?.ca !== undefined || listeners.some((one) => typeof one !== "string" && one.tls?.ca);
  return [
    ...(jwt === undefined ? [] : jwtProblems(jwt)),
    ...(certificate !== undefined && !isBelieving ? ["security.certificate wants somebody to believe: give --ca"] : []),
  ];
}

function jwtProblems(jwt: Partial<JwtConfig>): readonly string[] {
  const { jwksUrl, jwksFile, publicKeyFile, secretFile, issuer, audience } = jwt;
  const keys = [jwksUrl, jwksFile, publicKeyFile, secretFile].filter((one) => one !== undefined).length;
  const ways = "security.jwt.jwksUrl, jwksFile, publicKeyFile or secretFile";
  return [
    ...(keys === 0 ? [`tokens want keys: give --jwt-jwks, --jwt-key, or one of ${ways}`] : []),
    ...(keys > 1 ? [`tokens have keys from one place: give one of --jwt-jwks, --jwt-key, ${ways}`] : []),
    ...(issuer === undefined ? ["tokens want an issuer: give --jwt-issuer"] : []),
    ...(audience === undefined ? ["tokens want an audience: give --jwt-audience"] : []),
  ];
}

function jwtSettingsOf(jwt: JwtConfig): JwtSettings {
  const { jwksUrl, jwksFile, publicKeyFile, secretFile, fetchTimeoutMs, fetchCooldownMs, maximumKeyAgeMs, ...rest } =
    jwt;
  const remote = { timeoutMs: fetchTimeoutMs, cooldownMs: fetchCooldownMs, maximumAgeMs: maximumKeyAgeMs };
  const keys = { jwksUrl, ...(jwksUrl !== undefined && remote), jwksFile, publicKeyFile, secretFile };
  const said = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
  return { ...rest, keys: said as unknown as KeySettings } as JwtSettings;
}
