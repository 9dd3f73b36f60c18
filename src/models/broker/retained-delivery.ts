// The retained messages that a new subscription brings: sent as the client takes them, since there may be more than any queue holds. (5.0 §3.3.1.3, 3.1.1 §3.3.1.3)

import { getTopic, matchTopics } from "../../topics/index.ts";
import { type Copy, isExpired, type Message } from "../message.ts";
import { mustHold } from "./congestion.ts";
import { deliver, hasRoom } from "./outbound.ts";
import { forgetRetained } from "./publication.ts";
import { type Connection, type HeldSubscription, lowerQos, type RetainedBatch, type Turn } from "./state.ts";

/** Sends a client the retained messages of a subscription that it has just made. (5.0/MQTT-3.3.1-9, 3.1.1/MQTT-3.3.1-6) */
export function sendRetained(turn: Turn, connection: Connection, topicFilter: string): void {
  const subscription = connection.session.subscriptions.get(topicFilter);
  if (subscription === undefined) return;
  const messages: Message[] = [];
  matchTopics(turn.broker.retained, topicFilter, (_topicName, message) => messages.push(message));
  if (messages.length === 0) return;
  const batch: RetainedBatch = { topicFilter, subscription, messages, next: 0 };
  connection.retained = [...connection.retained.filter((one) => !isOver(connection, one)), batch];
  goOnWithRetained(turn, connection);
  // Who asks for ever more and reads nothing is given as much as its queues hold, and no more.
  if (connection.retained.length > MOST_BATCHES) giveUp(turn, connection, batch);
}

const MOST_BATCHES = 16;

function giveUp(turn: Turn, connection: Connection, batch: RetainedBatch): void {
  connection.retained.pop();
  for (const message of batch.messages.slice(batch.next))
    if (isWanted(turn, connection, message, batch.subscription))
      deliver(turn, connection.session, message, copyFor(message, batch.subscription));
}

/** Sends what may be sent now of what is still due. It goes with the connection, as the network has failed it. */
export function goOnWithRetained(turn: Turn, connection: Connection): void {
  const { retained, session } = connection;
  // It may have come to its end in this turn.
  if (session.connection !== connection) return;
  for (let [batch] = retained; batch !== undefined; [batch] = retained) {
    if (!isOver(connection, batch) && !sendBatch(turn, connection, batch)) return;
    retained.shift();
  }
}

// What was unsubscribed brings no more, and what was subscribed anew brings its own. (5.0/MQTT-3.10.4-2, 3.1.1/MQTT-3.10.4-2)
function isOver({ session }: Connection, { topicFilter, subscription }: RetainedBatch): boolean {
  return session.subscriptions.get(topicFilter) !== subscription;
}

// Answers whether all of it is sent.
function sendBatch(turn: Turn, connection: Connection, batch: RetainedBatch): boolean {
  const { messages, subscription } = batch;
  for (; batch.next < messages.length; batch.next++) {
    const message = messages[batch.next];
    if (message === undefined || !isWanted(turn, connection, message, subscription)) continue;
    const copy = copyFor(message, subscription);
    if (copy.qos === 0 ? mustHold(turn, connection) : !hasRoom(turn, connection.session)) return false;
    deliver(turn, connection.session, message, copy);
  }
  return true;
}

function isWanted(turn: Turn, { session }: Connection, message: Message, { options }: HeldSubscription): boolean {
  // One that has come since has come live, and what is older must not follow it.
  if (getTopic(turn.broker.retained, message.topicName) !== message) return false;
  if (isExpired(message, turn.atMs)) {
    forgetRetained(turn, message.topicName);
    return false;
  }
  return !options.noLocal || message.publisher !== session.clientId;
}

// RETAIN is 1, as nobody saw it live. (5.0/U5-075, 3.1.1/MQTT-3.3.1-8)
function copyFor(message: Message, { options }: HeldSubscription): Copy {
  const { subscriptionIdentifier } = options;
  return {
    qos: lowerQos(message.qos, options.qos),
    retain: true,
    subscriptionIdentifiers: subscriptionIdentifier === undefined ? [] : [subscriptionIdentifier],
  };
}
