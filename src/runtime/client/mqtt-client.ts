// What one holds in hand: a client that connects, comes back by itself, and gives promises and messages.

import type { PacketOf, PublishProperties, QoS } from "../../codec/index.ts";
import type { MqttError } from "./mqtt-error.ts";
import type { PublishOptions, SubscribeOptions, SubscriptionOptions, UnsubscribeOptions } from "./options.ts";

/** A message of the server. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  /** It was retained, or was published so where the subscription asks for that. */
  readonly retain: boolean;
  readonly dup: boolean;
  /** As it stood in its PUBLISH; 0 at QoS 0, where there is none. */
  readonly packetId: number;
  /** Empty in MQTT 3.1.1. */
  readonly properties: PublishProperties;
  /** The payload, read as UTF-8. */
  text(): string;
}

/** How a publication ended. */
export interface Published {
  /** 0x00, or 0x10 where nobody has subscribed to it and the server says so; of PUBACK, or of PUBCOMP. 0x00 at QoS 0 and in MQTT 3.1.1. */
  readonly reasonCode: number;
}

/** One Topic Filter, and the QoS that the server granted. */
export interface Granted {
  readonly topic: string;
  readonly qos: QoS;
}

/** Topic Filters: one, several, or several with options of their own. */
export type Filters = string | readonly string[] | Readonly<Record<string, SubscriptionOptions>>;

/** What one can hear of with `on`. */
export interface ClientEvents {
  /** The server has let us in. */
  readonly connect: readonly [connack: PacketOf<"CONNACK">];
  /** An attempt to come back begins. */
  readonly reconnect: readonly [];
  /** A connection has ended, or an attempt has; undefined where we left. */
  readonly close: readonly [reason: MqttError | undefined];
  /** There is no connection any more, and the client will come back. */
  readonly offline: readonly [];
  /** A listener may return a promise: the message is acknowledged when that is settled. */
  readonly message: readonly [topic: string, payload: Uint8Array, message: ReceivedMessage];
  /** What nobody else is told: why the client gave up, or a subscription that was refused when it was made again. */
  readonly error: readonly [error: MqttError];
  /** A message at QoS 0 was dropped, as too many wait for the application. */
  readonly drop: readonly [];
  /** The client has ended, and will not come back. */
  readonly end: readonly [];
}

/** How a client leaves. */
export interface EndOptions {
  /** 0x04 asks the server to publish the will all the same. */
  readonly reasonCode?: 0x00 | 0x04;
  /** Seconds; over the one that CONNECT said. */
  readonly sessionExpiryInterval?: number;
}

/**
 * A client. Messages come to listeners of "message" and to loops, `for await (const message of client)`, one at a time: a message is
 * acknowledged when every listener has done with it, and every loop has come back for the next. What cannot be taken meanwhile waits, up to
 * `maximumHeldMessages`; then nothing more is read, and the server has to wait. While an answer of the server is waited for, it is read on,
 * and messages at QoS 0 that find no room are dropped. Without a listener and a loop, messages wait for the first.
 */
export interface MqttClient extends AsyncIterable<ReceivedMessage>, AsyncDisposable {
  /** Ours, or the one that the server assigned. */
  readonly clientId: string;
  readonly isConnected: boolean;
  /** Fulfilled once there is a connection: at once where there is one. Rejected with an `MqttError` where the client gives up. */
  readonly connected: Promise<PacketOf<"CONNACK">>;
  /** Fulfilled when the flow is complete: at QoS 0 when it was handed to the transport, at QoS 1 by PUBACK, at QoS 2 by PUBCOMP. */
  publish(topic: string, payload: string | Uint8Array, options?: PublishOptions): Promise<Published>;
  /** Rejected with a `SubscribeError` where one was refused. Without a connection it waits for one. */
  subscribe(filters: Filters, options?: SubscribeOptions): Promise<readonly Granted[]>;
  /** Rejected where one was refused; one that did not exist is none. Without a connection it waits for one. */
  unsubscribe(filters: string | readonly string[], options?: UnsubscribeOptions): Promise<void>;
  /** The messages whose topic the filter matches, or all. It must have been subscribed to. */
  messages(filter?: string): AsyncIterableIterator<ReceivedMessage>;
  /** Authenticates anew on this connection. (5.0 §4.12.1) */
  reauthenticate(): Promise<void>;
  /** Leaves: once what is under way is complete, for which `connectTimeout` is time, or at once with `force`. Fulfilled when the network connection has ended. */
  end(force?: boolean, options?: EndOptions): Promise<void>;
  on<N extends keyof ClientEvents>(name: N, listener: (...args: ClientEvents[N]) => unknown): this;
  once<N extends keyof ClientEvents>(name: N, listener: (...args: ClientEvents[N]) => unknown): this;
  off<N extends keyof ClientEvents>(name: N, listener: (...args: ClientEvents[N]) => unknown): this;
}
