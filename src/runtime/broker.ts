// The reference broker, listening.

import { randomInt } from "node:crypto";
import type { BrokerOptions } from "../models/index.ts";
import { systemClock } from "./clock.ts";
import { createDriver } from "./driver.ts";
import { listenTcp } from "./transports/tcp.ts";

/** Where and how a broker listens. */
export interface ListenOptions extends Partial<BrokerOptions> {
  /** 0, the default, takes any port that is free. */
  readonly port?: number;
  /** The loopback interface by default: who wants to be reached from outside says so. */
  readonly host?: string;
  /** Told of the broker's own mistakes. */
  readonly onFault?: (error: unknown) => void;
}

/** A broker that listens. */
export interface RunningBroker extends AsyncDisposable {
  /** `mqtt://host:port` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a broker: `await using broker = await createBroker();` */
export async function createBroker(options: ListenOptions = {}): Promise<RunningBroker> {
  const { port = 0, host = "127.0.0.1", onFault = console.error, ...broker } = options;
  const driver = createDriver({ clock: systemClock, broker: { seed: randomInt(2 ** 47), ...broker }, onFault });
  const listener = await listenTcp(driver, host, port);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    if (closing === undefined) {
      driver.stop();
      closing = listener.close();
    }
    return closing;
  };
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `mqtt://${name}:${listener.port}`, port: listener.port, close, [Symbol.asyncDispose]: close };
}
