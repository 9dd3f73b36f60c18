// The door of the models: (state, input) to [state, effects], with no clock, no chance and no I/O.

export type { AnyStateMachine } from "xstate";
export { createBroker, handle } from "./broker/broker.ts";
export { type Choices, DEFAULT_CHOICES } from "./broker/choices.ts";
export type { AuthenticationQuestion, BrokerEffect, Ending } from "./broker/effect.ts";
export type {
  Acceptance,
  AuthenticationOutcome,
  BrokerInput,
  ConnectionId,
  ServerPublication,
  TimerId,
} from "./broker/event.ts";
export {
  type AccessRule,
  type Act,
  type BrokerOptions,
  type Credentials,
  DEFAULT_OPTIONS as DEFAULT_BROKER_OPTIONS,
} from "./broker/options.ts";
export type { StoredKey, StoredRecord } from "./broker/record.ts";
export { applyToStore, type RecordStore, recordName } from "./broker/record-store.ts";
export { recordsOf } from "./broker/records.ts";
export type { Broker } from "./broker/state.ts";
export type { SubscriptionOptions } from "./broker/subscription.ts";
export { createClient, handleClient } from "./client/client.ts";
export type { ClientEffect, Failure } from "./client/effect.ts";
export type { ClientInput, ClientTimerId } from "./client/event.ts";
export type { ClientOptions, FreshCredentials } from "./client/options.ts";
export type { ClientKey, ClientRecord, Publication, Token } from "./client/record.ts";
export type { Client } from "./client/state.ts";
export { clientConnection } from "./connection/client.ts";
export { clientKeepAlive } from "./connection/keep-alive.ts";
export { serverConnection } from "./connection/server.ts";
export { qos1Receiver } from "./flows/qos1-receiver.ts";
export { qos1Sender } from "./flows/qos1-sender.ts";
export { qos2Receiver } from "./flows/qos2-receiver.ts";
export { qos2ReceiverMethodA } from "./flows/qos2-receiver-method-a.ts";
export { qos2Sender } from "./flows/qos2-sender.ts";
export { MACHINES } from "./machines.ts";
export type { Message } from "./message.ts";
export type { AckReason, Arrow, BrokenRule, FlowEffect, ReceiverEvent, SenderEvent } from "./model.ts";
export { queueSize } from "./queue.ts";
export { sessionMachine } from "./session/lifetime.ts";
export { subscriptionMachine } from "./session/subscription.ts";
export type { StateName, Step, Table } from "./step.ts";
export { citesOf, interpret, kindOf, step, tableOf } from "./step.ts";
