// The reference broker, listening.

import { randomInt } from "node:crypto";
import type { BrokerOptions } from "../models/index.ts";
import { systemClock } from "./clock.ts";
import { createDriver, type Driver, type DriverOptions } from "./driver.ts";
import type { Store } from "./stores/store.ts";
import { type Listener, listenTcp } from "./transports/tcp.ts";
import { listenWebSocket } from "./transports/websocket.ts";

/** Where and how a broker listens. */
export interface ListenOptions extends Partial<BrokerOptions> {
  /** 0, the default, takes any port that is free. */
  readonly port?: number;
  /** Listens for WebSocket, too; 0 takes any port that is free. */
  readonly webSocketPort?: number;
  /** The loopback interface by default: who wants to be reached from outside says so. */
  readonly host?: string;
  /** Where what must outlive this process is kept, and whether answers wait for it; it is put away when the broker is closed. */
  readonly store?: Store;
  readonly storesFirst?: boolean;
  /** Decides about clients where `authentication` is "asked". */
  readonly decide?: DriverOptions["authenticate"];
  /** Told of the broker's own mistakes. */
  readonly onFault?: (error: unknown) => void;
}

/** A broker that listens. */
export interface RunningBroker extends AsyncDisposable {
  /** `mqtt://host:port` */
  readonly url: string;
  readonly port: number;
  /** `ws://host:port`, where it listens for WebSocket. */
  readonly webSocketUrl: string | undefined;
  close(): Promise<void>;
}

/** Starts a broker: `await using broker = await createBroker();` */
export async function createBroker(options: ListenOptions = {}): Promise<RunningBroker> {
  const { port = 0, webSocketPort, host = "127.0.0.1", onFault = console.error, decide, ...more } = options;
  const { store, storesFirst, ...broker } = more;
  const driver = createDriver({
    clock: systemClock,
    broker: { seed: randomInt(2 ** 47), ...broker },
    ...(decide && { authenticate: decide }),
    ...(store && { store }),
    ...(storesFirst !== undefined && { storesFirst }),
    onFault,
  });
  const listener = await listenTcp(driver, host, port);
  const webSocket =
    webSocketPort === undefined ? undefined : await listenWebSocketToo(driver, host, webSocketPort, listener);
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    if (closing === undefined) {
      driver.stop();
      closing = Promise.all([listener.close(), webSocket?.close()]).then(() => store?.close());
    }
    await closing;
  };
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `mqtt://${name}:${listener.port}`,
    port: listener.port,
    webSocketUrl: webSocket && `ws://${name}:${webSocket.port}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

// Both, or none: a port that cannot be had must not leave the other one open.
async function listenWebSocketToo(driver: Driver, host: string, port: number, listener: Listener): Promise<Listener> {
  try {
    return await listenWebSocket(driver, host, port);
  } catch (error) {
    await listener.close();
    throw error;
  }
}
