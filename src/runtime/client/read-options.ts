// From the options that a user gives to what the client runs on.

import type { UserProperty, Will50 } from "../../codec/index.ts";
import type { ClientOptions } from "../../models/index.ts";
import { type Clock, wakefulClock } from "../clock.ts";
import { type Address, readAddress } from "../transports/address.ts";
import type { ClientTls } from "../transports/tls.ts";
import type { Backoff } from "./backoff.ts";
import {
  able,
  bytes,
  type Checks,
  callback,
  flag,
  group,
  judge,
  oneOf,
  text,
  textOrBytes,
  texts,
  url,
  userProperties,
  whole,
} from "./check.ts";
import type { EndOptions } from "./mqtt-client.ts";
import type {
  ConnectOptions,
  ConnectPropertyOptions,
  MessageProperties,
  PublishOptions,
  SubscribeOptions,
  SubscriptionOptions,
  UnsubscribeOptions,
  UserProperties,
  WillOptions,
} from "./options.ts";
import { type ClientCredentials, clientCredentials, type TokenSource } from "./token.ts";

const MOST_U16 = 65_535;
const MOST_U32 = 0xffff_ffff;
const milliseconds = whole(0, Number.MAX_SAFE_INTEGER);

const MESSAGE_PROPERTIES: Checks<MessageProperties> = {
  payloadFormatIndicator: flag,
  messageExpiryInterval: whole(0, MOST_U32),
  contentType: text,
  responseTopic: text,
  correlationData: bytes,
  userProperties,
};

const CONNECT_PROPERTIES: Checks<ConnectPropertyOptions> = {
  sessionExpiryInterval: whole(0, MOST_U32),
  receiveMaximum: whole(1, MOST_U16),
  maximumPacketSize: whole(1, MOST_U32),
  topicAliasMaximum: whole(0, MOST_U16),
  requestResponseInformation: flag,
  requestProblemInformation: flag,
  userProperties,
  authenticationMethod: text,
  authenticationData: bytes,
};

const WILL: Checks<WillOptions> = {
  topic: text,
  payload: textOrBytes,
  qos: oneOf(0, 1, 2),
  retain: flag,
  properties: group<NonNullable<WillOptions["properties"]>>({
    ...MESSAGE_PROPERTIES,
    willDelayInterval: whole(0, MOST_U32),
  }),
};

const CONNECT: Checks<ConnectOptions> = {
  clientId: text,
  clean: flag,
  keepalive: whole(0, MOST_U16),
  username: text,
  password: textOrBytes,
  protocolVersion: oneOf(4, 5),
  properties: group(CONNECT_PROPERTIES),
  will: group(WILL),
  reconnectPeriod: milliseconds,
  reconnectPeriodMaximum: milliseconds,
  connectTimeout: whole(1, Number.MAX_SAFE_INTEGER),
  resubscribe: flag,
  queueQoSZero: flag,
  maximumQueuedMessages: whole(0, Number.MAX_SAFE_INTEGER),
  maximumQueuedBytes: whole(0, Number.MAX_SAFE_INTEGER),
  maximumHeldMessages: whole(1, Number.MAX_SAFE_INTEGER),
  autoAssignTopicAlias: flag,
  followServerReference: flag,
  store: able("load", "commit", "close"),
  authenticator: able("begin", "answer"),
  token: (value) =>
    typeof value === "function"
      ? undefined
      : group<ClientCredentials>({ tokenEndpoint: url, clientId: text, clientSecret: text, scope: text })(value),
  random: callback,
  clock: able("nowMs", "start"),
  ca: textOrBytes,
  cert: textOrBytes,
  key: textOrBytes,
  rejectUnauthorized: flag,
  servername: text,
  ALPNProtocols: texts,
};

const SUBSCRIPTION: Checks<SubscriptionOptions> = { qos: oneOf(0, 1, 2), nl: flag, rap: flag, rh: oneOf(0, 1, 2) };

const SUBSCRIBE: Checks<SubscribeOptions> = {
  ...SUBSCRIPTION,
  properties: group<NonNullable<SubscribeOptions["properties"]>>({
    subscriptionIdentifier: whole(1, 268_435_455),
    userProperties,
  }),
};

const UNSUBSCRIBE: Checks<UnsubscribeOptions> = {
  properties: group<NonNullable<UnsubscribeOptions["properties"]>>({ userProperties }),
};

const END: Checks<EndOptions> = { reasonCode: oneOf(0x00, 0x04), sessionExpiryInterval: whole(0, MOST_U32) };

const PUBLISH: Checks<PublishOptions> = {
  qos: oneOf(0, 1, 2),
  retain: flag,
  properties: group(MESSAGE_PROPERTIES),
};

/** Throws a `TypeError` where options of publish, subscribe, one subscription or unsubscribe are wrong. */
export const judgePublish = (options: PublishOptions): void => judge(options, PUBLISH, "");
export const judgeSubscribe = (options: SubscribeOptions): void => judge(options, SUBSCRIBE, "");
export const judgeSubscription = (options: SubscriptionOptions, filter: string): void =>
  judge(options, SUBSCRIPTION, `${filter}: `);
export const judgeUnsubscribe = (options: UnsubscribeOptions): void => judge(options, UNSUBSCRIBE, "");

/** Throws a `TypeError` where a client may not leave so: a session that was to end with its connection cannot be made to live on. (5.0/U5-116) */
export function judgeEnd(options: EndOptions, sessionExpiryInterval: number): void {
  judge(options, END, "");
  if ((options.sessionExpiryInterval ?? 0) > 0 && sessionExpiryInterval === 0)
    throw new TypeError("the option sessionExpiryInterval must be 0 where that of CONNECT was");
}

/** What a client runs on. */
export interface Settings {
  readonly address: Address;
  readonly tls: ClientTls;
  readonly client: ClientOptions | Partial<ClientOptions>;
  readonly version: ClientOptions["version"];
  readonly clean: boolean;
  /** Undefined where the client does not come back. */
  readonly backoff: Backoff | undefined;
  readonly connectTimeoutMs: number;
  readonly resubscribe: boolean;
  readonly queueQoSZero: boolean;
  readonly maximumQueuedMessages: number;
  readonly maximumQueuedBytes: number;
  readonly maximumHeldMessages: number;
  readonly followServerReference: boolean;
  readonly store: ConnectOptions["store"];
  readonly authenticator: ConnectOptions["authenticator"];
  readonly token: TokenSource | undefined;
  readonly random: () => number;
  readonly clock: Clock;
}

/** Reads url and options. Throws an `AddressError` or another `TypeError` that names what is wrong. */
export function readOptions(place: string, options: ConnectOptions): Settings {
  judge(options, CONNECT as Readonly<Record<string, (value: unknown) => string | undefined>>, "");
  const { clean = true, clientId = "", protocolVersion = 5, reconnectPeriod = 1000, connectTimeout = 30_000 } = options;
  const { maximumQueuedMessages = 10_000, store, token } = options;
  const version = protocolVersion === 5 ? "5.0" : "3.1.1";
  if (!clean && clientId === "") throw new TypeError("clean: false wants a clientId: whose session is it otherwise?");
  if (store !== undefined && clean)
    throw new TypeError("a store wants clean: false: a clean start forgets what it holds");
  if (token !== undefined && options.password !== undefined) throw new TypeError("give either token or password");
  const address = readAddress(place);
  return {
    address,
    tls: tlsOf(options),
    client: { ...clientOptionsOf(place, options), version, clientId, clean, maximumQueuedMessages },
    version,
    clean,
    backoff:
      reconnectPeriod === 0
        ? undefined
        : { firstMs: reconnectPeriod, mostMs: Math.max(reconnectPeriod, options.reconnectPeriodMaximum ?? 60_000) },
    connectTimeoutMs: connectTimeout,
    resubscribe: options.resubscribe ?? true,
    queueQoSZero: options.queueQoSZero ?? true,
    maximumQueuedMessages,
    maximumQueuedBytes: options.maximumQueuedBytes ?? 67_108_864,
    maximumHeldMessages: options.maximumHeldMessages ?? 1000,
    followServerReference: options.followServerReference ?? false,
    store,
    authenticator: options.authenticator,
    token: typeof token === "object" ? clientCredentials(token) : token,
    random: options.random ?? Math.random,
    clock: options.clock ?? wakefulClock,
  };
}

function clientOptionsOf(place: string, options: ConnectOptions): Partial<ClientOptions> {
  const { properties = {}, will, keepalive, connectTimeout, autoAssignTopicAlias, authenticator } = options;
  const { userProperties: pairs, authenticationMethod = authenticator?.method, ...plain } = properties;
  const { username: userName, password } = { ...loginOf(place), ...options };
  return {
    ...plain,
    ...(pairs && { userProperties: pairsOf(pairs) }),
    ...(authenticationMethod !== undefined && { authenticationMethod }),
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password: bytesOf(password) }),
    ...(keepalive !== undefined && { keepAlive: keepalive }),
    ...(connectTimeout !== undefined && { connackTimeoutMs: connectTimeout }),
    ...(autoAssignTopicAlias && { outwardTopicAliases: MOST_U16 }),
    ...(will && { will: willOf(will) }),
  };
}

function loginOf(place: string): Pick<ConnectOptions, "username" | "password"> {
  if (place.startsWith("unix:") || !URL.canParse(place)) return {};
  const { username, password } = new URL(place);
  return {
    ...(username !== "" && { username: decodeURIComponent(username) }),
    ...(password !== "" && { password: decodeURIComponent(password) }),
  };
}

function tlsOf({ ca, cert, key, rejectUnauthorized, servername, ALPNProtocols }: ConnectOptions): ClientTls {
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(rejectUnauthorized === false && { isInsecure: true }),
    ...(servername !== undefined && { serverName: servername }),
    ...(ALPNProtocols !== undefined && { alpn: ALPNProtocols }),
  };
}

function willOf({ topic, payload = "", qos = 0, retain = false, properties = {} }: WillOptions): Will50 {
  const { willDelayInterval, ...message } = properties;
  return {
    topicName: topic,
    payload: bytesOf(payload),
    qos,
    retain,
    properties: { ...propertiesOf(message), ...(willDelayInterval !== undefined && { willDelayInterval }) },
  };
}

/** The properties of a message, as the codec has them. */
export function propertiesOf(properties: MessageProperties) {
  const { payloadFormatIndicator, correlationData, userProperties: pairs, ...plain } = properties;
  return {
    ...plain,
    ...(correlationData && { correlationData: bytesOf(correlationData) }),
    ...(payloadFormatIndicator !== undefined && ({ payloadFormatIndicator: payloadFormatIndicator ? 1 : 0 } as const)),
    ...(pairs && { userProperties: pairsOf(pairs) }),
  };
}

/** User Properties as pairs. */
export function pairsOf(pairs: UserProperties): readonly UserProperty[] {
  if (Array.isArray(pairs)) return pairs as readonly UserProperty[];
  return Object.entries(pairs as Readonly<Record<string, string | readonly string[]>>).flatMap(([name, values]) =>
    (typeof values === "string" ? [values] : values).map((value) => [name, value] as const),
  );
}

/** Bytes of its own: whoever gave it may go on and change theirs. */
export function bytesOf(payload: string | Uint8Array): Uint8Array {
  return typeof payload === "string" ? new TextEncoder().encode(payload) : new Uint8Array(payload);
}
