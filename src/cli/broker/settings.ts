// The settings of the broker: options of the command line and the environment, over the config file, over the defaults.

import { stringify } from "yaml";
import {
  type BrokerConfig,
  ConfigError,
  contradictionsIn,
  type JwtConfig,
  readConfig,
  type SecurityConfig,
  type TlsConfig,
  withDefaults,
} from "../../runtime/operation/index.ts";
import { Failure } from "../failure.ts";
import { readText } from "../text-file.ts";
import type { BrokerFlags } from "./flags.ts";

/** Whether an option was given, on the command line or in the environment. */
export type IsGiven = (name: keyof BrokerFlags) => boolean;

/** Puts the settings together, with the defaults. Throws a `Failure` that names all that is wrong. */
export function settingsOf(flags: BrokerFlags, isGiven: IsGiven): BrokerConfig {
  const config = withDefaults(over(flags, isGiven, flags.config === undefined ? {} : configIn(flags.config)));
  const problems = contradictionsIn(config);
  if (problems.length > 0) throw new Failure("usage", problems);
  return config;
}

/** The settings as a config file that says the same. Nothing secret is in them but what a url may hold. */
export function settingsText(config: BrokerConfig): string {
  return stringify(config, (_key, value: unknown) =>
    typeof value === "string" ? value.replace(/^(\w+:\/\/)[^/@]*@/, "$1***@") : value,
  );
}

function configIn(file: string): BrokerConfig {
  try {
    return readConfig(readText(file), file);
  } catch (cause) {
    throw cause instanceof ConfigError ? new Failure("usage", cause.problems, { cause }) : cause;
  }
}

function over(flags: BrokerFlags, isGiven: IsGiven, config: BrokerConfig): BrokerConfig {
  const given = <K extends keyof BrokerFlags>(name: K): BrokerFlags[K] | undefined =>
    isGiven(name) ? flags[name] : undefined;
  const store = given("store") ?? config.store?.file;
  return {
    ...config,
    listeners: placesOf(flags, isGiven) ?? config.listeners,
    tls: tlsOver(flags, config.tls),
    security: securityOver(flags, config.security),
    limits: {
      ...config.limits,
      ...said({
        maximumConnections: flags.maxConnections,
        maximumConnectionsPerAddress: flags.maxConnectionsPerAddress,
      }),
    },
    store:
      store === undefined ? undefined : { file: store, durability: given("durability") ?? config.store?.durability },
    log: {
      level: given("logLevel") ?? config.log?.level,
      format: given("logFormat") ?? config.log?.format,
      file: given("logFile") ?? config.log?.file,
    },
    trace: given("trace")?.map((one) => ({ ...one })) ?? config.trace,
    admin: given("admin") ?? config.admin,
    sysIntervalSeconds: given("sysInterval") ?? config.sysIntervalSeconds,
  };
}

/** The place of -h and -p comes first, unless other places are named and it is not. Undefined where no place is named. */
function placesOf({ host, port, listen = [] }: BrokerFlags, isGiven: IsGiven): string[] | undefined {
  const plain = `mqtt://${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (isGiven("port") || (isGiven("host") && listen.length === 0)) return [plain, ...listen];
  return listen.length === 0 ? undefined : [...listen];
}

function tlsOver(
  { cert, key, ca, requireCertificate }: BrokerFlags,
  tls: TlsConfig | undefined,
): TlsConfig | undefined {
  const given = said({ cert, key, ca, requireCertificate });
  // What is half said by flags is found when all is judged together.
  return Object.keys(given).length === 0 ? tls : ({ ...tls, ...given } as TlsConfig);
}

function securityOver(flags: BrokerFlags, security: SecurityConfig = {}): SecurityConfig {
  const { passwordFile, scramFile, accessFile, anonymous, clientIds, jwtJwks, jwtKey, jwtIssuer, jwtAudience } = flags;
  const keys = said({ ...(jwtJwks !== undefined && keySetAt(jwtJwks)), publicKeyFile: jwtKey });
  const token = { ...keys, ...said({ issuer: jwtIssuer, audience: jwtAudience }) };
  const isOfTokens = Object.keys(token).length > 0;
  return {
    ...security,
    ...said({ passwordFile, scramFile, accessFile, anonymous }),
    ...(isOfTokens && { jwt: { ...jwtWithout(security.jwt, Object.keys(keys).length > 0), ...token } as JwtConfig }),
    ...(clientIds && { clientIds: { ...security.clientIds, everybody: [...clientIds] } }),
  };
}

function keySetAt(place: string): Partial<JwtConfig> {
  return /^\w+:\/\//.test(place) ? { jwksUrl: place } : { jwksFile: place };
}

/** What the config file says of tokens; without its keys, where others are given. */
function jwtWithout(jwt: JwtConfig | undefined, hasOtherKeys: boolean): Partial<JwtConfig> {
  if (jwt === undefined || !hasOtherKeys) return jwt ?? {};
  const { jwksUrl: _, jwksFile: __, publicKeyFile: ___, secretFile: ____, ...rest } = jwt;
  return rest;
}

/** Without what was not said. */
function said<T extends object>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never;
}
