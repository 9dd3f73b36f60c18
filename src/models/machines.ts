// All machines, for those who show, count or prove something about each of them.

import type { AnyStateMachine } from "xstate";
import { clientConnection } from "./connection/client.ts";
import { clientKeepAlive } from "./connection/keep-alive.ts";
import { serverConnection } from "./connection/server.ts";
import { qos1Receiver } from "./flows/qos1-receiver.ts";
import { qos1Sender } from "./flows/qos1-sender.ts";
import { qos2Receiver } from "./flows/qos2-receiver.ts";
import { qos2ReceiverMethodA } from "./flows/qos2-receiver-method-a.ts";
import { qos2Sender } from "./flows/qos2-sender.ts";
import { sessionMachine } from "./session/lifetime.ts";
import { subscriptionMachine } from "./session/subscription.ts";
import { willMachine } from "./session/will.ts";

/** All machines of the models. */
export const MACHINES: readonly AnyStateMachine[] = [
  qos1Sender,
  qos1Receiver,
  qos2Sender,
  qos2Receiver,
  qos2ReceiverMethodA,
  clientConnection,
  clientKeepAlive,
  serverConnection,
  sessionMachine,
  willMachine,
  subscriptionMachine,
];
