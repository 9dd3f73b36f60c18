// What a broker may be told to allow and to limit; all of it announced where the protocol can say it. (5.0 §3.2.2.3)

import type { ReasonCode } from "../../../spec/index.ts";
import type { QoS } from "../../codec/index.ts";
import { type Choices, DEFAULT_CHOICES } from "./choices.ts";
import type { Rate } from "./rate.ts";

/** Who wants to connect. */
export interface Credentials {
  readonly clientId: string;
  readonly userName: string | undefined;
  readonly password: Uint8Array | undefined;
}

/** What a client wants to do with a Topic Name or a Topic Filter. */
export interface Act {
  readonly action: "publish" | "subscribe";
  readonly clientId: string;
  readonly userName: string | undefined;
  /** A Topic Name, or the Topic Filter of a subscription; of a shared one its inner filter. */
  readonly topic: string;
  /** What its authentication said that it may do; undefined where that said nothing. */
  readonly grants: readonly AccessRule[] | undefined;
}

/** One thing that a client may do, or may not: plain data, so that it can be stored. */
export interface AccessRule {
  readonly effect: "allow" | "deny";
  readonly action: "publish" | "subscribe";
  readonly topicFilter: string;
}

/** Another server. */
export interface Redirection {
  readonly reasonCode: 0x9c | 0x9d;
  readonly serverReference: string;
}

/** How a broker behaves where the standard leaves it the choice. */
export interface BrokerOptions {
  /** Chance, given once: it makes assigned Client Identifiers hard to guess. */
  readonly seed: number;
  /** How long a connection may wait with its CONNECT. (5.0/U5-044, 3.1.1/U3-017) */
  readonly connectTimeoutMs: number;
  /** QoS 1 and 2 messages that a client may have unacknowledged at a time. */
  readonly receiveMaximum: number;
  /** In bytes, with the fixed header. The decoder judges it. */
  readonly maximumPacketSize: number;
  readonly topicAliasMaximum: number;
  readonly maximumQos: QoS;
  readonly retainAvailable: boolean;
  readonly wildcardSubscriptionAvailable: boolean;
  readonly subscriptionIdentifierAvailable: boolean;
  readonly sharedSubscriptionAvailable: boolean;
  /** The longest Keep Alive, in seconds: a client that asks for more, or for none, is given this one. */
  readonly serverKeepAlive: number | undefined;
  /** The longest Session Expiry Interval, in seconds. */
  readonly maximumSessionExpiryInterval: number;
  /** Messages that wait in one session, and their bytes: topic, payload and properties. */
  readonly maximumQueuedMessages: number;
  readonly maximumQueuedBytes: number;
  /** Bytes of messages that may be on their way to one client whose network is slow; what is more waits, within those limits. */
  readonly maximumUnsentBytes: number;
  /** Which message goes when they are more. */
  readonly queuePolicy: "drop-newest" | "drop-oldest";
  /** QoS 1 and 2 messages that are on their way to one client at a time, also where the client would take more. */
  readonly maximumInFlightMessages: number;
  /** Topic Aliases that the server sets for a client, if it takes as many. (5.0/MQTT-3.1.2-26, -27) */
  readonly outwardTopicAliases: number;
  /** The beginning of a Response Topic, told to a client that asks for it. (5.0/MQTT-3.1.2-28) */
  readonly responseInformation: string | undefined;
  /** Where clients shall go instead of here: for now (0x9C), or from now on (0x9D). */
  readonly redirection: Redirection | undefined;
  /** Whether a payload that is called text must be text. (5.0/U5-081) */
  readonly checksPayloadFormat: boolean;
  /** What one client may hold, and all together. What is too much is refused with 0x97, Quota exceeded. */
  readonly maximumSubscriptions: number;
  readonly maximumSessions: number;
  readonly maximumRetainedMessages: number;
  readonly maximumRetainedBytes: number;
  /** Levels of a Topic Name (0x90) and of a Topic Filter (0x8F). */
  readonly maximumTopicLevels: number;
  /** Bytes of a Topic Name (0x90) and of a Topic Filter (0x8F), in UTF-8. */
  readonly maximumTopicBytes: number;
  /** PUBLISH packets of one connection: who goes faster is disconnected with 0x96. */
  readonly messageRate: Rate | undefined;
  /** Bytes of one connection, of packets of all types: who sends more is disconnected with 0x96. No packet may be larger than its burst. */
  readonly byteRate: Rate | undefined;
  /** CONNECT packets of all clients: who comes too fast is refused with 0x9F. */
  readonly connectionRate: Rate | undefined;
  readonly choices: Choices;
  /** Whether messages and subscriptions are announced, for other servers to know. */
  readonly announces: boolean;
  /** Whether a Reason String tells a client which sentence of the standard it broke. */
  readonly explainsViolations: boolean;
  /** Whether `authenticate` decides, at once, or whoever answers the effect of that name. (5.0 §4.12) */
  readonly authentication: "at once" | "asked";
  /** The Authentication Methods that whoever is asked knows. (5.0/MQTT-4.12.0-1) */
  readonly authenticationMethods: readonly string[];
  /** Packets that a client may send on while somebody decides; together they weigh no more than the largest packet. */
  readonly maximumHeldPackets: number;
  /** 0x00 lets a client in; any other Reason Code of CONNACK refuses it. Pure: the same answer to the same question. */
  readonly authenticate: (credentials: Credentials) => ReasonCode;
  /** Whether a client may publish or subscribe. Pure. */
  readonly authorise: (act: Act) => boolean;
}

/** A broker with nothing forbidden but `$SYS`, which is the server's own. (5.0/U5-130, 3.1.1/U3-039) */
export const DEFAULT_OPTIONS: BrokerOptions = {
  seed: 0,
  connectTimeoutMs: 10_000,
  receiveMaximum: 100,
  maximumPacketSize: 16_777_216,
  topicAliasMaximum: 10,
  maximumQos: 2,
  retainAvailable: true,
  wildcardSubscriptionAvailable: true,
  subscriptionIdentifierAvailable: true,
  sharedSubscriptionAvailable: true,
  serverKeepAlive: undefined,
  maximumSessionExpiryInterval: 0xffffffff,
  maximumQueuedMessages: 10_000,
  maximumQueuedBytes: 64 * 1024 * 1024,
  maximumUnsentBytes: 1024 * 1024,
  maximumInFlightMessages: 1000,
  outwardTopicAliases: 16,
  responseInformation: undefined,
  redirection: undefined,
  checksPayloadFormat: false,
  maximumSubscriptions: 100_000,
  maximumSessions: 10_000_000,
  maximumRetainedMessages: 10_000_000,
  maximumRetainedBytes: 1024 * 1024 * 1024,
  maximumTopicLevels: 256,
  maximumTopicBytes: 4096,
  messageRate: undefined,
  byteRate: undefined,
  connectionRate: undefined,
  queuePolicy: "drop-newest",
  explainsViolations: true,
  choices: DEFAULT_CHOICES,
  announces: false,
  authentication: "at once",
  authenticationMethods: [],
  maximumHeldPackets: 100,
  authenticate: () => 0x00,
  authorise: ({ action, topic }) => action === "subscribe" || !(topic === "$SYS" || topic.startsWith("$SYS/")),
};
