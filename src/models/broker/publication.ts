// A message that the broker has taken: kept where it is retained, and given to all who subscribe. (5.0 §3.3.1.3, §3.3.4)

import { type Message, THE_SERVER } from "../message.ts";
import { isOverRetainedQuota, putRetained, takeRetained } from "./retained.ts";
import { route } from "./routing.ts";
import type { Turn } from "./state.ts";

/**
 * Publishes a message, and answers whether anybody subscribes to its topic. Without RETAIN it leaves what is retained as it is.
 * (5.0/MQTT-3.3.1-8, 3.1.1/MQTT-3.3.1-12)
 */
export function publish(turn: Turn, message: Message): boolean {
  // What the server itself says is for its own clients.
  if (turn.broker.options.announces && message.publisher !== THE_SERVER) turn.effects.push({ type: "taken", message });
  return take(turn, message);
}

/** Takes a message that another server has taken already. */
export function take(turn: Turn, message: Message): boolean {
  if (message.retain && turn.broker.options.retainAvailable) retain(turn, message);
  return route(turn, message);
}

// 5.0/MQTT-3.3.1-5, -6, -7; 3.1.1/MQTT-3.3.1-5, -7, -10, -11
function retain(turn: Turn, message: Message): void {
  const { topicName } = message;
  if (message.payload.length === 0) return forgetRetained(turn, topicName);
  if (message.publisher === THE_SERVER) return retainOfServer(turn, message);
  // A PUBLISH is refused for it; a will, or what waited for its PUBREL, can be told to nobody any more.
  if (isOverRetainedQuota(turn.broker, message)) return;
  putRetained(turn.broker, message);
  turn.effects.push({ type: "store", record: { kind: "retained", topicName, message } });
}

// It ends with the process, and takes no room from the clients: of what a client had left there, nothing may come back.
function retainOfServer(turn: Turn, message: Message): void {
  forgetRetained(turn, message.topicName);
  putRetained(turn.broker, message);
}

/** Forgets the retained message of a topic. */
export function forgetRetained(turn: Turn, topicName: string): void {
  const forgotten = takeRetained(turn.broker, topicName);
  if (forgotten === undefined || forgotten.publisher === THE_SERVER) return;
  turn.effects.push({ type: "erase", key: { kind: "retained", topicName } });
}
