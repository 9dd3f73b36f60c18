// A session that goes on at another server: the client has come there, and all that is held for it follows. (5.0 §3.1.4, 3.1.1 §3.1.4)

import { end } from "./close.ts";
import { recordsOf } from "./records.ts";
import { unsubscribe } from "./routing.ts";
import { isDurable, type Session, type Turn } from "./state.ts";

/**
 * Lets go of a session, and says what it held. A connection that it has here is taken over (5.0/MQTT-3.1.4-3, 3.1.1/MQTT-3.1.4-2), with
 * what this means for its will; a session that ends with its connection ends.
 */
export function handOver(turn: Turn, clientId: string): void {
  const connection = turn.broker.sessions.get(clientId)?.connection;
  if (connection !== undefined) end(turn, connection, "takenOver", { reasonCode: 0x8e });
  const records = recordsOf(turn.broker, clientId);
  const session = turn.broker.sessions.get(clientId);
  if (session !== undefined) letGo(turn, session);
  turn.effects.push({ type: "handOver", clientId, records });
}

// It does not end, it goes on elsewhere: its will and its shared messages stay with it.
function letGo(turn: Turn, session: Session): void {
  const { clientId } = session;
  for (const topicFilter of [...session.subscriptions.keys()]) unsubscribe(turn, session, topicFilter);
  turn.broker.sessions.delete(clientId);
  turn.effects.push({ type: "stopTimer", timer: `sessionExpiry/${clientId}` });
  turn.effects.push({ type: "stopTimer", timer: `willDelay/${clientId}` });
  if (isDurable(session)) turn.effects.push({ type: "erase", key: { kind: "session", clientId } });
}
