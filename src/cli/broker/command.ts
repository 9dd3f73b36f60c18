// `touchstone broker`: the reference broker, until it is told to end.

import { Command } from "commander";
import {
  createBroker,
  createConnectionLimits,
  type Durability,
  openSqliteStore,
  type Store,
  StoreError,
  together,
} from "../../runtime/index.ts";
import {
  type BrokerConfig,
  brokerOptionsOf,
  connectionLimitsOf,
  createFigures,
  type Log,
  logObserver,
  openAdmin,
  openLog,
  openMetrics,
  openTrace,
  readAdminAddress,
} from "../../runtime/operation/index.ts";
import { Failure } from "../failure.ts";
import { onInterrupt } from "../interrupt.ts";
import { packageVersion } from "../package-version.ts";
import { failureToListen, failureToStart } from "./failures.ts";
import { addBrokerOptions, type BrokerFlags } from "./flags.ts";
import { placesIn } from "./identities.ts";
import { createReload } from "./reload.ts";
import { securityIn } from "./security.ts";
import { settingsOf, settingsText } from "./settings.ts";

/** How the process ends where its store cannot be written any more. */
const STORE_FAILED = 4;

const NAME = "mqtt-touchstone";

/** The command `broker`. */
export function brokerCommand(): Command {
  const command = new Command("broker").description(
    "Runs the reference broker, for MQTT 3.1.1 and 5.0, and prints its url. It ends on SIGTERM or Ctrl-C.",
  );
  return addBrokerOptions(command).action(begin);
}

async function begin(flags: BrokerFlags, command: Command): Promise<void> {
  const isGiven = (name: keyof BrokerFlags): boolean =>
    ["cli", "env"].includes(command.getOptionValueSource(name) ?? "");
  const read = (): BrokerConfig => settingsOf(flags, isGiven);
  const settings = read();
  if (flags.printConfig) return void process.stdout.write(settingsText(settings));
  if (flags.checkConfig) return check(settings);
  await run(settings, read);
}

/** Reads all files that the settings name but the store, whose lock may belong to a broker that runs. */
function check(settings: BrokerConfig): void {
  placesIn(settings);
  securityIn(settings, () => undefined);
  process.stdout.write("the settings can be used\n");
}

async function run(settings: BrokerConfig, read: () => BrokerConfig): Promise<void> {
  const listen = placesIn(settings);
  const log = logIn(settings);
  const security = securityIn(settings, log.write);
  const counting = settings.admin === undefined ? undefined : createFigures();
  const observe = together(
    logObserver(log.write, () => log.level === "debug"),
    ...tracesIn(settings),
  );
  const store = storeIn(settings);
  const broker = await createBroker({
    ...brokerOptionsOf(settings),
    listen,
    ...security?.options,
    connectionLimits: createConnectionLimits(connectionLimitsOf(settings)),
    ...(store && { store }),
    ...(observe && { observe }),
    ...(counting && { counting }),
    sysIntervalSeconds: settings.sysIntervalSeconds ?? 0,
    software: `${NAME} version ${packageVersion()}`,
    onFault: (error) => onFault(error, log),
  }).catch((cause: unknown) => {
    store?.close();
    throw failureToStart(cause);
  });
  let isStopping = false;
  const admin =
    counting &&
    (await adminIn(settings, {
      ailment: () => (isStopping ? "it shuts down" : undefined),
      openMetrics: () => openMetrics(counting.figures, broker.census),
    }).catch(async (cause: unknown) => {
      await broker.close();
      throw cause;
    }));
  const close = async (): Promise<void> => {
    if (!isStopping) log.write({ level: "info", event: "stopping", fields: {} });
    isStopping = true;
    await Promise.all([broker.close(), admin?.close()]);
  };
  onInterrupt(close);
  process.once("SIGTERM", () => void close());
  process.on("SIGHUP", createReload({ broker, log, security, read }, settings));
  log.write({ level: "info", event: "listening", fields: { urls: broker.urls, admin: admin?.url } });
  process.stdout.write(`${broker.urls.join("\n")}\n`);
}

function logIn({ log: { level = "warn", format = "text", file } = {} }: BrokerConfig): Log {
  return writable(file, () => openLog({ level, format, file }));
}

function tracesIn({ trace = [] }: BrokerConfig) {
  const application = `${NAME} ${packageVersion()}`;
  return trace.map(({ clientId, file }) => writable(file, () => openTrace({ clientId, file, application })));
}

function writable<T>(file: string | undefined, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === undefined ? cause : new Failure("usage", `cannot write ${file}: ${code}`, { cause });
  }
}

function storeIn({ store }: BrokerConfig): Store | undefined {
  if (store === undefined) return undefined;
  const durability: Durability = store.durability ?? "full";
  try {
    return openSqliteStore({ file: store.file, durability });
  } catch (cause) {
    throw failureToStart(cause);
  }
}

async function adminIn({ admin = "" }: BrokerConfig, told: Omit<Parameters<typeof openAdmin>[0], "address">) {
  const address = readAdminAddress(admin) ?? { host: "127.0.0.1", port: 0 };
  try {
    return await openAdmin({ address, ...told });
  } catch (cause) {
    throw failureToListen(cause, `http://${address.host}:${address.port}`, "--admin", "--admin");
  }
}

/** The broker's own mistakes are told, and it goes on; a store that cannot be written any more ends it. */
function onFault(error: unknown, log: Log): void {
  const why = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && !(error instanceof StoreError) ? error.stack : undefined;
  log.write({ level: "error", event: "fault", fields: { why, stack } });
  if (!(error instanceof StoreError)) return;
  process.stderr.write(`touchstone: ${error.message}; nothing was acknowledged that was not stored\n`);
  process.exit(STORE_FAILED);
}
