// What a client under test is told, and what it says: the lines of the adapters' protocol, a JSON object each.

import type { QoS } from "../../src/codec/index.ts";

/** The version of the protocol that `hello` names. */
export const ADAPTER_PROTOCOL = 1;

/** How a client is to connect. What is left out is the client's own matter. */
export interface ConnectSettings {
  readonly version: "3.1.1" | "5.0";
  readonly clientId: string;
  /** Clean Start in 5.0, Clean Session in 3.1.1. */
  readonly clean: boolean;
  /** Seconds. */
  readonly keepAlive: number;
  readonly sessionExpiryInterval?: number;
  readonly receiveMaximum?: number;
  readonly maximumPacketSize?: number;
  readonly topicAliasMaximum?: number;
  readonly requestProblemInformation?: 0 | 1;
  readonly userName?: string;
  readonly password?: string;
  readonly will?: { readonly topicName: string; readonly payload: string; readonly qos: QoS; readonly retain: boolean };
  readonly authenticationMethod?: string;
  /** Text. */
  readonly authenticationData?: string;
  /** `websocket` asks for MQTT over WebSocket; TCP where nothing is said. */
  readonly transport?: "tcp" | "websocket";
}

/** A message that a client is to publish. */
export interface PublishSettings {
  readonly topicName: string;
  readonly payload: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: {
    readonly messageExpiryInterval?: number;
    readonly topicAlias?: number;
    readonly responseTopic?: string;
    readonly contentType?: string;
    readonly userProperties?: readonly (readonly [string, string])[];
  };
}

/** One line of a SUBSCRIBE. */
export interface SubscriptionSettings {
  readonly topicFilter: string;
  readonly qos: QoS;
}

/** One thing that a client is told to do. Where to, the player adds to what connects. */
export type Command =
  /** Connects; a second time within a case it comes back, with the session that it has kept. */
  | ({ readonly verb: "connect" } & ConnectSettings)
  | {
      readonly verb: "subscribe";
      readonly subscriptions: readonly SubscriptionSettings[];
      readonly subscriptionIdentifier?: number;
    }
  | { readonly verb: "unsubscribe"; readonly topicFilters: readonly string[] }
  | ({ readonly verb: "publish" } & PublishSettings)
  | { readonly verb: "disconnect" }
  /** AUTH with 0x19. */
  | { readonly verb: "reauthenticate"; readonly authenticationData: string }
  /** For programs that do one thing: connect, subscribe and stay. */
  | ({ readonly verb: "run-subscriber"; readonly subscriptions: readonly SubscriptionSettings[] } & ConnectSettings)
  /** For programs that do one thing: connect, publish these to one topic at one QoS, and leave. */
  | ({ readonly verb: "run-publisher"; readonly messages: readonly PublishSettings[] } & ConnectSettings)
  /** Forgets everything: the next command is the first of a new client. */
  | { readonly verb: "reset" };

/** What a client does about a command: it has begun, it cannot, or it will not. */
export type Answer =
  | { readonly kind: "ok" }
  /** The adapter or its client does not know this verb, or this option: the case does not apply. */
  | { readonly kind: "unsupported"; readonly what: string }
  /** The client refuses, as it should where what it was told may not be sent. */
  | { readonly kind: "refused"; readonly reason: string };

/** What a client says of its own accord. */
export type ClientSaying =
  | {
      readonly event: "message";
      readonly topicName: string;
      readonly payload: string;
      readonly qos?: number;
      readonly retain?: boolean;
    }
  /** A message that it was told to publish has come to its end, well or not. */
  | { readonly event: "published"; readonly ok: boolean }
  | { readonly event: "connected" | "disconnected" | "error"; readonly reason?: string };
