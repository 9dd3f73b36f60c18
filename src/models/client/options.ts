// How a client connects, and what it allows its server. (5.0 §3.1, 3.1.1 §3.1)

import type { Version } from "../../../spec/index.ts";
import type { UserProperty, Will50 } from "../../codec/index.ts";

/** What a client is like. */
export interface ClientOptions {
  readonly version: Version;
  /** Empty lets the server assign one. (5.0/MQTT-3.1.3-6) */
  readonly clientId: string;
  /** Clean Start in 5.0, CleanSession in 3.1.1. */
  readonly clean: boolean;
  /** Seconds that the session outlives its connection. In 3.1.1 a session that is not clean lives on without end. */
  readonly sessionExpiryInterval: number;
  /** Seconds; 0 turns Keep Alive off. */
  readonly keepAlive: number;
  readonly userName: string | undefined;
  readonly password: Uint8Array | undefined;
  /** In 3.1.1 its properties are not sent. */
  readonly will: Will50 | undefined;
  /** QoS 1 and 2 messages that the server may have unacknowledged at a time. */
  readonly receiveMaximum: number;
  /** In bytes; undefined for no limit. The decoder judges it. */
  readonly maximumPacketSize: number | undefined;
  /** Aliases that the server may set. */
  readonly topicAliasMaximum: number;
  /** Aliases that we set, if the server takes as many. */
  readonly outwardTopicAliases: number;
  readonly requestResponseInformation: boolean;
  readonly requestProblemInformation: boolean;
  readonly authenticationMethod: string | undefined;
  readonly authenticationData: Uint8Array | undefined;
  readonly userProperties: readonly UserProperty[];
  /** How long CONNACK may take. (5.0/U5-048, 3.1.1/U3-020) */
  readonly connackTimeoutMs: number;
  /** How long PINGRESP may take. (5.0/U5-020, 3.1.1/U3-013) */
  readonly pingTimeoutMs: number;
  /** Messages that wait for a connection or for the server's Receive Maximum. */
  readonly maximumQueuedMessages: number;
}

/** What may be another at each connection. */
export type FreshCredentials = Pick<ClientOptions, "userName" | "password" | "authenticationData">;

/** A client that asks for nothing special. */
export const DEFAULT_CLIENT_OPTIONS: ClientOptions = {
  version: "5.0",
  clientId: "",
  clean: true,
  sessionExpiryInterval: 0,
  keepAlive: 60,
  userName: undefined,
  password: undefined,
  will: undefined,
  receiveMaximum: 65_535,
  maximumPacketSize: undefined,
  topicAliasMaximum: 0,
  outwardTopicAliases: 0,
  requestResponseInformation: false,
  requestProblemInformation: true,
  authenticationMethod: undefined,
  authenticationData: undefined,
  userProperties: [],
  connackTimeoutMs: 30_000,
  pingTimeoutMs: 10_000,
  maximumQueuedMessages: 10_000,
};
