// The retained messages of a broker, and how much they may be. (5.0 §3.3.1.3, 3.1.1 §3.3.1.3)

import { deleteTopic, getTopic, setTopic } from "../../topics/index.ts";
import { type Message, THE_SERVER, type Weighed, weightOf } from "../message.ts";
import type { Broker } from "./state.ts";

/** Keeps a message as the retained one of its topic, in place of the one that there was. */
export function putRetained(broker: Broker, message: Message): void {
  count(broker, getTopic(broker.retained, message.topicName), -1);
  count(broker, message, 1);
  setTopic(broker.retained, message.topicName, message);
}

/** Takes the retained message of a topic away, and answers what it was. */
export function takeRetained(broker: Broker, topicName: string): Message | undefined {
  const message = getTopic(broker.retained, topicName);
  count(broker, message, -1);
  deleteTopic(broker.retained, topicName);
  return message;
}

/** Whether there is no room for this message, in place of the one that its topic has, or beside the others. */
export function isOverRetainedQuota(broker: Broker, message: Weighed): boolean {
  const { retained, retainedBytes, retainedOfServer, options } = broker;
  const before = getTopic(retained, message.topicName);
  if (!isOfClient(before) && retained.size - retainedOfServer >= options.maximumRetainedMessages) return true;
  return retainedBytes - weightIn(before) + weightOf(message) > options.maximumRetainedBytes;
}

// What the server itself says takes no room from its clients.
function count(broker: Broker, message: Message | undefined, by: 1 | -1): void {
  broker.retainedBytes += by * weightIn(message);
  if (message?.publisher === THE_SERVER) broker.retainedOfServer += by;
}

function weightIn(message: Message | undefined): number {
  return isOfClient(message) ? weightOf(message) : 0;
}

function isOfClient(message: Message | undefined): message is Message {
  return message !== undefined && message.publisher !== THE_SERVER;
}
