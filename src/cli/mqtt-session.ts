// A client for one command: connected, or one line about why not.

import {
  AddressError,
  type ConnectOptions,
  connect,
  type MqttClient,
  MqttError,
  StoreError,
} from "../runtime/client/index.ts";
import { Failure } from "./failure.ts";
import { onInterrupt } from "./interrupt.ts";
import { type Connection, debugging, type MqttFlags } from "./mqtt-options.ts";

/** Connects. The first attempt decides; later ones are up to the client. Throws a `Failure`. */
export async function openSession(
  { url, options }: Connection,
  flags: MqttFlags,
  more: ConnectOptions = {},
  /** Told before it connects, so that no message is missed. */
  prepare: (client: MqttClient) => void = () => undefined,
): Promise<MqttClient> {
  const client = made(url, { ...options, ...more });
  const debug = debugging(flags);
  client.on("connect", () => debug(`connected to ${shown(url)} as ${JSON.stringify(client.clientId)}`));
  client.on("close", (reason) => debug(reason === undefined ? "disconnected" : reason.message));
  client.on("reconnect", () => debug("connecting again"));
  client.on("error", ({ message }) => debug(message));
  onInterrupt(() => client.end(true));
  prepare(client);
  try {
    await Promise.race([client.connected, failing(client)]);
    return client;
  } catch (cause) {
    await client.end(true);
    throw new Failure("target", `cannot use ${shown(url)}: ${wordsOf(cause)}`, { cause });
  }
}

/** What went wrong with what was asked for, as a `Failure`. */
export function failureOf(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  if (cause instanceof TypeError) return new Failure("usage", cause.message, { cause });
  // What may not be sent was asked for by the caller; what is refused is up to the target.
  const kind = cause instanceof MqttError && cause.kind === "notAllowed" ? "usage" : "target";
  if (cause instanceof MqttError) return new Failure(kind, cause.message, { cause });
  return new Failure("fault", cause instanceof Error ? cause.message : String(cause), { cause });
}

function made(url: string, options: ConnectOptions): MqttClient {
  try {
    return connect(url, options);
  } catch (cause) {
    if (cause instanceof AddressError || cause instanceof TypeError || cause instanceof StoreError)
      throw new Failure("usage", cause.message, { cause });
    throw cause;
  }
}

function failing(client: MqttClient): Promise<never> {
  return new Promise((_, reject) => client.once("close", (reason) => reject(reason)));
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/^CONNECT failed: /, "") : "the connection has ended";
}

/** Without its password. */
function shown(url: string): string {
  return url.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, "$1:***@");
}
