// How a client is made: options under the names that users of MQTT.js know. (5.0 §3.1, 3.1.1 §3.1)

import type { QoS, UserProperty } from "../../codec/index.ts";
import type { Clock } from "../clock.ts";
import type { ClientStore } from "../stores/client-store.ts";
import type { Authenticator } from "./authenticator.ts";
import type { ClientCredentials, TokenSource } from "./token.ts";

/** User Properties: in order and with repeats as a list of pairs, or else as an object. */
export type UserProperties = readonly UserProperty[] | Readonly<Record<string, string | readonly string[]>>;

/** What a message carries beside its payload; only MQTT 5.0 sends it. */
export interface MessageProperties {
  /** The payload is UTF-8. */
  readonly payloadFormatIndicator?: boolean;
  /** Seconds. */
  readonly messageExpiryInterval?: number;
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  readonly userProperties?: UserProperties;
}

/** What the server publishes for us when we are gone without a word. (5.0 §3.1.2.5) */
export interface WillOptions {
  readonly topic: string;
  readonly payload?: string | Uint8Array;
  readonly qos?: QoS;
  readonly retain?: boolean;
  /** `willDelayInterval` in seconds. */
  readonly properties?: MessageProperties & { readonly willDelayInterval?: number };
}

/** What CONNECT carries in MQTT 5.0. (5.0 §3.1.2.11) */
export interface ConnectPropertyOptions {
  /** Seconds that the session outlives its connection; 0xFFFFFFFF for ever. */
  readonly sessionExpiryInterval?: number;
  /** Messages at QoS 1 and 2 that the server may send before we have acknowledged one. */
  readonly receiveMaximum?: number;
  /** Bytes. */
  readonly maximumPacketSize?: number;
  readonly topicAliasMaximum?: number;
  readonly requestResponseInformation?: boolean;
  readonly requestProblemInformation?: boolean;
  readonly userProperties?: UserProperties;
  readonly authenticationMethod?: string;
  readonly authenticationData?: Uint8Array;
}

/** How TLS is spoken, as Node takes it. Of no meaning in a browser, which knows itself. */
export interface TlsOptions {
  /** In PEM. */
  readonly ca?: string | Uint8Array;
  readonly cert?: string | Uint8Array;
  readonly key?: string | Uint8Array;
  /** False believes anybody. */
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
  readonly ALPNProtocols?: readonly string[];
}

/** How a client is made. */
export interface ConnectOptions extends TlsOptions {
  /** "" lets the server choose one. */
  readonly clientId?: string;
  /** Begins with no session, which is the default; false takes up the one that is there. */
  readonly clean?: boolean;
  /** Seconds; 0 turns it off. */
  readonly keepalive?: number;
  /** Over the one in the url. */
  readonly username?: string;
  readonly password?: string | Uint8Array;
  /** 5, the default, or 4 for MQTT 3.1.1. */
  readonly protocolVersion?: 4 | 5;
  readonly properties?: ConnectPropertyOptions;
  readonly will?: WillOptions;
  /** Milliseconds: what the first wait before coming back is at most; each bound is twice the one before. 0 does not come back. */
  readonly reconnectPeriod?: number;
  /** Milliseconds: what any wait is at most. */
  readonly reconnectPeriodMaximum?: number;
  /** Milliseconds that a connection may take, up to its CONNACK. */
  readonly connectTimeout?: number;
  /** Subscribes again where the server has forgotten the session. */
  readonly resubscribe?: boolean;
  /** Keeps messages at QoS 0 while there is no connection. */
  readonly queueQoSZero?: boolean;
  /** What may wait for the server: messages, and bytes of their topics and payloads. */
  readonly maximumQueuedMessages?: number;
  readonly maximumQueuedBytes?: number;
  /** Messages that may wait for the application. */
  readonly maximumHeldMessages?: number;
  /** Names topics by numbers, as far as the server takes them. (5.0 §3.3.2.3.4) */
  readonly autoAssignTopicAlias?: boolean;
  /** Goes where a Server Reference points to. */
  readonly followServerReference?: boolean;
  /** Where the session is kept beyond this process, or this object. With `clean: false`. It is put away by whoever opened it. */
  readonly store?: ClientStore;
  /** Gives the password of each connection, as a token that expires; or where to fetch one. Instead of `password`. */
  readonly token?: TokenSource | ClientCredentials;
  /** Answers what an enhanced authentication asks. (5.0 §4.12) */
  readonly authenticator?: Authenticator;
  /** For tests: chance, from 0 to below 1, and time. */
  readonly random?: () => number;
  readonly clock?: Clock;
}

/** How a message is published. */
export interface PublishOptions {
  readonly qos?: QoS;
  readonly retain?: boolean;
  readonly properties?: MessageProperties;
}

/** What a subscription asks for. (5.0 §3.8.3.1) */
export interface SubscriptionOptions {
  readonly qos?: QoS;
  /** No Local. */
  readonly nl?: boolean;
  /** Retain As Published. */
  readonly rap?: boolean;
  /** Retain Handling. */
  readonly rh?: 0 | 1 | 2;
}

/** How one subscribes. */
export interface SubscribeOptions extends SubscriptionOptions {
  readonly properties?: { readonly subscriptionIdentifier?: number; readonly userProperties?: UserProperties };
}

/** How one unsubscribes. */
export interface UnsubscribeOptions {
  readonly properties?: { readonly userProperties?: UserProperties };
}
