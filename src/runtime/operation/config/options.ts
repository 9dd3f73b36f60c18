// From the words of the config file to the options of the broker. An option that is data and has no word here does not compile.

import { type BrokerOptions, DEFAULT_CHOICES } from "../../../models/index.ts";
import type { BrokerConfig } from "./schema.ts";

/** The options that are no data, or that no config file decides. */
type Undecided = "seed" | "announces" | "authentication" | "authenticationMethods" | "authenticate" | "authorise";
type Data = Omit<BrokerOptions, Undecided | "choices">;

/** What a config file says of the broker's options; where it is silent, the broker's own defaults hold. */
export function brokerOptionsOf(config: BrokerConfig): Partial<BrokerOptions> {
  const { limits = {}, features = {}, choices = {}, redirection, responseInformation } = config;
  const options: { readonly [K in keyof Data]-?: Data[K] | undefined } = {
    connectTimeoutMs: limits.connectTimeoutMs,
    receiveMaximum: limits.receiveMaximum,
    maximumPacketSize: limits.maximumPacketSizeBytes,
    topicAliasMaximum: limits.topicAliasMaximum,
    outwardTopicAliases: limits.outwardTopicAliases,
    maximumQos: limits.maximumQos,
    serverKeepAlive: limits.serverKeepAliveSeconds,
    maximumSessionExpiryInterval: limits.maximumSessionExpirySeconds,
    maximumQueuedMessages: limits.maximumQueuedMessages,
    maximumQueuedBytes: limits.maximumQueuedBytes,
    maximumUnsentBytes: limits.maximumUnsentBytes,
    queuePolicy: limits.queuePolicy,
    maximumInFlightMessages: limits.maximumInFlightMessages,
    maximumSubscriptions: limits.maximumSubscriptions,
    maximumSessions: limits.maximumSessions,
    maximumRetainedMessages: limits.maximumRetainedMessages,
    maximumRetainedBytes: limits.maximumRetainedBytes,
    maximumTopicLevels: limits.maximumTopicLevels,
    maximumHeldPackets: limits.maximumHeldPackets,
    maximumTopicBytes: limits.maximumTopicBytes,
    messageRate: limits.messageRate,
    byteRate: limits.byteRate,
    connectionRate: limits.connectionRate,
    retainAvailable: features.retainedMessages,
    wildcardSubscriptionAvailable: features.wildcardSubscriptions,
    subscriptionIdentifierAvailable: features.subscriptionIdentifiers,
    sharedSubscriptionAvailable: features.sharedSubscriptions,
    checksPayloadFormat: features.payloadFormatCheck,
    explainsViolations: features.violationReasons,
    responseInformation,
    redirection: redirection && {
      reasonCode: redirection.reason === "use another server" ? 0x9c : 0x9d,
      serverReference: redirection.serverReference,
    },
  };
  return {
    ...said(options),
    ...(Object.keys(choices).length > 0 && { choices: { ...DEFAULT_CHOICES, ...said(choices) } }),
  };
}

/** Without what was left open. */
function said<T extends object>(from: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as never;
}
