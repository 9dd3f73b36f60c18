// The retained messages of a broker, and how much they may be. (5.0 §3.3.1.3, 3.1.1 §3.3.1.3)

import { deleteTopic, getTopic, setTopic } from "../../topics/index.ts";
import { type Message, type Weighed, weightOf } from "../message.ts";
import type { Broker } from "./state.ts";

/** Keeps a message as the retained one of its topic, in place of the one that there was. */
export function putRetained(broker: Broker, message: Message): void {
  broker.retainedBytes += weightOf(message) - weightAt(broker, message.topicName);
  setTopic(broker.retained, message.topicName, message);
}

/** Takes the retained message of a topic away, and answers whether there was one. */
export function takeRetained(broker: Broker, topicName: string): boolean {
  broker.retainedBytes -= weightAt(broker, topicName);
  return deleteTopic(broker.retained, topicName);
}

/** Whether there is no room for this message, in place of the one that its topic has, or beside the others. */
export function isOverRetainedQuota(broker: Broker, message: Weighed): boolean {
  const { retained, retainedBytes, options } = broker;
  const isNew = getTopic(retained, message.topicName) === undefined;
  if (isNew && retained.size >= options.maximumRetainedMessages) return true;
  return retainedBytes - weightAt(broker, message.topicName) + weightOf(message) > options.maximumRetainedBytes;
}

function weightAt({ retained }: Broker, topicName: string): number {
  const message = getTopic(retained, topicName);
  return message === undefined ? 0 : weightOf(message);
}
