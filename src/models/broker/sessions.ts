// The life of a session: begun, left by its connection, resumed, ended. (5.0 §3.1.2.4, §3.1.2.11.2, §4.1; 3.1.1 §3.1.2.4)

import { isExpired } from "../message.ts";
import { createQueue, queued } from "../queue.ts";
import { type SessionEvent, sessionMachine } from "../session/lifetime.ts";
import { willMachine } from "../session/will.ts";
import { step } from "../step.ts";
import { deliverShared, unsubscribe } from "./routing.ts";
import { type Connection, isDurable, type Session, type Turn } from "./state.ts";
import { tellWill } from "./will.ts";

/** The Session Expiry Interval of a session that never expires. */
export const NEVER = 0xffff_ffff;

/** Begins a session. (5.0/MQTT-3.1.2-6, 3.1.1/MQTT-3.1.2-4) */
export function beginSession(turn: Turn, clientId: string): Session {
  const session: Session = {
    clientId,
    connection: undefined,
    sessionExpiryInterval: 0,
    subscriptions: new Map(),
    outbound: new Map(),
    resuming: createQueue(),
    queue: createQueue(),
    queuedBytes: 0,
    inbound: new Map(),
    lastPacketId: 0,
    lastSequence: 0,
    lifetime: String(sessionMachine.config.initial),
    will: undefined,
    willState: String(willMachine.config.initial),
  };
  tellSession(turn, session, "connected");
  return session;
}

/** Sets how long a session outlives its connection. */
export function setSessionExpiry(turn: Turn, session: Session, sessionExpiryInterval: number): void {
  const wasDurable = isDurable(session);
  session.sessionExpiryInterval = sessionExpiryInterval;
  const { clientId } = session;
  if (isDurable(session))
    turn.effects.push({ type: "store", record: { kind: "session", clientId, sessionExpiryInterval } });
  else if (wasDurable) turn.effects.push({ type: "erase", key: { kind: "session", clientId } });
}

/** Tells a session what has come to it, and does what its machine asks for. */
export function tellSession(turn: Turn, session: Session, event: SessionEvent): void {
  const { clientId, sessionExpiryInterval } = session;
  const timer = `sessionExpiry/${clientId}` as const;
  const [next, effects] = step(sessionMachine, session.lifetime, { type: event });
  session.lifetime = next;
  for (const { type } of effects as readonly { readonly type: string }[]) {
    switch (type) {
      case "create":
        turn.broker.sessions.set(clientId, session);
        break;
      case "startExpiry":
        turn.effects.push({ type: "startTimer", timer, afterMs: sessionExpiryInterval * 1000 });
        break;
      case "stopExpiry":
        turn.effects.push({ type: "stopTimer", timer });
        break;
      case "destroy":
        destroy(turn, session);
        break;
    }
  }
}

/** Parts a session from its network connection, which is gone or about to be. */
export function leave(turn: Turn, connection: Connection): void {
  const { session } = connection;
  turn.broker.connections.delete(connection.id);
  session.connection = undefined;
  if (connection.silenceMs > 0) turn.effects.push({ type: "stopTimer", timer: `keepAlive/${connection.id}` });
  if (connection.isForATime) turn.effects.push({ type: "stopTimer", timer: `authentication/${connection.id}` });
  abandon(turn, session);
}

/** Leaves a session to itself: it ends, or waits; and its will is published, or waits, too. */
export function abandon(turn: Turn, session: Session): void {
  const { sessionExpiryInterval, will } = session;
  // 5.0/MQTT-4.1.0-2, 3.1.1/MQTT-3.1.2-6
  if (sessionExpiryInterval === 0) return tellSession(turn, session, "left, and over");
  tellSession(turn, session, sessionExpiryInterval === NEVER ? "left, for ever" : "left, for a time");
  // The will is due after its delay or with the end of the session, whichever comes first. (5.0/MQTT-3.1.2-8)
  const { willDelayInterval = 0 } = will ?? {};
  if (willDelayInterval === 0) tellWill(turn, session, "lost");
  else if (willDelayInterval < sessionExpiryInterval) tellWill(turn, session, "lost, with a delay");
  else tellWill(turn, session, "lost, before the session ends");
}

// A session that has no connection any more ends, and all that it holds. Retained messages are none of it. (3.1.1/MQTT-3.1.2-7)
function destroy(turn: Turn, session: Session): void {
  const { clientId } = session;
  for (const topicFilter of [...session.subscriptions.keys()]) unsubscribe(turn, session, topicFilter);
  turn.broker.sessions.delete(clientId);
  if (turn.broker.options.announces) turn.effects.push({ type: "sessionEnded", clientId });
  tellWill(turn, session, "sessionEnded");
  passOn(turn, session);
  if (isDurable(session)) turn.effects.push({ type: "erase", key: { kind: "session", clientId } });
}

// QoS 1 messages of a shared subscription go to another member. QoS 2 messages that were begun may not: they are
// finished with the same client, or not at all. (5.0/U5-134, 5.0/MQTT-4.8.2-4, -5)
function passOn(turn: Turn, session: Session): void {
  const begun = [...session.outbound.values()].filter(({ qos }) => qos === 1);
  for (const { group, message } of [...begun, ...queued(session.queue)]) {
    if (group !== undefined && message !== undefined && !isExpired(message, turn.atMs))
      deliverShared(turn, group, message);
  }
}
