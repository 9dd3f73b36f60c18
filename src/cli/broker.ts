// `touchstone broker`: the reference broker, until it is told to end.

import { Command, InvalidArgumentError, Option } from "commander";
import {
  AddressError,
  createBroker,
  type Durability,
  openSqliteStore,
  passwordDecision,
  type RunningBroker,
  type ServerTls,
  type Store,
  StoreError,
} from "../runtime/index.ts";
import { Failure } from "./failure.ts";
import { onInterrupt } from "./interrupt.ts";
import { passwordsIn } from "./passwd.ts";
import { readText } from "./text-file.ts";

interface BrokerFlags {
  readonly host: string;
  readonly port: number;
  readonly listen?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly requireCertificate?: true;
  readonly passwordFile?: string;
  readonly anonymous?: true;
  readonly store?: string;
  readonly durability: Durability;
}

/** How the process ends where its store cannot be written any more. */
const STORE_FAILED = 4;

/** The command `broker`. */
export function brokerCommand(): Command {
  return new Command("broker")
    .description("Runs the reference broker, for MQTT 3.1.1 and 5.0, and prints its url. It ends on SIGTERM or Ctrl-C.")
    .option("-h, --host <host>", "the address to listen on", "127.0.0.1")
    .option("-p, --port <port>", "the port to listen on; 0 takes a free one", readPort, 1883)
    .option(
      "--listen <url>",
      "where to listen instead, or besides: mqtt://host:port, mqtts://, ws://, wss://, unix:/path; repeatable",
      collect,
    )
    .option("--cert <file>", "the certificate of the broker, in PEM, for mqtts:// and wss://; read again on SIGHUP")
    .option("--key <file>", "its private key, in PEM")
    .option("--ca <file>", "whose certificates clients are believed by, in PEM")
    .option("--require-certificate", "lets nobody in over TLS without a certificate that --ca has signed")
    .option(
      "--password-file <file>",
      "lets in who has a password in this file; read again on SIGHUP; see touchstone passwd",
    )
    .option("--anonymous", "lets in anybody, also from outside this machine")
    .option(
      "--store <file>",
      "keeps sessions, messages and subscriptions in this file; without it they end with the broker",
    )
    .addOption(
      new Option(
        "--durability <what>",
        "what an acknowledged message survives: full, a kill and the loss of power; normal, a kill; none, nothing",
      )
        .choices(["full", "normal", "none"])
        .default("full"),
    )
    .action(run);
}

async function run(flags: BrokerFlags, command: Command): Promise<void> {
  const { host, port, store: file, durability } = flags;
  const listen = placesOf(flags, command.getOptionValueSource("port") !== "default");
  const tls = tlsOf(flags);
  const access = accessOf(flags, listen);
  const store = file === undefined ? undefined : opened(file, durability);
  const broker = await createBroker({
    listen,
    ...access?.options,
    ...(tls && { tls }),
    ...(store && { store }),
    onFault,
  }).catch((cause: unknown) => {
    store?.close();
    if (cause instanceof StoreError || cause instanceof AddressError)
      throw new Failure("usage", cause.message, { cause });
    throw failureToListen(cause, host, port);
  });
  onInterrupt(() => broker.close());
  process.once("SIGTERM", () => void broker.close());
  process.on("SIGHUP", () => {
    renew("the certificate stays", () => renewTls(broker, flags));
    renew("the passwords stay", () => access?.renew());
  });
  process.stdout.write(`${broker.urls.join("\n")}\n`);
}

/** The place of -h and -p comes first, unless other places are named and it is not. */
function placesOf({ host, port, listen = [] }: BrokerFlags, isPortNamed: boolean): readonly string[] {
  const plain = `mqtt://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return listen.length === 0 || isPortNamed ? [plain, ...listen] : listen;
}

function tlsOf({ cert, key, ca, requireCertificate }: BrokerFlags): ServerTls | undefined {
  if (requireCertificate && ca === undefined) throw new Failure("usage", "--require-certificate wants --ca");
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new Failure("usage", "--cert and --key go together");
  return {
    cert: readText(cert),
    key: readText(key),
    ...(ca !== undefined && { ca: readText(ca) }),
    ...(requireCertificate && { requestsCertificate: true }),
  };
}

/** Who is let in. From outside this machine nobody is without a password, unless that is what was asked for. */
function accessOf({ passwordFile, anonymous }: BrokerFlags, listen: readonly string[]) {
  if (passwordFile !== undefined && anonymous)
    throw new Failure("usage", "--password-file and --anonymous contradict each other");
  if (passwordFile === undefined) {
    const open = listen.find((url) => !isLocal(url));
    if (open !== undefined && !anonymous)
      throw new Failure("usage", `${open} would let in anybody: give --password-file, or --anonymous to have it so`);
    return undefined;
  }
  let users = passwordsIn(passwordFile);
  const decide = passwordDecision(() => users);
  return {
    options: { authentication: "asked", decide } as const,
    renew: () => {
      users = passwordsIn(passwordFile);
    },
  };
}

function isLocal(url: string): boolean {
  return /^unix:|^\w+:\/\/(127\.|localhost[:/]|localhost$|\[::1\])/.test(url);
}

/** Does it again with what the files hold now. What cannot be used changes nothing, and is told of. */
function renew(what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    process.stderr.write(`touchstone: ${what} as before: ${(error as Error).message}\n`);
  }
}

function renewTls(broker: RunningBroker, flags: BrokerFlags): void {
  const tls = tlsOf(flags);
  if (tls !== undefined) broker.renewTls(tls);
}

function opened(file: string, durability: Durability): Store {
  try {
    return openSqliteStore({ file, durability });
  } catch (cause) {
    throw cause instanceof StoreError ? new Failure("usage", cause.message, { cause }) : cause;
  }
}

/** The broker's own mistakes are told, and it goes on; a store that cannot be written any more ends it. */
function onFault(error: unknown): void {
  if (!(error instanceof StoreError)) return console.error(error);
  process.stderr.write(`touchstone: ${error.message}; nothing was acknowledged that was not stored\n`);
  process.exit(STORE_FAILED);
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function readPort(written: string): number {
  const port = Number(written);
  if (!/^\d+$/.test(written) || port > 65_535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return port;
}

/** Where the broker may listen is configuration: no target is involved that could be out of reach. */
function failureToListen(cause: unknown, host: string, port: number): unknown {
  const {
    code,
    address = host,
    port: at = port,
  } = cause as NodeJS.ErrnoException & { address?: string; port?: number };
  const place = at === -1 ? address : `port ${at} of ${address}`;
  const words = FAILURES[code ?? ""];
  return words === undefined ? cause : new Failure("usage", words(place, address), { cause });
}

const FAILURES: Readonly<Record<string, (place: string, address: string) => string>> = {
  EADDRINUSE: (place) => `${place} is in use: choose another with -p, or -p 0 for a free one`,
  EACCES: (place) => `${place} may not be opened by this user: choose a port above 1023 with -p`,
  EADDRNOTAVAIL: (_, address) => `${address} is no address of this machine: choose another with -h`,
  ENOTFOUND: (_, address) => `${address} is no address of this machine: choose another with -h`,
  EAI_AGAIN: (_, address) => `${address} is no address of this machine: choose another with -h`,
  ERR_OSSL_PEM_NO_START_LINE: () => "the certificate or the key is no PEM: check --cert and --key",
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: () => "the key is not that of the certificate: check --cert and --key",
};
