// A client that reads more slowly than it is sent to: the rest waits here, where it is bounded, and not on its way. (5.0 §4.9)
//
// The broker counts what it sends to each connection. At half of what may be on its way it asks to be told when the transport has
// nothing left, and at the whole of it messages wait until it is told. Who reads fast is never waited for.

import type { Message } from "../message.ts";
import { weightOf } from "../message.ts";
import { dequeue, enqueue, peek, queueSize } from "../queue.ts";
import type { Connection, Held, Turn } from "./state.ts";

/** What a PUBLISH weighs beside its message, at the least: its fixed header and its lengths. */
const OVERHEAD_BYTES = 8;

/** Whether messages wait until the transport has sent what it has. */
export function isCongested({ broker }: Turn, { unsentBytes }: Connection): boolean {
  return unsentBytes > broker.options.maximumUnsentBytes;
}

/** Counts a message that was sent. */
export function countSent(turn: Turn, connection: Connection, message: Message): void {
  connection.unsentBytes += weightOf(message) + OVERHEAD_BYTES;
  if (connection.isAwaitingDrain || connection.unsentBytes * 2 <= turn.broker.options.maximumUnsentBytes) return;
  connection.isAwaitingDrain = true;
  turn.effects.push({ type: "awaitDrain", connection: connection.id });
}

/** Takes note that the transport has nothing left to send. */
export function clearSent(connection: Connection): void {
  connection.isAwaitingDrain = false;
  connection.unsentBytes = 0;
}

/** Whether a message of QoS 0 must wait: the network is full, or others wait before it. (5.0/MQTT-4.6.0-5, 3.1.1/MQTT-4.6.0-5) */
export function mustHold(turn: Turn, connection: Connection): boolean {
  return isCongested(turn, connection) || queueSize(connection.held) > 0;
}

/** Has a message of QoS 0 wait, and answers whether there was room: where there is none it is let go. (5.0 §4.1, 3.1.1/U3-007) */
export function hold(turn: Turn, connection: Connection, held: Held): boolean {
  const { maximumQueuedMessages, maximumQueuedBytes } = turn.broker.options;
  const weight = weightOf(held.message);
  if (queueSize(connection.held) >= maximumQueuedMessages || connection.heldBytes + weight > maximumQueuedBytes)
    return false;
  enqueue(connection.held, held);
  connection.heldBytes += weight;
  return true;
}

/** The next message of QoS 0 that may be sent now. */
export function takeHeld(turn: Turn, connection: Connection): Held | undefined {
  if (isCongested(turn, connection) || peek(connection.held) === undefined) return undefined;
  const held = dequeue(connection.held);
  if (held !== undefined) connection.heldBytes -= weightOf(held.message);
  return held;
}
