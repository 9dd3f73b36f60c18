// What the config file may say of limits, features and choices: the options of the broker that are data, each with its unit in its name.

import { z } from "zod";
import { DEFAULT_BROKER_OPTIONS as BROKER } from "../../../models/index.ts";

const MOST = Number.MAX_SAFE_INTEGER;
const U16 = 65_535;
const U32 = 4_294_967_295;
/** Fixed header and the longest Remaining Length. (5.0 §1.5.5, 3.1.1 §2.2.3) */
const LARGEST_PACKET = 268_435_460;

function count(least: number, most: number, byDefault: number | undefined, description: string) {
  return z
    .int()
    .min(least)
    .max(most)
    .optional()
    .meta({ description, ...(byDefault !== undefined && { default: byDefault }) });
}

function yesOrNo(byDefault: boolean, description: string) {
  return z.boolean().optional().meta({ description, default: byDefault });
}

function rate(description: string) {
  return z
    .strictObject({
      perSecond: z.number().positive().meta({ description: "so many a second, on average" }),
      burst: z.int().min(1).meta({ description: "at most so many at once" }),
    })
    .optional()
    .meta({ description });
}

/** `limits` of the config file. */
export const limitsSchema = z.strictObject({
  maximumConnections: count(1, MOST, 100_000, "connections at a time; who is one too many is cut off unheard"),
  maximumConnectionsPerAddress: count(
    1,
    MOST,
    10_000,
    "the same for one IPv4 address or one IPv6 network of 64 bits; clients behind a proxy have one address",
  ),
  connectTimeoutMs: count(1, U32, BROKER.connectTimeoutMs, "how long a connection may wait with its CONNECT"),
  receiveMaximum: count(
    1,
    U16,
    BROKER.receiveMaximum,
    "QoS 1 and 2 messages of a client that are not acknowledged yet",
  ),
  maximumPacketSizeBytes: count(1, LARGEST_PACKET, BROKER.maximumPacketSize, "the largest packet that is taken"),
  topicAliasMaximum: count(0, U16, BROKER.topicAliasMaximum, "Topic Aliases that a client may set"),
  outwardTopicAliases: count(0, U16, BROKER.outwardTopicAliases, "Topic Aliases that the broker sets for a client"),
  maximumQos: z
    .union([z.literal(0), z.literal(1), z.literal(2)])
    .optional()
    .meta({ description: "the highest QoS that is taken", default: BROKER.maximumQos }),
  serverKeepAliveSeconds: count(
    1,
    U16,
    undefined,
    "the longest Keep Alive: who asks for more, or for none, gets this one",
  ),
  maximumSessionExpirySeconds: count(
    0,
    U32,
    BROKER.maximumSessionExpiryInterval,
    "how long a session may outlive its connection; 4294967295 is for ever",
  ),
  maximumQueuedMessages: count(0, MOST, BROKER.maximumQueuedMessages, "messages that wait in one session"),
  maximumQueuedBytes: count(0, MOST, BROKER.maximumQueuedBytes, "bytes of the messages that wait in one session"),
  maximumUnsentBytes: count(
    1,
    MOST,
    BROKER.maximumUnsentBytes,
    "bytes of messages on their way to a client whose network is slow; what is more waits",
  ),
  queuePolicy: z
    .enum(["drop-newest", "drop-oldest"])
    .optional()
    .meta({ description: "which message goes where more would wait", default: BROKER.queuePolicy }),
  maximumInFlightMessages: count(
    1,
    U16,
    BROKER.maximumInFlightMessages,
    "QoS 1 and 2 messages on their way to one client at a time",
  ),
  maximumSubscriptions: count(0, MOST, BROKER.maximumSubscriptions, "subscriptions of one client"),
  maximumSessions: count(1, MOST, BROKER.maximumSessions, "sessions of all clients"),
  maximumRetainedMessages: count(0, MOST, BROKER.maximumRetainedMessages, "retained messages"),
  maximumRetainedBytes: count(0, MOST, BROKER.maximumRetainedBytes, "bytes of the retained messages"),
  maximumTopicLevels: count(1, U16, BROKER.maximumTopicLevels, "levels of a Topic Name or a Topic Filter"),
  maximumTopicBytes: count(1, U16, BROKER.maximumTopicBytes, "bytes of a Topic Name or a Topic Filter, in UTF-8"),
  maximumHeldPackets: count(
    0,
    MOST,
    BROKER.maximumHeldPackets,
    "packets that a client may send while it is decided about",
  ),
  messageRate: rate("PUBLISH packets of one connection: who goes faster is disconnected"),
  byteRate: rate("bytes of one connection: who sends more is disconnected; no packet may be larger than the burst"),
  connectionRate: rate("CONNECT packets of all clients: who comes too fast is refused"),
});

/** `features` of the config file. */
export const featuresSchema = z.strictObject({
  retainedMessages: yesOrNo(BROKER.retainAvailable, "whether messages are retained"),
  wildcardSubscriptions: yesOrNo(BROKER.wildcardSubscriptionAvailable, "whether Topic Filters may have wildcards"),
  subscriptionIdentifiers: yesOrNo(
    BROKER.subscriptionIdentifierAvailable,
    "whether subscriptions may have identifiers",
  ),
  sharedSubscriptions: yesOrNo(BROKER.sharedSubscriptionAvailable, "whether there are shared subscriptions"),
  payloadFormatCheck: yesOrNo(BROKER.checksPayloadFormat, "whether a payload that is called text must be text"),
  violationReasons: yesOrNo(
    BROKER.explainsViolations,
    "whether a Reason String tells a client which sentence of the standard it broke",
  ),
});

/** `choices` of the config file: where the standard leaves the broker free. */
export const choicesSchema = z.strictObject({
  qos2Delivery: z
    .enum(["on PUBLISH", "on PUBREL"])
    .optional()
    .meta({ description: "when a QoS 2 message is handed onward", default: BROKER.choices.qos2Delivery }),
  overlappingSubscriptions: z.enum(["one copy", "a copy each"]).optional().meta({
    description: "what overlapping subscriptions of one client get of a message",
    default: BROKER.choices.overlappingSubscriptions,
  }),
  receiveMaximumExcess: z.enum(["disconnect", "tolerate"]).optional().meta({
    description: "what becomes of a client that sends more than the Receive Maximum",
    default: BROKER.choices.receiveMaximumExcess,
  }),
});
