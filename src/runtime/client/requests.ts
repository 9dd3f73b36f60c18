// publish, subscribe and unsubscribe: from what an application gives to a command, and from its answer to a promise. (5.0 §3.3, §3.8 to §3.11; 3.1.1 likewise)

import type { Version } from "../../../spec/index.ts";
import type { Packet, Subscription50 } from "../../codec/index.ts";
import type { Failure } from "../../models/index.ts";
import type { Command } from "./commands.ts";
import type { Filters, Granted, Published } from "./mqtt-client.ts";
import { MqttError, reasonText } from "./mqtt-error.ts";
import type { PublishOptions, SubscribeOptions, UnsubscribeOptions } from "./options.ts";
import {
  bytesOf,
  judgePublish,
  judgeSubscribe,
  judgeSubscription,
  judgeUnsubscribe,
  pairsOf,
  propertiesOf,
} from "./read-options.ts";
import type { SubscriptionRequest } from "./subscriptions.ts";

/** Runs a command; the promise is that of its answer. */
type Run = (command: Omit<Command, "resolve" | "reject">) => Promise<Packet | undefined>;

/** Some of what was asked for was refused. */
export class SubscribeError extends MqttError {
  readonly granted: readonly Granted[];
  /** Each with its Reason Code, or in MQTT 3.1.1 with 0x80. */
  readonly refused: readonly { readonly topic: string; readonly reasonCode: number }[];

  constructor(message: string, granted: readonly Granted[], refused: SubscribeError["refused"], reasonString?: string) {
    super("refused", message, { reasonCode: refused[0]?.reasonCode ?? 0x80, ...(reasonString && { reasonString }) });
    this.granted = granted;
    this.refused = refused;
  }
}

/** Publishes a message. `queueQoSZero`: at QoS 0 too it waits for a connection. */
export async function publish(
  run: Run,
  topic: string,
  payload: string | Uint8Array,
  options: PublishOptions,
  queueQoSZero: boolean,
): Promise<Published> {
  judgePublish(options);
  if (typeof topic !== "string") throw new TypeError("the topic must be a string");
  if (typeof payload !== "string" && !(payload instanceof Uint8Array))
    throw new TypeError("the payload must be a string or a Uint8Array");
  const { qos = 0, retain = false, properties = {} } = options;
  const publication = {
    topicName: topic,
    payload: bytesOf(payload),
    qos,
    retain,
    properties: propertiesOf(properties),
  };
  const answer = await run({
    input: (token) => ({ type: "publish", token, publication }),
    what: `PUBLISH to ${JSON.stringify(topic)}`,
    carrier: qos === 2 ? "PUBREC" : "PUBACK",
    bytes: topic.length + publication.payload.length,
    isKept: qos > 0 || !queueQoSZero,
    // At least once is what QoS 1 promises: the message goes as a new one. At QoS 2 that could be once too often.
    isAskedAgain: ({ kind }) =>
      (kind === "sessionLost" && qos === 1) || (kind === "notNow" && qos === 0 && queueQoSZero),
  });
  return { reasonCode: answer !== undefined && "reasonCode" in answer ? answer.reasonCode : 0x00 };
}

/** Subscribes; what was granted is given, with the request for `Subscriptions`. */
export async function subscribe(
  run: Run,
  request: SubscriptionRequest,
  version: Version,
  onGranted: (granted: readonly string[]) => void,
): Promise<readonly Granted[]> {
  const topics = request.subscriptions.map(({ topicFilter }) => topicFilter);
  const answer = await run({
    input: (token) => ({ type: "subscribe", token, ...request }),
    what: `SUBSCRIBE to ${listed(topics)}`,
    carrier: "SUBACK",
    bytes: topics.reduce((sum, { length }) => sum + length, 0),
    isKept: false,
    isAskedAgain,
  });
  const codes = codesOf(answer);
  const at = (topic: string, index: number) => ({ topic, reasonCode: codes[index] ?? 0x80 });
  const answers = topics.map(at);
  const refused = answers.filter(({ reasonCode }) => reasonCode >= 0x80);
  const granted = answers
    .filter(({ reasonCode }) => reasonCode < 0x80)
    .map(({ topic, reasonCode }) => ({ topic, qos: reasonCode as Granted["qos"] }));
  onGranted(granted.map(({ topic }) => topic));
  if (refused.length === 0) return granted;
  throw new SubscribeError(refusal("SUBSCRIBE", refused, version, answer), granted, refused, reasonStringOf(answer));
}

/** Unsubscribes. */
export async function unsubscribe(
  run: Run,
  filters: string | readonly string[],
  options: UnsubscribeOptions,
  version: Version,
): Promise<readonly string[]> {
  judgeUnsubscribe(options);
  const topicFilters = typeof filters === "string" ? [filters] : filters;
  const pairs = options.properties?.userProperties;
  const answer = await run({
    input: (token) => ({
      type: "unsubscribe",
      token,
      topicFilters,
      ...(pairs && { userProperties: pairsOf(pairs) }),
    }),
    what: `UNSUBSCRIBE from ${listed(topicFilters)}`,
    carrier: "UNSUBACK",
    bytes: topicFilters.reduce((sum, { length }) => sum + length, 0),
    isKept: false,
    isAskedAgain,
  });
  const refused = codesOf(answer).flatMap((reasonCode, index) =>
    reasonCode < 0x80 ? [] : [{ topic: topicFilters[index] ?? "", reasonCode }],
  );
  if (refused.length === 0) return topicFilters;
  throw new SubscribeError(refusal("UNSUBSCRIBE", refused, version, answer), [], refused, reasonStringOf(answer));
}

/** What `subscribe` of the client was given, as a request. Throws a `TypeError` where it makes none. */
export function requestOf(filters: Filters, options: SubscribeOptions): SubscriptionRequest {
  judgeSubscribe(options);
  const { properties = {}, ...shared } = options;
  const named =
    typeof filters === "string"
      ? [[filters, {}] as const]
      : Array.isArray(filters)
        ? (filters as readonly string[]).map((filter) => [filter, {}] as const)
        : Object.entries(filters);
  if (named.length === 0) throw new TypeError("there is no Topic Filter to subscribe to");
  const subscriptions = named.map(([topicFilter, own]): Subscription50 => {
    judgeSubscription(own, topicFilter);
    const { qos = 0, nl = false, rap = false, rh = 0 } = { ...shared, ...own };
    return { topicFilter, qos, noLocal: nl, retainAsPublished: rap, retainHandling: rh };
  });
  const { subscriptionIdentifier, userProperties } = properties;
  return {
    subscriptions,
    ...(subscriptionIdentifier !== undefined && { subscriptionIdentifier }),
    ...(userProperties && { userProperties: pairsOf(userProperties) }),
  };
}

// To ask again does no harm: the same subscription is made, or given back.
function isAskedAgain({ kind }: Failure): boolean {
  return kind === "connectionLost" || kind === "notNow";
}

function codesOf(answer: Packet | undefined): readonly number[] {
  if (answer === undefined) return [];
  return "reasonCodes" in answer ? answer.reasonCodes : "returnCodes" in answer ? answer.returnCodes : [];
}

function reasonStringOf(answer: Packet | undefined): string | undefined {
  return answer?.type === "SUBACK" || answer?.type === "UNSUBACK"
    ? "properties" in answer
      ? answer.properties.reasonString
      : undefined
    : undefined;
}

function refusal(
  type: "SUBSCRIBE" | "UNSUBSCRIBE",
  refused: SubscribeError["refused"],
  version: Version,
  answer: Packet | undefined,
): string {
  const carrier = type === "SUBSCRIBE" ? "SUBACK" : "UNSUBACK";
  const each = refused.map(
    ({ topic, reasonCode }) => `${JSON.stringify(topic)} (${reasonText(reasonCode, version, carrier)})`,
  );
  const said = reasonStringOf(answer);
  return `${type} was refused by the server for ${each.join(", ")}${said === undefined ? "" : `: ${JSON.stringify(said)}`}`;
}

function listed(topics: readonly string[]): string {
  const [first = ""] = topics;
  return topics.length > 1 ? `${JSON.stringify(first)} and ${topics.length - 1} more` : JSON.stringify(first);
}
