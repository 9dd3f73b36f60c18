// The settings of the broker: options of the command line and the environment, over the config file, over the defaults.

import { stringify } from "yaml";
import {
  type BrokerConfig,
  ConfigError,
  contradictionsIn,
  readConfig,
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
  const said = <K extends keyof BrokerFlags>(name: K): BrokerFlags[K] | undefined =>
    isGiven(name) ? flags[name] : undefined;
  const { passwordFile, anonymous, ...rest } = config;
  // Of two that contradict each other the nearer one counts.
  const access = isGiven("anonymous") || isGiven("passwordFile") ? {} : { passwordFile, anonymous };
  const store = said("store") ?? config.store?.file;
  return {
    ...rest,
    listeners: placesOf(flags, isGiven) ?? config.listeners,
    tls: tlsOver(flags, config.tls),
    ...access,
    ...(isGiven("passwordFile") && { passwordFile: flags.passwordFile }),
    ...(isGiven("anonymous") && { anonymous: flags.anonymous }),
    store:
      store === undefined ? undefined : { file: store, durability: said("durability") ?? config.store?.durability },
    log: {
      level: said("logLevel") ?? config.log?.level,
      format: said("logFormat") ?? config.log?.format,
      file: said("logFile") ?? config.log?.file,
    },
    trace: said("trace")?.map((one) => ({ ...one })) ?? config.trace,
    admin: said("admin") ?? config.admin,
    sysIntervalSeconds: said("sysInterval") ?? config.sysIntervalSeconds,
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
  const given = Object.entries({ cert, key, ca, requireCertificate }).filter(([, value]) => value !== undefined);
  // What is half said by flags is found when all is judged together.
  return given.length === 0 ? tls : ({ ...tls, ...Object.fromEntries(given) } as TlsConfig);
}
