// The reference broker, listening.

import { randomInt } from "node:crypto";
import type { QoS } from "../codec/index.ts";
import { type BrokerOptions, DEFAULT_BROKER_OPTIONS } from "../models/index.ts";
import { type Census, type ConnectedClient, censusOf, clientsOf } from "./census.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { type ClusterLink, createClusterLink } from "./cluster/link.ts";
import { createDriver, type Driver, type DriverOptions } from "./driver.ts";
import { type Observer, together } from "./notice.ts";
import { type Counting, createFigures } from "./operation/figures.ts";
import { startSysTopics } from "./operation/sys-topics.ts";
import { placeOf as placeText } from "./peer.ts";
import type { ConnectionLimits } from "./security/connection-limits.ts";
import type { Store } from "./stores/store.ts";
import { type Address, AddressError, addressText, readAddress } from "./transports/address.ts";
import type { Gate, Listener } from "./transports/listener.ts";
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
  readonly listen?: readonly (string | ListenPlace)[];
  /** How it shows who it is, where it listens over TLS and nothing else is said. */
  readonly tls?: ServerTls;
  /** The brokers that are one server with this one. */
  readonly cluster?: Cluster;
  /** Where what must outlive this process is kept; it is put away when the broker is closed. */
  readonly store?: Store;
  /** Whose time it lives in: the system's, unless told. Sockets know no other. */
  readonly clock?: Clock;
  /** Watches: see `BrokerNotice`. */
  readonly observe?: Observer;
  /** How often what the broker says of itself is published under `$SYS/broker`, as mosquitto has it. 0, the default, for never. */
  readonly sysIntervalSeconds?: number;
  /** What counts for somebody else already: `$SYS` is made of it, and nothing is counted twice. */
  readonly counting?: Counting;
  /** What it calls itself there. */
  readonly software?: string;
  /** Decides about clients where `authentication` is "asked". */
  readonly decide?: DriverOptions["authenticate"];
  /** Counts the connections of all places; who is one too many is cut off unheard. */
  readonly connectionLimits?: ConnectionLimits;
  /** Told of the broker's own mistakes. */
  readonly onFault?: (error: unknown) => void;
}

/** A broker cannot listen at a place; `cause` is the system's error. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly url: string;
  /** Of the system, as in `EADDRINUSE`. */
  readonly code: string | undefined;

  constructor(url: string, cause: NodeJS.ErrnoException) {
    super(`cannot listen at ${url}: ${cause.message}`, { cause });
    this.url = url;
    this.code = cause.code;
  }
}

/** One place to listen at, with a certificate of its own. */
export interface ListenPlace {
  readonly url: string;
  readonly tls?: ServerTls;
}

/** A broker that listens. */
export interface RunningBroker extends AsyncDisposable {
  /** The first place where it listens, as in `mqtt://host:port`. */
  readonly url: string;
  /** Its port; 0 for a Unix socket. */
  readonly port: number;
  /** All places, in the order in which they were named. */
  readonly urls: readonly string[];
  /** Shows another certificate from now on, at all places or at the one with this index; who is connected stays. Throws where it cannot be used. */
  renewTls(tls: ServerTls, place?: number): void;
  /** Publishes a message of the server itself: no client is asked whether it may, and what is retained ends with the process. */
  publish(
    topicName: string,
    payload: string | Uint8Array,
    how?: { readonly qos?: QoS; readonly retain?: boolean },
  ): void;
  /** Who is connected. */
  clients(): readonly ConnectedClient[];
  /** Counts what it holds: that takes time where there are many sessions. */
  census(): Census;
  /** Cuts the connection of a client without a word, as a network would. Answers whether it had one. */
  drop(clientId: string): boolean;
  close(): Promise<void>;
}

/** Starts a broker: `await using broker = await createBroker();` Throws where it cannot listen, or its store cannot be read. */
export async function createBroker(options: ListenOptions = {}): Promise<RunningBroker> {
  const {
    port = 0,
    host = "127.0.0.1",
    listen,
    tls,
    onFault = console.error,
    decide,
    store,
    cluster,
    connectionLimits,
    ...rest
  } = options;
  const { clock = systemClock, observe, sysIntervalSeconds = 0, software = "mqtt-touchstone", ...more } = rest;
  const { counting = sysIntervalSeconds > 0 ? createFigures() : undefined, ...broker } = more;
  const watch = together(observe, counting?.observe);
  const first = addressText({ kind: "stream", isSecure: false, host, port });
  const places = (listen ?? [first]).map((place) => placeOf(place, tls));
  const authenticate = decide ?? (cluster && deciderOf(broker));
  const link =
    cluster &&
    createClusterLink(
      cluster,
      { handOver: (id) => driver.handOver(id), relay: (one) => driver.relay(one) },
      Date.now() - clock.nowMs(),
    );
  const driver = createDriver({
    clock,
    broker: { seed: randomInt(2 ** 47), ...broker, ...(cluster && ONE_OF_SEVERAL) },
    ...(authenticate && { authenticate }),
    ...(link && { cluster: link }),
    ...(store && { store }),
    ...(watch && { observe: watch }),
    gathers: true,
    onFault,
  });
  for (const clientId of await joined(link, driver)) driver.handOver(clientId);
  const gate: Gate = {
    limits: connectionLimits,
    turnedAway: (peer, why) => watch?.({ type: "turnedAway", address: placeText(peer), why }),
  };
  const listeners = await listenAll(driver, places, gate);
  const publish = (topicName: string, payload: string | Uint8Array, qos: QoS, retain: boolean): void =>
    driver.publish({ topicName, payload: typeof payload === "string" ? Buffer.from(payload) : payload, qos, retain });
  const speaking = sysIntervalSeconds > 0 ? counting : undefined;
  const stopSys =
    speaking &&
    startSysTopics({
      clock,
      intervalSeconds: sysIntervalSeconds,
      software,
      figures: speaking.figures,
      census: () => censusOf(driver.broker),
      publish: (topicName, value) => publish(topicName, value, 0, true),
    });
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    if (closing === undefined) {
      stopSys?.();
      driver.stop();
      closing = closeAll(listeners)
        .then(() => link?.leave())
        .then(() => store?.close());
    }
    await closing;
  };
  const urls = listeners.map(({ url }) => url);
  return {
    url: urls[0] ?? "",
    port: listeners[0]?.port ?? 0,
    urls,
    renewTls: (fresh, place) => {
      for (const listener of place === undefined ? listeners : listeners.slice(place, place + 1)) listener.renew(fresh);
    },
    publish: (topicName, payload, { qos = 0, retain = false } = {}) => publish(topicName, payload, qos, retain),
    clients: () => clientsOf(driver.broker),
    census: () => censusOf(driver.broker),
    drop: (clientId) => {
      const connection = driver.broker.sessions.get(clientId)?.connection;
      return connection !== undefined && driver.cut(connection.id);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Place {
  readonly address: Address;
  readonly tls: ServerTls | undefined;
}

function placeOf(place: string | ListenPlace, general: ServerTls | undefined): Place {
  const { url, tls = general } = typeof place === "string" ? { url: place } : place;
  const address = readAddress(url);
  if (address.kind !== "unix" && address.isSecure && tls === undefined)
    throw new AddressError(`${addressText(address)} wants a certificate and a key`);
  return { address, tls };
}

/** Messages are told to the others, and who is let in is asked for there first. */
const ONE_OF_SEVERAL = { announces: true, authentication: "asked" } as const;

// Who would be judged at once is judged the same, and waits for the answer of the others.
function deciderOf({
  authenticate = DEFAULT_BROKER_OPTIONS.authenticate,
}: Partial<BrokerOptions>): DriverOptions["authenticate"] {
  return (question) => {
    const reasonCode = authenticate(question);
    return reasonCode === 0x00 ? { kind: "accept" } : { kind: "refuse", reasonCode };
  };
}

async function joined(link: ClusterLink | undefined, { broker }: Driver): Promise<readonly string[]> {
  return (await link?.join([...broker.sessions.keys()])) ?? [];
}

// All, or none: a place that cannot be had must not leave the others open.
async function listenAll(driver: Driver, places: readonly Place[], gate: Gate): Promise<readonly Listener[]> {
  const listeners: Listener[] = [];
  try {
    for (const place of places) listeners.push(await listenAt(driver, place, gate));
    return listeners;
  } catch (error) {
    await closeAll(listeners);
    throw error;
  }
}

async function listenAt(driver: Driver, { address, tls }: Place, gate: Gate): Promise<Listener> {
  try {
    return address.kind === "webSocket"
      ? await listenWebSocket(driver, address, tls, gate)
      : await listenStream(driver, address, tls, gate);
  } catch (cause) {
    throw new ListenError(addressText(address), cause as NodeJS.ErrnoException);
  }
}

async function closeAll(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}
