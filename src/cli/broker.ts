// `touchstone broker`: the reference broker, until it is told to end.

import { Command, InvalidArgumentError, Option } from "commander";
import { createBroker, type Durability, openSqliteStore, type Store, StoreError } from "../runtime/index.ts";
import { Failure } from "./failure.ts";
import { onInterrupt } from "./interrupt.ts";

interface BrokerFlags {
  readonly host: string;
  readonly port: number;
  readonly wsPort?: number;
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
    .option("--ws-port <port>", "listens for WebSocket, too, on this port; 0 takes a free one", readPort)
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
    .action(async ({ host, port, wsPort, store: file, durability }: BrokerFlags) => {
      const webSocket = wsPort === undefined ? {} : { webSocketPort: wsPort };
      const store = file === undefined ? undefined : opened(file, durability);
      const stored = store === undefined ? {} : { store, storesFirst: durability !== "none" };
      const broker = await createBroker({ host, port, ...webSocket, ...stored, onFault }).catch((cause: unknown) => {
        store?.close();
        if (cause instanceof StoreError) throw new Failure("usage", cause.message, { cause });
        const isWebSocket = wsPort !== undefined && (cause as { port?: number }).port === wsPort;
        throw failureToListen(cause, host, isWebSocket ? wsPort : port, isWebSocket ? "--ws-port" : "-p");
      });
      onInterrupt(() => broker.close());
      process.once("SIGTERM", () => void broker.close());
      process.stdout.write(`${broker.url}\n${broker.webSocketUrl === undefined ? "" : `${broker.webSocketUrl}\n`}`);
    });
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

function readPort(written: string): number {
  const port = Number(written);
  if (!/^\d+$/.test(written) || port > 65_535) throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return port;
}

/** Where the broker may listen is configuration: no target is involved that could be out of reach. */
function failureToListen(cause: unknown, host: string, port: number, option: "-p" | "--ws-port"): unknown {
  switch ((cause as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new Failure(
        "usage",
        `port ${port} of ${host} is in use: choose another with ${option}, or ${option} 0 for a free one`,
        {
          cause,
        },
      );
    case "EACCES":
      return new Failure("usage", `port ${port} may not be opened by this user: choose one above 1023 with ${option}`, {
        cause,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Failure("usage", `${host} is no address of this machine: choose another with -h`, { cause });
    default:
      return cause;
  }
}
