// The reference broker, listening.

import { randomInt } from "node:crypto";
import type { BrokerOptions } from "../models/index.ts";
import { systemClock } from "./clock.ts";
import { createDriver, type Driver, type DriverOptions } from "./driver.ts";
import type { Store } from "./stores/store.ts";
import { type Address, AddressError, addressText, readAddress } from "./transports/address.ts";
import type { Listener } from "./transports/listener.ts";
import { listenStream } from "./transports/stream.ts";
import type { ServerTls } from "./transports/tls.ts";
import { listenWebSocket } from "./transports/websocket.ts";

/** Where and how a broker listens. */
export interface ListenOptions extends Partial<BrokerOptions> {
  /** Of the first place, over TCP. 0, the default, takes any port that is free. */
  readonly port?: number;
  /** Of the first place: the loopback interface by default, who wants to be reached from outside says so. */
  readonly host?: string;
  /** Where it listens instead: `mqtt://host:port`, `mqtts://`, `ws://`, `wss://`, `unix:/path`; port 0 is one that is free. */
  readonly listen?: readonly string[];
  /** How it shows who it is, where it listens over TLS. */
  readonly tls?: ServerTls;
  /** Where what must outlive this process is kept; it is put away when the broker is closed. */
  readonly store?: Store;
  /** Decides about clients where `authentication` is "asked". */
  readonly decide?: DriverOptions["authenticate"];
  /** Told of the broker's own mistakes. */
  readonly onFault?: (error: unknown) => void;
}

/** A broker that listens. */
export interface RunningBroker extends AsyncDisposable {
  /** The first place where it listens, as in `mqtt://host:port`. */
  readonly url: string;
  /** Its port; 0 for a Unix socket. */
  readonly port: number;
  /** All places, in the order in which they were named. */
  readonly urls: readonly string[];
  /** Shows another certificate from now on; who is connected stays. */
  renewTls(tls: ServerTls): void;
  close(): Promise<void>;
}

/** Starts a broker: `await using broker = await createBroker();` Throws where it cannot listen, or its store cannot be read. */
export async function createBroker(options: ListenOptions = {}): Promise<RunningBroker> {
  const { port = 0, host = "127.0.0.1", listen, tls, onFault = console.error, decide, store, ...broker } = options;
  const first = addressText({ kind: "stream", isSecure: false, host, port });
  const addresses = (listen ?? [first]).map(readAddress);
  const bare = addresses.find((address) => address.kind !== "unix" && address.isSecure);
  if (bare !== undefined && tls === undefined)
    throw new AddressError(`${addressText(bare)} wants a certificate and a key`);
  const driver = createDriver({
    clock: systemClock,
    broker: { seed: randomInt(2 ** 47), ...broker },
    ...(decide && { authenticate: decide }),
    ...(store && { store }),
    onFault,
  });
  const listeners = await listenAll(driver, addresses, tls);
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    if (closing === undefined) {
      driver.stop();
      closing = closeAll(listeners).then(() => store?.close());
    }
    await closing;
  };
  const urls = listeners.map(({ url }) => url);
  return {
    url: urls[0] ?? "",
    port: listeners[0]?.port ?? 0,
    urls,
    renewTls: (fresh) => {
      for (const listener of listeners) listener.renew(fresh);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

// All, or none: a place that cannot be had must not leave the others open.
async function listenAll(
  driver: Driver,
  addresses: readonly Address[],
  tls: ServerTls | undefined,
): Promise<readonly Listener[]> {
  const listeners: Listener[] = [];
  try {
    for (const address of addresses) {
      listeners.push(
        address.kind === "webSocket"
          ? await listenWebSocket(driver, address, tls)
          : await listenStream(driver, address, tls),
      );
    }
    return listeners;
  } catch (error) {
    await closeAll(listeners);
    throw error;
  }
}

async function closeAll(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}
