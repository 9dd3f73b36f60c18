// What both doors of the client open on.

export { type ClientChange, type ClientStore, createMemoryStore } from "../stores/client-store.ts";
export { StoreError } from "../stores/store.ts";
export { AddressError } from "../transports/address.ts";
export type { Authenticator } from "./authenticator.ts";
export type {
  ClientEvents,
  EndOptions,
  Filters,
  Granted,
  MqttClient,
  Published,
  ReceivedMessage,
} from "./mqtt-client.ts";
export { MqttError, type MqttErrorDetail, type MqttErrorKind } from "./mqtt-error.ts";
export type {
  ConnectOptions,
  ConnectPropertyOptions,
  MessageProperties,
  PublishOptions,
  SubscribeOptions,
  SubscriptionOptions,
  TlsOptions,
  UnsubscribeOptions,
  UserProperties,
  WillOptions,
} from "./options.ts";
export { SubscribeError } from "./requests.ts";
export { type ScramOptions, scramSha256 } from "./scram.ts";
export {
  type AccessToken,
  type ClientCredentials,
  clientCredentials,
  oauthBearer,
  type TokenSource,
} from "./token.ts";
