// Messages on their way to a client: sent at once, or waiting for a connection or for its Receive Maximum. (5.0 §4.3, §4.4, §4.9)

import { qos1Sender } from "../flows/qos1-sender.ts";
import { qos2Sender } from "../flows/qos2-sender.ts";
import { type Copy, isExpired, type Message, publishOf, weightOf } from "../message.ts";
import type { BrokenRule, SenderEvent } from "../model.ts";
import { nextPacketId } from "../packet-ids.ts";
import { dequeue, enqueue, peek, queueSize } from "../queue.ts";
import { step } from "../step.ts";
import { clearSent, countSent, hold, isCongested, mustHold, takeHeld } from "./congestion.ts";
import type { StoredKey, StoredRecord } from "./record.ts";
import { outboundRecord } from "./records.ts";
import { sendAck, sendPublication } from "./send.ts";
import {
  type Connection,
  type Held,
  isDurable,
  type Outbound,
  type Session,
  type SharedGroup,
  type Turn,
  type Waiting,
} from "./state.ts";

/** Gives a session one copy of a message. `group` is the shared subscription that chose this session. */
export function deliver(turn: Turn, session: Session, message: Message, copy: Copy, group?: SharedGroup): void {
  const { connection } = session;
  if (copy.qos === 0) {
    // QoS 0 may be let go where nobody is there to take it (5.0 §4.1, 3.1.1/U3-007), and pays no attention to quotas (5.0/U5-139).
    if (connection === undefined) return;
    if (!mustHold(turn, connection)) sendAtMostOnce(turn, connection, { message, copy });
    else if (!hold(turn, connection, { message, copy })) drop(turn, session);
    return;
  }
  const waiting: Waiting = { sequence: ++session.lastSequence, message, copy, group };
  // Where there is room nothing waits, `pump` has seen to it: same topic, same QoS, same order. (5.0/MQTT-4.6.0-5, -6; 3.1.1/MQTT-4.6.0-5, -6)
  if (connection !== undefined && hasQuota(turn, connection) && begin(turn, session, waiting)) return;
  wait(turn, session, waiting);
}

/** Puts back what was on its way to a client when the server crashed. They come in the order of their sequence. */
export function restoreOutbound(
  session: Session,
  record: Extract<StoredRecord, { readonly kind: "outbound" }>,
  group?: SharedGroup,
): void {
  const { sequence, copy, message, packetId } = record;
  session.lastSequence = Math.max(session.lastSequence, sequence);
  if (packetId === undefined) {
    if (message === undefined) return;
    enqueue(session.queue, { sequence, message, copy, group });
    session.queuedBytes += weightOf(message);
    return;
  }
  const qos = copy.qos === 1 ? 1 : 2;
  const state = message === undefined ? "awaitingPubcomp" : qos === 1 ? "awaitingPuback" : "awaitingPubrec";
  session.outbound.set(packetId, { sequence, packetId, qos, copy, group, state, message, counts: false });
}

/** Takes up again, on a new connection, what was not finished on the last one. (5.0/MQTT-4.4.0-1, 3.1.1/MQTT-4.4.0-1) */
export function resume(turn: Turn, session: Session): void {
  while (dequeue(session.resuming) !== undefined);
  const flows = [...session.outbound.values()];
  for (const flow of flows) flow.counts = false;
  // A PUBREL is due for an older message than any PUBLISH: its PUBREC has come already.
  for (const flow of flows) if (flow.message === undefined) enqueue(session.resuming, flow);
  for (const flow of flows) if (flow.message !== undefined) enqueue(session.resuming, flow);
  pump(turn, session);
}

/** Sends what may be sent now. */
export function pump(turn: Turn, session: Session): void {
  const { connection, resuming, queue } = session;
  if (connection === undefined) return;
  for (let flow = peek(resuming); flow !== undefined; flow = peek(resuming)) {
    if (flow.message !== undefined && !hasQuota(turn, connection)) return;
    // One that was acknowledged before its turn came is in `idle`, and has nothing to send.
    stepOutbound(turn, session, flow, { type: "resume" });
    dequeue(resuming);
  }
  for (let waiting = peek(queue); waiting !== undefined && hasQuota(turn, connection); waiting = peek(queue)) {
    if (isExpired(waiting.message, turn.atMs)) eraseOutbound(turn, session, waiting.sequence);
    else if (!begin(turn, session, waiting)) return;
    takeWaiting(session);
  }
}

/** Lets a flow take one step, and answers the rule that the client broke, if it broke one. */
export function stepOutbound(turn: Turn, session: Session, flow: Outbound, event: SenderEvent): BrokenRule | undefined {
  const [next, effects] = step(flow.qos === 1 ? qos1Sender : qos2Sender, flow.state, event);
  flow.state = next;
  const { connection } = session;
  if (connection === undefined) return undefined;
  for (const effect of effects) {
    switch (effect.type) {
      case "send":
        if (effect.packet === "PUBLISH") sendPublish(turn, session, connection, flow, effect.dup);
        else sendAck(turn, connection, effect.packet, flow.packetId, 0x00);
        break;
      case "storeMessage":
        session.outbound.set(flow.packetId, flow);
        storeOutbound(turn, session, flow);
        break;
      case "storeRelease":
        flow.message = undefined;
        // PUBRELs go again in the order of their PUBRECs. (5.0/MQTT-4.6.0-4, 3.1.1/MQTT-4.6.0-4)
        session.outbound.delete(flow.packetId);
        session.outbound.set(flow.packetId, flow);
        storeOutbound(turn, session, flow);
        break;
      case "freePacketId":
        forget(turn, session, flow);
        break;
      case "violation":
        return effect.breaks;
      case "storePacketId":
      case "deliver":
        break;
    }
  }
  return undefined;
}

/** Goes on with what waited for the network. */
export function onDrained(turn: Turn, connection: Connection): void {
  clearSent(connection);
  pump(turn, connection.session);
  for (let held = takeHeld(turn, connection); held !== undefined; held = takeHeld(turn, connection))
    if (!isExpired(held.message, turn.atMs)) sendAtMostOnce(turn, connection, held);
}

// At zero, messages wait and nothing else does. (5.0/MQTT-3.3.4-10)
function hasQuota(turn: Turn, connection: Connection): boolean {
  return connection.unacknowledgedOut < connection.receiveMaximum && !isCongested(turn, connection);
}

function sendAtMostOnce(turn: Turn, connection: Connection, { message, copy }: Held): void {
  const publish = publishOf(connection.version, message, copy, turn.atMs, 0, false);
  if (sendPublication(turn, connection, publish)) countSent(turn, connection, message);
}

// Sends a message for the first time, and answers whether there was an identifier for it.
function begin(turn: Turn, session: Session, waiting: Waiting): boolean {
  const packetId = nextPacketId(session.outbound, session.lastPacketId);
  if (packetId === undefined) return false;
  session.lastPacketId = packetId;
  const { sequence, message, copy, group } = waiting;
  const qos = copy.qos === 1 ? 1 : 2;
  const flow: Outbound = { sequence, packetId, qos, copy, group, state: "idle", message, counts: false };
  stepOutbound(turn, session, flow, { type: "submit" });
  return true;
}

function sendPublish(turn: Turn, session: Session, connection: Connection, flow: Outbound, dup: boolean): void {
  if (flow.message === undefined) return;
  const publish = publishOf(connection.version, flow.message, flow.copy, turn.atMs, flow.packetId, dup);
  if (sendPublication(turn, connection, publish)) {
    countSent(turn, connection, flow.message);
    flow.counts = true;
    connection.unacknowledgedOut++;
  } else {
    // Too large for this client: as if it had been delivered. (5.0/MQTT-3.1.2-25)
    forget(turn, session, flow);
  }
}

function forget(turn: Turn, session: Session, flow: Outbound): void {
  session.outbound.delete(flow.packetId);
  if (flow.counts && session.connection !== undefined) session.connection.unacknowledgedOut--;
  flow.counts = false;
  eraseOutbound(turn, session, flow.sequence);
}

function wait(turn: Turn, session: Session, waiting: Waiting): void {
  const weight = weightOf(waiting.message);
  // What no queue could hold must not push out what one does.
  if (weight > turn.broker.options.maximumQueuedBytes) return drop(turn, session);
  while (isFull(turn, session, weight)) {
    if (turn.broker.options.queuePolicy === "drop-newest") return drop(turn, session);
    const oldest = takeWaiting(session);
    drop(turn, session);
    if (oldest === undefined) return;
    eraseOutbound(turn, session, oldest.sequence);
  }
  enqueue(session.queue, waiting);
  session.queuedBytes += weight;
  store(turn, session, waiting);
}

function drop(turn: Turn, { clientId }: Session): void {
  turn.effects.push({ type: "drop", clientId });
}

function isFull(turn: Turn, session: Session, weight: number): boolean {
  const { maximumQueuedMessages, maximumQueuedBytes } = turn.broker.options;
  return queueSize(session.queue) >= maximumQueuedMessages || session.queuedBytes + weight > maximumQueuedBytes;
}

/** Whether a message of QoS 1 or 2 that is in no haste may be given to a session: half of its queue is left to what comes live. */
export function hasRoom({ broker }: Turn, { queue, queuedBytes }: Session): boolean {
  const { maximumQueuedMessages, maximumQueuedBytes } = broker.options;
  return queueSize(queue) * 2 <= maximumQueuedMessages && queuedBytes * 2 <= maximumQueuedBytes;
}

function takeWaiting(session: Session): Waiting | undefined {
  const waiting = dequeue(session.queue);
  if (waiting !== undefined) session.queuedBytes -= weightOf(waiting.message);
  return waiting;
}

function storeOutbound(turn: Turn, session: Session, flow: Outbound): void {
  store(turn, session, flow, flow.packetId);
}

function store(turn: Turn, session: Session, kept: Outbound | Waiting, packetId?: number): void {
  if (!isDurable(session)) return;
  turn.effects.push({ type: "store", record: outboundRecord(session.clientId, kept, packetId) });
}

function eraseOutbound(turn: Turn, session: Session, sequence: number): void {
  if (!isDurable(session)) return;
  const key: StoredKey = { kind: "outbound", clientId: session.clientId, sequence };
  turn.effects.push({ type: "erase", key });
}
